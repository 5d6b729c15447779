package import CronSchedule
internal import Manifests

/// Time zones by their names.
package struct TimeZones: Sendable {
  /// A folder of TZif files; nil for the embedded table.
  package var folder: String?
  /// That of schedules which name none.
  package var usual: CronSchedule.TimeZone

  package init(folder: String?, usual: CronSchedule.TimeZone) {
    self.folder = folder
    self.usual = usual
  }

  /// - Throws: ``ScheduleProblem`` where the API server would refuse the name, or its file cannot be read.
  package func zone(named name: String?) throws(ScheduleProblem) -> CronSchedule.TimeZone {
    guard let name else { return usual }
    do {
      guard let folder else { return try TimeZone(named: name) }
      try TimeZone.check(name: name)
      return try TimeZone(name: name, tzif: try readFile("\(folder)/\(name)"))
    } catch let error as TZifError {
      throw ScheduleProblem(reason: "\(name) \(error)")
    } catch {
      throw ScheduleProblem(reason: "\(error)")
    }
  }
}
