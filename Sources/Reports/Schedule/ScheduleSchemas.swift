import CronSchedule

/// The schemas of what commands about schedules write as JSON.
enum ScheduleSchemas {
  /// Raised when a consumer of the former version could misread a report; a new member alone does not raise it.
  static let version = "1"

  private typealias Member = JSONSchema.Member
  private typealias Shape = JSONSchema.Shape

  /// By the names of their files.
  static var all: [(name: String, schema: JSONSchema)] {
    [
      ("schedule-next", next), ("schedule-next-line", nextLine), ("schedule-explain", explain), ("schedule-simulate", simulate),
      ("schedule-spread", spread), ("schedule-verify", verify),
    ]
  }

  private static func schema(_ command: String, _ members: [Member]) -> JSONSchema {
    JSONSchema(
      title: "Output of curfew schedule \(command) --format json, version \(version)",
      members: [Member("schemaVersion", .constant(version), "The version of this schema.")] + members, definitions: [])
  }

  private static var problems: Member { Member("problems", .array(.text), "What could not be read or judged.") }
  private static var clockChanges: Member {
    Member(
      "clockChanges",
      .array(
        .object([
          Member("at", .text, "RFC 3339."), Member("effect", .oneOf(["skipped", "omitted", "twice", "moved"]), nil),
          Member("times", .array(.text), "Which, where it comes more than once a day.", isOptional: true),
        ])), "What changes of the clocks do to it.")
  }
  private static var period: [Member] { [Member("from", .text, "RFC 3339."), Member("to", .text, "RFC 3339.")] }
  private static func counts(_ names: String...) -> [Member] { names.map { Member($0, .count, nil) } }

  private static var next: JSONSchema {
    schema(
      "next",
      [
        Member(
          "schedules",
          .array(
            .object([
              Member("cronJob", .text, "Left out for an expression.", isOptional: true), Member("description", .text, "In words."),
              Member("timeZone", .text, nil), Member("times", .array(.text), "RFC 3339, in that time zone; none: never."),
              Member("clockChanges", clockChanges.shape, "Up to the last of these times; left out where there are none.", isOptional: true),
            ])), nil), problems,
      ])
  }

  /// The answer to a line of standard input.
  private static var nextLine: JSONSchema {
    JSONSchema(
      title: "A line of the output of curfew schedule next - --format json",
      members: [
        Member("times", .array(.text), "RFC 3339; none: never.", isOptional: true),
        Member("error", .text, "Instead of times: why the line is refused.", isOptional: true),
      ], definitions: [])
  }

  private static var explain: JSONSchema {
    schema(
      "explain",
      [
        Member("cronJob", .text, "Left out for an expression.", isOptional: true), Member("expression", .text, nil),
        Member("timeZone", .text, nil), Member("description", .text, "In words."),
        Member("fires", .boolean, nil),
        Member("shortestIntervalSeconds", .positive, "Left out where it fires once or never.", isOptional: true),
        Member("next", .array(.text), "RFC 3339."),
        clockChanges,
      ])
  }

  private static var simulate: JSONSchema {
    let object = [Member("kind", .oneOf(["PersistentVolumeClaim", "hostPath", "Secret", "ConfigMap"]), nil), Member("object", .text, nil)]
    return schema(
      "simulate",
      period + [
        Member("runs", .count, "Of all CronJobs."),
        Member(
          "cronJobs",
          .array(
            .object(
              [Member("name", .text, nil)]
                + counts(
                  "runs", "overlaps", "mostAtOnce", "late", "longestDelaySeconds", "skipped", "missed", "killedByDeadline", "replaced",
                  "busySeconds")
                + [Member("clockChanges", clockChanges.shape, "In the period; left out where there are none.", isOptional: true)])),
          "In the order of the input."),
        Member(
          "load", .array(.object([Member("from", .text, "RFC 3339.")] + counts("runs", "cpuMillicores", "memoryBytes"))),
          "The highest of every hour, or of longer parts."),
        Member("fullestMinutes", .array(.object([Member("time", .text, "RFC 3339.")] + counts("starts"))), "Where most runs start."),
        Member(
          "encounters",
          .array(
            .object(
              object + [
                Member("cronJobs", .array(.text), "The two."), Member("count", .count, nil), Member("first", .text, "RFC 3339."),
              ])), "CronJobs that use the same object at once."),
        Member("crowded", .array(.object(object + counts("cronJobs"))), "Objects that more CronJobs use than are looked at by pairs."),
        problems,
      ])
  }

  private static var spread: JSONSchema {
    let gain = Shape.object(counts("before", "after"))
    return schema(
      "spread",
      counts("cronJobs") + [
        Member(
          "proposals",
          .array(
            .object([
              Member("cronJob", .text, nil), Member("schedule", .text, "As it is."), Member("proposed", .text, nil),
              Member("shiftMinutes", .number, "How much later it runs."),
            ])), nil),
        Member(
          "highest", .object(["startsInOneMinute", "runsAtOnce", "cpuMillicores", "memoryBytes"].map { Member($0, gain, nil) }),
          "At one time, before and after."), problems,
      ])
  }

  private static var verify: JSONSchema {
    schema(
      "verify",
      period + [
        Member(
          "cronJobs",
          .array(
            .object([
              Member("name", .text, nil),
              Member(
                "runs",
                .array(
                  .object([
                    Member("verdict", .oneOf(RunVerdict.Kind.allCases.map(\.rawValue)), nil), Member("time", .text, "RFC 3339."),
                    Member("job", .text, "The Job, where there is one.", isOptional: true),
                    Member("delaySeconds", .number, "How late it was created.", isOptional: true),
                    Member("activeJob", .text, "The Job because of which there is none.", isOptional: true),
                    Member("reason", .oneOf(RunVerdict.Reason.allCases.map(\.rawValue)), "More about why.", isOptional: true),
                  ])), nil),
              Member(
                "overlaps",
                .array(.object([Member("time", .text, "RFC 3339."), Member("jobs", .array(.text), "The two, the earlier first.")])), nil),
            ])), nil), problems,
      ])
  }
}
