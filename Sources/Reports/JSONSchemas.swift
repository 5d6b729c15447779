/// The schemas of all that commands write as JSON for programs, with the paths of their files; `generate report-schema` writes them.
package enum JSONSchemas {
  /// The files of all schemas, and where they are kept.
  package static var all: [(path: String, bytes: [UInt8])] {
    [("docs/schema/report-v1.schema.json", JSONReportSchema.bytes())]
      + (AccessSchemas.all + ScheduleSchemas.all + [("rules", RuleList.schema), ("fix", FixReport.schema)]).map {
        ("docs/schema/\($0.name)-v1.schema.json", $0.schema.bytes())
      }
  }
}
