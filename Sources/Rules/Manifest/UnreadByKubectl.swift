package import Findings
package import Manifests

package import SourceTree

/// A workload in a document that YAML has and kubectl does not read.
package enum UnreadByKubectl: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW010", name: "unread-by-kubectl", severity: .high, profile: .essential,
    summary: "kubectl does not read the document that holds the object.",
    rationale: """
      kubectl guesses a stream's language from its first character, and divides YAML into documents before it reads any. Where a file begins with `{`, all of \
      it must be JSON: a flow mapping with plain keys is refused, and so is everything behind it. A `%YAML` or `%TAG` directive is cut off from its document \
      by the `---` between them, and refused as one without. The line of a `---` may hold a comment and nothing else; behind `...`, or a carriage return \
      alone, a second document needs a `---` of its own, or it is passed over without a word.

      Other tools read such files: editors, linters, the pipeline's own checks. The object seems to be delivered, and what runs is the old one, or none. \
      kubectl stops at the place with an error, and what follows in the file is not applied, either. From 1.33 on it reads flow mappings behind `{`, unless \
      JSON came before; controllers that apply manifests are often built of older libraries.

      High, because what is written may not reach the cluster.
      """,
    remedy: "Write the document as block YAML or as JSON, without directives, behind a line `---` of its own.",
    references: [
      .url("https://github.com/kubernetes/apimachinery/blob/v0.32.4/pkg/util/yaml/decoder.go"),
      .url("https://github.com/kubernetes/apimachinery/blob/v0.33.0/pkg/util/yaml/decoder.go"), .cwe(436),
    ],
    examples: [
      .flagged(
        "A directive",
        """
        %YAML 1.2
        ---
        apiVersion: batch/v1
        ▼kind▲: CronJob
        metadata: {name: backup}
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: dump, image: postgres}]
        """),
      .flagged(
        "Begins like JSON, and is none",
        """
        {apiVersion: batch/v1, ▼kind▲: CronJob, metadata: {name: backup},
         spec: {schedule: "0 2 * * *", jobTemplate: {spec: {template: {spec: {
           restartPolicy: Never, containers: [{name: dump, image: postgres}]}}}}}}
        """),
      .flagged(
        "The whole object on the line of the marker",
        """
        --- {apiVersion: batch/v1, ▼kind▲: Job, metadata: {name: migrate},
         spec: {template: {spec: {restartPolicy: Never, containers: [{name: migrate, image: postgres}]}}}}
        """),
      .clean(
        "Flow style behind a marker",
        """
        ---
        {apiVersion: batch/v1, kind: CronJob, metadata: {name: backup},
         spec: {schedule: "0 2 * * *", jobTemplate: {spec: {template: {spec: {
           restartPolicy: Never, containers: [{name: dump, image: postgres}]}}}}}}
        """),
      .clean(
        "JSON, one text behind the other",
        """
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "database"}}
        {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "migrate"},
         "spec": {"template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "migrate", "image": "postgres"}]}}}}
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard let unread = workload.unread else { return }
    findings.report(at: workload.place, unread.reason, related: unread.place)
  }

  package static func explain(_ reason: Unread.Reason) -> Explanation {
    switch reason {
    case .notJSON:
      Explanation(
        message: "kubectl does not read the document: the file begins with `{`, so it must be JSON, and is none here",
        why: "kubectl before 1.33 stops at the place with an error, and applies nothing of the file from there on.",
        remedy: "Write JSON throughout, or a line `---` in front of the file's first document.")
    case .directive:
      Explanation(
        message: "kubectl does not read the document: a directive stands before a `---`",
        why: "kubectl stops at the directive with an error, and applies nothing of the file from there on.",
        remedy: "Remove the directive; a manifest needs none.")
    case .textBehindMarker:
      Explanation(
        message: "kubectl does not read the document: the line of the `---` before or behind it holds something else than a comment",
        why: "kubectl stops at the line with an error, and applies nothing of the file from there on.",
        remedy: "Move what follows `---` to the next line.")
    case .noMarker:
      Explanation(
        message: "kubectl does not read the document: no line that begins with `---` stands before it",
        why: "kubectl reads one document between two such lines, and passes over any other without a word.",
        remedy: "Write a line `---` in front of the document.")
    }
  }
}

extension Unread.Reason: SituationKey {}
