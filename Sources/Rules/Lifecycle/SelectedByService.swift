package import ClusterState
package import Findings
package import Manifests

/// A Service sends an application's traffic to the job's pods.
package enum SelectedByService: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW144", name: "selected-by-service", severity: .medium,
    summary: "A Service sends an application's traffic to the job's pods.",
    rationale: """
      A Service does not know who made a pod: it takes each that is ready and has the labels of its selector. A CronJob whose template \
      carries the application's labels, as charts that use one helper for all objects give them to it, joins the Service for as long as \
      a run lasts. A share of the requests is refused each night at two, which nobody connects with the backup; and if the job happens \
      to listen, requests with users' data and tokens reach a program that was never meant to see them.

      The severity is medium: errors for users, rarely more. A Service counts if it is in the same namespace and one of its target ports \
      is a number, or the name of a port that the job's containers have; pods without such a port get no traffic. A \
      Service of the job's own name may be meant for it, as drivers of Spark have one: that is *not evaluated*.
      """,
    remedy: "Give the template labels that the Service does not select, such as a component of their own.",
    references: [
      .kubernetes("concepts/services-networking/service/#services-in-kubernetes"),
      .kubernetes("concepts/overview/working-with-objects/labels/"), .mitre("T1557"),
    ],
    examples: [
      .flagged(
        "The labels of the web server",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: v1
            kind: Service
            metadata:
              name: shop
              namespace: shop
            spec:
              selector:
                app: shop
              ports:
                - port: 80
                  targetPort: 8080
          - apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: shop-cleanup
              namespace: shop
            spec:
              schedule: "0 2 * * *"
              jobTemplate:
                spec:
                  template:
                    metadata:
                      ▼labels▲:
                        app: shop
                        component: cleanup
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
      .clean(
        "A component of its own",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: v1
            kind: Service
            metadata:
              name: shop
              namespace: shop
            spec:
              selector:
                app: shop
                component: web
              ports:
                - port: 80
                  targetPort: 8080
          - apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: shop-cleanup
              namespace: shop
            spec:
              schedule: "0 2 * * *"
              jobTemplate:
                spec:
                  template:
                    metadata:
                      labels:
                        app: shop
                        component: cleanup
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
      .clean(
        "The port's name is not the job's",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: v1
            kind: Service
            metadata:
              name: shop
              namespace: shop
            spec:
              selector:
                app: shop
              ports:
                - port: 80
                  targetPort: http
          - apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: shop-cleanup
              namespace: shop
            spec:
              schedule: "0 2 * * *"
              jobTemplate:
                spec:
                  template:
                    metadata:
                      labels:
                        app: shop
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
    ])

  package static var reads: KindSet { KindSet(.service) }

  package static func check(_ workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    if workload.object.kind == .pod { return }
    let services = context.shared(ServicesByLabel.self)
    let groups = workload.object.podLabels.map { services.selecting($0, in: workload.object.namespace) }
    guard groups.reduce(0, { $0 + $1.count }) <= mostComparisons else {
      return answer.cannotTell(because: "more Services than are compared with a workload select by one of its labels")
    }
    for service in groups.joined() where answer.verdicts.all.count < mostFindings { judge(workload, service, &answer) }
  }

  /// No more Services than these are compared with a workload.
  private static var mostComparisons: Int { 1_000 }
  /// Who is selected by more Services has been told enough.
  private static var mostFindings: Int { 20 }

  private static func judge(_ workload: Located<WorkloadFacts>, _ service: Located<Service>, _ answer: inout ClusterAnswer<Self>) {
    let labels = workload.object.podLabels
    for entry in service.object.selector.entries {
      guard let value = entry.value.value, labels.contains(where: { $0.key == entry.key && $0.value == value }) else { return }
    }
    guard receivesTraffic(workload.object, from: service.object) else { return }
    let name = service.object.metadata.name.value ?? "(unnamed)"
    if name == workload.object.name {
      return answer.cannotTell(because: "the Service that selects the pods has the job's name: it may be meant for it")
    }
    // Files that name no namespace may be meant for different ones.
    if workload.object.namespace == nil, workload.origin.file != service.origin.file {
      return answer.cannotTell(because: "a Service with the same labels is in the input, and neither names its namespace")
    }
    answer.fail(Situation(service: name), at: workload.object.podLabelsPlace, related: service.origin)
  }

  /// Pods without a port of the name that a Service asks for are left out of it, unless it is headless.
  private static func receivesTraffic(_ workload: WorkloadFacts, from service: Service) -> Bool {
    let ports = service.ports.items
    if ports.isEmpty { return service.clusterIP.value == "None" }
    return ports.contains { port in
      guard let name = port.targetPort.value else { return true }
      return name.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } || workload.portNames.contains(name)
    }
  }

  /// The Service that selects the pods.
  package struct Situation: SituationKey {
    let service: String

    package func combine(into hash: inout StableHash) { hash.combine(service) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "the Service \"\(situation.service)\" selects the job's pods by these labels",
      why: "While a run lasts, a share of the Service's requests goes to a pod that does not answer them, or should not see them.",
      remedy: metadata.remedy)
  }
}

/// The Services that select pods, by the first label that they select by: only pods that have it are compared with the rest.
private struct ServicesByLabel: SharedFacts {
  static var reads: KindSet { KindSet(.service) }

  private struct Label: Hashable {
    let scope: Scope
    let key: String
    let value: String
  }

  private var services: [Label: [Located<Service>]] = [:]

  init(_ context: JudgingContext) {
    for service in context.state.services {
      guard service.object.type.value != "ExternalName", let first = service.object.selector.entries.first else { continue }
      let label = Label(scope: service.object.scope, key: first.key, value: first.value.value ?? "")
      services[label, default: []].append(service)
    }
  }

  func selecting(_ label: WorkloadFacts.Label, in namespace: String?) -> [Located<Service>] {
    services[Label(scope: Scope(namespace: namespace), key: label.key, value: label.value)] ?? []
  }
}
