/// A CronJob as far as its runs go.
package struct SimulatedCronJob: Sendable {
  /// Namespace and name, `database/backup`, or the name alone.
  package var name: String
  /// What its controller goes by.
  package var plan: CronJobPlan
  /// How long a run may take; nil: as long as it wants.
  package var activeDeadlineSeconds: Int64?
  /// When it ran last, or was made: from where `@every` counts. nil where that is not known, so that it counts from the beginning.
  package var base: Instant?
  /// How long runs take.
  package var duration: RunDuration
  /// What each run asks for: thousandths of a core.
  package var cpu: Int64 = 0
  /// Bytes.
  package var memory: Int64 = 0
  /// What runs touch that others may touch too.
  package var objects: [SharedObject] = []

  /// A CronJob that shares nothing and asks for nothing.
  package init(name: String, plan: CronJobPlan, duration: RunDuration) {
    self.name = name
    self.plan = plan
    self.duration = duration
  }
}

/// A Secret, a ConfigMap or a volume that pods refer to.
package struct SharedObject: Hashable, Comparable, Sendable {
  /// What may be used by two at once.
  package enum Kind: String, Hashable, Sendable {
    case persistentVolumeClaim = "PersistentVolumeClaim"
    case hostPath
    case secret = "Secret"
    case configMap = "ConfigMap"

    /// What is written to comes first.
    fileprivate var rank: Int {
      switch self {
      case .persistentVolumeClaim: 0
      case .hostPath: 1
      case .secret: 2
      case .configMap: 3
      }
    }
  }

  /// What it is.
  package var kind: Kind
  /// Namespace and name, or a path.
  package var name: String

  /// An object by its kind and name.
  package init(_ kind: Kind, _ name: String) {
    self.kind = kind
    self.name = name
  }

  package static func < (left: SharedObject, right: SharedObject) -> Bool {
    (left.kind.rank, left.name) < (right.kind.rank, right.name)
  }
}

/// What is simulated: a stretch of time, and when the controller is down in it.
package struct SimulatedPeriod: Sendable {
  /// When it begins.
  package var start: Instant
  /// The first second that no longer belongs to it.
  package var end: Instant
  /// In order, and apart from each other.
  package let outages: [Range<Instant>]
  /// Chooses run times that vary.
  package var seed: UInt64

  /// A period, with the times in which no controller runs.
  package init(from start: Instant, to end: Instant, outages: [Range<Instant>] = [], seed: UInt64 = 1) {
    self.start = start
    self.end = max(start, end)
    self.seed = seed
    var merged: [Range<Instant>] = []
    for outage in outages.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, outage.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, outage.upperBound)
      } else {
        merged.append(outage)
      }
    }
    self.outages = merged
  }
}
