package import Findings
package import Manifests
import SourceTree

/// An amount of a resource comes to next to nothing, or to more than a node has.
package enum ImplausibleAmount: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW535", name: "implausible-amount", severity: .high,
    summary: "An amount of a resource comes to next to nothing, or to more than a node has.",
    rationale: """
      `m` is a thousandth and `Mi` is 1,048,576, whatever the resource: `memory: 512m` is half a byte, `cpu: 500Mi` is 524 million cores, and `cpu: 500` \
      is 500 of them where 500m, half a core, was meant. All of them are accepted. A container that may use a byte of memory is not started, or killed at \
      once; a pod that requests more cores than any node has is never scheduled, and its Job stays active without a single event that anyone looks at.

      High where the run cannot happen; medium for a limit of the CPU, which then is none, and for requests that reserve nothing.
      """,
    remedy: "Write the unit that is meant: `Mi` and `Gi` for memory and storage, `m` for parts of a core.",
    references: [
      .kubernetes("concepts/configuration/manage-resources-containers/#resource-units-in-kubernetes"),
      .kubernetes("reference/kubernetes-api/common-definitions/quantity/"), .cwe(1284),
    ],
    examples: [
      .flagged(
        "Half a byte, and more cores than there are",
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
                      resources:
                        requests: {cpu: ▼500▲}
                        limits: {cpu: 1000, memory: ▼512m▲}
        """),
      .flagged(
        "A directory for nothing",
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
                    - name: work
                      emptyDir: {sizeLimit: ▼500m▲}
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "Half a core and half a gibibyte",
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
                    - name: work
                      emptyDir: {sizeLimit: 500Mi}
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      resources:
                        requests: {cpu: 500m, memory: 512Mi}
                        limits: {cpu: 2, memory: 512Mi}
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    let pod = workload.pod
    for container in findings.readContainers(of: pod) {
      check(container.requests, container.limits, of: .container(ContainerName(container)), into: &findings)
    }
    if options.hasPodLevelResources { check(pod.requests, pod.limits, of: .pod, into: &findings) }
    for volume in pod.volumes.items {
      guard let size = findings.readIfPresent(volume.emptyDirSizeLimit), let doubt = doubt(about: size.value, .storage) else { continue }
      findings.report(at: size.place, Situation(subject: "sizeLimit of \(VolumeName(volume))", amount: size.value, doubt: doubt))
    }
  }

  private static func check(
    _ requests: ResourceAmounts, _ limits: ResourceAmounts, of owner: SettingOwner, into findings: inout Answer<Self>
  ) {
    for resource in Resource.allCases {
      let request = findings.readIfPresent(requests[keyPath: resource.field])
      let limit = findings.readIfPresent(limits[keyPath: resource.field])
      if let request, let doubt = doubt(about: request.value, resource) {
        // What reserves nothing keeps nothing from running.
        findings.report(
          at: request.place, severity: doubt == .little ? .medium : nil,
          Situation(subject: "\(resource.rawValue) requested by \(owner)", amount: request.value, doubt: doubt))
      }
      guard let limit, let doubt = doubt(about: limit.value, resource) else { continue }
      // Without a request the limit is requested; a request beyond all nodes has been reported.
      let isRequested = request == nil
      if resource == .cpu, let request, Self.doubt(about: request.value, .cpu) != nil { continue }
      findings.report(
        at: limit.place, severity: doubt == .much && !isRequested ? .medium : nil,
        Situation(subject: "\(resource.rawValue) limit of \(owner)", amount: limit.value, doubt: doubt))
    }
  }

  private enum Resource: String, CaseIterable {
    case cpu = "CPU"
    case memory
    case storage = "ephemeral-storage"

    var field: KeyPath<ResourceAmounts, Field<String>> {
      switch self {
      case .cpu: \.cpu
      case .memory: \.memory
      case .storage: \.ephemeralStorage
      }
    }
  }

  /// Why an amount is not believed.
  package enum Doubt: String, StableHashable {
    /// Fewer bytes than any program needs.
    case little
    /// More cores, or more bytes, than any node has.
    case much
    /// A number of cores as one writes thousandths.
    case round
  }

  private static let one: Int128 = 1_000_000_000
  /// Less memory starts no process, and less storage holds no file worth a limit.
  private static let leastMemory = one << 20
  private static let leastStorage = one << 16
  private static let mostBytes = one << 45
  private static let mostCores = 1000 * one
  private static let manyCores = 100 * one

  private static func doubt(about amount: String, _ resource: Resource) -> Doubt? {
    guard let nanos = Quantity(amount)?.nanos, nanos > 0 else { return nil }
    switch resource {
    case .memory where nanos < leastMemory, .storage where nanos < leastStorage: return .little
    case .memory where nanos > mostBytes: return .much
    case .cpu where nanos >= mostCores: return .much
    // Machines of 128 or 192 cores are real; hundreds and fifties are how thousandths are written.
    case .cpu where nanos >= manyCores && nanos % (50 * one) == 0: return .round
    default: return nil
    }
  }

  /// An amount, and why it is not believed.
  package struct Situation: SituationKey {
    /// What it is an amount of.
    let subject: String
    /// As written.
    let amount: String
    let doubt: Doubt

    package func combine(into hash: inout StableHash) { hash.combine(subject, amount, doubt) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let amount = situation.amount
    let digits = String(amount.prefix { $0.isNumber || $0 == "." })
    switch situation.doubt {
    case .little:
      return Explanation(
        message: "the \(situation.subject), \(amount), is \(size(of: amount))",
        why: situation.subject.contains("requested")
          ? "Nothing is reserved for the pod: any node takes it, and it is the first to go when memory runs out."
          : "No program fits: the container is not started, or killed at once.",
        remedy: "Write the unit that is meant: `\(digits)Mi` or `\(digits)Gi`.")
    case .much, .round:
      let isCores = situation.subject.hasPrefix("CPU")
      return Explanation(
        message: "the \(situation.subject), \(amount), is \(isCores ? "\(count(amount)) cores" : "more than \(mostBytes / one >> 40) TiB")",
        why: "A request beyond all nodes is never scheduled, and a limit beyond them is none.",
        remedy: isCores
          ? "Write `\(digits)m` if thousandths of a core are meant." : "Write the unit that is meant, such as `\(digits)Mi`.")
    }
  }

  private static func size(of amount: String) -> String {
    guard let nanos = Quantity(amount)?.nanos else { return "next to nothing" }
    if nanos < one { return "less than a byte" }
    if nanos == one { return "a single byte" }
    return nanos < 10240 * one ? "\(nanos / one) bytes" : "\(nanos / one >> 10) KiB"
  }

  /// Whole numbers with commas.
  private static func count(_ amount: String) -> String {
    guard let nanos = Quantity(amount)?.nanos else { return amount }
    var text = ""
    for (position, digit) in String(nanos / one).reversed().enumerated() {
      if position > 0, position % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }
}

extension ImplausibleAmount: Fixable {
  package static let fixing = FixSafety.changesBehaviour(
    "The container gets what is meant, in place of next to nothing or more than there is.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    let situation = defect.situation
    guard let path = defect.path else { return nil }
    if situation.doubt == .little { return thousandths(situation.amount).flatMap { Fix(setting: path, to: .text("\($0)Mi"), fixing) } }
    guard situation.subject.hasPrefix("CPU"), let container = defect.container else { return nil }
    let amounts = container.container
    // A limit beyond all nodes is reported where the request is not.
    let changes = [("requests", amounts.requests.cpu), ("limits", amounts.limits.cpu)].compactMap { name, field -> Change? in
      guard let amount = field.value, doubt(about: amount, .cpu) != nil, amount.allSatisfy(\.isNumber) else { return nil }
      return container.path.setting("resources", name, "cpu", to: .text("\(amount)m"))
    }
    return changes.isEmpty ? nil : Fix("write CPU in thousandths of a core", fixing, changes)
  }

  /// The digits before an `m`: thousandths of a byte are meant by nobody.
  private static func thousandths(_ amount: String) -> Substring? {
    let digits = amount.dropLast()
    return amount.last == "m" && !digits.isEmpty && digits.allSatisfy(\.isNumber) ? digits : nil
  }
}
