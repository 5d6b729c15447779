import Findings

@testable import Rules

extension Scan {
  /// What is said of texts that stand in files called `0.yaml`, `1.yaml` and so on.
  func reports(on texts: [String]) -> [FileReport] {
    let files = texts.enumerated().map { (name: "\($0).yaml", bytes: Array($1.utf8)) }
    var judgements = Scan.Judgements()
    for (index, file) in files.enumerated() { judge(path: file.name, bytes: file.bytes, file: index, into: &judgements) }
    return settle(&judgements) { path in
      files.first { $0.name == path }?.bytes
    }
  }
}
