import ArgumentParser
import Engine
import Findings

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What a schedule is asked for by: an expression, `-` for lines of them, a path, or the name of a CronJob; nil for all CronJobs there are.
struct ScheduleArgument {
  let text: String?

  /// Whether it is an expression, or stands for lines of them: every expression has blanks, or an @ in front.
  var isExpression: Bool {
    guard let text, !isPath else { return false }
    return text == "-" || text.contains(where: \.isWhitespace) || text.first == "@"
  }

  /// Whether it is meant as a path.
  private var isPath: Bool {
    guard let text else { return false }
    var status = stat()
    return unsafe stat(text, &status) == 0 || text.hasSuffix(".yaml") || text.hasSuffix(".json") || RevisionPath(text) != nil
  }

  /// The CronJobs that are meant.
  ///
  /// - Throws: `ExitCode` where none has the name.
  func input(_ sources: SourceOptions, _ zones: TimeZones) throws -> ScheduleInput {
    var input = sources.reading.readSchedules(sources.find(isPath ? [text].compactMap(\.self) : []), zones)
    if let text, !isPath {
      input.narrow(to: text)
      guard !input.cronJobs.isEmpty else {
        let place = sources.rendering.isEmpty ? "the manifests below the current directory" : "what is rendered"
        StandardError.write("curfew: \(text) is no expression, no file, and no CronJob in \(place)\n")
        throw ExitCode(ExitStatus.unreadable.rawValue)
      }
    }
    return input
  }
}
