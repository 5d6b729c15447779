import Findings
import Manifests

extension Answer {
  /// The pod's containers of every kind. Where a list or an entry cannot be read, the rule is *not evaluated*.
  mutating func readContainers(of pod: PodSpec) -> [Container] {
    guard canRead(pod.presence, at: pod.place) else { return [] }
    _ = canRead(pod.initContainers.presence, at: pod.initContainers.place)
    _ = canRead(pod.containers.presence, at: pod.containers.place)
    _ = canRead(pod.ephemeralContainers.presence, at: pod.ephemeralContainers.place)
    if pod.allContainers.allSatisfy({ canRead($0.presence, at: $0.place) }) { return pod.allContainers }
    return pod.allContainers.filter { $0.presence == .present }
  }

  /// The containers that a control of Linux applies to: none where `os.name` says Windows.
  mutating func readLinuxContainers(of pod: PodSpec) -> [Container] {
    guard let system = read(pod.osName, default: "linux"), system != "windows" else { return [] }
    return readContainers(of: pod)
  }

  /// The pod's volumes. Where the list cannot be read, the rule is *not evaluated*.
  mutating func readVolumes(of pod: PodSpec) -> [Volume] {
    canRead(pod.volumes.presence, at: pod.volumes.place) ? pod.volumes.items : []
  }
}

extension [String] {
  /// The texts as English lists them: `a`, `a and b`, `a, b and c`.
  var enumeration: String {
    guard let last, count > 1 else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " and " + last
  }
}

extension Field {
  /// The container's own setting where it is written, else the pod's.
  func overriding(_ inherited: Field<Value>) -> Field<Value> { isAbsent ? inherited : self }
}
