package import Findings
import SourceTree

/// One HTML file for people: the posture of every workload, the findings with their source, what to expect of each workload, and the rules behind it.
///
/// It needs nothing else: no script or style but its own (its policy admits no other), no request to anywhere. Without scripts all is shown, and only the
/// filters are missing. The gravest workloads come first, so the page is put together when everything is known. It is well-formed XML too.
package struct HTMLReport: ReportRenderer {
  package let settings: ScanSettings
  package let separator: [UInt8] = []
  let read: ReportFormat.ReadFile
  /// The most bytes that workloads take.
  let mostBytes: Int

  /// Browsers become slow with more.
  package static let mostBytes = 16 << 20
  /// The most findings of one workload that are shown, the gravest; and as many that are suppressed, or not evaluated.
  package static let mostFindings = 1_000

  /// - Parameters:
  ///   - mostBytes: The most bytes that workloads take: the gravest are shown, and it is said how many are left out.
  ///   - read: Reads a file again for its excerpts; they are left out where it gives nil or other bytes than were scanned.
  package init(_ settings: ScanSettings, mostBytes: Int = Self.mostBytes, read: @escaping ReportFormat.ReadFile) {
    self.settings = settings
    self.mostBytes = mostBytes
    self.read = read
  }

  package func header() -> [UInt8] { [] }

  package func render(_ file: FileReport, into part: inout ReportPart) {
    part.count(file)
    let needsExcerpts = !file.errors.isEmpty || file.workloads.contains { !$0.findings.isEmpty }
    let excerpts = needsExcerpts ? Excerpts(of: file, read: read) : nil
    for (index, workload) in file.workloads.enumerated() {
      part.append(workload, room: mostBytes) { section in
        let id = Self.identifier(ofWorkload: index, in: file)
        section.row = MarkupWriter.bytes { write(row: workload, section, id, of: file, to: &$0) }
        section.body = MarkupWriter.bytes { write(workload, section, id, of: file, excerpts, to: &$0) }
      }
    }
    for error in file.errors.prefix(Self.mostFindings) {
      part.problems += MarkupWriter.bytes { html in
        html.markup("<li><code>")
        html.text("\(file.path):\(error.place.lineAndColumn)")
        html.markup("</code> ")
        html.text(error.error.message)
        write(excerpts?.source?.lines(of: error.place.range) ?? [], to: &html)
        html.markup("</li>\n")
      }
    }
    part.problems += MarkupWriter.bytes { writeRest(of: file.errors.count, to: &$0) }
  }

  /// The same in every run, and for no other workload of the report.
  private static func identifier(ofWorkload index: Int, in file: FileReport) -> String {
    var hash = StableHash()
    hash.combine(file.path)
    hash.combine(UInt64(index))
    return "workload-\(String(hash.value, radix: 16))"
  }
}
