import ClusterState
import Findings
import Manifests
import Randomness
import Rules
import SourceTree
import Testing

/// A cluster that changes says at each step what one would that was told of everything at once.
@Suite struct ChangingClusterTests {
  private static let settings = ScanSettings(version: "0", catalogue: Registry.catalogue, profile: .strict)

  /// What is there, and what is stated of it.
  private struct World {
    var objects: [ObjectID: ObservedCluster.Observation] = [:]
    var statements: [ObjectKind: Coverage] = [:]
    var coverage: [Part: Coverage] = [:]

    /// Mostly all ClusterRoles are known, as those that Kubernetes makes itself take long to join.
    init(_ generator: inout SeededGenerator) {
      if generator.chance(95) { statements[.clusterRole] = .complete(.collected) }
    }

    /// What it begins with.
    var beginning: [ObservedCluster.Event] { statements.map { .coverAll($0, $1) } }

    /// Makes one change, which is also told to a cluster.
    mutating func change(_ generator: inout SeededGenerator, telling cluster: ObservedCluster) throws -> ObservedCluster.Event {
      let namespace = generator.pick(RandomObjects.namespaces)
      switch generator.number(0, 19) {
      case 0:
        let kind = generator.pick(RandomObjects.coveredKinds)
        let coverage = generator.chance(60) ? Coverage.complete(.collected) : .partial(.notInInput)
        statements[kind] = coverage
        return .coverAll(kind, coverage)
      case 1:
        let kind = generator.pick(RandomObjects.coveredKinds)
        let part = Part(kind: kind, scope: kind.isClusterScoped ? .cluster : .namespace(namespace))
        coverage[part] = generator.chance(60) ? .complete(.collected) : .partial(.notInInput)
        return .cover(part, coverage[part] ?? .partial(.notInInput))
      case 2..<8 where !objects.isEmpty:
        let id = generator.pick(objects.keys.sorted { $0.description < $1.description })
        let kind = objects[id]?.facts?.part.kind ?? .cronJob
        objects[id] = nil
        return .delete(kind, id)
      default:
        let observation = try cluster.observe(Array(RandomObjects.object(in: namespace, &generator).utf8))
        if let id = observation.facts?.id { objects[id] = observation }
        return .put(observation)
      }
    }

    /// A cluster that is told of it at once.
    var cluster: ObservedCluster {
      var cluster = ObservedCluster(ChangingClusterTests.settings)
      cluster.apply(
        statements.map { .coverAll($0, $1) } + coverage.map { .cover($0, $1) } + objects.values.map { .put($0) })
      return cluster
    }
  }

  private static func said(_ cluster: ObservedCluster) -> [Said] {
    cluster.judged(by: settings.policy(0)).reports().map { Said($0) }
  }

  @Test("Verdicts after any changes are those of a cluster that was told of everything at once")
  func changes() throws {
    var generator = SeededGenerator(seed: 11)
    for sequence in 0..<RandomObjects.sequences {
      var world = World(&generator)
      var cluster = ObservedCluster(Self.settings)
      cluster.apply(world.beginning)
      for step in 0..<6 {
        let batch = try (0..<generator.number(1, 10)).map { _ in try world.change(&generator, telling: cluster) }
        let before = cluster
        let saidBefore = step == 3 ? Self.said(before) : []
        cluster.apply(batch)
        let said = Self.said(cluster)
        try #require(said == Self.said(world.cluster), "sequence \(sequence), step \(step)")
        if step == 3 { #expect(Self.said(before) == saidBefore, "a reader's copy has changed in sequence \(sequence)") }
      }
    }
  }

  @Test("A review of an object that is there says what is said of it")
  func reviews() throws {
    var generator = SeededGenerator(seed: 12)
    for sequence in 0..<RandomObjects.sequences / 5 {
      var world = World(&generator)
      var cluster = ObservedCluster(Self.settings)
      cluster.apply(world.beginning)
      for _ in 0..<40 { cluster.apply([try world.change(&generator, telling: cluster)]) }
      let judged = cluster.judged(by: Self.settings.policy(0))
      for (id, observation) in world.objects {
        #expect(
          judged.reports(reviewing: observation).map { Said($0) } == judged.reports(on: id).map { Said($0) },
          "sequence \(sequence), \(id.description)")
      }
    }
  }

  @Test("Readers judge on their copies while a writer goes on")
  func readers() async throws {
    var generator = SeededGenerator(seed: 13)
    var world = World(&generator)
    var cluster = ObservedCluster(Self.settings)
    cluster.apply(world.beginning)
    for _ in 0..<60 { cluster.apply([try world.change(&generator, telling: cluster)]) }
    let copy = cluster
    let expected = Self.said(world.cluster)
    let answers = await withTaskGroup(of: [Said].self) { group in
      for _ in 0..<8 { group.addTask { Self.said(copy) } }
      for _ in 0..<60 { if let event = try? world.change(&generator, telling: cluster) { cluster.apply([event]) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers == Array(repeating: expected, count: 8))
    #expect(Self.said(cluster) == Self.said(world.cluster))
  }
}
