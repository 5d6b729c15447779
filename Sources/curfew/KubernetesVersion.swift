import ArgumentParser
import Findings

/// A version of Kubernetes on the command line: `1.36`, `v1.36.2`, `1.36+`.
struct KubernetesVersion: ExpressibleByArgument {
  var minor: Int

  init?(argument: String) {
    guard let minor = RuleOptions.kubernetesMinorVersion(argument, from: 0) else { return nil }
    self.minor = minor
  }

  /// Says on standard error of which versions too little is known; once, however many files and policies ask for one.
  static func announceNewer(_ minorVersions: some Sequence<Int>) {
    for note in Set(minorVersions).sorted().compactMap(RuleOptions.note) { StandardError.write("curfew: \(note)\n") }
  }
}
