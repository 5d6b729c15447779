import Findings
import Manifests
import Reports
import Rules
import SourceTree

/// Judges one input under the strict profile and renders it in every format; stops the process where anything traps or leaves the input's bounds.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  let settings = ScanSettings(
    version: "fuzz", catalogue: Registry.catalogue, profile: .strict, options: RuleOptions(allowedRegistries: ["registry.example.com"]))
  let scan = Scan(settings)
  var judgements = Scan.Judgements()
  scan.judge(path: "fuzz", bytes: bytes, file: 0, into: &judgements)
  let files = scan.settle(&judgements) { _ in bytes }
  for workload in files.flatMap(\.workloads) {
    for finding in workload.findings {
      precondition(finding.place.range.start <= finding.place.range.end && finding.place.range.end <= bytes.count, "finding out of bounds")
    }
  }
  for format in ReportFormat.allCases {
    let report = format.renderer(settings, read: { _ in bytes }).render(Report(settings: settings, files: files))
    precondition(String(validating: report, as: UTF8.self) != nil, "report is not UTF-8")
  }
  return 0
}
