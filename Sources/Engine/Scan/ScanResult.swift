package import Findings
internal import Manifests
package import Reports
internal import Rules

/// What a scan found, ready for any number of reports.
package struct ScanResult: Sendable {
  let files: [FileReport]
  package let settings: ScanSettings
  let errors: [UnreadInput]
  private let skipped: SkippedEntries
  private let groups: [FindingGroup]
  /// How many of the former findings are gone.
  private let gone: Int
  /// Reads again what was scanned, for excerpts.
  package let read: ReportFormat.ReadFile
  /// Kept as long as the rest: to free it all piece by piece takes time that a process which ends now can spare.
  private let judgements: Scan.Judgements

  init(
    files: [FileReport], settings: ScanSettings, errors: [UnreadInput], skipped: SkippedEntries, gone: Int,
    read: @escaping ReportFormat.ReadFile, judgements: Scan.Judgements
  ) {
    self.files = files
    self.settings = settings
    self.errors = errors
    self.skipped = skipped
    self.gone = gone
    self.read = read
    self.judgements = judgements
    groups = settings.grouping.map { files.groups(by: $0, in: settings.catalogue) } ?? []
  }

  /// The findings, for those of a later scan to be compared with.
  package var recorded: [RecordedFinding] { files.recorded(in: settings.catalogue) }

  /// Writes a report, part by part, as it is made.
  ///
  /// - Returns: What it sums up to.
  package func write(with renderer: any ReportRenderer, to sink: any ReportSink) -> ReportSummary {
    var report = ReportPart(sink: sink)
    sink.write(renderer.header())
    forEachInOrder(portions(renderer.order(of: files)), window: Self.window) { portion in
      var part = ReportPart()
      for index in portion.files where !portion.isLarge { renderer.render(files[index], into: &part) }
      return (portion, part)
    } consume: { portion, part in
      for index in portion.files where portion.isLarge { renderer.render(files[index], into: &report) }
      report.append(part, separator: renderer.separator)
      sink.write(report.takeBytes())
    }
    report.add(
      inputErrors: errors.map(\.description), skipped: settings.skipsUnreadable ? errors.count(where: \.isOfWhatIsThere) : 0)
    report.add(skipped: skipped)
    report.add(gone: gone)
    report.add(groups: groups)
    sink.write(renderer.footer(report))
    return report.summary
  }

  /// Files that are rendered in one go; a large one by itself and straight into the report, so that no more of what is said of it is kept than is written
  /// at once.
  private struct Portion: Sendable {
    var files: [Int]
    var isLarge = false
  }

  private static var filesPerPortion: Int { 32 }
  /// Portions under way at once.
  private static var window: Int { 8 }
  /// Findings that make a file a large one.
  private static var manyFindings: Int { 1_024 }

  private func portions(_ order: [Int]) -> [Portion] {
    var portions: [Portion] = []
    for index in order {
      var findings = 0
      for workload in files[index].workloads where findings < Self.manyFindings { findings += max(workload.findings.count, 1) }
      if findings >= Self.manyFindings {
        portions.append(Portion(files: [index], isLarge: true))
      } else if let last = portions.last, !last.isLarge, last.files.count < Self.filesPerPortion {
        portions[portions.count - 1].files.append(index)
      } else {
        portions.append(Portion(files: [index]))
      }
    }
    return portions
  }
}
