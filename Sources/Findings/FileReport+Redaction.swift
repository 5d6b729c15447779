package import SourceTree

extension FileReport {
  /// Keeps bytes that hold credentials out of excerpts, and their length out of places.
  ///
  /// - Parameter context: That of the file, whose places hide the credentials from now on.
  package mutating func redact(_ ranges: [SourceRange], in context: ReadingContext) {
    redactions = ranges.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    guard context.hide(redactions) else { return }
    for workload in workloads.indices {
      workloads[workload].place = context.place(workloads[workload].place.range)
      for finding in workloads[workload].findings.indices {
        workloads[workload].findings[finding].place = context.place(workloads[workload].findings[finding].place.range)
        if let related = workloads[workload].findings[finding].related {
          workloads[workload].findings[finding].related = context.place(related.range)
        }
      }
      for check in workloads[workload].notEvaluated.indices {
        workloads[workload].notEvaluated[check].place = context.place(workloads[workload].notEvaluated[check].place.range)
      }
    }
    for error in errors.indices {
      errors[error].place = context.place(errors[error].place.range)
      if let related = errors[error].related { errors[error].related = context.place(related.range) }
    }
    for document in notEvaluated.indices { notEvaluated[document].place = context.place(notEvaluated[document].place.range) }
  }

  /// The first byte behind which an offset would tell the length of a credential.
  package var offsetsEnd: UInt32 { redactions.first { !$0.isEmpty }?.start ?? .max }
}
