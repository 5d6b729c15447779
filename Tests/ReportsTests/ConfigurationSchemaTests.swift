import Findings
import Foundation
import Testing

@testable import Reports

/// The schema for editors and the reader of the configuration file follow the same keys.
struct ConfigurationSchemaTests {
  @Test func everyKeyIsDescribed() throws {
    let bytes = ConfigurationSchema.bytes(Fixture.catalogue)
    let schema = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let properties = try #require(schema["properties"] as? [String: [String: Any]])
    #expect(Set(properties.keys) == Set(ConfigurationKey.ofFile.map(\.name)))
    #expect(schema["additionalProperties"] as? Bool == false)
    let override = try #require(properties["overrides"]?["items"] as? [String: Any])
    #expect(Set((override["properties"] as? [String: Any])?.keys ?? [:].keys) == Set(ConfigurationKey.ofOverride.map(\.name)))
    let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
    let rules = try #require(definitions["rules"]?["properties"] as? [String: [String: Any]])
    #expect(Set(rules.keys) == Set(Fixture.catalogue.rules.flatMap { [$0.metadata.name, $0.metadata.code] }))
    let options = try #require(definitions["options"]?["properties"] as? [String: [String: Any]])
    #expect(Set(options.keys) == Set(ConfigurationOption.allCases.map(\.name)))
  }
}
