extension Reference {
  /// How the reference is called, such as `CWE-362` or `checkov CKV_K8S_16`.
  package var label: String {
    switch self {
    case .kubernetes(let path): "Kubernetes: " + Self.title(ofPath: path)
    case .cis(let control): "CIS Kubernetes Benchmark " + control
    case .nsa(let section): "NSA/CISA Kubernetes Hardening Guidance: " + section
    case .mitre(let technique): "MITRE ATT&CK " + technique
    case .cwe(let number): "CWE-\(number)"
    case .peer(let tool, let id): tool + " " + id
    case .url(let url): url
    }
  }

  /// Where to read it; nil where there is no page of its own.
  package var url: String? {
    switch self {
    case .kubernetes(let path): "https://kubernetes.io/docs/" + path
    case .mitre(let technique): "https://attack.mitre.org/techniques/" + Self.page(ofTechnique: technique)
    case .cwe(let number): "https://cwe.mitre.org/data/definitions/\(number).html"
    case .url(let url): url
    case .cis, .nsa, .peer: nil
    }
  }

  /// `T1552/007/` of `T1552.007`.
  private static func page(ofTechnique technique: String) -> String {
    String(decoding: technique.utf8.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "/") : $0 }, as: UTF8.self) + "/"
  }

  /// `cron jobs, concurrency policy` of `concepts/workloads/controllers/cron-jobs/#concurrency-policy`.
  private static func title(ofPath path: String) -> String {
    // A mark becomes two bytes.
    unsafe String(unsafeUninitializedCapacity: path.utf8.count + 1) { title in
      var count = 0
      var isInSection = false
      var isPageOver = false
      for byte in path.utf8 {
        switch byte {
        case UInt8(ascii: "#") where !isInSection:
          isInSection = true
          unsafe title[count] = UInt8(ascii: ",")
          unsafe title[count + 1] = UInt8(ascii: " ")
          count += 2
        // The page is the last part of the path that has a name.
        case UInt8(ascii: "/") where !isInSection: isPageOver = true
        default:
          if isPageOver, !isInSection { count = 0 }
          isPageOver = false
          unsafe title[count] = byte == UInt8(ascii: "-") ? UInt8(ascii: " ") : byte
          count += 1
        }
      }
      return count
    }
  }
}
