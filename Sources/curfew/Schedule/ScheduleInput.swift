import CronSchedule
import Findings
import Manifests

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The CronJobs of manifests, dumps of a cluster and records of runs, with the Jobs that are there.
struct ScheduleInput {
  /// A CronJob, and what its runs need and touch.
  struct CronJob: Sendable {
    var namespace: String?
    var name: String
    /// What it is called where all are listed: with the path where two have the same name.
    var title: String
    var path: String
    var plan: CronJobPlan
    /// The schedule as written.
    var expression: String
    var activeDeadlineSeconds: Int64?
    var cpu: Int64 = 0
    var memory: Int64 = 0
    var objects: [SharedObject] = []
    /// When it was created, in a cluster.
    var created: Instant?
    var lastScheduleTime: Instant?
    /// Its Jobs, as they were found.
    var jobs: [RecordedJob] = []
    /// Where a record tells all of it.
    var record: RecordedCronJob?

    /// Whether it is meant by a name, or by namespace and name.
    func isNamed(_ text: String) -> Bool { text == name || text == title || namespace.map { text == "\($0)/\(name)" } ?? false }
  }

  private(set) var cronJobs: [CronJob] = []
  /// What was read.
  let files: [InputFile]
  /// CronJobs whose schedule is not known or refused are not evaluated.
  private(set) var problems = InputProblems()

  var exitStatus: ExitStatus { !problems.errors.isEmpty ? .unreadable : cronJobs.isEmpty ? .nothingToScan : .clean }

  /// Whether an argument is meant as a path, and not as an expression.
  static func isPath(_ argument: String) -> Bool {
    var status = stat()
    return unsafe stat(argument, &status) == 0 || argument.hasSuffix(".yaml") || argument.hasSuffix(".json")
  }

  /// - Parameter paths: Files and directories; `-` is standard input.
  init(paths: [String], zones: TimeZones) {
    let listing = InputSelection(paths: paths.isEmpty ? ["."] : paths).list()
    files = listing.files
    problems.errors = listing.errors.map(\.description)
    var jobs: [ScheduleFile.OwnedJob] = []
    let chunks = stride(from: 0, to: listing.files.count, by: 32).map { listing.files[$0..<min($0 + 32, listing.files.count)] }
    forEachInOrder(chunks, window: 8) { files in
      files.map { ScheduleFile($0, zones: zones) }
    } consume: { (files: [ScheduleFile]) in
      for file in files {
        cronJobs += file.cronJobs
        problems += file.problems
        jobs += file.jobs
      }
    }
    give(jobs)
    nameApart()
  }

  /// Gives each Job to the CronJob that it names as its owner.
  private mutating func give(_ jobs: [ScheduleFile.OwnedJob]) {
    guard !jobs.isEmpty else { return }
    let places = Dictionary(cronJobs.enumerated().map { ("\($1.namespace ?? "")/\($1.name)", $0) }) { first, _ in first }
    for job in jobs {
      if let place = places["\(job.namespace ?? "")/\(job.owner)"] { cronJobs[place].jobs.append(job.job) }
    }
  }

  /// Keeps the CronJobs of a name.
  mutating func narrow(to name: String) { cronJobs.removeAll { !$0.isNamed(name) } }

  private mutating func nameApart() {
    let counts = Dictionary(cronJobs.map { ($0.title, 1) }, uniquingKeysWith: +)
    for index in cronJobs.indices where counts[cronJobs[index].title] ?? 1 > 1 { cronJobs[index].title += " (\(cronJobs[index].path))" }
  }
}
