package import ClusterState
package import Findings
package import Manifests

/// A Service sends an application's traffic to the job's pods.
package enum SelectedByService: InventoryRule {
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

  package static func applies(to state: ClusterState) -> Bool { !state.services.isEmpty }

  package static func check(_ context: JudgingContext) -> [InventoryVerdict] {
    let services = Dictionary(grouping: context.state.services.filter(selectsPods)) { service in
      Label(namespace: service.object.metadata.namespace.value ?? "", service.object.selector.entries.first)
    }
    if services.isEmpty { return [] }
    return context.state.workloads.flatMap { workload -> [InventoryVerdict] in
      guard workload.object.kind != .pod else { return [] }
      let groups = workload.object.podLabels.compactMap { label in
        services[Label(namespace: workload.object.namespace ?? "", key: label.key, value: label.value)]
      }
      guard groups.reduce(0, { $0 + $1.count }) <= mostComparisons else {
        return [
          InventoryVerdict(
            on: workload.origin, .notEvaluated(reason: "more Services than are compared with a workload select by one of its labels"))
        ]
      }
      let verdicts = groups.joined().sorted { $0.origin < $1.origin }.lazy.compactMap { verdict(on: workload, $0) }
      return Array(verdicts.prefix(mostFindings))
    }
  }

  /// No more Services than these are compared with a workload.
  private static var mostComparisons: Int { 1_000 }
  /// Who is selected by more Services has been told enough.
  private static var mostFindings: Int { 20 }

  /// The first label that a Service selects by: only pods that have it are compared with the rest.
  private struct Label: Hashable {
    let namespace: String
    let key: String
    let value: String

    init(namespace: String, key: String, value: String) {
      self.namespace = namespace
      self.key = key
      self.value = value
    }

    init(namespace: String, _ entry: StringMap.Entry?) {
      self.init(namespace: namespace, key: entry?.key ?? "", value: entry?.value.value ?? "")
    }
  }

  private static func selectsPods(_ service: Located<Service>) -> Bool {
    !service.object.selector.entries.isEmpty && service.object.type.value != "ExternalName"
  }

  private static func verdict(on workload: Located<WorkloadFacts>, _ service: Located<Service>) -> InventoryVerdict? {
    let labels = workload.object.podLabels
    for entry in service.object.selector.entries {
      guard let value = entry.value.value, labels.contains(where: { $0.key == entry.key && $0.value == value }) else { return nil }
    }
    guard receivesTraffic(workload.object, from: service.object) else { return nil }
    let name = service.object.metadata.name.value ?? "(unnamed)"
    if name == workload.object.name {
      return InventoryVerdict(
        on: workload.origin, .notEvaluated(reason: "the Service that selects the pods has the job's name: it may be meant for it"))
    }
    // Files that name no namespace may be meant for different ones.
    if workload.object.namespace == nil, workload.origin.file != service.origin.file {
      return InventoryVerdict(
        on: workload.origin, .notEvaluated(reason: "a Service with the same labels is in the input, and neither names its namespace"))
    }
    return InventoryVerdict(
      on: workload.origin, .finding(severity: nil, arguments: [name]),
      place: workload.object.podLabelsPlace, related: service.origin)
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

  package static func explain(_ arguments: [String]) -> Explanation {
    Explanation(
      message: "the Service \"\(arguments.argument(0))\" selects the job's pods by these labels",
      why: "While a run lasts, a share of the Service's requests goes to a pod that does not answer them, or should not see them.",
      remedy: metadata.remedy)
  }
}
