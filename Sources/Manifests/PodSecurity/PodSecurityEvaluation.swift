package import SourceTree

/// What the Pod Security Standards say of a pod, for both levels and all versions at once: each violation knows when it is one.
///
/// It says what `k8s.io/pod-security-admission` does. What the manifest does not reveal is in ``unknowns``, never left out.
package struct PodSecurityEvaluation: Sendable {
  package private(set) var violations: [PodSecurityViolation] = []
  package private(set) var unknowns: [PodSecurityUnknown] = []
  /// The controls that are violated, or of which something is not known.
  package private(set) var concerns = PodSecurityControls()

  /// - Parameter annotations: Those of the pod.
  package init(_ pod: PodSpec, annotations: StringMap) {
    if case .unreadable(let reason) = pod.presence {
      for control in PodSecurityControl.allCases { noteUnknown(control, at: pod.place, because: reason) }
      return
    }
    noteUnreadableContainers(of: pod.initContainers)
    noteUnreadableContainers(of: pod.containers)
    noteUnreadableContainers(of: pod.ephemeralContainers)
    let system = readSystem(of: pod)
    let users = readUsers(of: pod)
    checkHostNamespaces(of: pod)
    checkPrivileged(in: pod)
    checkCapabilities(in: pod, on: system)
    checkVolumes(of: pod)
    checkHostPorts(in: pod)
    checkAppArmorProfiles(in: pod, annotations)
    checkSELinuxOptions(in: pod)
    checkProcMounts(in: pod, users)
    checkSeccompProfiles(in: pod, annotations, on: system)
    checkSysctls(of: pod)
    checkWindowsHostProcess(in: pod)
    checkHostProbesAndHostLifecycle(in: pod)
    checkAllowPrivilegeEscalation(in: pod, on: system)
    checkRunAsNonRoot(in: pod, users)
    checkRunAsUser(in: pod, users)
  }

  /// What some controls relax for.
  enum Relaxation {
    case none, relaxed
    case unknown(Unreadable, at: SourceRange)
  }

  /// Since v1.25 Linux controls leave out pods that say they are for Windows.
  private func readSystem(of pod: PodSpec) -> Relaxation {
    switch pod.osName {
    case .present(let name, _): name == "windows" ? .relaxed : .none
    case .absent, .unreadable(.patch, _): .none
    case .unreadable(let reason, let range): .unknown(reason, at: range.value)
    }
  }

  /// Since v1.35 root in a user namespace of the pod's own is not root.
  private func readUsers(of pod: PodSpec) -> Relaxation {
    switch pod.hostUsers {
    case .present(let areHosts, _): areHosts ? .none : .relaxed
    case .absent, .unreadable(.patch, _): .none
    case .unreadable(let reason, let range): .unknown(reason, at: range.value)
    }
  }

  private mutating func noteUnreadableContainers(of list: List<Container>) {
    noteUnreadableContainers(list.presence, at: list.place)
    for container in list.items { noteUnreadableContainers(container.presence, at: container.place) }
  }

  private mutating func noteUnreadableContainers(_ presence: Presence, at place: SourceRange) {
    guard case .unreadable(let reason) = presence else { return }
    for control in PodSecurityControl.ofContainers { noteUnknown(control, at: place, because: reason) }
  }
}

/// One setting that a control forbids, or one that it asks for and that is missing.
package struct PodSecurityViolation: Sendable {
  package let control: PodSecurityControl
  /// The value, or where something that is missing belongs.
  package let place: SourceRange
  package let versions: PodSecurityVersions
  /// What is set: a value, or for hosts, volumes and host namespaces the field. nil where something is missing.
  package fileprivate(set) var value: String?
  /// Positions in ``PodSpec/allContainers``, or in ``PodSpec/volumes`` where the control is about them; empty where the pod itself has the setting.
  package fileprivate(set) var subjects: [Int]
}

/// Something that cannot be read and that a control depends on.
package struct PodSecurityUnknown: Sendable {
  package let control: PodSecurityControl
  package let place: SourceRange
  package let reason: Unreadable
}

extension PodSecurityEvaluation {
  /// The same, without values and subjects: which controls are violated, where and in which versions.
  package func withoutSubjects() -> PodSecurityEvaluation {
    var evaluation = self
    evaluation.violations = violations.map {
      PodSecurityViolation(control: $0.control, place: $0.place, versions: $0.versions, value: nil, subjects: [])
    }
    return evaluation
  }

  /// Aliases let several containers have a setting at one place; it is one violation. As many of the last ones are compared.
  private static var lookback: Int { 32 }

  mutating func forbid(
    _ control: PodSecurityControl, at place: SourceRange, in versions: PodSecurityVersions? = nil, value: String?, of subject: Int? = nil
  ) {
    if let subject {
      for same in violations.indices.suffix(Self.lookback).reversed()
      where violations[same].control == control && violations[same].place == place {
        if violations[same].subjects.last != subject { violations[same].subjects.append(subject) }
        return
      }
    }
    concerns.insert(control)
    // Pods that break one control mostly break several.
    if violations.isEmpty { violations.reserveCapacity(8) }
    violations.append(
      PodSecurityViolation(
        control: control, place: place, versions: versions ?? control.versions, value: value, subjects: subject.map { [$0] } ?? []))
  }

  /// Something is missing that one line at the pod would give to all: it belongs to the pod where no container has it, else to each one that lacks it.
  mutating func demand(
    _ control: PodSecurityControl, in versions: PodSecurityVersions, pod: PodSpec, of lacks: (ContainerSecurityContext) -> Bool
  ) {
    let isLackedByAll = pod.allContainers.allSatisfy { $0.presence == .present && lacks($0.securityContext) }
    for (index, container) in pod.readableContainers where lacks(container.securityContext) {
      let place = isLackedByAll ? pod.securityContext.place : container.securityContext.place
      forbid(control, at: place, in: versions, value: nil, of: index)
    }
  }

  mutating func noteUnknown(_ control: PodSecurityControl, at place: SourceRange, because reason: Unreadable) {
    if let last = unknowns.last, last.control == control, last.place == place { return }
    concerns.insert(control)
    unknowns.append(PodSecurityUnknown(control: control, place: place, reason: reason))
  }

  /// The value and its place where the field is written; what cannot be read is noted.
  @inline(__always)
  mutating func read<Value>(_ field: Field<Value>, for control: PodSecurityControl) -> (value: Value, place: SourceRange)? {
    switch field {
    case .absent: return nil
    case .present(let value, let range): return (value, range.value)
    case .unreadable(let reason, let range):
      noteUnknown(control, at: range.value, because: reason)
      return nil
    }
  }

  /// The items of a list; a list that cannot be read is noted, and nil.
  mutating func read<Element>(_ list: List<Element>, for control: PodSecurityControl) -> [Element]? {
    guard case .unreadable(let reason) = list.presence else { return list.items }
    noteUnknown(control, at: list.place, because: reason)
    return nil
  }

  /// The versions in which a control that is relaxed from `version` on forbids something; nil where that is not known.
  mutating func versions(
    of control: PodSecurityControl, relaxedSince version: UInt8, _ relaxation: Relaxation
  ) -> PodSecurityVersions? {
    switch relaxation {
    case .none: return control.versions
    case .relaxed: return control.versions.until(version)
    case .unknown(let reason, let place):
      noteUnknown(control, at: place, because: reason)
      return nil
    }
  }
}

extension PodSpec {
  /// The containers that can be read, with their positions in ``allContainers``.
  var readableContainers: some Sequence<(Int, Container)> {
    allContainers.enumerated().lazy.filter { $0.element.presence == .present }.map { ($0.offset, $0.element) }
  }
}
