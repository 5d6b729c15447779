package import Findings
internal import Manifests

/// The JSON Schema (draft 2020-12) of the configuration file, which `generate config-schema` writes to `docs/schema/config.schema.json`.
///
/// For editors; the program itself reads the file with ``ConfigurationReader``, which follows the same keys.
package enum ConfigurationSchema {
  /// The schema, with the rules of a catalogue.
  package static func bytes(_ catalogue: Catalogue) -> [UInt8] {
    JSONWriter.bytes { json in
      json.beginObject()
      json.line()
      json.member("$schema", "https://json-schema.org/draft/2020-12/schema")
      json.line()
      json.member("title", "Curfew's configuration file, \(Configuration.fileName)")
      json.line()
      write(ConfigurationKey.ofFile, to: &json)
      json.line()
      json.key("$defs")
      json.beginObject()
      json.line()
      json.key("rules")
      json.beginObject()
      write(catalogue, to: &json)
      json.endObject()
      json.line()
      json.key("options")
      json.beginObject()
      writeOptions(to: &json)
      json.endObject()
      json.lastLine()
      json.endObject()
      json.lastLine()
      json.endObject()
      json.lastLine()
    }
  }

  private static func write(_ keys: [ConfigurationKey], to json: inout JSONWriter) {
    json.member("type", "object")
    json.member("additionalProperties", false)
    let required = keys.filter { $0 == .paths || $0 == .name }
    if !required.isEmpty { json.member("required", required.map(\.name)) }
    json.key("properties")
    json.beginObject()
    for key in keys {
      json.line()
      json.key(escaping: key.name)
      json.beginObject()
      json.member("description", key.summary)
      switch key {
      case .profile: json.member("enum", Profile.allCases.map(\.name))
      case .rules: json.member("$ref", "#/$defs/rules")
      case .options: json.member("$ref", "#/$defs/options")
      case .overrides:
        json.member("type", "array")
        json.key("items")
        json.beginObject()
        write(ConfigurationKey.ofOverride, to: &json)
        json.endObject()
      case .clusters:
        json.member("type", "array")
        json.key("items")
        json.beginObject()
        write(ConfigurationKey.ofCluster, to: &json)
        json.endObject()
      case .paths: writeTexts(to: &json)
      case .name:
        json.member("type", "string")
        json.member("minLength", 1)
      case .complete:
        json.member("type", "array")
        json.key("items")
        json.beginObject()
        json.member("enum", ObjectKind.allCases.compactMap(\.name))
        json.endObject()
      }
      json.endObject()
    }
    json.lastLine()
    json.endObject()
  }

  private static func write(_ catalogue: Catalogue, to json: inout JSONWriter) {
    json.member("type", "object")
    json.member("additionalProperties", false)
    json.key("properties")
    json.beginObject()
    for name in catalogue.rules.map(\.metadata.name) + catalogue.rules.map(\.metadata.code) {
      guard let rule = catalogue.index(named: name) else { continue }
      json.line()
      json.key(escaping: name)
      json.beginObject()
      json.member("description", catalogue[rule].metadata.summary)
      // Editors read YAML 1.2, where `off` is a text, or YAML 1.1, where it is false.
      json.key("enum")
      json.beginArray()
      for setting in RuleSetting.names { json.string(setting) }
      json.bool(false)
      json.bool(true)
      json.endArray()
      json.endObject()
    }
    json.lastLine()
    json.endObject()
  }

  private static func writeOptions(to json: inout JSONWriter) {
    json.member("type", "object")
    json.member("additionalProperties", false)
    json.key("properties")
    json.beginObject()
    for option in ConfigurationOption.allCases {
      json.line()
      json.key(escaping: option.name)
      json.beginObject()
      json.member("description", option.summary)
      switch option.value(in: RuleOptions()) {
      case .count:
        json.member("type", "integer")
        json.member("minimum", 0)
      case .version:
        json.member("type", ["string", "number"])
        json.member("pattern", "^v?1\\.[0-9]{1,3}(\\.[0-9]{1,3})?([-+].*)?$")
      case .texts: writeTexts(to: &json)
      }
      json.endObject()
    }
    json.lastLine()
    json.endObject()
  }

  private static func writeTexts(to json: inout JSONWriter) {
    json.member("type", "array")
    json.key("items")
    json.beginObject()
    json.member("type", "string")
    json.member("minLength", 1)
    json.endObject()
  }
}
