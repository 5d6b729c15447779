import ClusterState
import Findings
import Manifests
import Randomness
import Rules
import SourceTree
import Testing

/// Files, lists, watches and reviews are doors of one engine.
@Suite struct DoorTests {
  private static func settings(_ options: RuleOptions, _ profile: Profile = .strict) -> ScanSettings {
    ScanSettings(version: "0", catalogue: Registry.catalogue, profile: profile, options: options)
  }

  /// What files say.
  private static func saidOfFile(_ example: Example, _ profile: Profile) -> [Said] {
    Scan(settings(example.options, profile)).reports(on: [example.manifest]).flatMap(\.workloads).map { Said($0) }.sorted()
  }

  private struct Case {
    let example: Example
    let told: ToldObjects

    static func all() throws -> [Case] {
      // How a text is written is no concern of what an API server has stored.
      try Registry.rules.filter { $0 != UnreadByKubectl.self }.flatMap { rule in
        try rule.metadata.examples.compactMap { example in try ToldObjects(example.manifest).map { Case(example: example, told: $0) } }
      }
    }

    func observations(by cluster: ObservedCluster) throws -> [ObservedCluster.Observation] {
      try told.objects.map { try cluster.observe($0) }
    }

    func expect(_ said: [Said], _ expected: [Said], _ door: String) {
      #expect(
        said == expected, "\(example.title), \(door)",
        sourceLocation: SourceLocation(fileID: example.fileID, filePath: example.fileID, line: example.line, column: 1))
    }
  }

  @Test("Nearly every example is something that an API server may tell of")
  func examplesAreTold() throws {
    let all = Registry.rules.reduce(0) { $0 + $1.metadata.examples.count }
    #expect(try Case.all().count * 10 > all * 9)
  }

  @Test("A list says what a file does, in every profile", arguments: Profile.allCases)
  func lists(_ profile: Profile) throws {
    for testCase in try Case.all() {
      let options = testCase.example.options
      var cluster = ObservedCluster(Self.settings(options))
      cluster.apply(try testCase.observations(by: cluster).map { .put($0) } + testCase.told.coverage)
      let reports = cluster.judged(by: Self.settings(options, profile).policy(0)).reports()
      testCase.expect(reports.map { Said($0) }.sorted(), Self.saidOfFile(testCase.example, profile), "list, \(profile.name)")
    }
  }

  @Test("A stream of events says what a file does")
  func events() throws {
    var generator = SeededGenerator(seed: 7)
    for testCase in try Case.all() {
      let options = testCase.example.options
      var cluster = ObservedCluster(Self.settings(options))
      let policy = Self.settings(options).policy(0)
      let observations = try testCase.observations(by: cluster)
      // Objects come, some of them go and come again, and all is judged in between.
      for event in testCase.told.coverage { cluster.apply([event]) }
      for observation in (observations + observations).shuffled(using: &generator) {
        cluster.apply([.put(observation)])
        if generator.chance(30), let facts = observation.facts { cluster.apply([.delete(facts.part.kind, facts.id)]) }
        if generator.chance(20) { _ = cluster.judged(by: policy).reports() }
      }
      for observation in observations.shuffled(using: &generator) { cluster.apply([.put(observation)]) }
      testCase.expect(cluster.judged(by: policy).reports().map { Said($0) }.sorted(), Self.saidOfFile(testCase.example, .strict), "events")
    }
  }

  @Test("A review says what a file does, but for what is asked about many together")
  func reviews() throws {
    let fleet = Set(Registry.fleetRules.map { $0.metadata.name })
    func withoutFleet(_ report: WorkloadReport) -> Said {
      var report = report
      let isAsked = { (rule: RuleIndex) in !fleet.contains(Registry.catalogue[rule].metadata.name) }
      report.findings.removeAll { !isAsked($0.rule) }
      report.notEvaluated.removeAll { !isAsked($0.rule) }
      report.counts = VerdictCounts()
      return Said(report)
    }
    for testCase in try Case.all() {
      let options = testCase.example.options
      let policy = Self.settings(options).policy(0)
      let expected = Scan(Self.settings(options)).reports(on: [testCase.example.manifest]).flatMap(\.workloads).filter(\.isWorkload)
      var cluster = ObservedCluster(Self.settings(options))
      let observations = try testCase.observations(by: cluster)
      cluster.apply(testCase.told.coverage)
      for reviewed in observations.indices {
        var others = cluster
        others.apply(observations.indices.filter { $0 != reviewed }.map { .put(observations[$0]) })
        let reports = others.judged(by: policy).reports(reviewing: observations[reviewed])
        let id = reports.first.map { ($0.kind, $0.namespace, $0.name) }
        testCase.expect(
          reports.map { withoutFleet($0) }.sorted(),
          expected.filter { id ?? ("", nil, "") == ($0.kind, $0.namespace, $0.name) }.map { withoutFleet($0) }.sorted(), "review")
      }
    }
  }
}

private func == (left: (String, String?, String), right: (String, String?, String)) -> Bool {
  left.0 == right.0 && left.1 == right.1 && left.2 == right.2
}
