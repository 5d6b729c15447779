package import Manifests
package import SourceTree

/// A workload together with the tree that it is read from: where its parts are, for those who change them.
package struct WorkloadTree: Sendable {
  /// What is read.
  package let workload: Workload
  private let paths: DocumentPaths
  /// The way from the root of the document to the object.
  package let object: FieldPath
  /// To the spec of the CronJob; nil of a Job.
  package let cronJob: FieldPath?
  /// To the Job's spec; nil of a pod.
  package let job: FieldPath?
  /// To the pod template.
  package let podTemplate: FieldPath
  /// To the pod's spec.
  package let pod: FieldPath

  /// - Parameters:
  ///   - object: The mapping that holds the object's fields.
  ///   - paths: Those of its document.
  /// - Returns: nil where a part of it is not there, or stands elsewhere: behind an alias.
  init?(_ workload: Workload, _ object: Node, _ paths: DocumentPaths) {
    guard workload.pod.presence == .present, let objectPath = paths.path(of: object.range), let pod = paths.path(of: workload.pod.place),
      pod.steps.starts(with: objectPath.steps)
    else { return nil }
    self.workload = workload
    self.paths = paths
    self.object = objectPath
    self.pod = pod
    podTemplate = FieldPath(Array(pod.steps.dropLast()))
    if let spec = workload.cronJob {
      guard let path = paths.path(of: spec.place), path.steps.starts(with: objectPath.steps) else { return nil }
      cronJob = path
    } else {
      cronJob = nil
    }
    if workload.kind == .pod {
      job = nil
    } else {
      guard let path = paths.path(of: workload.job.place), pod.steps.starts(with: path.steps) else { return nil }
      job = path
    }
  }

  /// Whether the API server refuses every later change of the pod template (`ValidateJobUpdate`).
  var isFixedOnceMade: Bool { workload.kind == .job && workload.holder == nil }

  /// The field that has just these bytes, or whose key they are; nil where it is not in the object.
  package func path(of range: SourceRange) -> FieldPath? {
    guard let path = paths.path(of: range), path.steps.starts(with: object.steps) else { return nil }
    return path
  }

  /// What is written of a scalar: without quotes, and without what stands for something else resolved.
  func text(at range: SourceRange) -> String? { paths.scalar(at: range)?.text }

  /// The container that a field is of.
  package func container(at path: FieldPath) -> ContainerTree? {
    let steps = path.steps.dropFirst(pod.steps.count).prefix(2)
    guard path.steps.starts(with: pod.steps), case .key(let list)? = steps.first, case .item(let index)? = steps.last else { return nil }
    return containers(in: list).dropFirst(index).first.map { ContainerTree(container: $0, path: FieldPath(pod.steps + steps)) }
  }

  private func containers(in list: String) -> [Container] {
    switch list {
    case "containers": workload.pod.containers.items
    case "initContainers": workload.pod.initContainers.items
    case "ephemeralContainers": workload.pod.ephemeralContainers.items
    default: []
    }
  }

  /// All containers with the ways to them, in the order of ``PodSpec/allContainers``.
  package var containers: [ContainerTree] {
    ["initContainers", "containers", "ephemeralContainers"].flatMap { list in
      containers(in: list).enumerated().map { index, container in
        ContainerTree(container: container, path: pod.appending(.key(list)).appending(.item(index)))
      }
    }
  }
}

/// A container, and the way to it from the root of its document.
package struct ContainerTree: Sendable {
  /// What is read.
  package let container: Container
  /// Where it is.
  package let path: FieldPath
}

extension FieldPath {
  /// The way to a field below this one.
  func field(_ names: String...) -> FieldPath { FieldPath(steps + names.map { .key($0) }) }

  /// The change that gives a field below this one a value.
  func setting(_ names: String..., to value: TreeValue) -> Change { Change(FieldPath(steps + names.map { .key($0) }), .set(value)) }

  /// The change that takes a field below this one away.
  func removing(_ names: String...) -> Change { Change(FieldPath(steps + names.map { .key($0) }), .remove) }
}
