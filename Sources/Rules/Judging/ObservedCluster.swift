package import ClusterState
package import Findings
package import Manifests
package import SourceTree

/// A cluster as it is told of, object by object: the door of live lists, watches and reviews.
///
/// A value. Whoever is told of changes applies them in batches and hands out copies; readers judge on theirs, undisturbed.
///
/// ```swift
/// var cluster = ObservedCluster(ScanSettings(version: version, catalogue: Registry.catalogue, profile: .strict))
/// cluster.apply([.put(try cluster.observe(bytes)), .coverAll(.secret, .complete(.collected))])
/// let report = cluster.judged(by: policy).report(on: id)
/// ```
package struct ObservedCluster: Sendable {
  /// What is known of the cluster.
  package private(set) var state = ClusterState()
  private var own = ObjectTable<OwnVerdicts>()
  private var context: JudgingContext
  private let scan: Scan

  /// Nothing is known yet.
  ///
  /// - Parameter settings: Their first policy asks everything that is going to be asked: what an object says by itself is judged once.
  package init(_ settings: ScanSettings) {
    scan = Scan(settings)
    context = JudgingContext(state, options: settings.options)
  }

  /// What an object says by itself: what is kept of it, and what was found.
  package struct Observation: Sendable {
    /// nil for objects of which nothing is kept.
    package let facts: ObjectFacts?
    let own: OwnVerdicts?
  }

  /// Something that happened in the cluster, or became known of it.
  package enum Event: Sendable {
    /// An object is there, or another than it was.
    case put(Observation)
    /// An object is gone.
    case delete(ObjectKind, ObjectID)
    /// Of a part all is known, or no longer.
    case cover(Part, Coverage)
    /// The same of all parts of a kind of which nothing else is said.
    case coverAll(ObjectKind, Coverage)
  }

  /// Judges an object by itself; on any thread.
  ///
  /// - Parameter bytes: One object as the API server writes it, or a review of one.
  /// - Throws: ``SyntaxError`` where they cannot be read.
  package func observe(_ bytes: [UInt8]) throws(SyntaxError) -> Observation {
    var facts: ObjectFacts?
    let judgement = scan.judgement(FileReport(path: ""), bytes: bytes) { facts = facts ?? ObjectFacts($0) }
    if let error = judgement.report.errors.first { throw error.error }
    let workloads = judgement.report.workloads
    guard let id = facts?.id ?? workloads.first?.id else { return Observation(facts: nil, own: nil) }
    let isSilent = workloads.isEmpty && judgement.openQuestions == nil
    return Observation(
      facts: facts, own: isSilent ? nil : OwnVerdicts(id: id, workloads: workloads, openQuestions: judgement.openQuestions))
  }

  /// Takes note of events, the later over the earlier. It costs what the parts have that they touch.
  ///
  /// - Returns: Those parts.
  @discardableResult
  package mutating func apply(_ events: [Event]) -> Set<Part> {
    let touched = state.apply(
      events.compactMap { event in
        switch event {
        case .put(let observation): observation.facts.map { .put($0) }
        case .delete(let kind, let id): .delete(kind, id)
        case .cover(let part, let coverage): .cover(part, coverage)
        case .coverAll(let kind, let coverage): .coverAll(kind, coverage)
        }
      })
    for event in events {
      switch event {
      case .put(let observation): if let own = observation.own { self.own.stage(.put(Located(origin: .cluster, object: own))) }
      case .delete(_, let id): own.stage(.delete(id))
      case .cover, .coverAll: break
      }
    }
    own.commit(version: state.version)
    context = JudgingContext(state, after: context)
    return touched
  }

  /// What a policy says of the cluster as it is now.
  package func judged(by policy: RulePolicy) -> JudgedCluster { JudgedCluster(scan.settings, policy, own, context) }
}

/// What was found of an object by itself, and what is to be looked at when others are known.
struct OwnVerdicts: ClusterObject {
  let id: ObjectID
  let workloads: [WorkloadReport]
  let openQuestions: Scan.OpenQuestions?

  var scope: Scope { id.scope }
  var objectName: String { id.name }
  var kindName: String { id.kind }
  var objectUID: String? { nil }
}

/// What a policy says of a cluster: for readers, who may go on with it while the cluster changes.
package struct JudgedCluster: Sendable {
  private let scan: Scan
  private let judge: Judge
  private var inCluster: ClusterJudge
  private let own: ObjectTable<OwnVerdicts>

  fileprivate init(_ settings: ScanSettings, _ policy: RulePolicy, _ own: ObjectTable<OwnVerdicts>, _ context: JudgingContext) {
    var settings = settings
    settings.policies = [policy]
    scan = Scan(settings)
    judge = scan.judge(0)
    inCluster = judge.inCluster(context)
    self.own = own
  }

  /// The rules that are asked of no workload, as nothing is known of what they are about.
  package var notInInput: [RuleIndex] { inCluster.notInInput }

  /// What is to be said of an object's workloads, but for what is asked about many together; nothing for Jobs that are runs of a CronJob.
  package func reports(on id: ObjectID) -> [WorkloadReport] {
    own.objects(named: id.name, in: id.scope).first { $0.object.id == id }.map { reports(on: $0.object, facts(of: id)) } ?? []
  }

  /// The same of an object that is about to be put into the cluster.
  package func reports(reviewing observation: ObservedCluster.Observation) -> [WorkloadReport] {
    guard let own = observation.own else { return [] }
    guard case .workload(let workload)? = observation.facts else { return reports(on: own, nil) }
    var reviewed = self
    var state = inCluster.context.state
    state.apply([.put(.workload(workload))])
    reviewed.inCluster = judge.inCluster(JudgingContext(state, after: inCluster.context))
    return reviewed.reports(on: own, workload)
  }

  /// What is to be said of all workloads, and of the ConfigMaps that they use, in the order of their names.
  package func reports() -> [WorkloadReport] {
    var fleet: [ObjectID: [ClusterJudge.Answer]] = [:]
    let answers = inCluster.judgeFleet()
    for answers in answers {
      var failed: Set<ObjectID> = []
      for (workload, answer) in answers where failed.insert(workload.id).inserted { fleet[workload.id, default: []].append(answer) }
    }
    let uses = ConfigMapUse.byName(own.flatMap { $0.object.openQuestions?.configMapUses ?? [] })
    return own.flatMap { located -> [WorkloadReport] in
      let object = located.object
      let answersOfFleet = (said: fleet[object.id] ?? [], count: answers.count)
      let configMaps = (object.openQuestions?.configMaps ?? []).compactMap { $0.report(usedBy: uses, policy: judge.policy) }
      return reports(on: object, facts(of: object.id), answersOfFleet, configMaps)
    }
  }

  private func facts(of id: ObjectID) -> WorkloadFacts? {
    inCluster.context.state.workloads.objects(named: id.name, in: id.scope).first { $0.object.id == id }?.object
  }

  /// - Parameters:
  ///   - fleet: What rules about many say of it, and how many are asked.
  ///   - configMaps: What is found in the object, where it is a ConfigMap.
  private func reports(
    on own: OwnVerdicts, _ facts: WorkloadFacts?, _ fleet: (said: [ClusterJudge.Answer], count: Int) = ([], 0),
    _ configMaps: [WorkloadReport] = []
  ) -> [WorkloadReport] {
    if let facts, CronJobOwners.isRun(facts, in: inCluster.context.state) { return [] }
    var file = FileReport(path: "")
    file.notInInput = inCluster.notInInput
    file.workloads =
      configMaps
      + own.workloads.map { workload in
        var report = judge.restricting(workload)
        if workload.templatePath != nil {
          report.addUnjoined(inCluster.asked)
        } else if let facts {
          let answers = inCluster.judge(Located(origin: .cluster, object: facts))
          report.counts.pass += answers.passes + fleet.count - fleet.said.count
          for answer in answers.others + fleet.said { report.take(answer, judge.policy, at: answer.verdicts.all.map { _ in (nil, nil) }) }
        }
        return report
      }
    scan.settleSuppressions(own.openQuestions?.suppressions ?? [], own.openQuestions?.flaws ?? [], in: &file)
    return file.workloads
  }
}

extension WorkloadReport {
  /// What it is about.
  fileprivate var id: ObjectID { ObjectID(kind: kind, scope: Scope(namespace: namespace), name: name) }
}
