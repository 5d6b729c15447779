import SourceTree

/// What an object of a kind that nobody knows is by its body, so that a kind that is a variable or misspelt hides no workload.
enum GuessedType {
  /// The body and the API group prove the kind, although a variable stands for it.
  case certain(Workload.Kind)
  /// It is not known what the object becomes; the reason is a clause.
  case unknown(reason: String)

  /// - Returns: nil where nothing says that the object is a workload.
  init?(kind: String, apiVersion: String, of object: Node) {
    if UnknownKind.keepsPodsRunning(kind) { return nil }
    let body = WorkloadBody(object)
    let group = APIGroup(ofVersion: apiVersion)
    let isVariable = KindName.isVariable(kind)
    switch (body.flatMap(group.kind), isVariable) {
    case (let meant?, true): self = .certain(meant)
    case (let meant?, false): self = .unknown(reason: Self.misspelt(meant.rawValue))
    // The group has no others, lists apart.
    case (nil, false) where group == .batch && !kind.hasSuffix("List"): self = .unknown(reason: Self.misspelt("CronJob or Job"))
    case (nil, false) where body != nil && group != .foreign && kind.lowercased() == "job": self = .unknown(reason: Self.misspelt("Job"))
    case (nil, true) where body != nil || group == .batch:
      self = .unknown(
        reason: "the kind is a variable, and the object may be a workload: render the document first and scan what it produces")
    default: return nil
    }
  }

  private static func misspelt(_ meant: String) -> String { "no API has this kind, so kubectl refuses it: did you mean \(meant)?" }

  /// Why an object that does not say what it is hides nothing; nil where its body is that of no workload.
  static func reasonWithoutKind(_ object: Node) -> String? {
    guard WorkloadBody(object) != nil else { return nil }
    return "the object has the body of a workload, but not both apiVersion and kind, so kubectl refuses it"
  }
}

/// The bodies that only workloads have.
private enum WorkloadBody {
  case cronJob
  /// A Job, or what keeps pods running.
  case podTemplate
  case pod

  init?(_ object: Node) {
    guard let spec = object["spec"], spec.kind == .mapping else { return nil }
    if spec["jobTemplate"]?.kind == .mapping {
      self = .cronJob
    } else if spec["template"]?["spec"].map(Self.isPod) == true {
      self = .podTemplate
    } else if Self.isPod(spec) {
      self = .pod
    } else {
      return nil
    }
  }

  private static func isPod(_ spec: Node) -> Bool {
    guard let containers = spec["containers"] ?? spec["initContainers"] else { return false }
    return containers.kind == .sequence || containers.isTemplated
  }
}

/// Which API group an `apiVersion` names.
private enum APIGroup {
  case batch, core
  /// Another one of Kubernetes' own, or none.
  case builtIn
  /// One of somebody else.
  case foreign
  /// A variable stands for it.
  case variable

  init(ofVersion version: String) {
    let group = ObjectType.group(ofVersion: version)
    if !ObjectType.isSpelled(apiVersion: version) {
      self = .variable
    } else if group == "batch" {
      self = .batch
    } else if group.isEmpty {
      self = .core
    } else {
      self = group.utf8.contains(UInt8(ascii: ".")) ? .foreign : .builtIn
    }
  }

  /// The kind that has such a body in this group; nil where several have, or none.
  func kind(of body: WorkloadBody) -> Workload.Kind? {
    switch (body, self) {
    case (.cronJob, .batch), (.cronJob, .core), (.cronJob, .builtIn), (.cronJob, .variable): .cronJob
    case (.podTemplate, .batch): .job
    case (.pod, .core): .pod
    default: nil
    }
  }
}

/// What may be written as `kind`.
enum KindName {
  /// Whether a kind may be called so: letters and digits, with hyphens between them.
  static func isSpelled(_ kind: String) -> Bool {
    guard let first = kind.utf8.first, let last = kind.utf8.last, isLetter(first), last != UInt8(ascii: "-"), kind.utf8.count <= 63 else {
      return false
    }
    return kind.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
  }

  /// Whether signs are in it that templates mark their variables with: `$KIND`, `{{ kind }}`, `<%= kind %>`, `((kind))`, `@kind@`, `__KIND__`.
  static func isVariable(_ kind: String) -> Bool {
    kind.utf8.contains { "${}<>%[]()@#_~|".utf8.contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
