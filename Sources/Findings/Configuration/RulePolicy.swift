/// Which rules are asked of a file, how severe their findings are, and the options they judge by: all layers of configuration together.
package struct RulePolicy: Sendable, Hashable {
  /// The one that was said last.
  package private(set) var profile = Profile.recommended
  /// What rules judge by.
  package private(set) var options = RuleOptions()
  /// By ``RuleIndex``.
  private var decisions: [Decision]
  private var optionOrigins: [ConfigurationOption: String] = [:]
  /// The layer that set the profile; nil where none did.
  package private(set) var profileOrigin: String?

  private struct Decision: Hashable {
    var isAsked: Bool
    /// What of it is asked: all, where it is asked by name.
    var profile: Profile
    /// Where it is not what the rule says.
    var severity: Severity?
    /// The layer that decided; nil where the profile did.
    var origin: String?
  }

  /// - Parameter layers: Later ones win, setting by setting; what a layer says of a rule holds whatever the profile.
  package init(_ catalogue: Catalogue, layers: [ConfigurationLayer] = []) {
    for layer in layers {
      if let profile = layer.profile {
        self.profile = profile
        profileOrigin = layer.name
      }
      for setting in layer.options {
        setting.option.set(setting.value, in: &options)
        optionOrigins[setting.option] = layer.name
      }
    }
    let profile = profile
    decisions = catalogue.rules.map { Decision(isAsked: $0.metadata.profile <= profile, profile: profile) }
    for layer in layers {
      for (rule, setting) in layer.rules where decisions.indices.contains(Int(rule)) {
        switch setting {
        case .off: decisions[Int(rule)] = Decision(isAsked: false, profile: profile, origin: layer.name)
        case .on:
          decisions[Int(rule)] = Decision(isAsked: true, profile: .strict, severity: decisions[Int(rule)].severity, origin: layer.name)
        case .severity(let severity):
          decisions[Int(rule)] = Decision(isAsked: true, profile: .strict, severity: severity, origin: layer.name)
        }
      }
      if layer.exclusiveRules.isEmpty { continue }
      for index in decisions.indices {
        let isAsked = layer.exclusiveRules.contains(RuleIndex(truncatingIfNeeded: index))
        if decisions[index].isAsked != isAsked { decisions[index].origin = layer.name }
        decisions[index].isAsked = isAsked
        decisions[index].profile = .strict
      }
    }
  }

  /// The policy of a profile with options, as the program's own defaults have it.
  package init(_ catalogue: Catalogue, profile: Profile, options: RuleOptions) {
    self.init(catalogue, layers: [ConfigurationLayer(name: "", profile: profile)])
    self.options = options
  }

  /// Whether the rule is asked at all.
  package func asks(_ rule: RuleIndex) -> Bool {
    decisions.indices.contains(Int(rule)) && decisions[Int(rule)].isAsked
  }

  /// The profile that decides about which of the rule's situations is asked: those of a rule that is asked by name are all of them.
  package func profile(of rule: RuleIndex) -> Profile {
    decisions.indices.contains(Int(rule)) ? decisions[Int(rule)].profile : profile
  }

  /// The severity that all findings of the rule get; nil where each keeps its own.
  package func severity(of rule: RuleIndex) -> Severity? {
    decisions.indices.contains(Int(rule)) ? decisions[Int(rule)].severity : nil
  }

  /// The layer that decided whether the rule is asked, or with which severity; nil where the profile did.
  package func origin(of rule: RuleIndex) -> String? {
    decisions.indices.contains(Int(rule)) ? decisions[Int(rule)].origin : nil
  }

  /// The layer that set the option; nil where it has its default.
  package func origin(of option: ConfigurationOption) -> String? { optionOrigins[option] }
}
