import Testing

@testable import AccessControl

@Suite struct AddressTests {
  @Test(
    "Addresses in the forms they are written in",
    arguments: [
      ("192.0.2.1", "192.000.002.001"), ("2001:db8::1", "2001:0DB8:0:0:0:0:0:1"), ("::", "0:0:0:0:0:0:0:0"), ("1::", "1:0::0:0"),
      ("::ffff:192.0.2.1", "192.0.2.1"), ("64:ff9b::192.0.2.1", "64:ff9b::c000:201"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ])
  func forms(_ text: String, _ other: String) throws {
    let address = try #require(IPAddress(text))
    #expect(address == IPAddress(other))
  }

  @Test(
    "What is no address",
    arguments: [
      "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.-4", "1..2.3", "1.2.3.4 ", "99999999999.1.1.1", ":", ":1", "1:", ":::", "1::2::3",
      "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8::", "g::", "12345::", "::1%eth0", "::1.2.3", "1.2.3.4::",
    ])
  func nonsense(_ text: String) { #expect(IPAddress(text) == nil) }

  @Test(
    "Which addresses a block holds",
    arguments: [
      ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false), ("10.9.9.9/8", "10.0.0.1", true),
      ("0.0.0.0/0", "203.0.113.9", true),
      ("0.0.0.0/0", "::1", false), ("::/0", "::1", true), ("::/0", "10.0.0.1", false), ("192.0.2.4/31", "192.0.2.5", true),
      ("192.0.2.4/31", "192.0.2.6", false), ("192.0.2.4/32", "192.0.2.4", true), ("fd00::/63", "fd00:0:0:1::1", true),
      ("fd00::/64", "fd00:0:0:1::1", false), ("fd00::/65", "fd00::8000:0:0:0", false), ("fd00::/128", "fd00::", true),
      ("fd00::/128", "fd00::1", false),
    ])
  func blocks(_ block: String, _ address: String, _ isInside: Bool) throws {
    let block = try #require(AddressBlock(block))
    #expect(block.contains(try #require(IPAddress(address))) == isInside)
  }

  @Test(
    "What is no block",
    arguments: ["", "/", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+1", "::/129", "::/0001", "x/8"])
  func noBlocks(_ text: String) { #expect(AddressBlock(text) == nil) }
}
