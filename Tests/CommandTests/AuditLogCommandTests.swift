import Foundation
import Testing

/// What `access minimize` and `access explain-denied` make of audit logs, and `generate network-policy` of manifests.
@Suite struct AuditLogCommandTests {
  private static let manifests = """
    {apiVersion: batch/v1, kind: CronJob, metadata: {name: backup, namespace: shop}, spec: {schedule: "*/10 * * * *", jobTemplate: {spec: {template: {
      metadata: {labels: {app: backup}}, spec: {serviceAccountName: backup, containers: [{name: c, image: i, env: [{name: PGHOST, value: orders}]}]}}}}}}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: wide, namespace: shop}, rules: [
      {apiGroups: [''], resources: [secrets], verbs: [get, list]}]}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: wide, namespace: shop},
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: wide}, subjects: [{kind: ServiceAccount, name: backup}]}
    """

  private static func event(
    _ verb: String, _ resource: String, _ name: String, _ minute: Int, pod: String? = "backup-29391840-x7k2p", decision: String = "allow",
    stage: String = "ResponseComplete"
  ) -> String {
    let extra = pod.map { #","extra":{"authentication.kubernetes.io/pod-name":["\#($0)"]}"# } ?? ""
    return """
      {"stage":"\(stage)","auditID":"\(verb)\(name)\(minute)","requestURI":"/x","verb":"\(verb)",\
      "user":{"username":"system:serviceaccount:shop:backup","groups":[]\(extra)},\
      "objectRef":{"resource":"\(resource)","namespace":"shop","name":"\(name)"},"responseStatus":{"code":200},\
      "requestReceivedTimestamp":"2026-11-23T05:\(minute):00.000000Z","annotations":{"authorization.k8s.io/decision":"\(decision)"}}
      """
  }

  @Test func whatWasUsedIsWhatIsGranted() throws {
    let log = [
      Self.event("get", "secrets", "db", 10), Self.event("get", "secrets", "db", 20),
      Self.event("watch", "pods", "", 30, stage: "ResponseStarted"),
      Self.event("watch", "pods", "", 30), Self.event("list", "secrets", "", 35, decision: "forbid"),
      Self.event("delete", "secrets", "db", 40, pod: "other-29391840-x7k2p"), Self.event("get", "configmaps", "a", 45, pod: nil), "cut off",
    ]
    let workspace = try Workspace(["app.yaml": Self.manifests, "audit.log": log.joined(separator: "\n")])
    let command = try workspace.curfew("access", "minimize", "backup", "--audit-log", "audit.log", "-f", "app.yaml")
    #expect(command.status == 0)
    let comments = command.output.split(separator: "\n").filter { $0.hasPrefix("#") }.map(String.init)
    #expect(
      comments == [
        "# Least privilege for CronJob \"backup\".",
        "# From the audit log of 2026-11-23T05:10:00.000000Z to 2026-11-23T05:45:00.000000Z: 4 requests that were allowed, of 1 pod.",
        "# Confirm: the schedule has 4 runs in that time, and 1 pod asked for something; what other runs need is not in the log.",
        "# 1 request of the same service account by other pods was left out.",
        "# Confirm: 1 request names no pod, and may be of others that use the service account.",
        "# 1 request was denied and is not granted; `curfew access explain-denied` tells which.",
        "# Proof: the authorizer allows all 3 different requests with these roles alone.",
        "# Confirm: the roles of the input do not allow 2 of the requests that the log says were allowed.",
        "# What it holds now goes only when these bindings no longer name it:",
        "#   RoleBinding shop/wide: get,list secrets: narrowed here to what was used.",
        "# Beside it, `automountServiceAccountToken` of the pod wins.",
      ])
    #expect(command.output.contains("    resources: [secrets]\n    resourceNames: [db]\n    verbs: [get]\n"))
    #expect(command.output.contains("    resources: [pods]\n    verbs: [watch]\n"))
    #expect(!command.output.contains("delete"))
    #expect(command.error.contains("audit.log: 1 of 8 lines are no whole events"))

    // The proposal, scanned and asked as any other input.
    try workspace.write(command.output, to: "proposal.yaml")
    let answer = { (arguments: String...) in try Command.run(["access", "check"] + arguments, folder: workspace.folder).status }
    #expect(try answer("get", "secrets/db", "-n", "shop", "--as", "shop/backup", "-f", "proposal.yaml") == 0)
    #expect(try answer("list", "secrets", "-n", "shop", "--as", "shop/backup", "-f", "proposal.yaml") == 1)
  }

  private static func comments(_ output: String) -> [String] {
    output.split(separator: "\n").filter { $0.hasPrefix("# ") }.map { String($0.dropFirst(2)) }
  }

  /// As two members of an event: who asks, and whom it wants to be taken for.
  private static func impersonation(_ event: String, by asker: String, of user: String, _ more: String = "") -> String {
    let own = #""username":"system:serviceaccount:shop:backup""#
    return event.replacing(own, with: #""username":"\#(asker)""#).replacing(
      #""objectRef""#, with: #""impersonatedUser":{"username":"\#(user)","groups":["system:authenticated","devs"]},\#(more)"objectRef""#)
  }

  /// To act as another is a permission of its own, and what the other then may do none.
  @Test func impersonationStaysAndIsNobodyElses() throws {
    let account = "system:serviceaccount:shop:backup"
    let read = Self.event("get", "secrets", "db", 10)
    let log = [
      Self.impersonation(read, by: account, of: "system:serviceaccount:pay:teller"),
      Self.impersonation(Self.event("list", "secrets", "", 20, decision: "forbid"), by: account, of: "dana"),
      Self.impersonation(Self.event("delete", "secrets", "db", 30), by: "admin", of: account),
      Self.impersonation(
        Self.event("get", "configmaps", "rates", 40), by: account, of: "system:serviceaccount:pay:clerk",
        #""authenticationMetadata":{"impersonationConstraint":"impersonate:serviceaccount"},"#),
    ]
    let workspace = try Workspace(["app.yaml": Self.manifests, "audit.log": log.joined(separator: "\n")])
    let command = try workspace.curfew("access", "minimize", "backup", "--audit-log", "audit.log", "-f", "app.yaml")
    #expect(command.status == 0)
    try workspace.write(command.output, to: "proposal.yaml")
    func isAllowed(_ request: String) throws -> Bool {
      let arguments = request.split(separator: " ").map(String.init) + ["--as", "shop/backup", "-f", "proposal.yaml"]
      return try Command.run(["access", "check"] + arguments, folder: workspace.folder).status == 0
    }
    #expect(try isAllowed("impersonate serviceaccounts/teller -n pay"))
    #expect(try isAllowed("impersonate users/dana"))
    #expect(try isAllowed("impersonate groups/devs"))
    #expect(try isAllowed("impersonate:serviceaccount serviceaccounts.authentication.k8s.io/clerk -n pay"))
    #expect(try isAllowed("impersonate-on:serviceaccount:get configmaps/rates -n shop"))
    for other in [
      "get secrets/db -n shop", "delete secrets/db -n shop", "impersonate serviceaccounts/clerk -n pay", "get configmaps/rates -n shop",
    ] {
      #expect(try !isAllowed(other), "\(other)")
    }
    #expect(Self.comments(command.output).contains("1 request by others who impersonated the service account (--as) was left out."))
    #expect(!command.output.contains("denied"))
  }

  /// What is created in an object, or by a PUT or PATCH, was authorized by its name; what is posted was not.
  @Test func whatIsCreatedByNameIsGrantedByName() throws {
    let token = Self.event("create", "serviceaccounts", "deployer", 10).replacing(
      #""resource":"serviceaccounts""#, with: #""resource":"serviceaccounts","subresource":"token""#)
    let applied = Self.event("patch", "configmaps", "state", 10).replacing(#""code":200"#, with: #""code":201"#)
    let log = [token, applied, Self.event("create", "jobs", "once", 10)]
    let workspace = try Workspace(["app.yaml": Self.manifests, "audit.log": log.joined(separator: "\n")])
    let output = try workspace.curfew("access", "minimize", "backup", "--audit-log", "audit.log", "-f", "app.yaml").output
    #expect(output.contains("    resources: [serviceaccounts/token]\n    resourceNames: [deployer]\n    verbs: [create]\n"))
    #expect(output.contains("    resources: [configmaps]\n    resourceNames: [state]\n    verbs: [create, patch]\n"))
    #expect(output.contains("    resources: [jobs]\n    verbs: [create]\n"))
    #expect(!output.contains("for any name"))
  }

  @Test func aProofOverNothingIsNone() throws {
    let denied = Self.event("list", "secrets", "", 35, decision: "forbid")
    let workspace = try Workspace(["app.yaml": Self.manifests, "audit.log": denied])
    let comments = Self.comments(try workspace.curfew("access", "minimize", "backup", "--audit-log", "audit.log", "-f", "app.yaml").output)
    #expect(comments.contains("No proof: there is no request to ask the authorizer about."))
    #expect(!comments.contains { $0.hasPrefix("Proof") || $0.contains("has no request") })
    let silent = Self.comments(try workspace.curfew("access", "minimize", "backup", "-f", "app.yaml").output)
    #expect(silent.contains("No proof: there is no request to ask the authorizer about."))
  }

  @Test func aCronJobHadNoRunsBeforeItWasMade() throws {
    let made = Self.manifests.replacing(
      "metadata: {name: backup, namespace: shop}, spec: {schedule",
      with: #"metadata: {name: backup, namespace: shop, creationTimestamp: "2026-11-23T05:25:00Z"}, spec: {schedule"#)
    let log = [Self.event("get", "secrets", "db", 10, pod: nil), Self.event("get", "secrets", "db", 40)]
    let workspace = try Workspace([
      "app.yaml": made, "audit.log": log.joined(separator: "\n"),
      "suspended.yaml": made.replacing("spec: {schedule", with: "spec: {suspend: true, schedule"),
    ])
    func comments(_ file: String) throws -> [String] {
      Self.comments(try workspace.curfew("access", "minimize", "backup", "--audit-log", "audit.log", "-f", file).output)
    }
    #expect(try comments("app.yaml").contains { $0.contains("the schedule has 2 runs in that time") })
    #expect(try !comments("suspended.yaml").contains { $0.contains("runs in that time") })
  }

  /// The name of a pod holds only as much of its Job's as there is place for.
  @Test func podsOfLongNamesAreItsOwn() throws {
    let name = String(repeating: "a", count: 52)
    let app = Self.manifests.replacing(
      "metadata: {name: backup, namespace: shop}, spec", with: "metadata: {name: \(name), namespace: shop}, spec")
    let log = ["\(name)-29391x7k2p", "\(name)-manual-x7k2p"].map { Self.event("get", "secrets", $0, 10, pod: $0) }
    let workspace = try Workspace(["app.yaml": app, "audit.log": log.joined(separator: "\n")])
    let output = try workspace.curfew("access", "minimize", name, "--audit-log", "audit.log", "-f", "app.yaml").output
    #expect(Self.comments(output).contains { $0.hasSuffix("1 request that was allowed, of 1 pod.") })
    #expect(Self.comments(output).contains("1 request of the same service account by other pods was left out."))
  }

  /// Runs are counted up to a limit, and it is said that it is one.
  @Test func anEventOfAnotherAgeCostsNothing() throws {
    let late = Self.event("get", "secrets", "db", 20).replacing("2026-11-23T05", with: "9999-12-31T23")
    let workspace = try Workspace(["app.yaml": Self.manifests, "audit.log": Self.event("get", "secrets", "db", 10) + "\n" + late])
    let command = try workspace.curfew("access", "minimize", "backup", "--audit-log", "audit.log", "-f", "app.yaml")
    #expect(command.status == 0)
    #expect(command.output.contains("\n# Confirm: the schedule has more than 1000000 runs in that time, and 1 pod asked for something;"))
  }

  @Test func deniedRequestsAreExplained() throws {
    let log = [Self.event("list", "secrets", "", 35, decision: "forbid"), Self.event("get", "secrets", "db", 10)]
    let workspace = try Workspace(["app.yaml": Self.manifests, "audit.log": log.joined(separator: "\n")])
    let command = try workspace.curfew("access", "explain-denied", "--audit-log", "audit.log", "--color", "never")
    #expect(command.status == 0)
    #expect(
      command.output == """
        system:serviceaccount:shop:backup: list secrets in namespace shop
          denied: once, 2026-11-23T05:35:00.000000Z; by pod backup-29391840-x7k2p
          grant: Role in namespace shop: list secrets
          opens: high: lets it read Secrets in this namespace

        """)
    let now = try workspace.curfew("access", "explain-denied", "--audit-log", "-", "-f", "app.yaml", input: log.joined(separator: "\n"))
    #expect(now.output.contains("now: RoleBinding shop/wide of the input allows it"))
    let json = try Workspace.report(workspace.curfew("access", "explain-denied", "--audit-log", "audit.log", "--format", "json").output)
    #expect((json["deniedRequests"] as? [[String: Any]])?.first?["level"] as? String == "high")
    #expect(
      try workspace.curfew("access", "explain-denied", "--audit-log", "audit.log", "--as", "shop/other").output
        == "No request was denied.\n")
  }

  @Test func whatCannotBeReadIsSaid() throws {
    let workspace = try Workspace(["app.yaml": Self.manifests, "packed.gz": "\u{1F}\u{8B}nonsense"])
    let packed = try workspace.curfew("access", "minimize", "backup", "--audit-log", "packed.gz", "-f", "app.yaml")
    #expect(packed.status == 2)
    #expect(packed.error.contains("packed.gz is no audit log"))
    let missing = try workspace.curfew("access", "explain-denied", "--audit-log", "missing.log")
    #expect(missing.status == 2)
    #expect(missing.error.contains("missing.log cannot be opened"))
    #expect(try workspace.curfew("access", "explain-denied").status == 64)
    #expect(try workspace.curfew("access", "minimize", "shop//backup").status == 64)
    #expect(try workspace.curfew("access", "minimize", "nothing", "-f", "app.yaml").status == 2)
  }

  @Test func aPolicyIsDraftedForTheWorkloadThatIsNamed() throws {
    let workspace = try Workspace(["app.yaml": Self.manifests, "empty.yaml": "a: 1"])
    for name in ["backup", "shop/backup", "cronjob/backup", "cronjob/shop/backup", "cj/backup"] {
      let command = try workspace.curfew("generate", "network-policy", name, "-f", "app.yaml")
      #expect(command.status == 0)
      #expect(command.output.contains("# Service \"orders\": PGHOST of container \"c\""))
      #expect(command.error.contains("the evaluator confirms: nothing comes in"))
    }
    for (name, file, status) in [
      ("job/backup", "app.yaml", 2), ("test/backup", "app.yaml", 2), ("backup", "empty.yaml", 2), ("a/b/c", "app.yaml", 64),
    ] {
      #expect(try workspace.curfew("generate", "network-policy", name, "-f", file).status == Int32(status), "\(name)")
    }
    let twice = try Workspace(["a.yaml": Self.manifests, "b.yaml": Self.manifests]).curfew("generate", "network-policy", "backup")
    #expect(twice.status == 2)
    #expect(twice.error.contains("may be any of cronjob/shop/backup, cronjob/shop/backup"))
  }

  @Test func aDraftPassesTheRules() throws {
    let workspace = try Workspace(["app.yaml": Self.manifests])
    let policy = try workspace.curfew("generate", "network-policy", "backup", "-f", "app.yaml").output
    try workspace.write(policy, to: "policy.yaml")
    #expect(
      try workspace.findings("--profile", "strict", ".").filter { $0.contains("network") || $0.contains("dns") || $0.contains("egress") }
        == [])
  }
}
