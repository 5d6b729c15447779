/// When a CronJob or a Job was made and what became of it, in an object that a cluster gave (`status`, and times in `metadata`).
package struct WorkloadStatus: Sendable {
  /// RFC 3339, as all times here.
  package let creationTimestamp: Field<String>
  /// Of a CronJob.
  package let lastScheduleTime: Field<String>
  /// Of a Job, as what follows.
  package let startTime: Field<String>
  package let completionTime: Field<String>
  package let conditions: List<Condition>

  /// An entry of `status.conditions`.
  package struct Condition: Sendable {
    package let type: Field<String>
    package let status: Field<String>
    package let reason: Field<String>
    package let lastTransitionTime: Field<String>

    init(_ object: borrowing ObjectReader) {
      type = object.string("type")
      status = object.string("status")
      reason = object.string("reason")
      lastTransitionTime = object.string("lastTransitionTime")
    }
  }

  /// - Parameter object: The object, not its `status`.
  init(_ object: borrowing ObjectReader) {
    creationTimestamp = object.object("metadata").string("creationTimestamp")
    let status = object.object("status")
    lastScheduleTime = status.string("lastScheduleTime")
    startTime = status.string("startTime")
    completionTime = status.string("completionTime")
    conditions = status.list("conditions", Condition.init)
  }
}
