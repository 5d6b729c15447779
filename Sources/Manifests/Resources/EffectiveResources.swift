package import SourceTree

/// A resource that quotas and limit ranges know of every container.
package enum ComputeResource: String, CaseIterable {
  case cpu, memory
  case ephemeralStorage = "ephemeral-storage"
}

/// Amounts of compute resources.
package struct ComputeAmounts: Sendable {
  private var amounts: [Quantity?]

  package init(_ written: WrittenAmounts) {
    amounts = [written.cpu, written.memory, written.ephemeralStorage].map { $0.flatMap(Quantity.init) }
  }

  package init(_ amounts: ResourceAmounts) { self.init(amounts.written) }

  package init() { amounts = ComputeResource.allCases.map { _ in nil } }

  package subscript(resource: ComputeResource) -> Quantity? {
    get { amounts[Self.position(resource)] }
    set { amounts[Self.position(resource)] = newValue }
  }

  private static func position(_ resource: ComputeResource) -> Int {
    switch resource {
    case .cpu: 0
    case .memory: 1
    case .ephemeralStorage: 2
    }
  }
}

/// What a pod's containers have when quotas see them: requests default to limits (`pkg/apis/core/v1/defaults.go`), then the namespace's limit ranges add
/// their defaults (`plugin/pkg/admission/limitranger`).
package struct EffectiveResources: Sendable {
  package struct ContainerAmounts: Sendable {
    package var name: String
    package var role: Container.Role
    package var isSidecar: Bool
    /// Where findings about it point.
    package var place: SourceRange
    package var requests: ComputeAmounts
    package var limits: ComputeAmounts
    /// The limits that are written: those that are not come from a limit range.
    package var writtenLimits: ComputeAmounts
  }

  package private(set) var containers: [ContainerAmounts]

  package init(_ pod: PodResources, _ defaults: LimitRangeDefaults) {
    containers = pod.containers.map { container in
      let written = ComputeAmounts(container.limits)
      var limits = written
      var requests = ComputeAmounts(container.requests)
      for resource in ComputeResource.allCases {
        requests[resource] = requests[resource] ?? written[resource] ?? defaults.requests[resource]
        limits[resource] = limits[resource] ?? defaults.limits[resource]
      }
      return ContainerAmounts(
        name: container.name, role: container.role, isSidecar: container.isSidecar, place: container.place, requests: requests,
        limits: limits, writtenLimits: written)
    }
  }

  /// What the whole pod takes at its peak: init containers run one by one, sidecars beside everything behind them
  /// (`k8s.io/component-helpers/resource`, PodRequests). nil where no container has any.
  package func total(_ resource: ComputeResource, of amounts: KeyPath<ContainerAmounts, ComputeAmounts>) -> Quantity? {
    let zero = Quantity(nanos: 0)
    var running = zero
    var peak = zero
    var isSet = false
    for container in containers where container.role == .initialization {
      guard let amount = container[keyPath: amounts][resource] else { continue }
      isSet = true
      if container.isSidecar { running = running + amount }
      peak = max(peak, container.isSidecar ? running : running + amount)
    }
    for container in containers where container.role == .main {
      guard let amount = container[keyPath: amounts][resource] else { continue }
      isSet = true
      running = running + amount
    }
    return isSet ? max(peak, running) : nil
  }
}

/// What the limit ranges of a namespace give to containers that do not say; the API server fills in what a limit range leaves out
/// (`pkg/apis/core/v1/defaults.go`, SetDefaults_LimitRangeItem).
package struct LimitRangeDefaults: Sendable {
  var limits = ComputeAmounts()
  var requests = ComputeAmounts()

  package init(_ limitRanges: [LimitRange]) {
    for item in limitRanges.flatMap(\.limits.items) where item.type.value == "Container" {
      let (limit, request) = (ComputeAmounts(item.default), ComputeAmounts(item.defaultRequest))
      let (min, max) = (ComputeAmounts(item.min), ComputeAmounts(item.max))
      for resource in ComputeResource.allCases {
        let ownLimit = limit[resource] ?? max[resource]
        limits[resource] = limits[resource] ?? ownLimit
        requests[resource] = requests[resource] ?? request[resource] ?? ownLimit ?? min[resource]
      }
    }
  }
}
