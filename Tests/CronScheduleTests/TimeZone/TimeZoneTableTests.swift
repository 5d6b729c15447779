import Foundation
import Randomness
import Testing

@testable import CronSchedule

@Suite("The zone table") struct TimeZoneTableTests {
  @Test func hasTheDatabase() {
    #expect(TimeZoneTable.version.count == 5 && TimeZoneTable.version.hasPrefix("20"))
    let names = (0..<TimeZoneTable.nameCount).map(TimeZoneTable.name)
    #expect(names.count > 590 && names == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    for name in ["UTC", "Etc/UTC", "Europe/Berlin", "America/Argentina/ComodRivadavia", "GMT+0", "Etc/GMT-14", "Zulu", "EST5EDT"] {
      #expect(names.contains(name))
    }
    for name in ["localtime", "posixrules", "posix/UTC", "right/UTC", "leapseconds", ""] { #expect(!names.contains(name)) }
  }

  @Test("agrees with Foundation") func agreesWithFoundation() throws {
    var random = SeededGenerator(seed: 2)
    var compared = 0
    var differing: Set<String> = []
    for name in (0..<TimeZoneTable.nameCount).map(TimeZoneTable.name) {
      guard let foundation = Foundation.TimeZone(identifier: name) else { continue }
      let zone = try CronSchedule.TimeZone(named: name)
      compared += 1
      // 1 January 2000 to 2060, on both sides of the years that are tabulated.
      for _ in 0..<60 {
        let seconds = Int64(random.number(946_684_800, 2_840_140_800))
        let instant = try #require(Instant(secondsSince1970: seconds))
        if zone.offset(at: instant) != foundation.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))) {
          differing.insert(name)
        }
      }
      // The change is at the second.
      for transition in zone.transitions(from: 946_684_800, to: 2_840_140_800).suffix(4) {
        for seconds in [transition.instant - 1, transition.instant] {
          let instant = try #require(Instant(secondsSince1970: seconds))
          if zone.offset(at: instant) != foundation.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))) {
            differing.insert(name)
          }
        }
      }
    }
    #expect(compared > 400)
    #expect(differing.sorted() == [])
  }

  @Test(
    "agrees with the files it is made of",
    .enabled(
      if: (try? String(contentsOfFile: "/usr/share/zoneinfo/tzdata.zi", encoding: .utf8))?.hasPrefix("# version \(TimeZoneTable.version)\n")
        == true))
  func agreesWithFiles() throws {
    for name in (0..<TimeZoneTable.nameCount).map(TimeZoneTable.name) {
      let file = try CronSchedule.TimeZone(name: name, tzif: Array(Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)"))))
      let zone = try CronSchedule.TimeZone(named: name)
      let end: Int64 = 4_133_980_800
      #expect(
        zone.transitions(from: PosixTimeZone.epoch2000, to: end) == file.transitions(from: PosixTimeZone.epoch2000, to: end), "\(name)")
      #expect(zone.span(at: PosixTimeZone.epoch2000).offset == file.span(at: PosixTimeZone.epoch2000).offset, "\(name)")
      #expect(zone.name == name)
    }
  }

  @Test(
    "refuses a name as the API server does",
    arguments: [
      ("", TimeZoneNameError.empty), ("Local", .local), ("local", .local), ("LOCAL", .local),
      ("Mars/Olympus", .unknown(suggestion: nil)), ("europe/berlin", .unknown(suggestion: "Europe/Berlin")),
      ("Berlin", .unknown(suggestion: "Europe/Berlin")), ("/Europe/Berlin", .unknown(suggestion: nil)),
      ("Europe/Berlin/", .unknown(suggestion: nil)),
      ("Europe//Berlin", .unknown(suggestion: nil)), ("../UTC", .unknown(suggestion: nil)), (".", .unknown(suggestion: nil)),
      ("-UTC", .unknown(suggestion: nil)), ("Europe/-", .unknown(suggestion: nil)), (" UTC", .unknown(suggestion: nil)),
      ("UTC ", .unknown(suggestion: nil)),
      ("Europe/Bérlin", .unknown(suggestion: nil)), ("America/Argentina/ComodRivadaviaX", .unknown(suggestion: nil)),
      ("UTC\n", .unknown(suggestion: nil)),
    ])
  func refuses(name: String, expected: TimeZoneNameError) {
    #expect(throws: expected) { try CronSchedule.TimeZone(named: name) }
    #expect(!expected.message.isEmpty && !expected.remedy.isEmpty)
  }

  @Test("is asked only for names the API server would look up") func checksNames() throws {
    try CronSchedule.TimeZone.check(name: "No/Such_Zone+1")
    #expect(throws: TimeZoneNameError.self) { try CronSchedule.TimeZone.check(name: "Asia/Fifteen_letters") }
  }
}
