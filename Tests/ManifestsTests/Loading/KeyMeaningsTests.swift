import Randomness
import Testing

@testable import Manifests

struct KeyMeaningsTests {
  private static let words = [
    "data", "value", "options", "stringData", "binaryData", "httpHeaders", "volumeAttributes", "password", "token", "name", "image",
    "tokenize", "data1",
    "kubectl.kubernetes.io/last-applied-configuration", "topologyKey", "ssh-key", "app.kubernetes.io/part-of", "successfulJobsHistoryLimit",
    "é", "automountServiceAccountToken", "a", "terminationGracePeriodSeconds", "terminationGracePeriodSecondz",
    "xerminationGracePeriodSeconds",
  ]

  /// What is remembered is what a closer look says, however keys are alike, and wherever they stand in the source.
  @Test func remembersWhatIsSo() {
    var random = SeededGenerator(seed: 41)
    var text: [UInt8] = []
    var keys: [Range<Int>] = []
    for _ in 0..<20_000 {
      var key = random.chance(60) ? random.pick(Self.words) : ""
      while key.isEmpty || random.chance(30) { key += random.pick(["a", "b", "key", "pw", "d", "s", "p", "Pass", "-"]) }
      keys.append(text.count..<text.count + key.utf8.count)
      text += key.utf8
    }
    var keyMeanings = KeyMeanings()
    var met: Set<KeyMeanings.Meaning> = []
    for key in keys {
      var fresh = KeyMeanings()
      let meaning = fresh.meaning(of: key, in: text.span)
      met.insert(meaning)
      #expect(keyMeanings.meaning(of: key, in: text.span) == meaning, "\(String(decoding: text[key], as: UTF8.self))")
    }
    #expect(met == [.harmless, .credential, .value, .entries, .entriesButOfConfigMaps, .headers])
  }

  @Test(arguments: [
    ("data", KeyMeanings.Meaning.entriesButOfConfigMaps), ("stringData", .entries), ("value", .value), ("httpHeaders", .headers),
    ("kubectl.kubernetes.io/last-applied-configuration", .credential), ("adminPassword", .credential), ("secretName", .harmless),
    ("datum", .harmless),
  ])
  func meanings(_ key: String, _ meaning: KeyMeanings.Meaning) {
    var keyMeanings = KeyMeanings()
    let bytes = Array("\(key): ".utf8)
    #expect(keyMeanings.meaning(of: 0..<key.utf8.count, in: bytes.span) == meaning)
  }
}
