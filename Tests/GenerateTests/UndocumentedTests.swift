import Testing

@testable import generate

struct UndocumentedTests {
  @Test(
    "What others see and no comment describes",
    arguments: [
      ("package func run() {}", ["run"]), ("/// Runs.\npackage func run() {}", []), ("/// Runs.\n@inlinable\npackage func run() {}", []),
      ("/// Runs.\n\npackage func run() {}", ["run"]), ("// Runs.\npackage func run() {}", ["run"]), ("func run() {}", []),
      ("public func run() {}", []), ("  @inlinable package static var text: String { \"\" }", ["text"]), ("package import Findings", []),
      ("package extension Array {}", []), ("package init(_ text: String) {}", ["init"]),
      ("package subscript(index: Int) -> Int { 0 }", ["subscript"]),
      ("package private(set) var files: [Int] = []", ["files"]), ("package struct Parts<Element> {}", ["Parts"]),
      ("package func map<T>(_ body: () -> T) {}", ["map"]), ("package static func < (left: A, right: A) -> Bool { true }", ["<"]),
      ("package let schedule: Field<String>", []), ("package let items: List<Container>", []), ("package func explain() {}", []),
      ("/// One.\n@inlinable package let a: Int\n@inlinable package let b: Int", ["b"]),
      ("package let a: Int\n/// One.\npackage let b: Int\npackage let c: Int", ["a", "c"]),
    ])
  func counts(_ source: String, _ names: [String]) {
    #expect(UndocumentedGenerator.undocumented(in: source, besides: ["explain"]) == names)
  }
}
