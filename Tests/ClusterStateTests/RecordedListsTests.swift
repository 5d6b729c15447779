@testable import ClusterState
import SourceTree
import Testing

import Manifests

/// Lists that a real API server gave: CronJobs, and the Jobs that their controller made of them.
@Suite(.enabled(if: Corpus.isAvailable)) struct RecordedListsTests {
  private func state() throws -> ClusterState {
    let lists = [try Corpus.recording("04-lists/jobs.response.http.gz"), try Corpus.recording("04-lists/cronjobs.response.http")]
    return ClusterState(
      joining: try lists.enumerated().map { file, bytes in
        var part = GatheredObjects()
        for manifest in try Reading(bytes).manifests { part.gather(manifest, file: file) }
        return part
      })
  }

  @Test func foldsRunsOfUnchangedCronJobs() throws {
    let state = try state()
    #expect(state.workloads.filter { $0.object.kind == .cronJob }.count == 49)
    #expect(state.workloads.filter { $0.object.kind == .job }.count == 78)
    var notRuns: [String] = []
    var runs = 0
    for (job, ownership) in state.ownerships {
      if case .run = ownership { runs += 1 } else { notRuns.append("\(job.object.name): \(ownership)") }
    }
    // The image of one's CronJob was changed between it and the next, as the CronJob's managedFields tell; four other Jobs have no owner.
    #expect(runs == 74)
    #expect(notRuns.isEmpty, "\(notRuns)")
  }

  /// The same Jobs after someone has changed one thing in each.
  @Test(arguments: [
    ("\"image\":\"", "\"image\":\"evil.example.com/", 1), ("\"serviceAccountName\":\"", "\"serviceAccountName\":\"other-", nil),
    ("\"controller\":true", "\"controller\":true,\"x\":1", 74), ("\"backoffLimit\":", "\"backoffLimit\":1", 1),
    ("\"suspend\":false", "\"suspend\":true", 74), ("\"restartPolicy\":\"Never\"", "\"restartPolicy\":\"Always\"", nil),
  ])
  func seesChanges(_ original: String, _ changed: String, _ runs: Int?) throws {
    let jobs = String(decoding: try Corpus.recording("04-lists/jobs.response.http.gz"), as: UTF8.self)
    var objects = GatheredObjects()
    for manifest in try Reading(jobs.replacing(original, with: changed)).manifests { objects.gather(manifest, file: 0) }
    for manifest in try Reading(try Corpus.recording("04-lists/cronjobs.response.http")).manifests { objects.gather(manifest, file: 1) }
    let found = objects.settled().ownerships.filter { if case .run = $0.ownership { true } else { false } }.count
    if let runs { #expect(found == runs) } else { #expect(found < 74) }
  }
}
