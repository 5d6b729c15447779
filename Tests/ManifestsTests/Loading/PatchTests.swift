import SourceTree
import Testing

@testable import Manifests

@Suite struct PatchTests {
  private static func job(_ container: String) -> String {
    "apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec: {template: {spec: {containers: [\(container)]}}}\n"
  }

  @Test(arguments: [
    "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec: {schedule: '* * * * *'}\n",
    "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec: {suspend: true}\n",
    "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec: {jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: i}]}}}}}\n",
    "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a, labels: {x: y}}\n",
    job("{name: c, env: []}"), job("{name: c, image: i}, {name: d}"),
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {serviceAccountName: s}\n",
  ])
  func readsWhatIsLeftOutAsUnknown(_ text: String) throws {
    let workload = try #require(try Reading(text).workloads.first)
    #expect(workload.isPatch)
    guard case .unreadable(.patch, _) = workload.job.activeDeadlineSeconds, workload.job.place.end > 0 || workload.kind == .pod else {
      if workload.kind != .pod { Issue.record("\(workload.job.activeDeadlineSeconds)") }
      return
    }
    guard case .unreadable(.patch, _) = workload.pod.restartPolicy else {
      Issue.record("\(workload.pod.restartPolicy)")
      return
    }
    #expect(workload.pod.volumes.presence == .unreadable(.patch))
    #expect(workload.podMetadata.labels.presence == .unreadable(.patch) || workload.kind == .pod)
  }

  @Test(arguments: [
    job("{name: c, image: i}"), job("{name: c, image: '${IMAGE}'}"), job(""), job("text"),
    "apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec: {template: {spec: {containers: {}}}}\n",
    "apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec: {template: {spec: \"${POD}\"}}\n",
    "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec: {schedule: x, jobTemplate: , spec: {template: {}}}\n",
  ])
  func takesWholeAndWrongManifestsAsTheyAre(_ text: String) throws {
    let workload = try #require(try Reading(text).workloads.first)
    #expect(!workload.isPatch)
    if case .unreadable(.patch, _) = workload.job.activeDeadlineSeconds { Issue.record("read as a patch") }
  }

  @Test func readsWhatAPatchSets() throws {
    let text = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec: {schedule: x, suspend: null, concurrencyPolicy: Allow}\n"
    let workload = try #require(try Reading(text).workloads.first)
    #expect(workload.cronJob?.schedule.value == "x")
    #expect(workload.cronJob?.concurrencyPolicy.value == "Allow")
    // A patch removes a field by setting it to null.
    #expect(workload.cronJob?.suspend.isAbsent == true)
  }
}
