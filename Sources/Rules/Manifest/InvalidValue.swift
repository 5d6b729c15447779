package import Findings
package import Manifests
import SourceTree

/// A value of the right type that its field cannot have.
package enum InvalidValue: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW011", name: "invalid-value", severity: .high, profile: .essential,
    summary: "A value of the right type that its field cannot have.",
    rationale: """
      To the API's schema a pull policy is a string and a file mode a number, so `imagePullPolicy: always` and `defaultMode: 755` pass every check of \
      shapes and are refused by the server (422, `Unsupported value`, `Invalid value`): words are compared to the letter, names have to be names of DNS, \
      and a mode is read as YAML writes it, so that 755 without a leading zero is 01363 and more than 0777. The rest of a delivery arrives, this object \
      does not, and what ran before runs on unchanged.

      Only what every supported version refuses is reported. High, because what is written cannot run.
      """,
    remedy: "Write a value that the field may have.",
    references: [
      .kubernetes("reference/kubernetes-api/workload-resources/pod-v1/"),
      .kubernetes("concepts/overview/working-with-objects/names/"), .kubernetes("concepts/overview/working-with-objects/labels/"),
      .url("https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/validation/validation.go"), .cwe(1287),
    ],
    examples: [
      .flagged(
        "Case matters",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup}
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
                      imagePullPolicy: ▼always▲
        """),
      .flagged(
        "A mode without its zero is a decimal number",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup}
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  volumes:
                    - name: scripts
                      configMap: {name: backup, defaultMode: ▼755▲}
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .flagged(
        "Names that are none",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: ▼nightly_backup▲
          labels: {owner: ▼"The Database Team"▲}
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: ▼Dump▲
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "Values as the API has them",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: nightly-backup
          labels: {owner: database-team}
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  volumes:
                    - name: scripts
                      configMap: {name: backup, defaultMode: 0755}
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      imagePullPolicy: Always
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for issue in workload.schemaIssues {
      switch issue.problem {
      case .invalidValue(let value):
        if case .oneOf = value.values, options.isKubernetesNewerThanKnown {
          findings.cannotEvaluate(at: issue.range, because: options.newerVersionReason)
        } else {
          findings.report(at: issue.range, Situation(path: SchemaPath(issue.path), value: value))
        }
      case .unrenderedValue: findings.cannotEvaluate(at: issue.range, because: Unreadable.template.reason)
      case .unknownField, .wrongType, .missingField, .template: break
      }
    }
    guard workload.kind != .pod, workload.holder == nil else { return }
    checkName(of: workload, into: &findings)
    check(workload.metadata, at: "metadata", into: &findings)
    if workload.kind == .cronJob {
      check(workload.jobMetadata, at: "spec.jobTemplate.metadata", into: &findings)
      check(workload.podMetadata, at: "spec.jobTemplate.spec.template.metadata", into: &findings)
    } else {
      check(workload.podMetadata, at: "spec.template.metadata", into: &findings)
    }
  }

  private static func checkName(of workload: Workload, into findings: inout Answer<Self>) {
    let metadata = workload.metadata
    if let name = findings.readIfPresent(metadata.name) {
      check(name.value, as: .subdomain, "metadata.name", at: name.place, into: &findings)
    } else if let prefix = findings.readIfPresent(metadata.generateName) {
      // What the server appends stands behind the hyphen.
      check(prefix.value + "a", as: .subdomain, "metadata.generateName", shown: prefix.value, at: prefix.place, into: &findings)
    }
    if let namespace = findings.readIfPresent(metadata.namespace) {
      check(namespace.value, as: .label, "metadata.namespace", at: namespace.place, into: &findings)
    }
  }

  private static func check(_ metadata: ObjectMeta, at path: String, into findings: inout Answer<Self>) {
    for label in metadata.labels.entries {
      guard let range = label.value.range else { continue }
      check(label.key, as: .labelKey, "\(path).labels", at: range.key, into: &findings)
      if let value = label.value.value {
        check(value, as: .labelValue, "\(path).labels[\(label.key)]", at: range.value, into: &findings)
      }
    }
    for annotation in metadata.annotations.entries {
      guard let range = annotation.value.range else { continue }
      check(annotation.key.lowercased(), as: .labelKey, "\(path).annotations", shown: annotation.key, at: range.key, into: &findings)
    }
  }

  private static func check(
    _ text: String, as values: FieldValues, _ path: @autoclosure () -> String, shown: String? = nil, at place: SourceRange,
    into findings: inout Answer<Self>
  ) {
    if values.allows(text.utf8.span) || FieldValues.isTemplate(text.utf8.span) { return }
    findings.report(at: place, Situation(path: SchemaPath(path()), value: SchemaIssue.Value(text: shown ?? text, values: values)))
  }

  /// A field, and the value that it cannot have.
  package struct Situation: SituationKey {
    let path: SchemaPath
    let value: SchemaIssue.Value

    package func combine(into hash: inout StableHash) { hash.combine(path) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let value = situation.value
    let found =
      (value.text ?? value.number.map(String.init)).map { "`\(situation.path)` is `\($0)`" } ?? "`\(situation.path)` has a value"
    return Explanation(
      message: "\(found), which is \(value.values.complaint(about: value))",
      why: situation.path.description.hasPrefix("spec.jobTemplate.metadata")
        ? "The CronJob is accepted, and the API server refuses each of its Jobs, so nothing runs."
        : "The API server refuses the object, so nothing runs, or an older version goes on running.",
      remedy: value.values.remedy(for: value))
  }
}

extension FieldValues {
  /// What is wrong, behind "which is".
  fileprivate func complaint(about value: SchemaIssue.Value) -> String {
    switch self {
    case .oneOf(let values): "not one of \(values.enumeration)"
    case .label: "no DNS label"
    case .subdomain: "no DNS name"
    case .portName: "no name of a port"
    case .labelKey: "no key of a label or annotation"
    case .labelValue: "no value of a label"
    case .numbers(let range) where range.upperBound >= Int64(Int32.max): "less than \(range.lowerBound), or beyond 32 bits"
    case .numbers(let range): "not between \(range.lowerBound) and \(range.upperBound)"
    case .mode: value.number.map { $0 < 0 ? "negative" : "0\(String($0, radix: 8)) in octal, and more than 0777" } ?? "no mode"
    case .relativePath: "not relative, or leads out by `..`"
    case .straightPath: "not without `..`"
    case .absolutePath: "not absolute"
    }
  }

  fileprivate func remedy(for value: SchemaIssue.Value) -> String {
    switch self {
    case .oneOf(let values): return APIValues.remedy(for: value.text, among: values)
    case .label, .subdomain:
      let length = self == .label ? ", at most 63 in all" : " and dots"
      let rule = "Use small letters, digits and hyphens\(length), and begin and end with a letter or digit"
      guard let name = value.text.flatMap(corrected) else { return rule + "." }
      return "\(rule): `\(name)`."
    case .portName: return "Use at most 15 small letters, digits and single hyphens, at least one letter among them."
    case .labelKey: return "Use at most 63 letters, digits, `-`, `_` and `.` behind an optional domain and `/`."
    case .labelValue:
      return "Use at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends; an annotation may hold any text."
    case .numbers, .absolutePath, .straightPath, .relativePath: return InvalidValue.metadata.remedy
    case .mode:
      guard let number = value.number, let mode = Int64(String(number), radix: 8), (0...0o777).contains(mode) else {
        return "Write at most `0777`."
      }
      return "Write `0\(number)` in YAML, or \(mode), which is the same in decimal."
    }
  }

  /// The name in small letters and with hyphens, where that makes a name of it.
  private func corrected(_ name: String) -> String? {
    let candidate = String(name.lowercased().map { $0 == "_" || $0 == " " ? "-" : $0 })
    return allows(candidate.utf8.span) ? candidate : nil
  }
}

extension InvalidValue: Fixable {
  package static let fixing = FixSafety.safe

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    let value = defect.situation.value
    switch value.values {
    case .oneOf(let values):
      return APIValues.inItsCase(value.text, among: values).flatMap { Fix(setting: defect.path, to: .text($0), fixing) }
    case .mode:
      guard let number = value.number, let mode = Int64(String(number), radix: 8), (0...0o777).contains(mode), let path = defect.path else {
        return nil
      }
      return Fix("set the mode to \(FileMode.octal(mode)), as its digits say", fixing, [Change(path, .set(.octal(mode)))])
    default: return nil
    }
  }
}
