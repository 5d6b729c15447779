internal import Reports

/// Makes the JSON Schema of the JSON report.
enum ReportSchemaGenerator {
  static func files() -> [GeneratedFile] {
    [
      GeneratedFile(
        path: "docs/schema/report-v1.schema.json", origin: "scripts/docs",
        content: String(decoding: JSONReportSchema.bytes(), as: UTF8.self))
    ]
  }
}
