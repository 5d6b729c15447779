import Findings
import Testing

/// How a version of Kubernetes may be written.
struct KubernetesVersionTests {
  @Test(arguments: [
    ("1.36", 36), ("v1.36", 36), ("1.36.2", 36), ("v1.36.0", 36), ("1.37+", 37), ("1.37", 37), ("v1.37.2", 37), ("1.140", 140),
    ("v1.33.5+k3s1", 33), ("v1.34.1-eks-3025e55", 34), ("v1.35.0-rc.1", 35), ("1.28", 28),
  ])
  func taken(_ text: String, _ minor: Int) { #expect(RuleOptions.kubernetesMinorVersion(text) == minor) }

  @Test(arguments: [
    "1.27", "1.9", "1.3", "1", "1.", "", "v", "2.36", "36", "vv1.36", "V1.36", "1.36.", "1.36.x", "1.36 ", " 1.36", "1.-36", "1.+36",
    "1.036",
    "1.36.2.1", "1.36beta", "1.9999", "1.99999999999999999999", "1.٣٦", "+1.36",
  ])
  func refused(_ text: String) { #expect(RuleOptions.kubernetesMinorVersion(text) == nil) }

  @Test func olderOnesWhereTheyAreAskedFor() {
    #expect(RuleOptions.kubernetesMinorVersion("v1.0", from: 0) == 0)
    #expect(RuleOptions.kubernetesMinorVersion("1.27", from: 27) == 27)
  }

  @Test func newerThanKnown() {
    #expect(!RuleOptions(kubernetesMinorVersion: 36).isKubernetesNewerThanKnown)
    #expect(RuleOptions(kubernetesMinorVersion: 37).isKubernetesNewerThanKnown)
    #expect(RuleOptions.note(onKubernetesMinorVersion: 36) == nil)
    #expect(
      RuleOptions.note(onKubernetesMinorVersion: 37)
        == "Kubernetes 1.37 is newer than the versions that are known, and judged as the newest of them, 1.36")
  }
}
