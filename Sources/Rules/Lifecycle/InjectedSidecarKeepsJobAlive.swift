package import Findings
package import Manifests

/// The pod asks for a proxy to be injected that never ends.
package enum InjectedSidecarKeepsJobAlive: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW141", name: "injected-sidecar-keeps-job-alive", severity: .high,
    summary: "The pod asks for a proxy to be injected that never ends.",
    rationale: """
      A label or annotation of the pod template asks a webhook to put a container into the pod, and as an ordinary container that one \
      does not end with the job: the Job stays active although its work is done. Nothing of it can be seen in the manifest, and where \
      the webhook is not installed, as in most test clusters, nothing happens.

      Most injectors can do it right: Vault's renders the secrets once and ends (`agent-pre-populate-only`), Linkerd's makes a native \
      sidecar when it is told to. Istio's does so by itself on Kubernetes 1.33 or later, hence nothing is said about it there. A pod \
      that ends the proxy itself (`/quitquitquit`, `linkerd-await`) is left alone.

      The severity is high, and medium where `activeDeadlineSeconds` ends the run: it then fails every time, after its work was done.
      """,
    remedy: "Ask for a native sidecar or for no injection, by the annotation of the injector in question.",
    references: [
      .kubernetes("concepts/workloads/pods/sidecar-containers/#sidecar-containers-and-jobs"),
      .url("https://developer.hashicorp.com/vault/docs/platform/k8s/injector/annotations"),
      .url("https://linkerd.io/2/features/native-sidecars/"), .url("https://istio.io/latest/docs/reference/config/annotations/"),
    ],
    examples: [
      .flagged(
        "Vault's agent stays to renew what the job needs once",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                metadata:
                  annotations:
                    vault.hashicorp.com/agent-inject: ▼"true"▲
                    vault.hashicorp.com/role: backup
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .flagged(
        "Linkerd's proxy as an ordinary container",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                metadata:
                  annotations:
                    linkerd.io/inject: ▼enabled▲
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "Vault's agent ends before the job starts",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                metadata:
                  annotations:
                    vault.hashicorp.com/agent-inject: "true"
                    vault.hashicorp.com/agent-pre-populate-only: "true"
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "Linkerd's proxy as a native sidecar",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                metadata:
                  annotations:
                    linkerd.io/inject: enabled
                    config.beta.linkerd.io/proxy-enable-native-sidecar: "true"
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard workload.kind != .pod else { return }
    let severity: Severity? = workload.job.activeDeadlineSeconds.isAbsent ? nil : .medium
    let labels = workload.podMetadata.labels
    let annotations = workload.podMetadata.annotations
    // Only Istio looks at labels, too.
    for injector in Injector.allCases where injector == .istio || !annotations.entries.isEmpty {
      guard let request = findings.readIfPresent(injector.request(labels, annotations)), injector.isRequested(by: request.value),
        !injector.makesSidecars(annotations, options: options), !workload.pod.endsProxies
      else { continue }
      findings.report(at: request.place, severity: severity, injector)
    }
  }

  /// Those who put containers into pods that ask for it.
  package enum Injector: String, CaseIterable, SituationKey {
    case istio, linkerd, vault, dapr, consul, openTelemetry

    /// How messages call what is injected.
    fileprivate var container: String {
      switch self {
      case .istio: "Istio's proxy"
      case .linkerd: "Linkerd's proxy"
      case .vault: "Vault's agent"
      case .dapr: "Dapr's sidecar"
      case .consul: "Consul's proxy"
      case .openTelemetry: "OpenTelemetry's collector"
      }
    }

    /// The label or annotation that asks for the container.
    fileprivate func request(_ labels: StringMap, _ annotations: StringMap) -> Field<String> {
      switch self {
      case .istio:
        let label = labels["sidecar.istio.io/inject"]
        return label.isAbsent ? annotations["sidecar.istio.io/inject"] : label
      case .linkerd: return annotations["linkerd.io/inject"]
      case .vault: return annotations["vault.hashicorp.com/agent-inject"]
      case .dapr: return annotations["dapr.io/enabled"]
      case .consul: return annotations["consul.hashicorp.com/connect-inject"]
      case .openTelemetry: return annotations["sidecar.opentelemetry.io/inject"]
      }
    }

    fileprivate func isRequested(by value: String) -> Bool {
      switch self {
      case .linkerd: value == "enabled" || value == "ingress"
      // A collector may be asked for by its name.
      case .openTelemetry: value != "false" && !value.isEmpty
      default: value == "true" || value == "yes" || value == "on" || value == "1"
      }
    }

    /// Whether the container does not keep the pod from ending.
    fileprivate func makesSidecars(_ annotations: StringMap, options: RuleOptions) -> Bool {
      switch self {
      case .istio:
        let wish = annotations["sidecar.istio.io/nativeSidecar"].value
        return wish == "true" || (options.hasNativeIstioSidecars && wish != "false")
      case .linkerd:
        return annotations["config.beta.linkerd.io/proxy-enable-native-sidecar"].value == "true"
          || annotations["config.alpha.linkerd.io/proxy-enable-native-sidecar"].value == "true"
      case .vault: return annotations["vault.hashicorp.com/agent-pre-populate-only"].value == "true"
      case .consul: return annotations["consul.hashicorp.com/enable-sidecar-proxy-lifecycle"].value == "true"
      case .dapr, .openTelemetry: return false
      }
    }
  }

  package static func explain(_ injector: Injector) -> Explanation {
    let remedy: String? =
      switch injector {
      case .istio: "Set the annotation `sidecar.istio.io/nativeSidecar: \"true\"`, or the label `sidecar.istio.io/inject: \"false\"`."
      case .linkerd:
        "Set the annotation `config.beta.linkerd.io/proxy-enable-native-sidecar: \"true\"`, or `linkerd.io/inject: disabled`."
      case .vault: "Set the annotation `vault.hashicorp.com/agent-pre-populate-only: \"true\"`."
      case .dapr: "Have the job call Dapr's `/v1.0/shutdown` when it is done."
      case .consul, .openTelemetry: nil
      }
    return Explanation(
      message: "\(injector.container) is injected and goes on running when the job is done",
      why: "The pod is done only when all of its containers are, so the Job stays active until something kills it.",
      remedy: remedy ?? metadata.remedy)
  }
}
