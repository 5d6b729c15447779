/// Something that permissions let their holder do to others: what paths are made of, and what makes a grant risky.
package enum Capability: UInt8, CaseIterable, Sendable {
  case doEverything
  case impersonateUsers, impersonateGroups, impersonateServiceAccounts
  case bindClusterRoles, bindRoles, escalateClusterRoles, escalateRoles
  case writeClusterRoleBindings, writeRoleBindings, writeClusterRoles, writeRoles
  case useKubeletAPI, changeAdmittedObjects
  case createCertificateRequests, approveCertificateRequests, approveForSigners
  case readSecrets, createSecrets
  case runPods, changeWorkloads, executeInPods, requestTokens
  case createVolumes, weakenAdmission, changeClusterLogins
  case changeResourceTypes, changeNetworkPolicies, redirectServices, forwardPorts, relaxNamespaces, deleteEvents
  case changeStatus
  case deployManifests, removePods, changeNodes, createClusterRoles

  /// How grave it is to hold it, at least in one namespace and for objects of any name.
  package enum Level: UInt8, CaseIterable, Comparable, Sendable {
    case none, low, medium, high, critical
    package static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

    /// As reports have it.
    package var name: String {
      switch self {
      case .none: "none"
      case .low: "low"
      case .medium: "medium"
      case .high: "high"
      case .critical: "critical"
      }
    }
  }

  /// Verbs on resources, any of which gives the capability.
  struct Permission {
    let verbs: [String]
    let apiGroup: String
    let resources: [String]
  }

  static let rbac = "rbac.authorization.k8s.io"

  /// Whoever changes an object, if only to nothing and as a dry run, or deletes all of them as a dry run, is answered with what it holds.
  static let verbsAnsweredWithObjects = ["get", "list", "watch", "patch", "update", "deletecollection"]

  /// What gives the capability. Sources: the Kubernetes documentation "RBAC Good Practices", and what the peers look for.
  func permissions(inMinorVersion version: Int) -> [Permission] {
    let write = ["create", "update", "patch"]
    let change = ["update", "patch"]
    switch self {
    case .doEverything: return [Permission(verbs: ["*"], apiGroup: "*", resources: ["*"])]
    case .impersonateUsers: return [Permission(verbs: ["impersonate"], apiGroup: "", resources: ["users"])]
    case .impersonateGroups: return [Permission(verbs: ["impersonate"], apiGroup: "", resources: ["groups"])]
    case .impersonateServiceAccounts: return [Permission(verbs: ["impersonate"], apiGroup: "", resources: ["serviceaccounts"])]
    case .bindClusterRoles: return [Permission(verbs: ["bind"], apiGroup: Self.rbac, resources: ["clusterroles"])]
    case .bindRoles: return [Permission(verbs: ["bind"], apiGroup: Self.rbac, resources: ["roles"])]
    case .escalateClusterRoles: return [Permission(verbs: ["escalate"], apiGroup: Self.rbac, resources: ["clusterroles"])]
    case .escalateRoles: return [Permission(verbs: ["escalate"], apiGroup: Self.rbac, resources: ["roles"])]
    case .writeClusterRoleBindings: return [Permission(verbs: write, apiGroup: Self.rbac, resources: ["clusterrolebindings"])]
    case .writeRoleBindings: return [Permission(verbs: write, apiGroup: Self.rbac, resources: ["rolebindings"])]
    case .writeClusterRoles: return [Permission(verbs: change, apiGroup: Self.rbac, resources: ["clusterroles"])]
    case .writeRoles: return [Permission(verbs: change, apiGroup: Self.rbac, resources: ["roles"])]
    case .useKubeletAPI: return [Permission(verbs: ["get", "create"], apiGroup: "", resources: ["nodes/proxy"])]
    case .changeAdmittedObjects:
      return [
        Permission(
          verbs: write, apiGroup: "admissionregistration.k8s.io",
          resources: ["mutatingwebhookconfigurations", "mutatingadmissionpolicies", "mutatingadmissionpolicybindings"])
      ]
    case .createCertificateRequests:
      return [Permission(verbs: ["create"], apiGroup: "certificates.k8s.io", resources: ["certificatesigningrequests"])]
    case .approveCertificateRequests:
      return [Permission(verbs: change, apiGroup: "certificates.k8s.io", resources: ["certificatesigningrequests/approval"])]
    case .approveForSigners: return [Permission(verbs: ["approve"], apiGroup: "certificates.k8s.io", resources: ["signers"])]
    case .readSecrets:
      return [Permission(verbs: Self.verbsAnsweredWithObjects, apiGroup: "", resources: ["secrets"])]
    case .createSecrets: return [Permission(verbs: ["create"], apiGroup: "", resources: ["secrets"])]
    case .runPods: return Self.workloads(verbs: ["create"]) + [Permission(verbs: ["create"], apiGroup: "", resources: ["pods"])]
    case .changeWorkloads: return Self.workloads(verbs: change)
    case .executeInPods:
      // Since 1.35 the websocket that kubectl opens with `get` needs `create` as well.
      let verbs = version >= 35 ? ["create"] : ["create", "get"]
      return [
        Permission(verbs: verbs, apiGroup: "", resources: ["pods/exec", "pods/attach"]),
        Permission(verbs: change, apiGroup: "", resources: ["pods/ephemeralcontainers", "pods"]),
      ]
    case .requestTokens: return [Permission(verbs: ["create"], apiGroup: "", resources: ["serviceaccounts/token"])]
    case .createVolumes: return [Permission(verbs: ["create"], apiGroup: "", resources: ["persistentvolumes"])]
    case .weakenAdmission:
      return [
        Permission(
          verbs: write + ["delete"], apiGroup: "admissionregistration.k8s.io",
          resources: ["validatingwebhookconfigurations", "validatingadmissionpolicies", "validatingadmissionpolicybindings"]),
        Permission(verbs: write + ["delete"], apiGroup: "kyverno.io", resources: ["clusterpolicies", "policies", "policyexceptions"]),
        Permission(verbs: write + ["delete"], apiGroup: "templates.gatekeeper.sh", resources: ["constrainttemplates"]),
      ]
    case .changeClusterLogins: return [Permission(verbs: change, apiGroup: "", resources: ["configmaps"])]
    case .changeResourceTypes:
      return [Permission(verbs: write + ["delete"], apiGroup: "apiextensions.k8s.io", resources: ["customresourcedefinitions"])]
    case .changeNetworkPolicies:
      return [Permission(verbs: write + ["delete"], apiGroup: "networking.k8s.io", resources: ["networkpolicies"])]
    case .redirectServices: return [Permission(verbs: change, apiGroup: "", resources: ["services/status"])]
    case .forwardPorts:
      return [
        Permission(verbs: ["create"], apiGroup: "", resources: ["pods/portforward"]),
        Permission(verbs: ["get", "create", "update", "patch"], apiGroup: "", resources: ["pods/proxy", "services/proxy"]),
      ]
    case .relaxNamespaces: return [Permission(verbs: change, apiGroup: "", resources: ["namespaces"])]
    case .deleteEvents:
      return [
        Permission(verbs: ["delete", "deletecollection"], apiGroup: "", resources: ["events"]),
        Permission(verbs: ["delete", "deletecollection"], apiGroup: "events.k8s.io", resources: ["events"]),
      ]
    case .changeStatus: return [Permission(verbs: change, apiGroup: "", resources: ["pods/status", "nodes/status"])]
    case .deployManifests:
      return [
        Permission(verbs: write, apiGroup: "argoproj.io", resources: ["applications", "applicationsets"]),
        Permission(verbs: write, apiGroup: "kustomize.toolkit.fluxcd.io", resources: ["kustomizations"]),
        Permission(verbs: write, apiGroup: "helm.toolkit.fluxcd.io", resources: ["helmreleases"]),
        Permission(verbs: write, apiGroup: "kubernetes.crossplane.io", resources: ["objects"]),
        Permission(verbs: write, apiGroup: "external-secrets.io", resources: ["externalsecrets", "clusterexternalsecrets", "pushsecrets"]),
      ]
    case .removePods:
      return [
        Permission(verbs: ["delete", "deletecollection"], apiGroup: "", resources: ["pods"]),
        Permission(verbs: ["create"], apiGroup: "", resources: ["pods/eviction"]),
      ]
    case .changeNodes: return [Permission(verbs: change, apiGroup: "", resources: ["nodes", "nodes/status"])]
    case .createClusterRoles: return [Permission(verbs: write, apiGroup: Self.rbac, resources: ["clusterroles"])]
    }
  }

  private static func workloads(verbs: [String]) -> [Permission] {
    [
      Permission(verbs: verbs, apiGroup: "batch", resources: ["cronjobs", "jobs"]),
      Permission(verbs: verbs, apiGroup: "apps", resources: ["deployments", "daemonsets", "statefulsets", "replicasets"]),
      Permission(verbs: verbs, apiGroup: "", resources: ["replicationcontrollers"]),
      // Their controllers make pods of templates in them.
      Permission(verbs: verbs, apiGroup: "argoproj.io", resources: ["workflows", "cronworkflows", "rollouts"]),
      Permission(verbs: verbs, apiGroup: "tekton.dev", resources: ["taskruns", "pipelineruns"]),
      Permission(verbs: verbs, apiGroup: "apps.openshift.io", resources: ["deploymentconfigs"]),
      Permission(verbs: verbs, apiGroup: "keda.sh", resources: ["scaledjobs"]),
      Permission(verbs: verbs, apiGroup: "jobset.x-k8s.io", resources: ["jobsets"]),
      Permission(verbs: verbs, apiGroup: "batch.volcano.sh", resources: ["jobs"]),
      Permission(verbs: verbs, apiGroup: "serving.knative.dev", resources: ["services"]),
      Permission(verbs: verbs, apiGroup: "ray.io", resources: ["rayjobs", "rayclusters"]),
      Permission(verbs: verbs, apiGroup: "sparkoperator.k8s.io", resources: ["sparkapplications", "scheduledsparkapplications"]),
      Permission(verbs: verbs, apiGroup: "kubeflow.org", resources: ["pytorchjobs", "tfjobs", "mpijobs"]),
    ]
  }

  /// Whether it is about objects of the cluster, so that a RoleBinding cannot give it.
  var isClusterScoped: Bool {
    switch self {
    case .impersonateUsers, .impersonateGroups, .escalateClusterRoles, .writeClusterRoleBindings, .writeClusterRoles, .useKubeletAPI,
      .changeAdmittedObjects, .createCertificateRequests, .approveCertificateRequests, .approveForSigners, .createVolumes,
      .changeResourceTypes, .changeNodes, .createClusterRoles:
      true
    default: false
    }
  }

  /// How grave it is by itself. What takes another permission to be of use (to bind without writing bindings) is not: paths show it.
  package var level: Level {
    switch self {
    case .doEverything, .impersonateUsers, .impersonateServiceAccounts, .useKubeletAPI, .changeAdmittedObjects: .critical
    case .readSecrets, .runPods, .changeWorkloads, .executeInPods, .requestTokens, .createVolumes, .weakenAdmission,
      .changeClusterLogins, .deployManifests:
      .high
    case .changeResourceTypes, .changeNetworkPolicies, .redirectServices, .forwardPorts, .relaxNamespaces, .deleteEvents: .medium
    case .changeStatus: .low
    case .impersonateGroups, .bindClusterRoles, .bindRoles, .escalateClusterRoles, .escalateRoles, .writeClusterRoleBindings,
      .writeRoleBindings, .writeClusterRoles, .writeRoles, .createCertificateRequests, .approveCertificateRequests, .approveForSigners,
      .createSecrets, .removePods, .changeNodes, .createClusterRoles:
      .none
    }
  }

  /// What its holder can do, as a verb phrase.
  package var phrase: String {
    switch self {
    case .doEverything: "do everything"
    case .impersonateUsers: "act as other users"
    case .impersonateGroups: "act as a member of groups"
    case .impersonateServiceAccounts: "act as other service accounts"
    case .bindClusterRoles: "bind ClusterRoles it does not hold"
    case .bindRoles: "bind Roles it does not hold"
    case .escalateClusterRoles: "add rules it does not hold to ClusterRoles"
    case .escalateRoles: "add rules it does not hold to Roles"
    case .writeClusterRoleBindings: "write ClusterRoleBindings"
    case .writeRoleBindings: "write RoleBindings"
    case .writeClusterRoles: "change ClusterRoles"
    case .writeRoles: "change Roles"
    case .useKubeletAPI: "run commands in every pod through the kubelet"
    case .changeAdmittedObjects: "change every object while it is admitted"
    case .createCertificateRequests: "request certificates"
    case .approveCertificateRequests: "approve requests for certificates"
    case .approveForSigners: "approve certificates of signers"
    case .readSecrets: "read Secrets"
    case .createSecrets: "create Secrets"
    case .runPods: "run pods as any service account, with any Secret"
    case .changeWorkloads: "change what workloads run, and as which service account"
    case .executeInPods: "run commands in pods"
    case .requestTokens: "request tokens of service accounts"
    case .createVolumes: "create volumes of the nodes' files"
    case .weakenAdmission: "change what admission checks"
    case .changeClusterLogins: "change who may log in (the ConfigMap aws-auth)"
    case .changeResourceTypes: "change CustomResourceDefinitions"
    case .changeNetworkPolicies: "change NetworkPolicies"
    case .redirectServices: "redirect traffic of Services"
    case .forwardPorts: "connect to ports of pods"
    case .relaxNamespaces: "change the Pod Security level of namespaces"
    case .deleteEvents: "delete events"
    case .changeStatus: "change the status of pods or nodes"
    case .deployManifests: "have a controller apply what it writes, with the controller's permissions"
    case .removePods: "delete or evict pods"
    case .changeNodes: "change nodes"
    case .createClusterRoles: "write ClusterRoles"
    }
  }

  /// What its holder can do with the other permissions that it takes.
  package var combinedPhrase: String {
    switch self {
    case .createSecrets: "have a token of any service account put into a Secret, and read it"
    case .approveForSigners: "request and approve a certificate of any user"
    case .impersonateGroups: "act as a member of system:masters"
    case .removePods: "have pods moved to a node of its choice, by closing the others"
    case .createClusterRoles: "have a ClusterRole of its own added to an aggregated one that it holds"
    case .createVolumes: "mount the files of any node by a volume it creates, with the tokens of the pods there"
    default: phrase
    }
  }
}
