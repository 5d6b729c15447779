/// Which Kubernetes versions are known, and what may be asked for.
extension RuleOptions {
  /// The version whose behaviour the rules describe.
  package static var newestKubernetesMinorVersion: Int { 36 }

  /// The Kubernetes versions whose behaviour is known, by their minor numbers.
  package static var kubernetesMinorVersions: ClosedRange<Int> { 28...newestKubernetesMinorVersion }

  /// ``kubernetesMinorVersions`` in words.
  package static var knownKubernetesVersions: String { "1.\(kubernetesMinorVersions.lowerBound) to 1.\(newestKubernetesMinorVersion)" }

  /// Whether the version that was asked for is newer than all that are known: it is judged as the newest, and what that cannot tell is not evaluated.
  package var isKubernetesNewerThanKnown: Bool { kubernetesMinorVersion > Self.newestKubernetesMinorVersion }

  /// What is said of such a version, in a clause; nil for one that is known.
  package static func note(onKubernetesMinorVersion minor: Int) -> String? {
    guard minor > newestKubernetesMinorVersion else { return nil }
    return
      "Kubernetes 1.\(minor) is newer than the versions that are known, and judged as the newest of them, 1.\(newestKubernetesMinorVersion)"
  }

  /// Why what such a version may have brought is not evaluated.
  package var newerVersionReason: String {
    "it may be new in Kubernetes 1.\(kubernetesMinorVersion), and the newest version that is known is 1.\(Self.newestKubernetesMinorVersion)"
  }

  /// The minor number of a version, as people or servers write it: `1.37`, `1.37+`, `v1.37.2`, `v1.37.2-gke.100`, `v1.37.2+k3s1`.
  ///
  /// - Parameter oldest: The minor number of the oldest version that is taken; there is no newest.
  /// - Returns: nil for what is older or no version.
  package static func kubernetesMinorVersion(_ text: String, from oldest: Int = kubernetesMinorVersions.lowerBound) -> Int? {
    var rest = Substring(text).utf8
    if rest.first == UInt8(ascii: "v") { rest.removeFirst() }
    guard rest.starts(with: "1.".utf8) else { return nil }
    rest.removeFirst(2)
    guard let minor = number(from: &rest), minor >= oldest else { return nil }
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      guard number(from: &rest) != nil else { return nil }
    }
    switch rest.first {
    case nil, UInt8(ascii: "+"), UInt8(ascii: "-"): return minor
    default: return nil
    }
  }

  /// Takes a number of one to three digits from the front.
  private static func number(from text: inout Substring.UTF8View) -> Int? {
    let digits = text.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard (1...3).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
    text = text.dropFirst(digits.count)
    return Int(Substring(digits))
  }
}
