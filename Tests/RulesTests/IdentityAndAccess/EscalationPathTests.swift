import Findings
import Testing

@testable import Rules

struct EscalationPathTests {
  @Test(
    "Each step of the path is told by itself",
    arguments: [
      ("a can run pods (Role x: create jobs.batch)", ["a can run pods (Role x: create jobs.batch)"]),
      (
        "a can run pods (Role x: create jobs.batch); b can read Secrets",
        ["a can run pods (Role x: create jobs.batch)", "b can read Secrets"]
      ),
      // No name that the API server takes has a semicolon and a blank.
      ("a can use a;b", ["a can use a;b"]),
      ("", [""]),
    ])
  func steps(_ argument: String, _ steps: [String]) {
    let explanation = EscalationPath.explain(["backup", "cluster-admin", argument])
    #expect(explanation.steps == steps)
    #expect(
      explanation.message == "the service account \"backup\" reaches cluster-admin in \(steps.count) step\(steps.count == 1 ? "" : "s")")
    #expect(explanation.messageWithSteps == "\(explanation.message): \(argument)")
  }
}
