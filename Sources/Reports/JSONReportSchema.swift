import ClusterState
import Findings
import Manifests

/// The JSON Schema (draft 2020-12) of ``JSONReport``, which `generate report-schema` writes to `docs/schema/report-v1.schema.json`.
///
/// Objects are closed and the tests hold real reports against the schema, so neither can change without the other.
package enum JSONReportSchema {
  /// Raised when a consumer of the former version could misread a report; a new member alone does not raise it.
  static let version = "1"

  private typealias Member = JSONSchema.Member
  private typealias Shape = JSONSchema.Shape

  /// The schema's file.
  package static func bytes() -> [UInt8] {
    JSONSchema(
      title: "Report of curfew scan, version \(version)", members: report, definitions: Definition.allCases.map { ($0.rawValue, $0.shape) }
    ).bytes()
  }

  private static var report: [Member] {
    [
      Member("schemaVersion", .constant(version), "The version of this schema."),
      Member(
        "tool",
        .object([
          Member("name", .constant("curfew"), nil), Member("version", .text, "The version of the program."),
        ]), "What wrote the report."),
      Member(
        "settings",
        .object([
          Member(
            "profile", .oneOf(Profile.allCases.map(\.name)),
            "Which rules were asked, and about which situations; each profile includes the one before."),
          Member("kubernetesVersion", .matching("^1\\.[0-9]+$"), "The version the manifests are for."),
          Member(
            "judgedAsKubernetesVersion", .matching("^1\\.[0-9]+$"), "The newest version that is known, where the one asked for is newer.",
            isOptional: true),
          Member("maximumTTLSeconds", .number, "The longest ttlSecondsAfterFinished that is not too long."),
          Member("maximumHistory", .number, "The most finished Jobs of one kind a CronJob may keep."),
          Member("allowedRegistries", .array(.text), "Where images may come from; empty: anywhere."),
          Member("exemptNamespaces", .array(.text), "Namespaces whose findings count as suppressed."),
          Member("configurations", .array(.text), "The configuration files that were read."),
          Member("baseline", .text, "What the findings were compared with.", isOptional: true),
          Member("threshold", .definition(.severity), "The least severity that makes the exit code 1."),
          Member("failOnNotEvaluated", .boolean, "Whether anything not evaluated makes it 1, too."),
          Member("skipUnreadable", .boolean, "Whether what cannot be read is counted only."),
          Member("failOnNew", .boolean, "Whether only findings that the baseline does not know make it 1."),
          Member(
            "podSecurity", .oneOf(PodSecurityLevel.allCases.map(\.name)), "The level that alone counted, where one did.", isOptional: true),
        ]), "What was asked, for the first of the paths; files below other configurations may have been asked otherwise."),
      Member("rules", .array(.definition(.rule)), "The rules that were asked, ordered by code."),
      Member("files", .array(.definition(.file)), "In the order of the input."),
      Member("inputErrors", .array(.text), "What could not be read at all, such as missing paths."),
      Member(
        "summary",
        .object([
          Member("files", .count, nil), Member("workloads", .count, nil),
          Member("unreadableDocuments", .count, "Documents that are not well-formed."),
          Member("verdicts", .definition(.verdicts), nil),
          Member("findings", .definition(.severities), "Findings by severity."),
          Member("suppressed", .count, "Findings that someone accepted."),
          Member(
            "skipped",
            .object(
              SkippedEntries.Reason.allCases.map { Member($0.rawValue, .count, $0.description) } + [
                Member(
                  "unreadable", .count,
                  "Files and documents that could not be read and hold no trace of a workload, or all with skipUnreadable.")
              ]), "What was passed over, by the reason; a directory that was not entered counts once."),
          Member(
            "groups",
            .object([
              Member("by", .text, "namespace, path, rule or label:KEY."),
              Member(
                "counts",
                .array(
                  .object([
                    Member("name", .text, "Left out for workloads that have none.", isOptional: true),
                    Member("workloads", .count, "How many have findings."), Member("findings", .definition(.severities), nil),
                  ])), "The gravest first; without what the baseline knows."),
            ]), "The findings by what was asked for.", isOptional: true),
          Member(
            "baseline",
            .object([
              Member("new", .count, "Findings that the baseline does not know."), Member("known", .count, "Findings that it knows."),
              Member("gone", .count, "Findings of the baseline that are not there any more."),
            ]), "Compared with the baseline, where there is one.", isOptional: true),
          Member(
            "notEvaluated",
            .object([
              Member("documents", .array(.definition(.reason)), "Whole documents."),
              Member("checks", .array(.definition(.reason)), "Single rules on a workload."),
            ]), "What was not judged, and why."),
          Member(
            "notInInput",
            .array(
              .object([
                Member("group", .oneOf(RuleGroup.allCases.map(\.title)), "A group of rules."),
                Member("rules", .array(.ruleCode), "Those that were not asked, or whose answer hangs on more than the input has."),
                Member("workloads", .count, "Of how many workloads that is so."),
                Member("kinds", .array(.text), "The kinds of objects that would tell."),
                Member("command", .text, "How to get them from a cluster.", isOptional: true),
              ])),
            "What nothing was said of, as the input may lack it; no part of the verdicts, and without effect on the exit code."),
          Member(
            "exitCode", .integers(ExitStatus.allCases.map { Int($0.rawValue) }),
            "0 clean, 1 findings at or over the threshold, 2 something was unreadable, 3 no workload in the input."),
        ]), "What the report adds up to."),
    ]
  }

  /// Shapes that are used, or worth a name, more than once.
  fileprivate enum Definition: String, CaseIterable {
    case severity, rule, file, workload, finding, error, documentNotEvaluated, checkNotEvaluated, reason, verdicts, severities, place,
      position, renderedFrom

    var shape: JSONSchema.Shape {
      switch self {
      case .severity: .oneOf(Severity.allCases.reversed().map(\.name))
      case .rule: .object(RuleList.members(severity: .definition(.severity)))
      case .file:
        .object([
          Member("path", .text, "As the user named it, or below the folder the user named."),
          Member("workloads", .array(.definition(.workload)), "In the order of the file."),
          Member("errors", .array(.definition(.error)), "Documents that could not be read."),
          Member("notEvaluated", .array(.definition(.documentNotEvaluated)), "Documents that were read or recognised, and not judged."),
        ])
      case .workload:
        .object(
          [
            Member("kind", .text, "CronJob, Job or Pod; of a template the kind that holds it."),
            Member("namespace", .text, nil, isOptional: true), Member("name", .text, nil),
            Member("templatePath", .text, "Of a template, the field of the object that holds it.", isOptional: true),
          ]
            + JSONReportSchema.place + [
              Member("foldedJobs", .count, "How many Jobs of the input this CronJob made."),
              Member("renderedFrom", .definition(.renderedFrom), "Where it stood before Helm or Kustomize made it.", isOptional: true),
              Member("verdicts", .definition(.verdicts), nil),
              Member("findings", .array(.definition(.finding)), "In the order of their places."),
              Member("suppressed", .array(.definition(.finding)), "Findings that someone accepted, in the same order."),
              Member("notEvaluated", .array(.definition(.checkNotEvaluated)), "What kept rules from judging."),
            ])
      case .finding:
        .object(
          JSONReportSchema.rule + [Member("severity", .definition(.severity), nil)] + JSONReportSchema.place + [
            Member("message", .text, "What is wrong."),
            Member("steps", .array(.text), "What happens one after another to get there, where that is long to tell.", isOptional: true),
            Member("why", .text, "Why it matters here."),
            Member("remedy", .text, "What to do, where it is not the rule's usual remedy.", isOptional: true),
            Member("related", .definition(.place), "A second place worth looking at.", isOptional: true),
            Member(
              "renderedFrom", .definition(.renderedFrom),
              "Where that stood before Helm or Kustomize made it: its own line, or the object's.",
              isOptional: true),
            Member(
              "podSecurity",
              .object([
                Member("level", .oneOf(PodSecurityLevel.allCases.map(\.name)), "The least demanding one."),
                Member("control", .text, "The check of k8s.io/pod-security-admission."),
              ]), "The Pod Security Standard that denies it, where one does.", isOptional: true),
            Member(
              "fingerprint", .matching("^[0-9a-f]{16}$"),
              "Made of rule, workload and what was found there; stays the same when lines move and files are renamed."),
            Member("state", .oneOf(["new", "known"]), "Whether the baseline knows it, where there is one.", isOptional: true),
            Member(
              "suppression",
              .object([
                Member("origin", .oneOf(["comment", "annotation", "configuration"]), "Where it is accepted."),
                Member("reason", .text, "Why, in the words of the one who did."),
                Member("until", .matching("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), "The last day it holds.", isOptional: true),
              ]), "Of a suppressed finding.", isOptional: true),
          ])
      case .error:
        .object(
          JSONReportSchema.place + [
            Member("message", .text, "What is wrong and how to mend it."),
            Member("related", .definition(.place), "A second place that belongs to the error.", isOptional: true),
          ])
      case .documentNotEvaluated: .object(JSONReportSchema.place + [Member("reason", .text, nil)])
      case .checkNotEvaluated: .object(JSONReportSchema.rule + JSONReportSchema.place + [Member("reason", .text, nil)])
      case .reason: .object([Member("reason", .text, nil), Member("count", .count, nil)])
      case .verdicts:
        .object([
          Member("pass", .count, "Rules that found nothing; one that found only what the profile leaves out has no verdict."),
          Member("fail", .count, nil), Member("notEvaluated", .count, "What could not be judged."),
          Member("suppressed", .count, "Rules of which every finding is suppressed."),
        ])
      case .severities: .object(Severity.allCases.reversed().map { Member($0.name, .count, nil) })
      case .place: .object(JSONReportSchema.place)
      case .position:
        .object([
          Member("line", .positive, "1 for the first; LF, CRLF and a lone CR end a line."),
          Member(
            "column", .positive,
            "1 for the first; counts Unicode scalars, and a credential before it as \(HiddenRanges.shownLength) of them."),
          Member(
            "offset", .count, "In bytes from the start of the file; left out behind a credential, whose length it would tell.",
            isOptional: true),
        ])
      case .renderedFrom:
        .object([Member("path", .text, nil), Member("line", .positive, "Left out where it cannot be told.", isOptional: true)])
      }
    }
  }

  private static var rule: [Member] { [Member("rule", .ruleCode, "The rule's code."), Member("name", .text, "The rule's name.")] }
  private static var place: [Member] {
    [
      Member("start", .definition(.position), "The first character."),
      Member(
        "end", .definition(.position),
        "Behind the last character; before the first character that is not shown, so that no place tells a credential's length."),
    ]
  }
}

extension SkippedEntries.Reason {
  fileprivate var description: String {
    switch self {
    case .hidden: "The name begins with a dot, and git does not track it."
    case .ignored: "Named by a .gitignore file, and not tracked by git."
    case .otherName: "Neither .yaml, .yml nor .json."
    case .excluded: "Left out by --exclude, or not taken by --include."
    case .special: "Pipes, sockets and devices."
    case .linkLoop: "Links to a directory that they are in."
    }
  }
}

extension JSONSchema.Shape {
  fileprivate static func definition(_ definition: JSONReportSchema.Definition) -> Self { .reference(definition.rawValue) }
}
