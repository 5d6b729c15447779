import Findings
import SourceTree
import Testing

/// The configuration file as a user writes it, right and wrong.
struct ConfigurationTests {
  private static func read(_ text: String) throws -> (configuration: Configuration, errors: [String]) {
    let bytes = Array(text.utf8)
    let source = try Source(name: ".curfew.yaml", bytes: bytes)
    let lines = LineIndex(source)
    let (configuration, errors) = ConfigurationReader.read(source, TestCatalogue.catalogue)
    let shown = errors.map { error in
      let place = Place(error.range, lines: lines)
      return "\(place.start.line):\(place.start.column): \(error.message)"
    }
    return (configuration, shown)
  }

  private static func policy(_ text: String, _ more: ConfigurationLayer...) throws -> RulePolicy {
    let (configuration, errors) = try read(text)
    #expect(errors == [])
    return RulePolicy(TestCatalogue.catalogue, layers: [configuration.base] + configuration.overrides.map(\.layer) + more)
  }

  private static func asked(_ policy: RulePolicy) -> [String] {
    TestCatalogue.catalogue.rules.indices.filter { policy.asks(RuleIndex($0)) }.map { TestCatalogue.catalogue.rules[$0].metadata.name }
  }

  @Test(arguments: [
    ("", ["concurrent-runs", "privileged-container"]),
    ("# nothing yet\n", ["concurrent-runs", "privileged-container"]),
    ("profile: essential", ["privileged-container"]),
    ("profile: strict", ["concurrent-runs", "missing-ttl", "privileged-container"]),
    ("rules: {concurrent-runs: off}", ["privileged-container"]),
    ("rules:\n  concurrent-runs: 'off'\n", ["privileged-container"]),
    ("rules: {missing-ttl: on}", ["concurrent-runs", "missing-ttl", "privileged-container"]),
    ("profile: essential\nrules: {cfw105: low}", ["missing-ttl", "privileged-container"]),
    (#"{"profile": "essential", "rules": {"CFW501": "off"}}"#, []),
    ("rules:\noptions:\noverrides:\n", ["concurrent-runs", "privileged-container"]),
  ])
  func rulesAreChosen(_ text: String, _ expected: [String]) throws {
    #expect(Self.asked(try Self.policy(text)) == expected)
  }

  @Test func optionsAreSet() throws {
    let policy = try Self.policy(
      """
      options:
        kubernetes-version: 1.30
        max-ttl: 3600
        max-history: 0
        allowed-registries: [a.example.com, "b.example.com/team"]
        exempt-namespaces:
          - kube-system
      """)
    #expect(
      policy.options
        == RuleOptions(
          kubernetesMinorVersion: 30, maximumTTLSeconds: 3_600, maximumHistory: 0,
          allowedRegistries: ["a.example.com", "b.example.com/team"], exemptNamespaces: ["kube-system"]))
  }

  @Test func everyOptionCanBeReadBack() throws {
    for option in ConfigurationOption.allCases {
      var options = RuleOptions()
      let value: OptionValue =
        switch option.value(in: options) {
        case .count: .count(7)
        case .version: .version(30)
        case .texts: .texts(["x"])
        }
      #expect(option.value(in: options) != value)
      option.set(value, in: &options)
      #expect(option.value(in: options) == value, "\(option.name)")
    }
  }

  @Test func laterLayersWin() throws {
    let text = """
      profile: strict
      rules: {missing-ttl: high, concurrent-runs: off}
      overrides:
        - paths: [legacy/]
          rules: {missing-ttl: on, CFW101: low}
          options: {max-history: 50}
      """
    let policy = try Self.policy(text)
    #expect(policy.severity(of: 1) == .high)
    #expect(policy.severity(of: 0) == .low && policy.asks(0))
    #expect(policy.options.maximumHistory == 50)
    #expect(policy.origin(of: 0) == ".curfew.yaml, legacy/")
    #expect(policy.origin(of: .maximumHistory) == ".curfew.yaml, legacy/")
    #expect(policy.profileOrigin == ".curfew.yaml")
    #expect(policy.origin(of: 2) == nil)
    let commandLine = ConfigurationLayer(name: "the command line", profile: .essential, rules: [1: .off])
    let narrowed = try Self.policy(text, commandLine)
    #expect(Self.asked(narrowed) == ["concurrent-runs", "privileged-container"])
    let alone = try Self.policy(text, ConfigurationLayer(name: "the command line", exclusiveRules: [1]))
    #expect(Self.asked(alone) == ["missing-ttl"])
  }

  static let mistakes: [(text: String, errors: [String])] = [
    ("profle: strict", ["1:1: the file has no key 'profle'; did you mean 'profile'?"]),
    ("colour: blue", ["1:1: the file has no key 'colour'; there are profile, rules, options, overrides, clusters"]),
    ("profile: strct", ["1:10: profile is one of essential, recommended, strict; did you mean 'strict'?"]),
    ("profile: [strict]", ["1:10: profile is one of essential, recommended, strict"]),
    ("rules:\n  mising-ttl: off", ["2:3: there is no rule 'mising-ttl'; did you mean 'missing-ttl'?"]),
    ("rules: {x: off}", ["1:9: there is no rule 'x'; `curfew rules` lists them all"]),
    (
      "rules: {missing-ttl: hihg}",
      ["1:22: what is said of a rule is one of off, on, info, low, medium, high, critical; did you mean 'high'?"]
    ),
    ("rules: {missing-ttl: off, CFW105: on}", ["1:27: this rule is set twice, by its name and by its code; remove one of them"]),
    ("rules: [missing-ttl]", ["1:8: rules is a mapping, such as `missing-ttl: off`"]),
    ("options: {max-histroy: 5}", ["1:11: `options` has no key 'max-histroy'; did you mean 'max-history'?"]),
    ("options: {max-ttl: -1}", ["1:20: max-ttl is a whole number, 0 or more"]),
    ("options: {max-ttl: 1d}", ["1:20: max-ttl is a whole number, 0 or more"]),
    ("options: {kubernetes-version: 1.3}", ["1:31: kubernetes-version is a version of 1.28 to 1.36 or a newer one, such as \"1.36\""]),
    ("options: {exempt-namespaces: kube-system}", ["1:30: exempt-namespaces is a list; each item is a text"]),
    (
      "options: {unsuppressible-rules: [privileged-contianer]}",
      ["1:34: there is no rule 'privileged-contianer'; did you mean 'privileged-container'?"]
    ),
    ("options: {allowed-registries: [1]}", ["1:31: allowed-registries is a list of texts"]),
    ("overrides: {paths: [a]}", ["1:13: overrides is a list; each item is paths and what holds for them"]),
    ("overrides: [{profile: strict}]", ["1:14: this override has no paths, so it holds for no file; add 'paths'"]),
    ("overrides: [{path: [a]}]", ["1:14: an override has no key 'path'; did you mean 'paths'?"]),
    ("overrides: [{paths: [a], overrides: []}]", ["1:26: an override has no key 'overrides'; there are paths, profile, rules, options"]),
    ("strict", ["1:1: the file is a mapping, such as `profile: recommended`"]),
    ("profile: strict\n---\nprofile: essential", ["3:1: a configuration file holds one document; remove this one"]),
    ("profile: strict\nprofile: essential", ["2:1: the mapping has this key twice; remove one of them"]),
    ("profile: [", ["1:10: this flow collection is never closed"]),
    (
      "profle: a\nrules: {x: off}",
      [
        "1:1: the file has no key 'profle'; did you mean 'profile'?", "2:9: there is no rule 'x'; `curfew rules` lists them all",
      ]
    ),
  ]

  @Test(arguments: mistakes.indices)
  func mistakesAreNamedWithTheirPlaces(_ index: Int) throws {
    #expect(try Self.read(Self.mistakes[index].text).errors == Self.mistakes[index].errors)
  }
}
