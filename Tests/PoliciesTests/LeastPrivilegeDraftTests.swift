import ClusterState
import AccessControl
import Manifests
import SourceTree
import Testing

@testable import Policies

@Suite struct LeastPrivilegeDraftTests {
  private static let account = ServiceAccountName(namespace: "shop", name: "backup")

  private static func graph(_ text: String = "") throws -> (AccessGraph, [Manifest], ClusterState) {
    var objects = GatheredObjects()
    var manifests: [Manifest] = []
    var reader = ManifestReader(try Source(name: "input.yaml", bytes: Array(text.utf8)))
    while let element = reader.next() {
      guard case .object(let manifest) = element else {
        Issue.record("\(element)")
        continue
      }
      objects.gather(manifest, file: 0)
      manifests.append(manifest)
    }
    let state = objects.settled()
    return (AccessGraph(Authorizer(state), state), manifests, state)
  }

  private static func draft(_ needs: [AccessNeed], _ rbac: String = "") throws -> LeastPrivilegeDraft {
    var all = AccessNeeds()
    for need in needs { all.add(need) }
    return try LeastPrivilegeDraft(needs: all, for: account, current: account, in: graph(rbac).0)
  }

  @Test("A draft gives what is needed, to the letter")
  func manifests() throws {
    let draft = try Self.draft([
      AccessNeed(verb: "get", resource: "secrets", namespace: "shop", name: "db"), AccessNeed(verb: "list", resource: "nodes"),
      AccessNeed(verb: "create", apiGroup: "authorization.k8s.io", resource: "selfsubjectaccessreviews"),
    ])
    #expect(
      draft.manifests == """
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: backup
          namespace: shop
        # Beside it, `automountServiceAccountToken` of the pod wins.
        automountServiceAccountToken: true
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: shop-backup
        rules:
          - apiGroups: [""]
            resources: [nodes]
            verbs: [list]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: shop-backup
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: shop-backup
        subjects:
          - kind: ServiceAccount
            name: backup
            namespace: shop
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: backup
          namespace: shop
        rules:
          - apiGroups: [""]
            resources: [secrets]
            resourceNames: [db]
            verbs: [get]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: backup
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: backup
        subjects:
          - kind: ServiceAccount
            name: backup
            namespace: shop

        """)
    #expect(draft.proven == 3)
    #expect(draft.grantedByDefault == 1)
  }

  @Test("Random needs are all allowed, and hardly anything else")
  func randomNeeds() throws {
    var state: UInt64 = 11
    func random(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    func need() -> AccessNeed {
      if random(12) == 0 { return AccessNeed(verb: "get", nonResourceURL: ["/metrics", "/debug/x"][random(2)]) }
      let (group, resource) = [("", "secrets"), ("", "configmaps"), ("batch", "cronjobs"), ("apps", "deployments")][random(4)]
      let verb = ["get", "list", "create", "patch", "delete", "deletecollection"][random(6)]
      return AccessNeed(
        verb: verb, apiGroup: group, resource: resource, subresource: random(5) == 0 ? "status" : "",
        namespace: ["", "shop", "test"][random(3)],
        name: ["", "a", "b", "*", "true"][random(5)])
    }
    let user = User(serviceAccount: Self.account)
    for round in 0..<15 {
      let needs = (0...random(8)).map { _ in need() }
      let draft = try Self.draft(needs)
      #expect(draft.proven > 0)
      let (graph, _, _) = try Self.graph(draft.manifests)
      for _ in 0..<400 {
        let other = need()
        guard graph.authorizer.decision(on: other.request(by: user)).isAllowed else { continue }
        // Allowed is what was needed: in this namespace or in all of them, by this name or by any.
        let isNeeded = needs.contains { need in
          let isScope = need.namespace == other.namespace || need.namespace.isEmpty
          let isName = need.name == other.name || need.name.isEmpty || need.verb == "deletecollection"
          return need.verb == other.verb && need.apiGroup == other.apiGroup && need.resource == other.resource
            && need.subresource == other.subresource && need.nonResourceURL == other.nonResourceURL && isScope && isName
        }
        #expect(isNeeded, "round \(round): \(other.rule) in \(other.namespace), with \(needs.map(\.rule))")
      }
    }
  }

  @Test("What becomes of what the account holds")
  func heldRules() throws {
    let rbac = """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r, namespace: shop}, rules: [
        {apiGroups: [''], resources: [secrets], resourceNames: [db], verbs: [get]},
        {apiGroups: [''], resources: [configmaps], verbs: [get, list]},
        {apiGroups: [''], resources: [pods], verbs: ['*']}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: b, namespace: shop},
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}, subjects: [{kind: ServiceAccount, name: backup}]}
      """
    let draft = try Self.draft(
      [
        AccessNeed(verb: "get", resource: "secrets", namespace: "shop", name: "db"),
        AccessNeed(verb: "list", resource: "configmaps", namespace: "shop"), AccessNeed(verb: "list", resource: "nodes"),
      ], rbac)
    #expect(draft.held.map(\.fate) == [.kept, .narrowed, .unused])
    #expect(draft.notAllowedNow == 1)
    #expect(draft.notEvaluatedNow == 0)
    #expect(try Self.draft([AccessNeed(verb: "get", resource: "secrets", namespace: "shop", name: "other")], rbac).proven == 1)
    #expect(try Self.draft([]).proven == 0)
  }

  @Test("A rule is used although another one allows the same")
  func sharedUse() throws {
    let roles = ["a", "b"].map { name in
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: \(name), namespace: shop}, rules: [
        {apiGroups: [''], resources: [secrets, configmaps], verbs: [get]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: \(name), namespace: shop},
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: \(name)}, subjects: [{kind: ServiceAccount, name: backup}]}
      """
    }
    let draft = try Self.draft(
      [AccessNeed(verb: "get", resource: "secrets", namespace: "shop", name: "db")], roles.joined(separator: "\n---\n"))
    #expect(draft.held.map(\.fate) == [.narrowed, .narrowed])
  }

  private static func job(_ container: String, annotations: String = "") -> String {
    """
    {apiVersion: batch/v1, kind: Job, metadata: {name: backup, namespace: shop, annotations: {\(annotations)}}, spec: {template: {spec: {
      volumes: [{name: s, configMap: {name: scripts}}], containers: [{name: c, image: i, \(container)}]}}}}
    """
  }

  private static func workload(_ text: String) throws -> (Workload, [ConfigMap]) {
    let manifests = try graph(text).1
    var workload: Workload?
    var configMaps: [ConfigMap] = []
    for manifest in manifests {
      if case .workload(let found) = manifest { workload = found }
      if case .configMap(let found) = manifest { configMaps.append(found) }
    }
    return (try #require(workload), configMaps)
  }

  @Test("The annotation says what is needed")
  func annotation() throws {
    let lines = #"get,list secrets/db\nlist pods in test\nget /metrics; patch cronjobs.batch/status/a\nnonsense\nlist nodes"#
    let (workload, _) = try Self.workload(Self.job("env: []", annotations: "access.curfew.dev/needs: \"\(lines)\""))
    let needs = try #require(DeclaredNeeds(annotationOf: workload, namespace: "shop"))
    #expect(
      needs.needs.all.map { "\($0.namespace): \($0.rule)" } == [
        ": list nodes", ": get /metrics", "shop: get secrets \"db\"", "shop: list secrets \"db\"",
        "shop: patch cronjobs.batch/status \"a\"",
        "test: list pods",
      ])
    #expect(needs.confirmations.count == 1)
    let (creating, _) = try Self.workload(
      Self.job("env: []", annotations: #"access.curfew.dev/needs: "create jobs/x; create serviceaccounts/token/a; patch,create cm/y""#))
    let created = try #require(DeclaredNeeds(annotationOf: creating, namespace: "shop"))
    #expect(
      created.needs.all.map { "\($0.rule)" } == [
        "create configmaps \"y\"", "patch configmaps \"y\"", "create serviceaccounts/token \"a\"", "create jobs.batch",
      ])
    #expect(created.confirmations.count == 1)
    let (other, _) = try Self.workload(Self.job("env: []"))
    #expect(DeclaredNeeds(annotationOf: other, namespace: "shop") == nil)
  }

  @Test(
    "What kubectl in scripts takes",
    arguments: [
      ("kubectl get pods", ["shop: list pods"]),
      ("kubectl get pod web-1 -o json", ["shop: get pods \"web-1\""]),
      ("kubectl -n test get deploy/web", ["test: get deployments.apps \"web\""]),
      ("kubectl -ntest get pods,svc", ["test: list pods", "test: list services"]),
      ("kubectl get cm -A --watch", [": list configmaps", ": watch configmaps"]),
      ("kubectl get job x -w", ["shop: get jobs.batch \"x\"", "shop: watch jobs.batch \"x\""]),
      ("kubectl get --raw /metrics", [": get /metrics"]),
      ("kubectl delete secret old", ["shop: delete secrets \"old\"", "shop: get secrets \"old\""]),
      ("kubectl label deploy/web tier=front old-", ["shop: get deployments.apps \"web\"", "shop: patch deployments.apps \"web\""]),
      ("kubectl scale deploy/web --replicas=0", ["shop: get deployments.apps \"web\"", "shop: patch deployments.apps/scale \"web\""]),
      (
        "kubectl scale --replicas 0 --current-replicas 2 sts db",
        [
          "shop: get statefulsets.apps \"db\"", "shop: get statefulsets.apps/scale \"db\"",
          "shop: update statefulsets.apps/scale \"db\"",
        ]
      ),
      ("kubectl set image deploy/web c=img:1", ["shop: get deployments.apps \"web\"", "shop: patch deployments.apps \"web\""]),
      ("kubectl set sa deploy web runner", ["shop: get deployments.apps \"web\"", "shop: patch deployments.apps \"web\""]),
      ("kubectl rollout restart deployment/web", ["shop: get deployments.apps \"web\"", "shop: patch deployments.apps \"web\""]),
      (
        "kubectl rollout status ds/web",
        ["shop: get daemonsets.apps \"web\"", "shop: list daemonsets.apps \"web\"", "shop: watch daemonsets.apps \"web\""]
      ),
      ("kubectl create job x --from=cronjob/y", ["shop: get cronjobs.batch \"y\"", "shop: create jobs.batch"]),
      ("kubectl create token deployer", ["shop: create serviceaccounts/token \"deployer\""]),
      ("kubectl create secret generic s --from-literal a=b", ["shop: create secrets"]),
      (
        "kubectl create cm s --dry-run=client -o yaml | kubectl apply -f -",
        ["shop: create configmaps", "shop: get configmaps \"s\"", "shop: patch configmaps \"s\""]
      ),
      (
        "kubectl exec web-1 -- ls /",
        ["shop: get pods \"web-1\"", "shop: create pods/exec \"web-1\"", "shop: get pods/exec \"web-1\""]
      ),
      (
        "kubectl exec -it deploy/web -- kubectl get secrets",
        ["shop: get pods", "shop: list pods", "shop: create pods/exec", "shop: get pods/exec", "shop: get deployments.apps \"web\""]
      ),
      ("kubectl logs -f web-1 -p | grep x", ["shop: get pods \"web-1\"", "shop: get pods/log \"web-1\""]),
      ("kubectl logs -l app=web", ["shop: list pods", "shop: get pods/log"]),
      ("kubectl cp test/web-1:/a /b", ["shop: get pods \"web-1\"", "shop: create pods/exec \"web-1\"", "shop: get pods/exec \"web-1\""]),
      ("kubectl top pods", ["shop: list pods.metrics.k8s.io"]),
      ("kubectl cordon n1", [": get nodes \"n1\"", ": patch nodes \"n1\""]),
      ("kubectl --as=system:serviceaccount:pay:teller get cm", ["pay: impersonate serviceaccounts \"teller\""]),
      ("timeout 60 kubectl get pods", ["shop: list pods"]),
      ("kubectl get certificate tls", ["shop: get certificates.cert-manager.io \"tls\""]),
      ("/usr/local/bin/kubectl version --client", []),
      ("kubectl auth can-i get pods", []),
      ("echo kubectl get pods", []),
    ])
  func kubectl(_ script: String, _ expected: [String]) throws {
    let (workload, configMaps) = try Self.workload(Self.job("command: [sh, -c, '\(script)']"))
    let role = """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: tls, namespace: shop}, rules: [
        {apiGroups: [cert-manager.io], resources: [certificates], verbs: [get]}]}
      """
    let resources = NamedResources(try Self.graph(role).2)
    let needs = DeclaredNeeds(scriptsOf: workload, configMaps: configMaps, namespace: "shop", resources: resources)
    #expect(needs.needs.all.map { "\($0.namespace): \($0.rule)" } == expected)
    #expect(needs.confirmations.isEmpty)
  }

  @Test("Scripts of ConfigMaps are read; what cannot be seen is to be confirmed")
  func configMap() throws {
    let script =
      #"{apiVersion: v1, kind: ConfigMap, metadata: {name: scripts, namespace: shop}, data: {run.sh: "kubectl apply -f x.yaml\nkubectl get pods $NAME\n"}}"#
    let (workload, configMaps) = try Self.workload("\(script)\n---\n\(Self.job("command: [/scripts/run.sh]"))")
    let needs = DeclaredNeeds(scriptsOf: workload, configMaps: configMaps, namespace: "shop")
    #expect(needs.confirmations.count == 2)
    #expect(needs.needs.all.map { "\($0.rule)" } == ["get pods"])
  }

  @Test(
    "What is only known at run time is no wider grant, and is to be confirmed",
    arguments: [
      ("kubectl -n $NS get cm a", ["shop: get configmaps \"a\""]),
      ("kubectl get cm $NAME", ["shop: get configmaps"]),
      ("kubectl get $KIND a", []),
      ("kubectl get pods -o name | xargs kubectl delete pod", ["shop: delete pods", "shop: get pods", "shop: list pods"]),
      ("kubectl get widgets", ["shop: list widgets"]),
      ("kubectl --as=$WHO get cm", []),
      ("kubectl delete -f x.yaml", []),
      ("kubectl get all", []),
    ])
  func runTime(_ script: String, _ expected: [String]) throws {
    let (workload, _) = try Self.workload(Self.job("command: [sh, -c, '\(script)']"))
    let needs = DeclaredNeeds(scriptsOf: workload, configMaps: [], namespace: "shop")
    #expect(needs.needs.all.map { "\($0.namespace): \($0.rule)" } == expected)
    #expect(needs.confirmations.count >= 1)
  }

  @Test("What grants open")
  func opens() {
    let levels: [AccessNeed: Capability.Level] = [
      AccessNeed(verb: "list", resource: "secrets", namespace: "shop"): .high,
      AccessNeed(verb: "get", resource: "secrets", namespace: "shop", name: "db"): .none,
      AccessNeed(verb: "get", resource: "configmaps", namespace: "shop"): .none,
      AccessNeed(verb: "create", apiGroup: "batch", resource: "jobs", namespace: "shop"): .high,
      AccessNeed(verb: "impersonate", resource: "users"): .critical,
    ]
    let grants = SmallestGrants(of: levels.keys, kubernetesMinorVersion: 36)
    for (need, level) in levels { #expect(grants[need].map(\.level).max() ?? .none == level, "\(need.rule)") }
    #expect(grants[AccessNeed(verb: "get", resource: "nodes")].isEmpty)
  }
}
