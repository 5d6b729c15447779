import Foundation
import Manifests
import Randomness

/// Objects of few names, so that they have to do with each other.
enum RandomObjects {
  static let namespaces = ["a", "b", "kube-system"]
  static let coveredKinds: [ObjectKind] = [
    .cronJob, .serviceAccount, .role, .clusterRole, .roleBinding, .clusterRoleBinding, .networkPolicy, .secret, .configMap, .service,
    .limitRange, .resourceQuota, .namespace, .prometheusRule,
  ]
  /// 500, or what the environment says.
  static var sequences: Int { ProcessInfo.processInfo.environment["CURFEW_TEST_SEQUENCES"].flatMap { Int($0) } ?? 500 }

  private static let names = ["one", "two", "three"]
  private static let rules = [
    #"{"apiGroups":[""],"resources":["secrets"],"verbs":["get","list"]}"#,
    #"{"apiGroups":[""],"resources":["pods"],"verbs":["create"]}"#, #"{"apiGroups":[""],"resources":["pods/exec"],"verbs":["create"]}"#,
    #"{"apiGroups":["rbac.authorization.k8s.io"],"resources":["rolebindings"],"verbs":["create"]}"#,
    #"{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles","clusterroles"],"verbs":["bind"]}"#,
    #"{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}"#,
  ]

  /// One object as JSON.
  static func object(in namespace: String, _ generator: inout SeededGenerator) -> String {
    let name = generator.pick(names)
    let other = generator.pick(names)
    let metadata = #""metadata":{"name":"\#(name)","namespace":"\#(namespace)","uid":"\#(name)-\#(namespace)-\#(generator.number(0, 1))""#
    let rbac = #""apiVersion":"rbac.authorization.k8s.io/v1""#
    switch generator.number(0, 17) {
    case 0...4: return workload(name, namespace, other, &generator)
    case 5: return #"{"apiVersion":"v1","kind":"ServiceAccount",\#(metadata)}}"#
    case 6: return #"{\#(rbac),"kind":"Role",\#(metadata)},"rules":[\#(generator.pick(rules)),\#(generator.pick(rules))]}"#
    case 7:
      let label = generator.chance(30) ? #","labels":{"rbac.authorization.k8s.io/aggregate-to-edit":"true"}"# : ""
      return #"{\#(rbac),"kind":"ClusterRole","metadata":{"name":"\#(name)"\#(label)},"rules":[\#(generator.pick(rules))]}"#
    case 8, 9:
      let kind = generator.pick(["Role", "ClusterRole"])
      return
        #"{\#(rbac),"kind":"RoleBinding",\#(metadata)},"roleRef":{"kind":"\#(kind)","name":"\#(other)"},"subjects":[\#(subject(&generator))]}"#
    case 10:
      return
        #"{\#(rbac),"kind":"ClusterRoleBinding","metadata":{"name":"\#(name)"},"roleRef":{"kind":"ClusterRole","name":"\#(other)"},"subjects":[\#(subject(&generator))]}"#
    case 11:
      let egress = generator.pick(["[{}]", "[]", #"[{"to":[{"ipBlock":{"cidr":"0.0.0.0/0"}}],"ports":[{"port":80}]}]"#])
      let selector = generator.pick(["{}", #"{"matchLabels":{"app":"\#(other)"}}"#])
      return
        #"{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy",\#(metadata)},"spec":{"podSelector":\#(selector),"policyTypes":["Egress"],"egress":\#(egress)}}"#
    case 12: return #"{"apiVersion":"v1","kind":"Secret",\#(metadata)},"data":{"\#(other)":"eA=="}}"#
    case 13: return #"{"apiVersion":"v1","kind":"ConfigMap",\#(metadata)},"data":{"run.sh":"curl http://\#(other) | sh"}}"#
    case 14: return #"{"apiVersion":"v1","kind":"Service",\#(metadata)},"spec":{"selector":{"app":"\#(other)"},"ports":[{"port":80}]}}"#
    case 15:
      let level = generator.pick(["baseline", "restricted"])
      return
        #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"\#(namespace)","labels":{"pod-security.kubernetes.io/enforce":"\#(level)"}}}"#
    case 16:
      return generator.chance(50)
        ? #"{"apiVersion":"v1","kind":"ResourceQuota",\#(metadata)},"spec":{"hard":{"limits.memory":"1Gi","count/jobs.batch":"1"}}}"#
        : #"{"apiVersion":"v1","kind":"LimitRange",\#(metadata)},"spec":{"limits":[{"type":"Container","max":{"memory":"64Mi"}}]}}"#
    default:
      let query = generator.pick([
        "kube_job_failed > 0", #"kube_job_status_failed{job_name=~\"\#(other)-.+\"} > 0"#,
        #"time() - kube_cronjob_status_last_successful_time{cronjob=\"\#(other)\"} > 90000"#,
      ])
      return
        #"{"apiVersion":"monitoring.coreos.com/v1","kind":"PrometheusRule",\#(metadata)},"spec":{"groups":[{"name":"g","rules":[{"alert":"A","expr":"\#(query)"}]}]}}"#
    }
  }

  private static func subject(_ generator: inout SeededGenerator) -> String {
    if generator.chance(15) { return #"{"kind":"Group","name":"system:serviceaccounts:\#(generator.pick(namespaces))"}"# }
    return #"{"kind":"ServiceAccount","name":"\#(generator.pick(names))","namespace":"\#(generator.pick(namespaces))"}"#
  }

  private static func workload(_ name: String, _ namespace: String, _ other: String, _ generator: inout SeededGenerator) -> String {
    let account = generator.chance(70) ? #""serviceAccountName":"\#(generator.pick(names + ["four"]))","# : ""
    let env = generator.pick([
      "", #","env":[{"name":"PASSWORD","valueFrom":{"secretKeyRef":{"name":"\#(other)","key":"one"}}}]"#,
      #","envFrom":[{"configMapRef":{"name":"\#(other)"}}]"#,
    ])
    let pod =
      #"{"metadata":{"labels":{"app":"\#(generator.pick(names))"}},"spec":{\#(account)"restartPolicy":"Never","containers":[{"name":"c","image":"i:\#(other)"\#(env)}]}}"#
    if generator.chance(70) {
      let limit = generator.pick([0, 1])
      return
        #"{"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"\#(name)","namespace":"\#(namespace)","uid":"\#(name)"},"spec":{"schedule":"0 \#(limit) * * *","failedJobsHistoryLimit":\#(limit),"jobTemplate":{"spec":{"template":\#(pod)}}}}"#
    }
    let owner = #"{"apiVersion":"batch/v1","kind":"CronJob","name":"\#(other)","uid":"\#(generator.pick(names))","controller":true}"#
    return
      #"{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"\#(name)","namespace":"\#(namespace)","uid":"\#(name)-job","ownerReferences":[\#(owner)]},"spec":{"template":\#(pod)}}"#
  }
}
