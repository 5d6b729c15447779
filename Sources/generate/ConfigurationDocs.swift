internal import Findings
internal import Reports
internal import Rules

/// Makes the schema of the configuration file, and the tables of its documentation.
enum ConfigurationDocsGenerator {
  private static let origin = "scripts/docs"

  static func files() throws -> [GeneratedFile] {
    [
      GeneratedFile(
        path: "docs/schema/config.schema.json", origin: origin,
        content: String(decoding: ConfigurationSchema.bytes(Registry.catalogue), as: UTF8.self)),
      try GeneratedFile.filling("docs/configuration.md", section: "keys", with: tables, origin: origin),
    ]
  }

  private static var tables: String {
    let keys =
      ConfigurationKey.ofFile.map { ($0.name, $0) } + [("overrides[].paths", ConfigurationKey.paths)]
      + ConfigurationKey.ofCluster.map { ("clusters[].\($0.name)", $0) }
    let keyRows = keys.map { name, key in "| `\(name)` | \(key.summary) |" }
    let options = ConfigurationOption.allCases.map { option in
      "| `\(option.name)` | \(written(option.value(in: RuleOptions()))) | \(option.summary) |"
    }
    return """
      | key | meaning |
      |---|---|
      \(keyRows.joined(separator: "\n"))

      | option | default | meaning |
      |---|---|---|
      \(options.joined(separator: "\n"))

      | profile | rules |
      |---|---|
      \(Profile.allCases.map { profile in "| `\(profile.name)` | \(count(profile)) |" }.joined(separator: "\n"))
      """
  }

  private static func count(_ profile: Profile) -> Int { Registry.rules.count { $0.metadata.profile <= profile } }

  private static func written(_ value: OptionValue) -> String {
    switch value {
    case .count(let count): "`\(count)`"
    case .version(let minor): "`\"1.\(minor)\"`"
    case .texts(let texts): texts.isEmpty ? "none" : texts.map { "`\($0)`" }.joined(separator: ", ")
    }
  }
}
