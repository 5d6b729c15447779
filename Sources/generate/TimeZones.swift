internal import CronSchedule
internal import FoundationEssentials

/// Makes `TimeZoneData.swift` from a zone database of the machine: what ``TimeZoneTable`` reads.
enum TimeZonesGenerator {
  /// `--zoneinfo FOLDER`: a folder of TZif files with their source, `tzdata.zi`, in which the version stands.
  static func files(_ arguments: [String]) throws -> [GeneratedFile] {
    guard arguments.count == 2, arguments[0] == "--zoneinfo" else {
      throw GenerateError.usage("generate time-zones --zoneinfo FOLDER [--check]")
    }
    let folder = arguments[1]
    let source = try contents(of: "\(folder)/tzdata.zi").prefix { $0 != UInt8(ascii: "\n") }
    let mark = "# version "
    let head = String(decoding: source, as: UTF8.self)
    guard head.hasPrefix(mark) else { throw GenerateError.source(path: "\(folder)/tzdata.zi", "does not begin with its version") }
    var table = TimeZoneDataFile(version: String(head.dropFirst(mark.count)))
    for name in try names(in: folder, below: "").sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      let path = "\(folder)/\(name)"
      let bytes = try contents(of: path)
      guard bytes.starts(with: "TZif".utf8) else { continue }
      try table.add(name: name, tzif: bytes, path: path)
    }
    return [
      GeneratedFile(
        path: "Sources/CronSchedule/TimeZone/TimeZoneData.swift", origin: "swift run generate time-zones --zoneinfo /usr/share/zoneinfo",
        content: table.content)
    ]
  }

  /// Files that repeat the database in another form, or name a zone by what the machine is set to.
  private static let otherForms: Set<String> = ["posix", "right", "localtime", "posixrules"]

  private static func names(in folder: String, below prefix: String) throws -> [String] {
    var names: [String] = []
    for entry in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(prefix)") where !otherForms.contains(prefix + entry) {
      var isDirectory = false
      guard FileManager.default.fileExists(atPath: "\(folder)/\(prefix)\(entry)", isDirectory: &isDirectory) else { continue }
      if isDirectory { names += try self.names(in: folder, below: "\(prefix)\(entry)/") } else { names.append(prefix + entry) }
    }
    return names
  }
}

/// The tables, in digits of six bits.
private struct TimeZoneDataFile {
  private struct Row: Hashable {
    var initialOffset: Int64
    var changes: [CronSchedule.TimeZone.Transition]
    var rule: String
  }

  private let version: String
  private var names: [UInt8] = []
  private var nameIndex: [UInt8] = []
  private var zones: [UInt8] = []
  private var transitions: [UInt8] = []
  private var rules: [UInt8] = []
  private var nameCount = 0
  private var transitionCount = 0
  /// The place of each zone in the table.
  private var places: [Row: Int] = [:]
  private var ruleOffsets: [String: Int] = [:]

  init(version: String) { self.version = version }

  mutating func add(name: String, tzif bytes: [UInt8], path: String) throws {
    let full: CronSchedule.TimeZone
    do throws(TZifError) { full = try CronSchedule.TimeZone(name: name, tzif: bytes) } catch {
      throw GenerateError.source(path: path, "\(error)")
    }
    let footer = bytes.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).last ?? []
    let rule = Self.withoutNames(String(decoding: footer, as: UTF8.self))
    let place = try place(of: full, rule: rule, path: path)
    nameIndex += digits(names.count, 3) + digits(name.utf8.count, 1) + digits(place, 2)
    names += name.utf8
    nameCount += 1
  }

  /// The abbreviations of a rule are of no use here.
  private static func withoutNames(_ rule: String) -> String {
    var text = ""
    var rest = Substring(rule)
    while let first = rest.first, first != "," {
      if first.isLetter || first == "<" {
        rest = first == "<" ? rest.drop { $0 != ">" }.dropFirst() : rest.drop(while: \.isLetter)
        text += "<>"
      } else {
        text.append(rest.removeFirst())
      }
    }
    return text + rest
  }

  private mutating func place(of full: CronSchedule.TimeZone, rule: String, path: String) throws -> Int {
    let start = PosixTimeZone.epoch2000
    guard let first = Instant(secondsSince1970: start), let parsed = PosixTimeZone(rule.utf8) else {
      throw GenerateError.source(path: path, "has a rule that cannot be read: \(rule)")
    }
    let initialOffset = Int64(full.offset(at: first))
    // As far as any database lists single transitions.
    let end = start + 100 * 366 * 86_400
    let changes = full.transitions(from: start, to: end)
    let implied = CronSchedule.TimeZone(name: "", initialOffset: initialOffset, transitions: [], rule: parsed).transitions(
      from: start, to: end)
    // What the rule says need not be listed.
    var count = changes.count - zip(changes.reversed(), implied.reversed()).prefix { $0 == $1 }.count
    func isComplete() -> Bool {
      let zone = CronSchedule.TimeZone(name: "", initialOffset: initialOffset, transitions: Array(changes.prefix(count)), rule: parsed)
      return zone.transitions(from: start, to: end) == changes
    }
    while count < changes.count, !isComplete() { count += 1 }
    let row = Row(initialOffset: initialOffset, changes: Array(changes.prefix(count)), rule: rule)
    return try place(of: row, path: path)
  }

  private mutating func place(of row: Row, path: String) throws -> Int {
    if let place = places[row] { return place }
    let place = places.count
    places[row] = place

    let ruleOffset = ruleOffsets[row.rule] ?? rules.count
    if ruleOffset == rules.count {
      ruleOffsets[row.rule] = ruleOffset
      rules += row.rule.utf8
    }
    let seconds = [row.initialOffset] + row.changes.flatMap { [$0.instant, $0.offset] }
    guard seconds.allSatisfy({ $0 % 60 == 0 }), row.rule.utf8.count < 64 else {
      throw GenerateError.source(path: path, "does not fit the table")
    }
    zones += digits(transitionCount, 3) + digits(row.changes.count, 2) + minutes(row.initialOffset)
    zones += digits(ruleOffset, 2) + digits(row.rule.utf8.count, 1)
    for change in row.changes {
      transitions += digits(Int(change.instant - PosixTimeZone.epoch2000) / 60, 5) + minutes(change.offset)
    }
    transitionCount += row.changes.count
    return place
  }

  private func minutes(_ offset: Int64) -> [UInt8] { digits(Int(offset) / 60 + TimeZoneTable.offsetBias, 2) }

  private func digits(_ number: Int, _ count: Int) -> [UInt8] {
    precondition(number >= 0 && number < 1 << (6 * count), "a number does not fit its place in the table")
    return (0..<count).reversed().map { TimeZoneTable.character(number >> (6 * $0)) }
  }

  var content: String {
    """
    // Generated by `swift run generate time-zones --zoneinfo /usr/share/zoneinfo`; do not edit.

    /// The packed form of ``TimeZoneTable``: \(nameCount) names for \(places.count) zones with \(transitionCount) transitions, by the IANA time zone database,
    /// which is in the public domain.
    enum TimeZoneData {
      static var version: StaticString { "\(version)" }

    \(literal("names", names))

    \(literal("nameIndex", nameIndex))

    \(literal("zones", zones))

    \(literal("transitions", transitions))

    \(literal("rules", rules))
    }

    """
  }

  /// A table as lines of 120 characters; in a raw literal no character of the tables needs an escape.
  private func literal(_ name: String, _ bytes: [UInt8]) -> String {
    let lines = stride(from: 0, to: bytes.count, by: 120).map { start in
      String(decoding: bytes[start..<min(start + 120, bytes.count)], as: UTF8.self)
    }
    return "  static var \(name): StaticString {\n    #\"\"\"\n    " + lines.joined(separator: "\\#\n    ") + "\n    \"\"\"#\n  }"
  }
}
