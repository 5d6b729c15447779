package import Findings
package import Manifests

/// A report format: how a report becomes bytes, piece by piece.
///
/// A report is its header, its files in the format's order, and its footer. Files need not be rendered one after the other: whoever
/// renders runs of files on several cores gives each run a ``ReportPart`` of its own and puts the parts together in order.
///
/// ```swift
/// write(renderer.header())
/// var report = ReportPart()
/// for part in partsOf(renderer.order(of: files)) {
///   report.append(part, separator: renderer.separator)
///   write(report.takeBytes())
/// }
/// write(renderer.footer(report))
/// ```
package protocol ReportRenderer: Sendable {
  var settings: ScanSettings { get }

  /// What stands between two files that both have something to say.
  var separator: [UInt8] { get }

  /// The order in which the format tells of files, as their positions; that of the input where it does not matter.
  func order(of files: [FileReport]) -> [Int]

  /// Everything before the first file.
  func header() -> [UInt8]

  /// Adds one file to the part.
  func render(_ file: FileReport, into part: inout ReportPart)

  /// Everything behind the last file.
  ///
  /// - Parameter report: All parts in order; its bytes do not matter any more.
  func footer(_ report: ReportPart) -> [UInt8]
}

/// Takes the bytes of a report as they come.
package protocol ReportSink: AnyObject, Sendable {
  func write(_ bytes: [UInt8])
}

/// What is rendered of a run of consecutive files.
package struct ReportPart: Sendable {
  /// Where bytes go as soon as there are many, so that no more of a large file's report is kept than that.
  private let sink: (any ReportSink)?
  /// Ready to be written.
  private(set) var bytes: [UInt8] = []
  /// Whether anything has been put into ``bytes``, taken or not.
  private(set) var hasBytes = false
  /// Kept for the footer: the files, and the documents that could not be judged, each in the format's own form.
  var files: [UInt8] = []
  var problems: [UInt8] = []
  /// What a format writes in another order than that of the input.
  private(set) var sections = ReportSections()
  /// What was counted so far.
  package private(set) var summary = ReportSummary()
  private var texts = EncodedTexts()

  /// Bytes that make it worth while to hand them on.
  private static var manyBytes: Int { 1 << 18 }

  /// - Parameter sink: Takes what comes before ``takeBytes()``; nil keeps it all.
  package init(sink: (any ReportSink)? = nil) { self.sink = sink }

  /// Puts a later part behind this one.
  ///
  /// - Parameter separator: ``ReportRenderer/separator``.
  package mutating func append(_ part: ReportPart, separator: [UInt8]) {
    if part.hasBytes, !hasBytes {
      // Taken over rather than copied, as one part may be the whole of a large report.
      bytes = part.bytes
      hasBytes = true
    } else if part.hasBytes {
      append(separator: separator) { bytes, _ in bytes += part.bytes }
    }
    Self.join(part.files, to: &files, separator: separator)
    Self.join(part.problems, to: &problems, separator: separator)
    sections.append(part.sections)
    summary += part.summary
  }

  /// The bytes that were not taken yet.
  package mutating func takeBytes() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }

  /// Notes what could not be read at all.
  ///
  /// - Parameter skipped: How many of these were to be skipped.
  package mutating func add(inputErrors: [String], skipped: Int = 0) {
    summary.inputErrors += inputErrors
    summary.skippedFiles += skipped
  }

  /// Notes what was passed over in directories.
  package mutating func add(skipped: SkippedEntries) { summary.skipped += skipped }

  /// Notes how many findings of the baseline are not there any more.
  package mutating func add(gone: Int) { summary.gone += gone }

  /// Notes the findings by what was asked for.
  package mutating func add(groups: [FindingGroup]) { summary.groups += groups }

  mutating func count(_ file: FileReport) { summary.count(file) }

  /// See ``ReportSections/append(_:room:_:)``.
  mutating func append(_ workload: WorkloadReport, room: Int, _ write: (inout ReportSection) -> Void) {
    sections.append(ReportSection(workload), room: room, write)
  }

  mutating func append(separator: [UInt8], _ write: (inout [UInt8], inout EncodedTexts) -> Void) {
    if hasBytes { bytes += separator }
    hasBytes = true
    extend(write)
  }

  /// Goes on with what was appended last.
  mutating func extend(_ write: (inout [UInt8], inout EncodedTexts) -> Void) {
    write(&bytes, &texts)
    guard let sink, bytes.count >= Self.manyBytes else { return }
    sink.write(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  static func join(_ piece: [UInt8], to list: inout [UInt8], separator: [UInt8]) {
    if piece.isEmpty { return }
    if !list.isEmpty { list += separator }
    list += piece
  }
}

/// What a report says of each workload. However many there are, no more is kept than there will be room for, the gravest first; the rest is counted.
struct ReportSections: Sendable {
  private var kept: [ReportSection] = []
  private var keptBytes = 0
  private var room = Int.max
  /// The gravest that was given up: nothing that is not graver takes its place.
  private var limit: ReportSection?
  private(set) var rules: Set<RuleIndex> = []
  /// Workloads with findings.
  private(set) var countWithFindings = 0
  private var count = 0
  private var findings = 0

  /// Takes in the section of the next workload.
  ///
  /// - Parameters:
  ///   - room: How many bytes of sections the report will hold at most.
  ///   - write: Writes what the section says; not called where it is known that there will be no room.
  mutating func append(_ section: ReportSection, room: Int, _ write: (inout ReportSection) -> Void) {
    self.room = room
    note(count: 1, withFindings: section.findings > 0 ? 1 : 0, findings: section.findings, rules: section.rules)
    if let limit, !section.isGraver(than: limit) { return }
    var section = section
    write(&section)
    section.shrink()
    keep(section)
  }

  /// Takes in those of later workloads.
  mutating func append(_ later: ReportSections) {
    room = min(room, later.room)
    note(count: later.count, withFindings: later.countWithFindings, findings: later.findings, rules: later.rules)
    for section in later.kept { keep(section) }
    guard let other = later.limit, limit.map({ other.isGraver(than: $0) }) ?? true else { return }
    limit = other
    kept.removeAll { other.isGraver(than: $0) }
    keptBytes = kept.reduce(0) { $0 + $1.size }
  }

  private mutating func note(count: Int, withFindings: Int, findings: Int, rules: Set<RuleIndex>) {
    self.count += count
    countWithFindings += withFindings
    self.findings += findings
    self.rules.formUnion(rules)
  }

  private mutating func keep(_ section: ReportSection) {
    if let limit, !section.isGraver(than: limit) { return }
    kept.append(section)
    keptBytes += section.size
    // Not at each, as all are sorted for it.
    if keptBytes > room, keptBytes - room > room / 4 { giveUpLeastGrave(room) }
  }

  private mutating func giveUpLeastGrave(_ room: Int) {
    let sorted = kept.gravestFirst(by: \.counts)
    var bytes = 0
    let fitting = sorted.prefix { section in
      bytes += section.size
      return bytes <= room
    }
    if fitting.count < sorted.count { limit = sorted[fitting.count] }
    kept = Array(fitting)
    keptBytes = kept.reduce(0) { $0 + $1.size }
  }

  /// What fits into so many bytes, the gravest first, and how much is left out. Once something is left out, nothing less grave takes its place.
  func fitting(_ room: Int) -> (sections: [ReportSection], left: (workloads: Int, findings: Int)) {
    var sections = self
    sections.giveUpLeastGrave(room)
    let shown = sections.kept.reduce(0) { $0 + $1.findings }
    return (sections.kept, (count - sections.kept.count, findings - shown))
  }
}

/// What a report says of one workload, in the format's own form.
struct ReportSection: Sendable {
  /// Its line in a list of all workloads.
  var row: [UInt8] = []
  var body: [UInt8] = []
  let counts: SeverityCounts
  let rules: Set<RuleIndex>

  init(_ workload: WorkloadReport) {
    counts = SeverityCounts(workload.findings)
    rules = Set(workload.findings.map(\.rule))
  }

  var findings: Int { counts.total }

  var size: Int { row.count + body.count }

  /// Gives back the room that was made for more text.
  fileprivate mutating func shrink() {
    row = Array(row[...])
    body = Array(body[...])
  }

  /// Whether it comes before the other, wherever they stand in the input.
  func isGraver(than other: ReportSection) -> Bool { counts.isGraver(than: other.counts) ?? false }
}

/// The last explanation of each rule as a format writes it: findings of a rule mostly say the same as the one before.
struct EncodedTexts: Sendable {
  private var texts: [(situation: any SituationKey, bytes: [UInt8])?] = []

  /// The finding's explanation, encoded anew only where it differs from the rule's last one.
  mutating func text(of finding: Finding, encode: () -> [UInt8]) -> [UInt8] {
    let index = Int(finding.rule)
    while texts.count <= index { texts.append(nil) }
    if let text = texts[index], text.situation.isEqual(to: finding.situation) { return text.bytes }
    let bytes = encode()
    texts[index] = (finding.situation, bytes)
    return bytes
  }
}

extension ReportRenderer {
  package func order(of files: [FileReport]) -> [Int] { Array(files.indices) }

  /// The whole report at once.
  package func render(_ report: Report) -> [UInt8] {
    var output = header()
    var part = ReportPart()
    for index in order(of: report.files) {
      render(report.files[index], into: &part)
      output += part.takeBytes()
    }
    part.add(inputErrors: report.inputErrors)
    if let grouping = settings.grouping { part.add(groups: report.files.groups(by: grouping, in: settings.catalogue)) }
    output += footer(part)
    return output
  }
}
