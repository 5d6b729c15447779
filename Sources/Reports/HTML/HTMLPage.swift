/// A style sheet or script of a page, which the page's policy admits by its hash.
struct HTMLResource {
  let text: String
  /// SHA-256 of the text in Base64.
  let hash: String
}

extension MarkupWriter {
  /// The head of a page that loads nothing, and admits no style or script but its own.
  ///
  /// - Parameter scripts: What the page runs; it stands where the page puts it.
  mutating func head(title: String, styles: [HTMLResource], scripts: [HTMLResource]) {
    func sources(_ resources: [HTMLResource]) -> String {
      resources.isEmpty ? "'none'" : resources.map { "'sha256-\($0.hash)'" }.joined(separator: " ")
    }
    markup(
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src \(sources(styles)); \
      script-src \(sources(scripts)); base-uri 'none'; form-action 'none'"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="referrer" content="no-referrer"/>
      <title>
      """)
    text("Curfew: \(title)")
    markup("</title>\n")
    for style in styles { markup("<style>\(style.text)</style>\n") }
    markup("</head>\n")
  }
}
