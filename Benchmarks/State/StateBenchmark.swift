import ClusterState
import Findings
import Glibc
import Manifests
import Rules
import SourceTree

/// Fills the state of a large cluster and has something happen in it a number of times: `judge` (a CronJob is reviewed), `binding` (a RoleBinding changes, and
/// a CronJob of its namespace is judged anew), or `events` (as many CronJobs change in one batch).
@main
enum StateBenchmark {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let count = Int(arguments[2]) else {
      print("usage: state-benchmark judge|binding|events TIMES")
      exit(64)
    }
    let settings = ScanSettings(version: "0", catalogue: Registry.catalogue, profile: .strict)
    let policy = settings.policy(0)
    var cluster = try filled(settings)
    // What rules share is made by the first question.
    var findings = cluster.judged(by: policy).reports(on: cronJob(0)).reduce(0) { $0 + $1.findings.count }
    switch arguments[1] {
    case "judge":
      let judged = cluster.judged(by: policy)
      for index in 0..<count {
        let reviewed = try cluster.observe(cronJobText(0, image: "changed-\(index)"))
        findings += judged.reports(reviewing: reviewed).reduce(0) { $0 + $1.findings.count }
      }
    case "binding":
      for index in 0..<count {
        cluster.apply([.put(try cluster.observe(bindingText(0, role: index % 2 == 0 ? "view" : "edit")))])
        findings += cluster.judged(by: policy).reports(on: cronJob(0)).reduce(0) { $0 + $1.findings.count }
      }
    default:
      cluster.apply(try (0..<count).map { .put(try cluster.observe(cronJobText($0, image: "changed"))) })
    }
    print("findings \(findings)")
  }

  private static let namespaces = 500
  private static let coveredKinds: [ObjectKind] = [
    .cronJob, .job, .pod, .serviceAccount, .role, .clusterRole, .roleBinding, .clusterRoleBinding, .networkPolicy, .secret, .configMap,
    .service, .limitRange, .resourceQuota, .namespace,
  ]

  /// 10,000 CronJobs, 50,000 service accounts, 40,000 bindings.
  private static func filled(_ settings: ScanSettings) throws -> ObservedCluster {
    var cluster = ObservedCluster(settings)
    func put(_ count: Int, _ text: (Int) -> [UInt8]) throws {
      var next = 0
      while next < count {
        let batch = next..<min(next + 10_000, count)
        cluster.apply(try batch.map { .put(try cluster.observe(text($0))) })
        next = batch.upperBound
      }
    }
    cluster.apply(coveredKinds.map { .coverAll($0, .complete(.collected)) })
    for role in ["view", "edit", "cluster-admin"] {
      let verbs = role == "view" ? #""get""# : #""*""#
      let text =
        #"{\#(rbac),"kind":"ClusterRole","metadata":{"name":"\#(role)"},"rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":[\#(verbs)]}]}"#
      cluster.apply([.put(try cluster.observe(Array(text.utf8)))])
    }
    try put(50_000) {
      Array(
        #"{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"account-\#($0)","namespace":"team-\#($0 % namespaces)"}}"#.utf8)
    }
    try put(40_000) { bindingText($0, role: "view") }
    try put(10_000) { cronJobText($0, image: "backup") }
    return cluster
  }

  private static var rbac: String { #""apiVersion":"rbac.authorization.k8s.io/v1""# }

  private static func cronJob(_ index: Int) -> ObjectID {
    ObjectID(kind: "CronJob", scope: .namespace("team-\(index % namespaces)"), name: "backup-\(index)")
  }

  private static func bindingText(_ index: Int, role: String) -> [UInt8] {
    let namespace = "team-\(index % namespaces)"
    let subject = #"{"kind":"ServiceAccount","name":"account-\#(index)","namespace":"\#(namespace)"}"#
    return Array(
      #"{\#(rbac),"kind":"RoleBinding","metadata":{"name":"binding-\#(index)","namespace":"\#(namespace)"},"roleRef":{"kind":"ClusterRole","name":"\#(role)"},"subjects":[\#(subject)]}"#
        .utf8)
  }

  private static func cronJobText(_ index: Int, image: String) -> [UInt8] {
    let namespace = "team-\(index % namespaces)"
    return Array(
      """
      {"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"backup-\(index)","namespace":"\(namespace)","uid":"3f0e1c6a-\(index)","labels":{"app":"backup"}},
      "spec":{"schedule":"\(index % 60) 2 * * *","concurrencyPolicy":"Forbid","startingDeadlineSeconds":300,"successfulJobsHistoryLimit":3,
      "jobTemplate":{"spec":{"backoffLimit":2,"activeDeadlineSeconds":1800,"template":{"metadata":{"labels":{"app":"backup","team":"\(namespace)"}},
      "spec":{"serviceAccountName":"account-\(index)","restartPolicy":"Never","securityContext":{"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}},
      "containers":[{"name":"dump","image":"registry.example.com/\(image):1.4","command":["/bin/sh","-c","pg_dump -h db > /backup/dump.sql"],
      "env":[{"name":"PGHOST","value":"db"},{"name":"PGPASSWORD","valueFrom":{"secretKeyRef":{"name":"db","key":"password"}}}],
      "resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"memory":"256Mi"}},"volumeMounts":[{"name":"backup","mountPath":"/backup"}]}],
      "volumes":[{"name":"backup","persistentVolumeClaim":{"claimName":"backup"}}]}}}}}}
      """.utf8)
  }
}
