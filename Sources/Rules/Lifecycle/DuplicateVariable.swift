package import Findings
package import Manifests
import SourceTree

/// A variable is set twice in one container.
package enum DuplicateVariable: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW136", name: "duplicate-variable", severity: .low,
    summary: "A variable is set twice in one container.",
    rationale: """
      The API server accepts a list of variables in which a name stands twice; the container gets the last. Which one a reader believes \
      is chance, and tools disagree about it: `kubectl apply` and kustomize merge the list by name and lose one of the two, so that an \
      unrelated change brings back the other value. Where one of them is a Secret's key and the other a literal, a rotated password may \
      not be the one in use.

      The severity is low: the job usually works, with the value that stands last.
      """,
    remedy: "Remove the entry that is not meant.",
    references: [
      .kubernetes("tasks/inject-data-application/define-environment-variable-container/"),
      .url("https://github.com/kubernetes/kubernetes/issues/58477"),
      .peer(tool: "kube-linter", id: "duplicate-env-var"), .peer(tool: "kube-score", id: "environment-variable-key-duplication"),
    ],
    examples: [
      .flagged(
        "The second one counts",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      env:
                        - name: REGION
                          value: eu-west-1
                        - name: ▼REGION▲
                          value: us-east-1
        """),
      .clean(
        "One variable may use another",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      env:
                        - name: HOST
                          value: db.example.com
                        - name: URL
                          value: https://$(HOST)/
        """),
      .clean(
        "The same name in two containers",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migrate
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: load
                  image: registry.example.com/load:8.0
                  env: [{name: REGION, value: eu-west-1}]
                - name: check
                  image: registry.example.com/check:8.0
                  env: [{name: REGION, value: us-east-1}]
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for container in findings.readContainers(of: workload.pod) {
      let variables = container.env.items
      var met: UInt64 = 0
      // Many names are hashed, when two of them may be equal; a few are compared.
      lazy var firsts = Dictionary(variables.compactMap { variable in variable.name.value.map { ($0, variable) } }) { first, _ in first }
      for (index, variable) in variables.enumerated() {
        guard case .present(let name, let range) = variable.name else { continue }
        let mark = Self.mark(of: name)
        defer { met |= mark }
        guard met & mark != 0 else { continue }
        let same = index < Self.fewVariables ? variables[..<index].first { $0.name.value == name } : firsts[name]
        guard let first = same, first !== variable else { continue }
        // A variable that is built from its earlier self ("$(PATH):/opt") is meant.
        if variable.value.value.map({ VariableReference.names(in: $0).contains(name) }) == true { continue }
        findings.report(at: range.value, Situation(container: ContainerName(container), variable: name), related: first.name.range?.value)
      }
    }
  }

  private static var fewVariables: Int { 32 }

  /// A bit that equal names share, and few others: for the length and the last byte.
  private static func mark(of name: String) -> UInt64 {
    let bytes = name.utf8.span
    return bytes.isEmpty ? 1 : 1 << UInt64((bytes.count &* 5 &+ Int(bytes[bytes.count - 1])) & 63)
  }

  /// A variable of a container.
  package struct Situation: SituationKey {
    let container: ContainerName
    let variable: String

    package func combine(into hash: inout StableHash) { hash.combine(container, variable) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "\(situation.container) sets \(situation.variable) twice",
      why: "The last one counts, until a tool that merges by name drops it.", remedy: metadata.remedy)
  }
}

extension DuplicateVariable: Fixable {
  package static let fixing = FixSafety.safe

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    guard let (container, index) = defect.item(of: "env") else { return nil }
    let variables = container.container.env.items
    guard variables.indices.contains(index), let name = variables[index].name.value,
      let first = variables.firstIndex(where: { $0.name.value == name }), first < index
    else { return nil }
    let between = variables[first..<index]
    guard !between.contains(where: { variable in variable.value.value.map { VariableReference.names(in: $0).contains(name) } ?? false })
    else { return Fix("remove one of the two", .manual("A variable between the two takes in the first value."), []) }
    return Fix(
      "remove the first `\(name)`, which the last overrules", fixing, [Change(container.path.field("env").appending(.item(first)), .remove)]
    )
  }
}
