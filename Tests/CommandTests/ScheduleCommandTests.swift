import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `curfew schedule` as a user runs it.
struct ScheduleCommandTests {
  private static func cronJob(_ name: String, _ schedule: String, _ spec: String = "", volumes: String = "") -> String {
    """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: \(name), namespace: team}
    spec:
      schedule: "\(schedule)"\(spec.isEmpty ? "" : "\n  \(spec)")
      jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: a, resources: {requests: {cpu: 100m}}}]\(volumes)}}}}

    """
  }

  @Test func printsTheNextTimes() throws {
    let command = try Command.run(["schedule", "next", "30 2 * * 1-5", "--zone", "Europe/Berlin", "--from", "2027-03-25", "--count", "3"])
    #expect(
      command.output == """
        at 02:30 on weekdays, Europe/Berlin
          Thu 2027-03-25 02:30 +01:00
          Fri 2027-03-26 02:30 +01:00
          Mon 2027-03-29 02:30 +02:00

        """)
    #expect(command.status == 0)
  }

  @Test func printsTheNextTimesOfManifests() throws {
    let workspace = try Workspace(["a.yaml": Self.cronJob("one", "0 5 * * *"), "b.yaml": Self.cronJob("two", "@every 90s")])
    let all = try workspace.curfew("schedule", "next", "a.yaml", "--from", "2026-11-23T05:00:00Z", "--count", "1")
    #expect(all.output == "team/one: at 05:00 every day, UTC\n  Tue 2026-11-24 05:00 Z\n" && all.status == 0)
    let one = try workspace.curfew("schedule", "next", "two", "--from", "2026-11-23", "--count", "1", "--format", "json")
    let report = try Workspace.report(one.output)
    #expect(report["schemaVersion"] as? String == "1")
    let schedule = try #require((report["schedules"] as? [[String: Any]])?.first)
    #expect(schedule["cronJob"] as? String == "team/two" && schedule["times"] as? [String] == ["2026-11-23T00:01:30Z"])
    let none = try workspace.curfew("schedule", "next", "three")
    #expect(none.status == 2 && none.error.contains("three is no expression"))
  }

  @Test func answersLineByLine() throws {
    let command = try Command.run(
      ["schedule", "next", "-", "--count", "2", "--from", "2026-11-23"],
      input: "0 5 * * *\tEurope/Berlin\n\n0 0 * * 8\n@daily\tUTC\n0 0 30 2 *\n0 5 * * *\tNowhere")
    let lines = command.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    try #require(lines.count == 7)
    #expect(lines[0] == "2026-11-23T05:00:00+01:00\t2026-11-24T05:00:00+01:00")
    #expect(lines[1].hasPrefix("error: the schedule is empty"))
    #expect(lines[2].hasPrefix("error: the day of week ends at 6, 8 is beyond"))
    #expect(lines[3] == "2026-11-24T00:00:00Z\t2026-11-25T00:00:00Z" && lines[4] == "never")
    #expect(lines[5].hasPrefix("error: the time zone is unknown") && lines[6].isEmpty)
    #expect(command.status == 2)
  }

  /// More lines than one read takes in.
  @Test func answersManyLines() throws {
    let input = String(repeating: "*/5 * * * *\tEurope/Berlin\n", count: 20_000)
    let command = try Command.run(["schedule", "next", "-", "--count", "1", "--from", "2026-11-23"], input: input)
    #expect(command.output == String(repeating: "2026-11-23T01:05:00+01:00\n", count: 20_000) && command.status == 0)
  }

  @Test func endsWhenNobodyReadsAnyMore() throws {
    let script = "yes '* * * * *' | timeout 60 \"$0\" schedule next - | head -1"
    let command = try Command.run(["-o", "pipefail", "-c", script, Command.binary.path], program: "bash")
    #expect(command.output.hasSuffix("Z\n") || command.output.contains("T"))
    #expect(command.status != 124)
  }

  @Test(arguments: [["explain", "CFW101"], ["--help"], ["rules"]]) func saysWhatCannotBeWritten(_ arguments: [String]) throws {
    let command = try Command.run(["-c", "\"$0\" \"$@\" >/dev/full", Command.binary.path] + arguments, program: "bash")
    #expect(command.status == 2 && command.error.contains("cannot be written"))
  }

  private static let twoCronJobs = """
    {apiVersion: batch/v1, kind: CronJob, metadata: {name: feed, namespace: shop, creationTimestamp: "2026-11-23T00:10:00Z"},
      spec: {schedule: "@every 45m", jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: i}]}}}}},
      status: {lastScheduleTime: "2026-11-23T05:25:00Z"}}
    ---
    {apiVersion: batch/v1, kind: CronJob, metadata: {name: night, namespace: shop}, spec: {schedule: "30 1,2 * * *", timeZone: Europe/Berlin,
      jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: i}]}}}}}}
    """

  /// By its name, or by its file; an interval counts from the last run, not from when somebody asks.
  @Test func explainsCronJobs() throws {
    let workspace = try Workspace(["app.yaml": Self.twoCronJobs])
    let feed = try workspace.curfew("schedule", "explain", "shop/feed", "--from", "2026-11-23T06:00:00Z")
    #expect(feed.status == 0)
    #expect(feed.output.hasPrefix("shop/feed: @every 45m: every 45 minutes"))
    #expect(feed.output.contains("next: Mon 2026-11-23 06:10:00"))
    let all = try workspace.curfew("schedule", "explain", "app.yaml", "--from", "2027-03-01", "--format", "json")
    #expect(all.output.split(separator: "\n").count == 2)
    #expect(all.output.contains(#""cronJob":"shop/night""#) && all.output.contains(#""effect":"skipped","times":["02:30"]"#))
    #expect(try workspace.curfew("schedule", "explain", "nothing").status == 2)
    #expect(try workspace.curfew("schedule", "explain", "*/5").status == 2)
  }

  @Test func tellsWhatTheClocksDoToACronJob() throws {
    let workspace = try Workspace(["app.yaml": Self.twoCronJobs])
    let period = ["--from", "2027-03-27", "--to", "2027-03-29"]
    let line = "on 2027-03-28 the clocks go from 02:00 to 03:00: 02:30 does not come\n"
    #expect(
      try Command.run(["schedule", "simulate", "app.yaml"] + period, folder: workspace.folder).output.contains("  shop/night: \(line)"))
    let next = try workspace.curfew("schedule", "next", "app.yaml", "--from", "2027-03-27", "--count", "4")
    #expect(next.output.contains("  clocks: \(line)"))
    #expect(
      try !workspace.curfew("schedule", "next", "app.yaml", "--from", "2027-03-28T12:00:00Z", "--count", "4").output.contains("clocks"))
  }

  @Test func countsIntervalsFromTheLastRun() throws {
    let workspace = try Workspace(["app.yaml": Self.twoCronJobs])
    let next = try workspace.curfew("schedule", "next", "feed", "--from", "2026-11-23T06:00:00Z", "--count", "2").output
    #expect(next.contains("06:10") && next.contains("06:55") && !next.contains("counted from 2026"))
    let unknown = try workspace.curfew("schedule", "next", "@every 45m", "--from", "2026-11-23T06:00:00Z", "--count", "1").output
    #expect(unknown.contains("counted from 2026-11-23T06:00:00Z, as it is not known"))
  }

  @Test func explains() throws {
    let command = try Command.run(["schedule", "explain", "30 2 * * *", "--zone", "Europe/Berlin", "--from", "2026-11-23"])
    #expect(command.output.hasPrefix("at 02:30 every day, Europe/Berlin\nshortest interval: 24h\n") && command.status == 0)
    #expect(command.output.contains("on 2027-03-28 the clocks go from 02:00 to 03:00: it does not come"))
    let refused = try Command.run(["schedule", "explain", "0 6 * * 7"])
    #expect(refused.error.hasSuffix("  0 6 * * 7\n          ^\nhelp: day 7 is not Sunday here: write 0\n") && refused.status == 2)
    let never = try Command.run(["schedule", "explain", "0 0 30 2 *"])
    #expect(never.output.hasPrefix("never") && never.status == 1)
  }

  @Test func readsZonesFromAFolder() throws {
    guard FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/Europe/Berlin") else { return }
    let arguments = ["schedule", "next", "30 2 * * *", "--zone", "Europe/Berlin", "--from", "2027-03-20", "--count", "20"]
    let embedded = try Command.run(arguments)
    #expect(try Command.run(arguments + ["--zoneinfo", "/usr/share/zoneinfo"]).output == embedded.output)
    let workspace = try Workspace(["zones/Europe/Berlin": "no zone"])
    let broken = try workspace.curfew("schedule", "next", "@daily", "--zone", "Europe/Berlin", "--zoneinfo", "zones")
    #expect(broken.status == 64 && broken.error.contains("Europe/Berlin is no time zone file"))
  }

  @Test("Init containers count beside the sidecars that run before them") func requestsOfInitContainers() throws {
    let amounts = [("sidecar", "1", ", restartPolicy: Always"), ("init", "2", "")].map { name, cpu, more in
      "{name: \(name), image: a, resources: {requests: {cpu: \(cpu)}}\(more)}"
    }
    let text = Self.cronJob("one", "0 5 * * *", volumes: ", initContainers: [\(amounts.joined(separator: ", "))]")
    let command = try Workspace(["a.yaml": text]).curfew("schedule", "simulate", "a.yaml", "--from", "2026-11-23", "--to", "2026-11-24")
    #expect(command.output.contains("requested cpu: at most 3.0 cores"))
  }

  @Test func simulates() throws {
    let volumes = ", volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]"
    let workspace = try Workspace([
      "jobs.yaml": [
        Self.cronJob("backup", "0 4 * * *", "concurrencyPolicy: Forbid", volumes: volumes),
        Self.cronJob("vacuum", "*/10 * * * *", "concurrencyPolicy: Forbid", volumes: volumes), Self.cronJob("broken", "0 0 * * 8"),
      ].joined(separator: "---\n")
    ])
    let period = ["--from", "2026-11-23", "--to", "+24h", "--duration", "vacuum=15m", "--duration", "team/backup=30m"]
    let text = try Command.run(["schedule", "simulate", "jobs.yaml"] + period, folder: workspace.folder)
    #expect(text.status == 0 && text.output.contains("2 CronJobs, 97 runs") && text.output.contains("not evaluated: jobs.yaml:"))
    #expect(text.output.contains("PersistentVolumeClaim team/data"))
    #expect(text.output.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.hasPrefix("not evaluated") })
    let json = try Command.run(["schedule", "simulate", "jobs.yaml", "--format", "json"] + period, folder: workspace.folder)
    let report = try Workspace.report(json.output)
    let jobs = try #require(report["cronJobs"] as? [[String: Any]])
    #expect(jobs.map { $0["name"] as? String } == ["team/backup", "team/vacuum"] && jobs.map { $0["runs"] as? Int } == [1, 96])
    #expect(jobs[1]["skipped"] as? Int == 48 && (report["load"] as? [Any])?.count == 24)
    let encounter = try #require((report["encounters"] as? [[String: Any]])?.first)
    #expect(
      encounter["cronJobs"] as? [String] == ["team/backup", "team/vacuum"] && encounter["first"] as? String == "2026-11-23T04:00:00Z")
    // The same in two processes, whatever the number of cores.
    let again = try Command.run(
      ["schedule", "simulate", "jobs.yaml", "--format", "json"] + period, folder: workspace.folder, wrapper: ["taskset", "-c", "0"])
    #expect(again.output == json.output)
  }

  @Test(arguments: [
    (["simulate", "--duration", "12"], "write a time such as 12m"),
    (["simulate", "--duration", "nobody=12m"], "There is no CronJob nobody"),
    (["simulate", "--outage", "2026-11-23"], "write two times with a slash between"),
    (["simulate", "--from", "2026-11-23", "--to", "2026-11-23"], "has to be after"),
    (["simulate", "--from", "2026-11-23", "--to", "2100-01-01"], "ask for ten years at most"),
    (["next", "@daily", "--count", "0"], "--count"),
    (["next", "@daily", "--zone", "Europe/berlin"], "write Europe/Berlin"), (["spread", "--within", "60"], "--within"),
  ])
  func refusesWhatCannotBeMeant(_ arguments: [String], _ message: String) throws {
    let workspace = try Workspace(["job.yaml": Self.cronJob("one", "0 5 * * *")])
    let command = try Command.run(["schedule"] + arguments, folder: workspace.folder)
    #expect(command.status == 64 && command.error.contains(message), "\(command.error)")
  }

  /// A CronJob under Forbid and three Jobs, as kubectl gives them.
  private static let dump = """
    {"apiVersion": "v1", "kind": "List", "items": [
    {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "sync", "namespace": "team", "creationTimestamp": "2026-11-23T09:55:00Z"},
     "spec": {"schedule": "*/10 * * * *", "concurrencyPolicy": "Forbid", "jobTemplate": {"spec": {"template": {"spec": {"restartPolicy": "Never",
     "containers": [{"name": "main", "image": "a"}]}}}}}, "status": {"lastScheduleTime": "2026-11-23T10:50:00Z"}},
    \([(10, 0, 1), (20, 0, 21), (40, 95, 1), (50, 150, 1)].map { minute, delay, length in
      """
      {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "sync-\(29_923_800 + minute)", "namespace": "team",
       "creationTimestamp": "2026-11-23T10:\(minute + delay / 60):\(delay % 60 < 10 ? "0" : "")\(delay % 60)Z",
       "annotations": {"batch.kubernetes.io/cronjob-scheduled-timestamp": "2026-11-23T10:\(minute):00Z"},
       "ownerReferences": [{"apiVersion": "batch/v1", "kind": "CronJob", "name": "sync", "uid": "1", "controller": true}]},
       "spec": {"template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "main", "image": "a"}]}}},
       "status": {"conditions": [{"type": "Complete", "status": "True", "lastTransitionTime": "2026-11-23T10:\(minute + delay / 60 + length):30Z"}]}}
      """
    }.joined(separator: ",\n"))
    ]}
    """

  @Test func verifiesADump() throws {
    let command = try Command.run(
      ["schedule", "verify", "-", "--from", "2026-11-23T10:05:00Z", "--to", "2026-11-23T11:00:00Z"], input: dump)
    #expect(
      command.output == """
        Mon 2026-11-23 10:05 to Mon 2026-11-23 11:00 UTC

        team/sync: 2 on time, 1 late, 1 held, 1 skipped
          skipped 10:30: not started: sync-29923820 was active
          held 10:40: sync-29923840 was created 1m35s late: sync-29923820 was active
          late 10:50: sync-29923850 was created 2m30s late: the controller was down or busy, or the Job was refused

        in all: 2 on time, 1 late, 1 held, 1 skipped

        """)
    #expect(command.status == 1)
  }

  private var dump: String { Self.dump }

  @Test func drawsWhatRan() throws {
    let svg = try Command.run(["schedule", "timeline", "-", "--format", "svg"], input: dump)
    #expect(svg.status == 0 && svg.output.contains("What ran") && svg.output.contains("sync-29923820: 10:20:00 to 10:41:30"))
    #expect(XMLParser(data: Data(svg.output.utf8)).parse())
    let html = try Command.run(
      ["schedule", "timeline", "-", "--format", "html", "--simulated", "--from", "2026-11-23", "--to", "+2h"], input: dump)
    #expect(html.status == 0 && html.output.contains("What will run") && !html.output.contains("http-equiv=\"refresh\""))
    #expect(XMLParser(data: Data(html.output.utf8)).parse())
    let text = try Command.run(["schedule", "timeline", "-"], input: dump)
    #expect(text.output.contains("█") && text.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func hidesNoMarkupInNames() throws {
    let workspace = try Workspace(["job.yaml": Self.cronJob("\"<b onload=x>&\"", "0 5 * * *")])
    for format in ["svg", "html"] {
      let command = try workspace.curfew("schedule", "timeline", "--from", "2026-11-23", "--format", format)
      #expect(!command.output.contains("<b ") && command.output.contains("&lt;b onload=x&gt;&amp;"))
    }
  }

  @Test func spreads() throws {
    let jobs = (0..<6).map { Self.cronJob("job-\($0)", $0 == 0 ? "@daily" : "0 0 * * *") }.joined(separator: "---\n")
    let workspace = try Workspace(["jobs.yaml": jobs])
    let command = try workspace.curfew("schedule", "spread", "--from", "2026-11-23", "--duration", "5m", "--format", "json")
    let report = try Workspace.report(command.output)
    let proposals = try #require(report["proposals"] as? [[String: Any]])
    #expect(proposals.count >= 3 && command.status == 0)
    #expect(proposals.allSatisfy { ($0["proposed"] as? String)?.hasSuffix(" 0 * * *") ?? false })
    let starts = try #require((report["highest"] as? [String: [String: Int]])?["startsInOneMinute"])
    #expect(starts["before"] == 6 && starts["after"] ?? 6 <= 3)
    let alone = try Workspace(["job.yaml": Self.cronJob("one", "0 5 * * *")])
    #expect(try alone.curfew("schedule", "spread", "--from", "2026-11-23").output.hasPrefix("nothing to gain"))
  }

  /// What a controller really did in forty minutes: nothing is unexplained, and what is missing has its reasons in the recording.
  @Test(.enabled(if: Command.corpus != nil)) func verifiesARecording() throws {
    let record = try #require(Command.corpus).appending(path: "../recordings/kubernetes-1.36/14-timeline/runs-per-cronjob.jsonl")
      .standardized
    let command = try Command.run(["schedule", "verify", record.path(), "--format", "json"])
    let report = try Workspace.report(command.output)
    var counts: [String: Int] = [:]
    var missed: [String: Int] = [:]
    for cronJob in try #require(report["cronJobs"] as? [[String: Any]]) {
      for run in try #require(cronJob["runs"] as? [[String: Any]]) {
        let verdict = try #require(run["verdict"] as? String)
        counts[verdict, default: 0] += 1
        if verdict == "missed" { missed[try #require(cronJob["name"] as? String), default: 0] += 1 }
      }
    }
    #expect(counts["unexplained"] == nil && counts["manual"] == 4 && counts["on-time"] ?? 0 > 700)
    // Refused by a quota until 05:46, and lastScheduleTime set to the future.
    #expect(missed == ["staging/deadline-miss": 3, "staging/kathmandu": 1, "staging/quota-bound": 3, "staging/back-in-time": 8])
  }
}
