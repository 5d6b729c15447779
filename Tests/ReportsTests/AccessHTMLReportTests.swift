import AccessControl
import Findings
import Testing

@testable import Reports

struct AccessHTMLReportTests {
  private let page = Markup(AccessFixture.page(AccessFixture.accounts(AccessFixture.path)))

  /// All that a picture shows, as its lines are broken anywhere.
  private static func texts(_ class: String, in markup: Markup) -> [String] {
    markup.elements.filter { $0.name == "text" && $0.attributes["class"] == `class` }.map(\.text)
  }

  @Test("The picture has every kind of thing, and the binding and rule of every step")
  func picture() {
    let boxes = page.elements.filter { $0.name == "g" }.compactMap { $0.attributes["class"] }
    for kind in ["workload", "account", "cloud", "role", "goal", "binding", "use"] {
      #expect(boxes.contains { $0.hasPrefix("box \(kind)") }, "\(kind)")
    }
    let names = Self.texts("name", in: page)
    for name in ["shop/upload", "shop/runner", "RoleBinding shop/upload", "ClusterRoleBinding", "sync-everywhere", "shop/sync", "sync"] {
      #expect(names.contains(name), "\(name)")
    }
    #expect(Self.texts("rule", in: page).contains("create jobs.batch"))
    #expect(Self.texts("caption", in: page).contains("AWS role"))
  }

  @Test("The lists say what the picture shows")
  func words() {
    let steps = page.elements.filter { $0.name == "li" && $0.path.last == "ol" }.map(\.text)
    #expect(
      steps == [
        "shop/sync can read Secrets in every namespace",
        "shop/upload can run pods as any service account, with any Secret in namespace shop, so it has service account shop/sync",
        "shop/sync can read Secrets in every namespace",
      ])
    let places = page.elements.filter { $0.attributes["class"] == "place" }.map(\.text)
    #expect(places.contains { $0.hasPrefix("RoleBinding shop/upload grants Role shop/runner: create jobs.batch, rbac.yaml:") })
    #expect(page.elements.contains { $0.text.contains("It may do and reach more.") })
    #expect(page.elements.contains { $0.text.contains("the input does not have the role") })
  }

  @Test("A picture is an image with a name, or a group of links; what scrolls can be reached by keyboard")
  func accessibility() {
    for markup in AccessFixture.pages.map(Markup.init) {
      for svg in markup.all("svg") {
        #expect(svg.attributes["aria-label"]?.isEmpty == false)
        #expect(["img", "group"].contains(svg.attributes["role"]))
      }
      for picture in markup.elements where picture.attributes["class"] == "picture" {
        #expect(picture.attributes["tabindex"] == "0")
        #expect(picture.attributes["aria-label"]?.isEmpty == false)
      }
      var level = 0
      for element in markup.elements {
        guard let heading = element.name.wholeMatch(of: /h([1-6])/).flatMap({ Int($0.output.1) }) else { continue }
        #expect(heading <= level + 1)
        level = heading
      }
      #expect(markup.all("h1").count == 1)
    }
  }

  @Test("What there are many of is grouped, and what has nothing to show is folded away", arguments: [(2, 1), (3, 50), (4, 500)])
  func numbers(_ page: Int, _ count: Int) {
    let markup = Markup(AccessFixture.pages[page])
    #expect(markup.all("article").count == (count + 4) / 5)
    #expect(markup.all("svg").count <= (count + 4) / 5 + 1)
    let names = markup.elements.filter { $0.name == "li" && $0.path.last == "ul" && $0.path.contains("details") }
    #expect(names.count == count - (count + 4) / 5)
    if let overview = markup.all("svg").first, overview.attributes["role"] == "group" {
      #expect(Int(overview.attributes["height"] ?? "").map { $0 < 2_000 } == true)
    }
    if count == 500 { #expect(markup.elements.contains { $0.text.contains("76 less grave service accounts are only in the table") }) }
  }

  @Test("The same accounts in another order give the same page")
  func order() {
    let accounts = AccessFixture.accounts(AccessFixture.many(50))
    #expect(AccessFixture.page(accounts.reversed()) == AccessFixture.page(accounts))
  }

  @Test("Text stays within its box")
  func boxes() throws {
    for markup in AccessFixture.pages.prefix(3).map(Markup.init) {
      var width = 0
      for element in markup.elements {
        if element.name == "rect" { width = Int(element.attributes["width"] ?? "") ?? 0 }
        if element.name == "text" { #expect(element.text.unicodeScalars.count * 7 < width, "\(element.text)") }
      }
    }
  }
}
