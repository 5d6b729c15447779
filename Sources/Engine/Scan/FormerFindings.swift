package import Findings
internal import Manifests
internal import Rules

/// What a scan compares its findings with.
package enum FormerFindings: Sendable {
  case recorded([RecordedFinding])
  /// Those in files as they were, judged by today's rules and configuration.
  case inFiles([GitRevision.File], ConfigurationFiles)

  /// Tells new findings from known ones.
  ///
  /// - Returns: How many of the former findings are gone.
  func compare(_ files: inout [FileReport], _ settings: ScanSettings) -> Int {
    switch self {
    case .recorded(let findings): files.compare(with: findings, in: settings.catalogue)
    case .inFiles(let former, let configuration):
      files.compare(with: Self.findings(in: former, configuration, settings), in: settings.catalogue)
    }
  }

  private static func findings(
    in files: [GitRevision.File], _ configuration: ConfigurationFiles, _ settings: ScanSettings
  ) -> [RecordedFinding] {
    var configuration = configuration
    let policies = files.map { configuration.policy(of: $0.file) }
    let clusters = files.map { configuration.cluster(of: $0.file) }
    var settings = settings
    settings.policies = configuration.policies
    settings.clusters = configuration.clusters
    let scan = Scan(settings)
    var judgements = Scan.Judgements()
    forEachInOrder(Array(files.indices), window: 256) { index in
      var judgements = Scan.Judgements()
      scan.judge(
        path: files[index].file.path, bytes: files[index].bytes, file: index, policy: policies[index], cluster: clusters[index],
        into: &judgements)
      return judgements
    } consume: { judgement in
      judgements.append(judgement)
    }
    let bytes = Dictionary(files.map { ($0.file.path, $0.bytes) }) { first, _ in first }
    return scan.settle(&judgements) { bytes[$0] }.recorded(in: settings.catalogue)
  }
}
