import ArgumentParser
import CronSchedule
import Engine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// `curfew schedule`: when CronJobs run.
struct ScheduleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Tell when CronJobs run, will run, should have run, and how they get into each other's way.",
    discussion: """
      All of it as the API server and the controller of Kubernetes read schedules; nothing is asked of a cluster.
      """,
    subcommands: [
      ScheduleNextCommand.self, ScheduleExplainCommand.self, ScheduleSimulateCommand.self, ScheduleTimelineCommand.self,
      ScheduleSpreadCommand.self, ScheduleVerifyCommand.self,
    ])
}

/// A point in time as it is written on the command line.
enum PointInTime: ExpressibleByArgument, Equatable {
  case now
  case instant(Instant)
  /// So many seconds after another one.
  case after(Int64)

  /// `now`, RFC 3339, a day, or `+` and a duration.
  init?(argument: String) {
    if argument == "now" {
      self = .now
    } else if argument.first == "+", let seconds = DurationText.seconds(String(argument.dropFirst())), seconds > 0 {
      self = .after(seconds)
    } else if let instant = Instant(argument) {
      self = .instant(instant)
    } else {
      return nil
    }
  }

  /// - Parameter start: What `+` counts from.
  func resolved(from start: Instant) -> Instant {
    switch self {
    case .now: .now
    case .instant(let instant): instant
    case .after(let seconds): Instant(secondsSince1970: start.secondsSince1970.addingReportingOverflow(seconds).partialValue) ?? .latest
    }
  }
}

extension Instant {
  static var now: Instant { Instant(secondsSince1970: Int64(time(nil))) ?? .earliest }
}

/// A stretch of time.
struct PeriodOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The beginning: now, 2026-11-23 (UTC) or 2026-11-23T05:40:00+01:00.", valueName: "time"))
  var from: PointInTime?

  @Option(help: ArgumentHelp("The end, likewise; +36h counts from the beginning.", valueName: "time"))
  var to: PointInTime?

  /// The period that is asked for.
  ///
  /// - Throws: `ValidationError` where the end is not after the beginning, or years away.
  func period(from start: Instant, to end: PointInTime) throws -> (start: Instant, end: Instant) {
    let start = from?.resolved(from: .now) ?? start
    let end = (to ?? end).resolved(from: start)
    guard start < end else { throw ValidationError("--to, \(end), has to be after --from, \(start).") }
    guard end.secondsSince1970 - start.secondsSince1970 <= 10 * 366 * 86_400 else {
      throw ValidationError("From \(start) to \(end) is too long: ask for ten years at most.")
    }
    return (start, end)
  }
}

/// Where time zones come from.
struct ZoneOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The time zone of schedules without timeZone: that of the controller. UTC if it is left out.", valueName: "zone"))
  var zone: String?

  @Option(
    help: ArgumentHelp("A zone database to use in place of the embedded one, such as /usr/share/zoneinfo.", valueName: "directory"),
    completion: .directory)
  var zoneinfo: String?

  /// - Throws: `ValidationError` where there is no such zone.
  var zones: TimeZones {
    get throws {
      var zones = TimeZones(folder: zoneinfo, usual: .utc)
      guard let zone else { return zones }
      do throws(ScheduleProblem) { zones.usual = try zones.zone(named: zone) } catch {
        throw ValidationError("--zone \(zone): \(error.reason).")
      }
      return zones
    }
  }
}

extension InputOptions {
  /// Reads the CronJobs; what cannot be read is in the report.
  func readSchedules(_ zones: TimeZones) -> ScheduleInput { sources.reading.readSchedules(find(), zones) }
}

extension ReadingOptions {
  /// Reads the CronJobs of what was found; what cannot be read is in the report.
  func readSchedules(_ input: Input, _ zones: TimeZones) -> ScheduleInput {
    ScheduleInput(input, zones: zones, skipsUnreadable: skipsUnreadable)
  }
}
