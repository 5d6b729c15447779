import Findings
import Foundation
import SourceTree
import Testing

@testable import Reports

struct HTMLReportTests {
  static let pages =
    [Fixture.text(Fixture.report, .html), Fixture.hostileText(.html), Fixture.text(Fixture.Sample.nothing.report, .html)]
    + AccessFixture.pages

  @Test(arguments: pages.indices)
  func itIsWellFormed(_ page: Int) {
    #expect(Markup(Self.pages[page]).error == nil)
  }

  @Test(arguments: pages.indices)
  func idsAreUniqueAndLinksLeadToThem(_ page: Int) {
    let markup = Markup(Self.pages[page])
    let ids = markup.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    for link in markup.elements.compactMap({ $0.attributes["href"] }) where link.hasPrefix("#") {
      #expect(ids.contains(String(link.dropFirst())))
    }
    for attribute in ["aria-labelledby", "for"] {
      for id in markup.elements.compactMap({ $0.attributes[attribute] }) { #expect(ids.contains(id)) }
    }
  }

  /// However the input is cut into parts, the same workloads are left out: the least grave, and all behind the first that has no room.
  @Test(arguments: [1, 7, 40]) func whatHasNoRoomIsLeftOut(_ filesPerPart: Int) {
    let place = Place(range: SourceRange(0, 1), start: Position(line: 1, column: 1), end: Position(line: 1, column: 2))
    let files = (0..<40).map { index in
      var file = FileReport(path: "\(index).yaml")
      let finding = Finding(rule: 2, severity: index % 20 == 13 ? .critical : .low, place: place, situation: Names("x"))
      file.workloads = [
        WorkloadReport(
          kind: "CronJob", namespace: nil, name: "job-\(index)-end", place: place, findings: [finding], notEvaluated: [], unasked: [],
          counts: VerdictCounts(fail: 1))
      ]
      return file
    }
    let renderer = HTMLReport(Fixture.settings, mostBytes: 6_000) { _ in nil }
    var report = ReportPart()
    for first in stride(from: 0, to: files.count, by: filesPerPart) {
      var part = ReportPart()
      for file in files[first..<min(first + filesPerPart, files.count)] { renderer.render(file, into: &part) }
      report.append(part, separator: renderer.separator)
    }
    let page = String(decoding: renderer.footer(report), as: UTF8.self)
    let shown = Markup(page).all("article").count
    #expect(shown > 2)
    #expect(page.contains("\(40 - shown) workloads with \(40 - shown) findings are left out"))
    #expect(page.contains("40 findings in 40 workloads"))
    for index in 0..<40 {
      #expect(page.contains("job-\(index)-end") == (index % 20 == 13 || index < shown - 2), "\(index)")
    }
  }

  @Test func ofManyFindingsTheGravestAreShown() {
    let place = Place(range: SourceRange(0, 1), start: Position(line: 1, column: 1), end: Position(line: 1, column: 2))
    var file = FileReport(path: "a.yaml")
    let findings = (0..<HTMLReport.mostFindings + 5).map { index in
      Finding(rule: 2, severity: index == 1_002 ? .critical : .low, place: place, situation: Names("x"))
    }
    file.workloads = [
      WorkloadReport(
        kind: "CronJob", namespace: nil, name: "job", place: place, findings: findings, notEvaluated: [], unasked: [],
        counts: VerdictCounts(fail: 1))
    ]
    let report = Report(settings: Fixture.settings, files: [file])
    let page = String(decoding: HTMLReport(Fixture.settings) { _ in nil }.render(report), as: UTF8.self)
    #expect(Markup(page).elements.count { $0.attributes["class"] == "finding" } == HTMLReport.mostFindings)
    #expect(Markup(page).elements.count { $0.attributes["data-severity"] == "critical" } == 1)
    #expect(page.contains("And 5 more"))
  }

  /// No request, no script and no style but the page's own, whatever the manifests hold.
  @Test(arguments: pages.indices)
  func itNeedsNothingElse(_ page: Int) throws {
    let markup = Markup(Self.pages[page])
    for element in markup.elements {
      #expect(!["img", "link", "iframe", "object", "embed", "video", "audio", "base"].contains(element.name))
      #expect(element.attributes["src"] == nil)
      #expect(element.attributes["style"] == nil)
      #expect(!element.attributes.keys.contains { $0.hasPrefix("on") })
      if let link = element.attributes["href"] { #expect(link.hasPrefix("#") || link.hasPrefix("https://")) }
    }
    #expect(markup.all("script").count <= 1)
    let policy = try #require(markup.all("meta").first { $0.attributes["http-equiv"] == "Content-Security-Policy" })
    let directives = (policy.attributes["content"] ?? "").split(separator: "; ")
    #expect(directives.first == "default-src 'none'")
    let styles = try #require(directives.first { $0.hasPrefix("style-src ") })
    #expect(markup.all("style").count == styles.count { $0 == " " })
    for style in markup.all("style") { #expect(!style.text.contains("url(") && !style.text.contains("@import")) }
  }

  /// A browser ignores a script or style whose hash is another one.
  @Test(arguments: [(HTMLStyle.text, HTMLStyle.hash), (HTMLScript.text, HTMLScript.hash), (AccessStyle.text, AccessStyle.hash)])
  func thePolicyAdmitsTheirText(_ text: String, _ hash: String) throws {
    #expect(!text.contains(/[<&]/))
    let input = FileManager.default.temporaryDirectory.appending(path: "curfew-\(UUID().uuidString)")
    try Data(text.utf8).write(to: input)
    defer { try? FileManager.default.removeItem(at: input) }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["sha256sum", input.path]
    process.standardOutput = output
    try process.run()
    let sum = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self).prefix(64)
    process.waitUntilExit()
    let bytes = stride(from: 0, to: sum.count, by: 2).compactMap { offset -> UInt8? in
      let start = sum.index(sum.startIndex, offsetBy: offset)
      return UInt8(sum[start..<sum.index(start, offsetBy: 2)], radix: 16)
    }
    #expect(Data(bytes).base64EncodedString() == hash, "the text has changed: this is its hash now")
  }

  private static let browser = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/chromium" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// The policy lets the script run, and the filters appear.
  @Test(.enabled(if: browser != nil, "Chromium is not installed"))
  func aBrowserRunsIt() throws {
    let page = FileManager.default.temporaryDirectory.appending(path: "curfew-\(UUID().uuidString).html")
    try Data(Self.pages[0].utf8).write(to: page)
    defer { try? FileManager.default.removeItem(at: page) }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: try #require(Self.browser))
    process.arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", page.absoluteString]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let dom = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(dom.contains("11 findings in 5 workloads shown"))
  }

  @Test func headingsAreNested() {
    var level = 0
    for element in Markup(Self.pages[0]).elements {
      guard let heading = element.name.wholeMatch(of: /h([1-6])/).flatMap({ Int($0.output.1) }) else { continue }
      #expect(heading <= level + 1)
      level = heading
    }
    #expect(Markup(Self.pages[0]).all("h1").count == 1)
  }

  @Test func controlsHaveLabels() {
    for element in Markup(Self.pages[0]).elements where element.name == "input" { #expect(element.path.contains("label")) }
    for table in Markup(Self.pages[0]).all("th") { #expect(table.attributes["scope"] != nil) }
  }

  @Test func everyFindingIsThereWithItsMark() {
    let markup = Markup(Self.pages[0])
    let findings = Fixture.report.files.flatMap(\.workloads).flatMap(\.findings)
    #expect(markup.elements.filter { $0.attributes["class"] == "finding" && $0.name == "li" }.count == findings.count)
    let marks = markup.all("mark").map(\.text)
    #expect(marks.contains("\"postgres:latest\""))
    #expect(marks.contains("•••"))
  }

  @Test func theScriptIsLeftOutWhereThereIsNothingToFilter() {
    #expect(Markup(Self.pages[2]).all("script").isEmpty)
  }

  /// Text on its ground, WCAG 2.2, 1.4.3.
  @Test(arguments: [
    ("text", "ground"), ("text", "surface"), ("text", "sunken"), ("muted", "ground"), ("muted", "surface"), ("muted", "sunken"),
    ("link", "surface"), ("link", "ground"), ("critical-text", "critical"), ("high-text", "high"), ("medium-text", "medium"),
    ("low-text", "low"),
    ("info-text", "info"), ("good-text", "surface"), ("good-text", "sunken"), ("high-text", "sunken"), ("text", "mark"),
  ])
  func coloursHaveContrast(_ text: String, _ ground: String) throws {
    let light = try #require(HTMLStyle.text.firstMatch(of: /:root \{([^}]*)\}/)).output.1
    let dark = try #require(HTMLStyle.text.firstMatch(of: /dark\) \{\s*:root \{([^}]*)\}/)).output.1
    for scheme in [light, dark] {
      let first = try luminance(text, in: scheme)
      let second = try luminance(ground, in: scheme)
      #expect((max(first, second) + 0.05) / (min(first, second) + 0.05) >= 4.5)
    }
  }

  private func luminance(_ name: String, in scheme: Substring) throws -> Double {
    let colour = try #require(scheme.firstMatch(of: try Regex("--\(name): #([0-9a-f]{6});", as: (Substring, Substring).self))).output.1
    let value = try #require(Int(colour, radix: 16))
    let parts = [value >> 16 & 255, value >> 8 & 255, value & 255].map { part -> Double in
      let part = Double(part) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }
}
