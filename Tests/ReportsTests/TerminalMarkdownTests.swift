import Reports
import Testing

struct TerminalMarkdownTests {
  private static let page = """
    # CFW101 concurrent-runs

    The policy `concurrencyPolicy: Allow` lets runs overlap, as [the documentation](https://example.com/a) says of it.

    | severity | profile |
    |---|---|
    | medium | recommended, in part strict |

    ## Why

    - Line 3, low: a list's item that is long enough to be broken, with `code that` is broken as well
    - [a link](https://example.com/b), and (more) [x] \u{1B}[2J

    ### An example

    ```yaml
    # not a heading
    spec: {concurrencyPolicy: Allow}  # CFW101
    ```

    """

  @Test func everything() throws {
    try Golden.expect(Array(TerminalMarkdown.text(Self.page, width: 60).utf8), at: "Tests/ReportsTests/Golden/page.terminal")
  }

  /// But for code, which is not broken.
  @Test(arguments: [50, 60, 100])
  func linesFit(_ width: Int) {
    let plain = TerminalMarkdown.text(Self.page, width: width).replacing(/\u{1B}\[[0-9;]*m/, with: "")
    #expect(plain.split(separator: "\n").allSatisfy { $0.count <= width })
    #expect(!plain.contains("\u{1B}"))
  }
}
