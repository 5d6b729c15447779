internal import Manifests

/// Makes the table of kinds that hold templates, in the page about what is read.
enum KindDocsGenerator {
  static func files() throws -> [GeneratedFile] {
    [try GeneratedFile.filling("docs/what-is-read.md", section: "kinds", with: table, origin: "scripts/docs")]
  }

  private static var table: String {
    let rows = TemplateHolder.all.map { holder in
      let fields = holder.fields.map { "`\($0.path)` (\($0.form.typeName))" }.joined(separator: ", ")
      return "| \(holder.kind) | \(holder.group.isEmpty ? "core" : "`\(holder.group)`") | \(fields) | \(holder.notJudged ?? "") |"
    }
    return """
      | kind | API group | templates that are judged | *not evaluated* |
      |---|---|---|---|
      \(rows.joined(separator: "\n"))
      """
  }
}
