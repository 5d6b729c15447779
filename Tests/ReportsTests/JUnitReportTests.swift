import Findings
import Testing

@testable import Reports

struct JUnitReportTests {
  static let reports = [
    Fixture.text(Fixture.report, .junit), Fixture.hostileText(.junit), Fixture.text(Fixture.Sample.nothing.report, .junit),
  ]

  @Test(arguments: reports.indices)
  func countsAreThoseOfTheCases(_ report: Int) {
    let markup = Markup(Self.reports[report])
    #expect(markup.error == nil)
    #expect(markup.elements.first?.name == "testsuites")
    var suite = -1
    var counts: [[String: Int]] = []
    for element in markup.elements {
      switch element.name {
      case "testsuite":
        suite += 1
        counts.append([:])
      case "testcase", "failure", "error", "skipped": counts[suite][element.name, default: 0] += 1
      default: break
      }
    }
    for (element, counts) in zip(markup.all("testsuite"), counts) {
      #expect(element.attributes["tests"] == "\(counts["testcase"] ?? 0)")
      #expect(element.attributes["failures"] == "\(counts["failure"] ?? 0)")
      #expect(element.attributes["errors"] == "\(counts["error"] ?? 0)")
      #expect(element.attributes["skipped"] == "\(counts["skipped"] ?? 0)")
    }
  }

  /// What Jenkins' `junit-10.xsd` allows; other readers allow more.
  @Test(arguments: reports.indices)
  func elementsAreThoseOfTheSchema(_ report: Int) {
    let parents = [
      "testsuite": "testsuites", "testcase": "testsuite", "failure": "testcase", "error": "testcase", "skipped": "testcase",
      "system-out": "testcase",
    ]
    let attributes: [String: Set<String>] = [
      "testsuites": ["name"], "testsuite": ["name", "tests", "failures", "errors", "skipped"],
      "testcase": ["name", "classname", "file", "line"],
      "failure": ["type", "message"], "error": ["type", "message"], "skipped": ["message"], "system-out": [],
    ]
    for element in Markup(Self.reports[report]).elements {
      #expect(parents[element.name] == element.path.last)
      #expect(Set(element.attributes.keys).isSubset(of: attributes[element.name] ?? []), "\(element)")
    }
  }

  @Test func everyRuleIsATestOfEveryWorkload() throws {
    let cases = Markup(Fixture.text(Fixture.report, .junit)).all("testcase")
    for workload in Fixture.report.files.flatMap(\.workloads) {
      #expect(cases.filter { $0.attributes["classname"] == workload.title }.count == Fixture.settings.rules.count)
    }
  }

  @Test func whatTheProfileDoesNotAskIsNoTest() {
    var report = Fixture.report
    for file in report.files.indices {
      for workload in report.files[file].workloads.indices {
        report.files[file].workloads[workload].unasked = Fixture.settings.rules.map(\.index)
      }
    }
    let all = Markup(Fixture.text(Fixture.report, .junit)).elements
    let asked = Markup(Fixture.text(report, .junit)).elements
    func passes(_ elements: [Markup.Element]) -> Int {
      let answered = elements.count { ["failure", "error", "skipped", "system-out"].contains($0.name) }
      return elements.count { $0.name == "testcase" } - answered
    }
    #expect(passes(all) > 0 && passes(asked) == 0)
    // What was found besides is told all the same.
    #expect(all.count - passes(all) == asked.count)
  }

  @Test func findingsBelowTheThresholdAreNoFailures() {
    let settings = ScanSettings(version: "0.1.0", catalogue: Fixture.catalogue, threshold: .critical)
    let markup = Markup(Fixture.text(Report(settings: settings, files: Fixture.report.files), .junit))
    #expect(markup.all("failure").map { $0.attributes["type"] } == ["critical"])
    #expect(!markup.all("system-out").isEmpty)
  }
}
