internal import Reports

/// Makes the JSON Schemas of reports and answers.
enum ReportSchemaGenerator {
  static func files() -> [GeneratedFile] {
    JSONSchemas.all.map { path, bytes in
      GeneratedFile(path: path, origin: "scripts/docs", content: String(decoding: bytes, as: UTF8.self))
    }
  }
}
