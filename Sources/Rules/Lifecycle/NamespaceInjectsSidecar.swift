package import ClusterState
package import Findings
package import Manifests

/// The namespace has a proxy injected into the job that never ends.
package enum NamespaceInjectsSidecar: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW142", name: "namespace-injects-sidecar", severity: .medium,
    summary: "The namespace has a proxy injected into the job that never ends.",
    rationale: """
      Service meshes are switched on for a namespace, with its servers in mind. Every pod that is made there then gets a proxy, those of \
      Jobs too, and as an ordinary container the proxy does not end with the job: its Jobs stay active although their work is done. It \
      strikes on the day the namespace gets its label, and nothing in the CronJob's manifest has changed.

      Judged where the input holds the Namespace. Linkerd's proxy is a native sidecar only where an annotation or the installation says \
      so; Istio's is by itself on Kubernetes 1.33 or later, hence nothing is said about it there. A pod that opts out, or that ends the \
      proxy itself, is left alone.

      The severity is medium, because the mesh may have been installed with native sidecars for all.
      """,
    remedy:
      "Opt out in the pod template (`linkerd.io/inject: disabled`, label `sidecar.istio.io/inject: \"false\"`), or ask for a native sidecar there.",
    references: [
      .kubernetes("concepts/workloads/pods/sidecar-containers/#sidecar-containers-and-jobs"),
      .url("https://linkerd.io/2/features/native-sidecars/"),
      .url("https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/"),
    ],
    examples: [
      .flagged(
        "All pods of the namespace are meshed",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              annotations:
                linkerd.io/inject: enabled
          - apiVersion: batch/v1
            ▼kind▲: CronJob
            metadata:
              name: backup
              namespace: shop
            spec:
              schedule: "0 2 * * *"
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
      .flagged(
        "Istio before native sidecars", options: RuleOptions(kubernetesMinorVersion: 30),
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                istio-injection: enabled
          - apiVersion: batch/v1
            ▼kind▲: CronJob
            metadata:
              name: backup
              namespace: shop
            spec:
              schedule: "0 2 * * *"
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
      .clean(
        "The job opts out",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              annotations:
                linkerd.io/inject: enabled
          - apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: backup
              namespace: shop
            spec:
              schedule: "0 2 * * *"
              jobTemplate:
                spec:
                  template:
                    metadata:
                      annotations:
                        linkerd.io/inject: disabled
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
      .clean(
        "Another namespace",
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              annotations:
                linkerd.io/inject: enabled
          - apiVersion: batch/v1
            kind: CronJob
            metadata:
              name: backup
              namespace: batch
            spec:
              schedule: "0 2 * * *"
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                        - name: dump
                          image: registry.example.com/backup:1.4
        """),
    ])

  package static var reads: KindSet { KindSet(.namespace) }

  package static func check(_ workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    guard workload.object.kind != .pod, let name = workload.object.namespace,
      let namespace = context.state.namespaces.objects(named: name, in: .cluster).last,
      let mesh = Mesh(of: namespace.object.metadata, options: context.options), mesh.keepsAlive(workload.object)
    else { return }
    answer.fail(Situation(namespace: name, mesh: mesh), related: namespace.origin)
  }

  /// Whose proxies are injected.
  enum Mesh: String, StableHashable {
    case istio = "Istio"
    case linkerd = "Linkerd"

    /// The mesh whose proxies the namespace has injected as ordinary containers.
    init?(of namespace: ObjectMeta, options: RuleOptions) {
      let labels = namespace.labels
      let annotations = namespace.annotations
      if !options.hasNativeIstioSidecars, labels["istio-injection"].value == "enabled" || !labels["istio.io/rev"].isAbsent {
        self = .istio
      } else if annotations["linkerd.io/inject"].value == "enabled",
        annotations["config.beta.linkerd.io/proxy-enable-native-sidecar"].value != "true",
        annotations["config.alpha.linkerd.io/proxy-enable-native-sidecar"].value != "true"
      {
        self = .linkerd
      } else {
        return nil
      }
    }

    /// Whether the proxy is injected into the pod at its namespace's word, and never ends there.
    func keepsAlive(_ workload: WorkloadFacts) -> Bool {
      if workload.endsProxies { return false }
      let marks = workload.injectionMarks
      switch self {
      case .istio:
        // Where the pod asks for it itself, injected-sidecar-keeps-job-alive says so.
        return !(workload.podLabels + marks).contains { $0.key == "sidecar.istio.io/inject" }
          && !marks.contains { $0.key == "sidecar.istio.io/nativeSidecar" && $0.value == "true" }
      case .linkerd:
        return !marks.contains { $0.key == "linkerd.io/inject" || ($0.key.hasSuffix("proxy-enable-native-sidecar") && $0.value == "true") }
      }
    }
  }

  /// A namespace, and whose proxies it has injected.
  package struct Situation: SituationKey {
    let namespace: String
    let mesh: Mesh

    package func combine(into hash: inout StableHash) { hash.combine(namespace, mesh) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message:
        "the namespace \(situation.namespace) has \(situation.mesh.rawValue)'s proxy injected, which goes on running when the job is done",
      why: "The pod is done only when all of its containers are, so the Job stays active until something kills it.",
      remedy: metadata.remedy)
  }
}
