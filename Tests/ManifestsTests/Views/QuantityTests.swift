import Manifests
import Testing

struct QuantityTests {
  @Test(
    "Quantities are what the API server takes them for",
    arguments: [
      ("1", 1_000_000_000), ("100m", 100_000_000), ("0.1", 100_000_000), ("1u", 1_000), ("1n", 1), ("0.1n", 1), (".5", 500_000_000),
      ("1k", 1_000_000_000_000), ("1Ki", 1_024_000_000_000), ("1.5Ki", 1_536_000_000_000), ("1e3", 1_000_000_000_000),
      ("1E3", 1_000_000_000_000), ("1E", 1_000_000_000_000_000_000_000_000_000), ("-1m", -1_000_000), ("+1", 1_000_000_000),
    ] as [(String, Int128)])
  func values(_ text: String, _ nanos: Int128) {
    #expect(Quantity(text)?.nanos == nanos)
  }

  @Test("No quantities", arguments: ["", "x", "1KB", "1 Gi", ".", "1..2", "m", "99999999999999999999999999999999999999Ei", "1e99", "--1"])
  func malformed(_ text: String) {
    #expect(Quantity(text) == nil)
  }
}
