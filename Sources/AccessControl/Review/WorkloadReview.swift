package import ClusterState
import Manifests

/// Who has a hold on a workload: who can read what it holds, or change what it does.
package struct WorkloadReview: Sendable {
  /// What is asked about a workload.
  package enum Subject: Sendable {
    /// Who can read the workload's credentials.
    case exposure
    /// Who can change what the workload runs, as whom, and with what.
    case control
  }

  /// One way to get there, and everyone who can go it.
  package struct Section: Sendable {
    /// A clause: what they can do.
    package let title: String
    /// Without those whom Kubernetes itself grants it.
    package let subjects: [PermittedSubject]
    /// How many it grants it to, `system:masters` among them.
    package let ownSubjects: Int
    /// Why there may be more.
    package let notEvaluated: [NotEvaluatedReason]
  }

  /// Without those that nobody but Kubernetes itself can go.
  package let sections: [Section]
  /// Of a Secret, the workloads that the kubelet gives it to: they need no permission.
  package private(set) var givenTo: [String] = []
  /// Of a Secret, the workloads whose service account may read it by the API.
  package private(set) var readBy: [String] = []

  /// Asks about a Secret: who gets it, who may read it, and who may run a pod that gets it.
  package init(ofSecret name: String, in namespace: String, _ authorizer: Authorizer, workloads: [WorkloadFacts]) {
    let defaultNamespace = authorizer.defaultNamespace
    func request(_ verb: String, by user: User) -> AccessRequest {
      AccessRequest(
        user: user, verb: verb, resource: "secrets", name: verb == "deletecollection" ? "" : name, namespace: namespace)
    }
    let anyone = User(name: "", groups: [])
    let verbs = Capability.verbsAnsweredWithObjects
    sections = [
      Self.section("read the Secret \(name)", verbs.map { request($0, by: anyone) }, authorizer),
      Self.section(
        "run pods in its namespace, which get it whatever they may read", WorkloadQuestions.creatingPods(in: namespace), authorizer),
    ]
    var known: [ServiceAccountName: Bool] = [:]
    for workload in workloads where workload.owner == nil {
      let account = ServiceAccountName(of: workload, in: defaultNamespace)
      let title = "\(workload.kind.rawValue) \(account.namespace)/\(workload.name)"
      if account.namespace == namespace, workload.secrets.contains(name) { givenTo.append(title) }
      let isReader =
        known[account] ?? verbs.contains { authorizer.decision(on: request($0, by: User(serviceAccount: account))).isAllowed }
      known[account] = isReader
      if isReader { readBy.append("\(title), as \(account)") }
    }
  }

  /// - Parameters:
  ///   - authorizer: Made of the same state.
  ///   - state: Where the objects are that make the workload's Secrets and ConfigMaps.
  package init(_ subject: Subject, of workload: WorkloadFacts, _ authorizer: Authorizer, _ state: ClusterState) {
    let questions = WorkloadQuestions(workload, in: authorizer.defaultNamespace)
    let all = subject == .exposure ? questions.exposure : questions.control(state)
    sections = all.map { Self.section($0.title, $0.requests, authorizer) }
  }

  private static func section(_ title: String, _ requests: [AccessRequest], _ authorizer: Authorizer) -> Section {
    struct Place: Hashable {
      let subject: SubjectReference
      let namespace: String?
    }
    var subjects: [PermittedSubject] = []
    var known: Set<Place> = []
    var notEvaluated: [NotEvaluatedReason] = []
    for request in requests {
      let permitted = authorizer.subjects(permitting: request, in: [request.namespace])
      for subject in permitted.subjects where known.insert(Place(subject: subject.subject, namespace: subject.namespace)).inserted {
        subjects.append(subject)
      }
      for reason in permitted.notEvaluated where !notEvaluated.contains(reason) { notEvaluated.append(reason) }
    }
    subjects.sort { ($0.namespace ?? "", $0.subject) < ($1.namespace ?? "", $1.subject) }
    let others = subjects.filter { !$0.isGrantedByKubernetes }
    return Section(title: title, subjects: others, ownSubjects: subjects.count - others.count, notEvaluated: notEvaluated)
  }
}

extension PermittedSubject {
  /// Whether Kubernetes itself made the binding.
  package var isGrantedByKubernetes: Bool {
    let binding = evidence.binding
    return DefaultRoles.isDefault(evidence.bindingOrigin)
      || binding.namespace == nil && DefaultRoles.isName(ofClusterRoleBinding: binding.name)
  }
}

/// What to ask about a workload.
private struct WorkloadQuestions {
  typealias Question = (title: String, requests: [AccessRequest])

  private let workload: WorkloadFacts
  private let namespace: String
  private let account: String

  init(_ workload: WorkloadFacts, in defaultNamespace: String) {
    self.workload = workload
    namespace = workload.namespace ?? defaultNamespace
    account = workload.serviceAccountName ?? "default"
  }

  private func requests(_ verbs: [String], _ resource: String, name: String = "") -> [AccessRequest] {
    let target = ResourceName(resource)
    return verbs.map { verb in
      AccessRequest(
        user: User(name: "", groups: []), verb: verb, apiGroup: target.apiGroup, resource: target.resource, subresource: target.subresource,
        // What is done to all of them carries no name.
        name: verb == "deletecollection" ? "" : name, namespace: namespace)
    }
  }

  private var runsPods: [AccessRequest] { Self.creatingPods(in: namespace) }

  /// The requests that make a pod of one's own.
  static func creatingPods(in namespace: String) -> [AccessRequest] {
    ["pods", "cronjobs", "jobs", "deployments", "daemonsets", "statefulsets", "replicasets", "replicationcontrollers"].map {
      let target = ResourceName($0)
      return AccessRequest(
        user: User(name: "", groups: []), verb: "create", apiGroup: target.apiGroup, resource: target.resource, namespace: namespace)
    }
  }

  private var changesItself: [AccessRequest] {
    let resource = workload.kind == .cronJob ? "cronjobs" : workload.kind == .job ? "jobs" : "pods"
    return requests(["update", "patch"], resource, name: workload.name)
  }

  /// Whatever is written out in a workload stands in its Jobs and pods, too.
  private var readsItself: [AccessRequest] {
    let verbs = Capability.verbsAnsweredWithObjects
    let kinds: [(Workload.Kind, String)] = [(.cronJob, "cronjobs"), (.job, "jobs"), (.pod, "pods")]
    return kinds.drop { $0.0 != workload.kind }.flatMap { kind, resource in
      requests(verbs, resource, name: kind == workload.kind ? workload.name : "")
    }
  }

  var exposure: [Question] {
    var questions = workload.secrets.map { name in
      Question("read the Secret \(name)", requests(Capability.verbsAnsweredWithObjects, "secrets", name: name))
    }
    if workload.hasWrittenValues { questions.append(("read the variables and commands that are written into it", readsItself)) }
    questions.append(
      ("run commands in its pods, or attach to them", requests(["create"], "pods/exec") + requests(["create"], "pods/attach")))
    questions.append(("put a container of their own into its pods", requests(["update", "patch"], "pods/ephemeralcontainers")))
    questions.append(("run pods in its namespace, as its service account and with its Secrets", runsPods))
    questions.append(("change what it runs", changesItself))
    questions.append(("get a token of its service account \(account)", requests(["create"], "serviceaccounts/token", name: account)))
    questions.append(("act as its service account \(account)", requests(["impersonate"], "serviceaccounts", name: account)))
    questions.append(("read its log", requests(["get"], "pods/log")))
    return questions
  }

  func control(_ state: ClusterState) -> [Question] {
    var questions: [Question] = [("change what it runs", changesItself)]
    if workload.kind == .cronJob { questions.append(("make Jobs that run its template or any other", requests(["create"], "jobs"))) }
    questions += workload.configMaps.map { name in
      ("change the ConfigMap \(name)", requests(["update", "patch"], "configmaps", name: name))
    }
    questions += workload.secrets.map { name in ("change the Secret \(name)", requests(["update", "patch"], "secrets", name: name)) }
    for generator in state.generatedObjects {
      let object = generator.object
      guard object.isClusterWide || (object.metadata.namespace.value ?? namespace) == namespace, let name = object.metadata.name.value
      else { continue }
      let made = (object.secrets + object.configMaps).filter { workload.secrets.contains($0) || workload.configMaps.contains($0) }
      guard let first = made.first else { continue }
      questions.append(
        (
          "change the \(object.kind) \(name), which makes \(first)",
          requests(["update", "patch"], "\(object.resource).\(object.apiGroup)", name: name)
        ))
    }
    questions.append(
      (
        "change its service account \(account), and with it its identity in a cloud",
        requests(["update", "patch"], "serviceaccounts", name: account)
      ))
    questions.append(
      ("run commands in its pods", requests(["create"], "pods/exec") + requests(["update", "patch"], "pods/ephemeralcontainers")))
    return questions
  }
}
