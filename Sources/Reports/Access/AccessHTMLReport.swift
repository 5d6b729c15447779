import ClusterState
package import AccessControl
import Findings

/// What service accounts can do, as one HTML file for people: who reaches what, then each account with its picture and the same in words.
///
/// It needs nothing else, runs no script, and is well-formed XML too. The gravest accounts come first; those that can do nothing that matters are folded away.
package struct AccessHTMLReport {
  private let accounts: [ServiceAccountAccess]
  private let places: AccessPlaces
  private let version: String

  /// Roles that are drawn, and workloads; the others are counted there, and listed beside.
  private static let drawnRoles = 3

  /// - Parameter version: That of the program.
  package init(_ accounts: [ServiceAccountAccess], _ places: AccessPlaces, version: String) {
    self.accounts = accounts.gravestFirst
    self.places = places
    self.version = version
  }

  /// The whole page.
  package func bytes() -> [UInt8] {
    let shown = accounts.filter { !$0.isHarmless }
    return MarkupWriter.bytes { html in
      let title = Self.title(accounts)
      html.head(title: title, styles: [HTMLStyle.resource, AccessStyle.resource], scripts: [])
      html.markup("<body>\n<a class=\"skip\" href=\"#accounts\">Skip to the service accounts</a>\n<div class=\"page\">\n")
      html.markup("<header class=\"masthead\"><p class=\"brand\">Curfew: access</p><h1>")
      html.text(title)
      html.markup(
        "</h1>\n<p class=\"lede\">What pods can do in the cluster by their service accounts, and the shortest way to the gravest thing ")
      html.markup("each can reach: only steps that the API server lets through.</p></header>\n<main>\n")
      writeTotals(to: &html)
      writeOverview(to: &html)
      html.markup("<section id=\"accounts\" aria-labelledby=\"accounts-title\"><h2 id=\"accounts-title\">Account by account</h2>\n")
      if shown.isEmpty { html.markup("<p class=\"muted\">None can do anything that matters.</p>\n") }
      for account in shown { write(account, to: &html) }
      writeFolds(to: &html)
      html.markup("</section>\n</main>\n<footer>Curfew ")
      html.text(version)
      html.markup(". What is reached is what the input shows; it can be more in the cluster.</footer>\n</div>\n</body>\n</html>\n")
    }
  }

  private static func title(_ accounts: [ServiceAccountAccess]) -> String {
    if accounts.count == 1, let only = accounts.first { return "What \(only.title) can do" }
    let reaching = accounts.count { $0.path != nil }
    return "\(reaching) of \(ReportWords.count(accounts.count, "service account")) \(reaching == 1 ? "reaches" : "reach") further"
  }

  private func writeTotals(to html: inout MarkupWriter) {
    html.markup("<section class=\"card\" aria-label=\"Totals\"><dl class=\"totals\">\n")
    for level in Capability.Level.allCases.reversed() {
      let count = accounts.count { $0.level == level }
      html.markup("<div\(count == 0 ? " class=\"zero\"" : "")><dt><span class=\"dot \(level.className)\"></span>\(level.name)</dt>")
      html.markup("<dd>\(count)</dd></div>\n")
    }
    html.markup("</dl></section>\n")
  }

  private func writeOverview(to html: inout MarkupWriter) {
    let reaching = accounts.filter { $0.path != nil }
    guard reaching.count > 1 else { return }
    let overview = AccessOverview(reaching) { "#\(Self.identifier(of: $0))" }
    html.markup("<section aria-labelledby=\"overview-title\"><h2 id=\"overview-title\">Who reaches what</h2>\n<div class=\"card\">\n")
    html.markup("<div class=\"picture\" tabindex=\"0\" role=\"group\" aria-label=\"Picture, can be scrolled\">\n")
    AccessPicture(overview.diagram, .right).write(label: "Who reaches what; the table below says the same", hasLinks: true, to: &html)
    html.markup("</div>\n")
    if overview.hidden > 0 {
      html.markup(
        "<p class=\"note\">\(ReportWords.count(overview.hidden, "less grave service account")) \(overview.hidden == 1 ? "is" : "are") ")
      html.markup("only in the table.</p>\n")
    }
    html.markup(
      "<div class=\"scroll\"><table class=\"overview\"><thead><tr><th scope=\"col\">Service account</th><th scope=\"col\">Reaches</th>")
    html.markup("<th scope=\"col\">Level</th></tr></thead>\n<tbody>\n")
    for account in reaching {
      guard let path = account.path else { continue }
      html.markup("<tr><th scope=\"row\"><a href=\"#\(Self.identifier(of: account))\">")
      html.text(account.title)
      html.markup("</a></th><td>")
      html.text("\(path.goal) in \(ReportWords.count(path.steps.count, "step"))")
      html.markup("</td><td>")
      Self.write(account.level, to: &html)
      html.markup("</td></tr>\n")
    }
    html.markup("</tbody></table></div></div></section>\n")
  }

  private func write(_ account: ServiceAccountAccess, to html: inout MarkupWriter) {
    let id = Self.identifier(of: account)
    html.markup("<article class=\"workload card\" id=\"\(id)\" aria-labelledby=\"\(id)-name\">\n<header><div><h3 id=\"\(id)-name\">")
    html.text(account.title)
    html.markup("</h3><p>")
    html.text(account.origin.map { places.text($0) } ?? "not in the input")
    html.markup("</p></div>")
    Self.write(account.level, to: &html)
    html.markup("</header>\n")
    html.markup("<div class=\"reach\"><div class=\"picture\" tabindex=\"0\" role=\"group\"")
    html.attribute("aria-label", "Picture of \(account.title), can be scrolled")
    html.markup(">\n")
    AccessPicture(AccessDiagram(account, mostRoles: Self.drawnRoles), .down)
      .write(label: "\(account.title), its roles and what it reaches; the lists beside say the same", hasLinks: false, to: &html)
    html.markup("</div>\n<div class=\"words\">\n")
    if let path = account.path { write(path, to: &html) }
    if account.isPartlyUnknown {
      html.markup("<p>Not evaluated: a role that it holds is not in the input, or not all of it. It may do and reach more.</p>\n")
    }
    writeList("Is outside of the cluster", account.externalIdentities, to: &html) { identity, html in
      html.text("\(identity.description) (annotation \(identity.annotation))")
    }
    writeList("Runs", account.workloads, to: &html) { workload, html in
      html.text(workload.description)
      write(place: places.text(workload.origin), to: &html)
    }
    writeList("Holds", account.roles.all, to: &html) { write($0, to: &$1) }
    html.markup("</div></div></article>\n")
  }

  /// A list under a heading, or nothing.
  private func writeList<Item>(
    _ title: String, _ items: [Item], to html: inout MarkupWriter, _ write: (Item, inout MarkupWriter) -> Void
  ) {
    if items.isEmpty { return }
    html.markup("<div><h4>\(title)</h4><ul>\n")
    for item in items {
      html.markup("<li>")
      write(item, &html)
      html.markup("</li>\n")
    }
    html.markup("</ul></div>\n")
  }

  private func write(_ role: HeldRole, to html: inout MarkupWriter) {
    html.text("\(role.role) by \(role.binding)")
    if role.subject.kind == .group { html.text(" to \(role.subject)") }
    write(place: places.text(role.bindingOrigin), to: &html)
    switch role.standing {
    case .known: break
    case .missing: html.markup("Nothing: there is no such role.")
    case .unknown: html.markup("Not evaluated: the input does not have the role, or not all of it.")
    }
    if role.rules.isEmpty { return }
    html.markup("<ul>\n")
    for (position, rule) in role.rules.enumerated() {
      html.markup("<li><code>")
      html.text(rule.text.description)
      html.markup("</code>")
      if let held = role.content.gravestCapability(ofRule: position) {
        html.markup(" ")
        Self.write(held.level, to: &html)
        html.text(" \(held.capability.phrase)")
      }
      html.markup("</li>\n")
    }
    html.markup("</ul>")
  }

  private func write(_ path: AccessPath, to html: inout MarkupWriter) {
    html.markup("<div><h4>Reaches ")
    html.text("\(path.goal) in \(ReportWords.count(path.steps.count, "step"))")
    html.markup("</h4><ol>\n")
    for (index, step) in path.steps.enumerated() {
      html.markup("<li>")
      html.text("\(step.actor) can \(step.phrase)")
      if index < path.steps.count - 1 { html.text(", so it has \(step.reach)") }
      if let role = step.role, let rule = step.rule {
        let place = step.ruleOrigin.map { ", \(places.text($0))" } ?? ""
        write(place: "\(step.binding.map { "\($0) grants \(role)" } ?? "\(role)"): \(rule)\(place)", to: &html)
      }
      html.markup("</li>\n")
    }
    html.markup("</ol></div>\n")
  }

  private func write(place: String, to html: inout MarkupWriter) {
    html.markup("<span class=\"place\">")
    html.text(place)
    html.markup("</span>")
  }

  /// What there is nothing to show of: names alone.
  private func writeFolds(to html: inout MarkupWriter) {
    let harmless = accounts.filter { $0.isHarmless && !$0.isIdle }
    let idle = accounts.filter(\.isIdle)
    for (members, words) in [
      (harmless, "that can do nothing which leads further"), (idle, "that \(idle.count == 1 ? "runs" : "run") nothing and hold no role"),
    ] where !members.isEmpty {
      html.markup(
        "<details class=\"fold card workload\"><summary>\(ReportWords.count(members.count, "service account")) \(words)</summary>\n")
      html.markup("<ul class=\"names\">\n")
      for account in members {
        html.markup("<li>")
        html.text(account.title)
        html.markup("</li>\n")
      }
      html.markup("</ul></details>\n")
    }
  }

  private static func write(_ level: Capability.Level, to html: inout MarkupWriter) {
    html.markup("<span class=\"badge \(level.className)\">\(level.name)</span>")
  }

  /// The same in every run, and for no other account of the page.
  private static func identifier(of account: ServiceAccountAccess) -> String {
    var hash = StableHash()
    hash.combine(account.title)
    return "account-\(String(hash.value, radix: 16))"
  }
}

extension [ServiceAccountAccess] {
  /// By level, then by name.
  package var gravestFirst: Self { sorted { ($1.level, $0.title) < ($0.level, $1.title) } }
}

extension ServiceAccountAccess {
  /// Whether it runs nothing, holds no role and is nobody outside.
  var isIdle: Bool { roles.isEmpty && workloads.isEmpty && externalIdentities.isEmpty }

  /// Whether there is nothing to show of it.
  fileprivate var isHarmless: Bool { level == .none && !isPartlyUnknown && externalIdentities.isEmpty }
}

extension Capability.Level {
  /// That of the severity which is as grave.
  fileprivate var className: String { self == .none ? "info" : name }
}
