/// What one place says about the rules: a configuration file, one of its overrides, or the command line. It says nothing about most things.
package struct ConfigurationLayer: Sendable, Hashable {
  /// How the place is called to the user: `.curfew.yaml`, `the command line`.
  package var name: String
  /// nil: nothing is said.
  package var profile: Profile?
  /// What is said of single rules.
  package var rules: [RuleIndex: RuleSetting]
  /// The rules that are asked alone, whatever the profile; empty: those of the profile.
  package var exclusiveRules: Set<RuleIndex>
  /// What rules judge by.
  package var options: [OptionSetting]

  package init(
    name: String, profile: Profile? = nil, rules: [RuleIndex: RuleSetting] = [:], exclusiveRules: Set<RuleIndex> = [],
    options: [OptionSetting] = []
  ) {
    self.name = name
    self.profile = profile
    self.rules = rules
    self.exclusiveRules = exclusiveRules
    self.options = options
  }
}

/// What is said of one rule.
package enum RuleSetting: Sendable, Hashable {
  /// It is not asked, whatever the profile.
  case off
  /// It is asked about all situations, whatever the profile.
  case on
  /// It is asked, and its findings have this severity.
  case severity(Severity)

  /// As it stands in a configuration file.
  package var name: String {
    switch self {
    case .off: "off"
    case .on: "on"
    case .severity(let severity): severity.name
    }
  }

  /// Reads what a configuration file says of a rule.
  package init?(name: String) {
    switch name {
    case "off": self = .off
    case "on": self = .on
    default:
      guard let severity = Severity(name: name) else { return nil }
      self = .severity(severity)
    }
  }

  /// All that may be written.
  package static let names = ["off", "on"] + Severity.allCases.map(\.name)
}

/// An option and its value.
package struct OptionSetting: Sendable, Hashable {
  /// Which one.
  package var option: ConfigurationOption
  /// What it is set to.
  package var value: OptionValue

  /// An option set to a value.
  package init(_ option: ConfigurationOption, _ value: OptionValue) {
    self.option = option
    self.value = value
  }
}
