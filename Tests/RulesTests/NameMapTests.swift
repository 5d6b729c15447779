import Randomness
import Testing

@testable import Rules

struct NameMapTests {
  /// The last value of a name counts, of few names as of many.
  @Test func agreesWithADictionary() {
    var random = SeededGenerator(seed: 7)
    for count in [0, 1, 5, 31, 32, 33, 34, 200] {
      var map = NameMap<Int>()
      var dictionary: [String: Int] = [:]
      for value in 0..<count {
        let name = "variable-\(random.number(0, count))"
        map.append(value, for: name)
        dictionary[name] = value
        for number in 0...count { #expect(map["variable-\(number)"] == dictionary["variable-\(number)"]) }
      }
      #expect(map["other"] == nil)
    }
  }
}
