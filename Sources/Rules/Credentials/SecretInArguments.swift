import ClusterState
package import Findings
package import Manifests
import SourceTree

/// A credential from a Secret is expanded into a container's command line.
package enum SecretInArguments: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW204", name: "secret-in-arguments", severity: .medium,
    summary: "A credential from a Secret is expanded into a container's command line.",
    rationale: """
      The kubelet replaces `$(NAME)` in `command` and `args` by the variable's value before the process starts. From then on the credential is part of \
      the command line: every user of the container sees it in `ps` and `/proc/<pid>/cmdline`, whatever their own rights, agents that record started \
      processes on the node send it to their logs, and so do programs that print their arguments.

      That is a wider circle than a variable has, hence medium; info where the variables' names say that they only name something, such as a user or \
      a project. `$$(NAME)` is text to the kubelet and not reported, and neither is a shell's `$NAME`, \
      which is expanded inside the container.
      """,
    remedy: "Mount the Secret as a file and pass the file's path instead of its content.",
    references: [
      .kubernetes("tasks/inject-data-application/define-command-argument-container/"), .mitre("T1057"), .cwe(214),
    ],
    examples: [
      .flagged(
        "A password from a Secret becomes an argument",
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
                      args:
                        - --host=$(DB_HOST)
                        - ▼--password=$(DB_PASSWORD)▲
                      env:
                        - name: DB_HOST
                          value: db.example.com
                        - name: DB_PASSWORD
                          valueFrom:
                            secretKeyRef: {name: backup, key: password}
        """),
      .flagged(
        "It reaches the command line by way of another variable",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migration
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: migrate
                  image: registry.example.com/migrate:8.0
                  command: [migrate, ▼$(DATABASE_URL)▲]
                  env:
                    - name: PASSWORD
                      valueFrom:
                        secretKeyRef: {name: orders, key: password}
                    - name: DATABASE_URL
                      value: postgres://orders:$(PASSWORD)@db.example.com/orders
        """),
      .flagged(
        "A name that is kept in a Secret",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 6 * * 1"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
                      args: [▼--organization=$(REPORT_ORG)▲]
                      env:
                        - name: REPORT_ORG
                          valueFrom:
                            secretKeyRef:
                              name: report
                              key: organization
        """),
      .clean(
        "Escaped, expanded by a shell, or no secret",
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
                      command: [sh, -c]
                      args:
                        - upload --host=$(DB_HOST) --note='$$(DB_PASSWORD)' <<< "$DB_PASSWORD"
                      env:
                        - name: DB_HOST
                          value: db.example.com
                        - name: DB_PASSWORD
                          valueFrom:
                            secretKeyRef: {name: backup, key: password}
        """),
    ])

  /// Where a variable's value comes from, as far as arguments are concerned.
  private enum Origin {
    case secret
    /// Kept in a Secret, and no credential by its name.
    case identifier
    case other
  }

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for container in findings.readContainers(of: workload.pod) {
      var origins: NameMap<Origin>?
      for list in [container.command, container.args] where findings.canRead(list.presence, at: list.place) {
        for item in list.items {
          guard let (text, place) = findings.readIfPresent(item) else { continue }
          let names = VariableReference.names(in: text)
          // What a shell substitutes looks alike: `$(date +%F)`.
          if names.isEmpty || !names.contains(where: isVariableName) && !hasVariable(called: names, container, &origins) { continue }
          let known = origins ?? self.origins(of: container)
          origins = known
          check(names, at: place, origins: known, of: container, into: &findings)
        }
      }
    }
  }

  /// Whether the container sets one of the variables, whose names only a newer Kubernetes takes.
  private static func hasVariable(called names: [String], _ container: Container, _ origins: inout NameMap<Origin>?) -> Bool {
    let variables = container.env.items
    // A few are compared before anything is made of them.
    if variables.count <= 8 { return variables.contains { $0.name.value.map(names.contains) == true } }
    let known = origins ?? self.origins(of: container)
    origins = known
    return names.contains { known[$0] != nil }
  }

  private static func check(
    _ names: [String], at place: SourceRange, origins: NameMap<Origin>, of container: Container, into findings: inout Answer<Self>
  ) {
    let secrets = names.filter { origins[$0] == .secret || origins[$0] == .identifier }
    if !secrets.isEmpty {
      let isCredential = secrets.contains { origins[$0] == .secret }
      findings.report(
        at: place, severity: isCredential ? nil : .info, Situation(container: ContainerName(container), variables: secrets))
      return
    }
    guard let unknown = names.first(where: { origins[$0] == nil && isVariableName($0) }) else { return }
    if case .unreadable(let reason) = container.env.presence {
      findings.cannotEvaluate(at: container.env.place, because: reason.reason)
    } else if case .unreadable(let reason) = container.envFrom.presence {
      findings.cannotEvaluate(at: container.envFrom.place, because: reason.reason)
    } else if container.envFrom.items.contains(where: { mayProvide(unknown, $0) }) {
      findings.cannotEvaluate(at: place, because: "$(\(unknown)) may come from the Secret in envFrom, whose keys are not known")
    }
  }

  /// The container's own variables by name; a later one may refer to those before it, and replaces one of the same name.
  private static func origins(of container: Container) -> NameMap<Origin> {
    var origins = NameMap<Origin>()
    for variable in container.env.items {
      guard let name = variable.name.value else { continue }
      var origin: Origin = variable.secretKeyRef != .present ? .other : variable.isIdentifier ? .identifier : .secret
      if origin == .other, let value = variable.value.value {
        let parts = VariableReference.names(in: value).compactMap { origins[$0] }
        origin = parts.first { $0 == .secret } ?? parts.first { $0 == .identifier } ?? .other
      }
      origins.append(origin, for: name)
    }
    return origins
  }

  private static func mayProvide(_ name: String, _ source: EnvFromSource) -> Bool {
    guard source.secretRef != .absent else { return false }
    return name.hasPrefix(source.prefix.value ?? "")
  }

  /// Whether the text in `$(…)` can be a variable at all and is not, say, a command for a shell.
  private static func isVariableName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "_"),
        UInt8(ascii: "-"), UInt8(ascii: "."):
        true
      default: false
      }
    }
  }

  /// A container, and the variables with a Secret's values that one of its words has.
  package struct Situation: SituationKey {
    let container: ContainerName
    let variables: [String]

    package func combine(into hash: inout StableHash) { hash.combine(container, variables) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "\(situation.container) puts \(situation.variables.map { "$(\($0))" }.enumeration), from a Secret, on its command line",
      why: "Command lines are shown to every user of the container and recorded by agents on the node.",
      remedy: metadata.remedy)
  }
}
