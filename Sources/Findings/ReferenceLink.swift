extension Reference {
  /// How the reference is called, such as `CWE-362` or `checkov CKV_K8S_16`.
  package var label: String {
    switch self {
    case .kubernetes(let path): "Kubernetes: \(Self.title(ofPath: path))"
    case .cis(let control): "CIS Kubernetes Benchmark \(control)"
    case .nsa(let section): "NSA/CISA Kubernetes Hardening Guidance: \(section)"
    case .mitre(let technique): "MITRE ATT&CK \(technique)"
    case .cwe(let number): "CWE-\(number)"
    case .peer(let tool, let id): "\(tool) \(id)"
    case .url(let url): url
    }
  }

  /// Where to read it; nil where there is no page of its own.
  package var url: String? {
    switch self {
    case .kubernetes(let path): "https://kubernetes.io/docs/\(path)"
    case .mitre(let technique): "https://attack.mitre.org/techniques/\(technique.split(separator: ".").joined(separator: "/"))/"
    case .cwe(let number): "https://cwe.mitre.org/data/definitions/\(number).html"
    case .url(let url): url
    case .cis, .nsa, .peer: nil
    }
  }

  /// `cron jobs, concurrency policy` of `concepts/workloads/controllers/cron-jobs/#concurrency-policy`.
  private static func title(ofPath path: String) -> String {
    let parts = path.utf8.split(separator: UInt8(ascii: "#"), maxSplits: 1, omittingEmptySubsequences: false)
    let page = parts[0].split(separator: UInt8(ascii: "/")).last
    let section = parts.count > 1 ? parts[1] : nil
    return [page, section].compactMap { $0 }.map { words($0) }.joined(separator: ", ")
  }

  private static func words(_ slug: Substring.UTF8View) -> String {
    String(decoding: slug.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
  }
}
