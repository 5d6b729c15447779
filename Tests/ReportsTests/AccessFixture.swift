import ClusterState
import AccessControl
import Manifests
import SourceTree

@testable import Reports

/// What service accounts of a text can do, and pages about it.
enum AccessFixture {
  static func accounts(_ text: String) -> [ServiceAccountAccess] {
    var objects = GatheredObjects()
    guard let source = try? Source(name: "rbac.yaml", bytes: Array(text.utf8)) else { return [] }
    var reader = ManifestReader(source)
    while case .object(let manifest)? = reader.next() { objects.gather(manifest, file: 0) }
    let state = objects.settled()
    let graph = AccessGraph(Authorizer(state), state)
    let searches = graph.searches()
    return graph.accounts.all.indices.filter { graph.accounts.all[$0].isOfInput }.map { graph.access(ofAccount: $0, searches, state) }
  }

  static var places: AccessPlaces {
    AccessPlaces { origin in origin.file == 0 ? ("rbac.yaml", Int(origin.place.start)) : nil }
  }

  static func page(_ accounts: [ServiceAccountAccess]) -> String {
    String(decoding: AccessHTMLReport(accounts, places, version: "0.0.0").bytes(), as: UTF8.self)
  }

  /// A job that can make Jobs beside one that reads all Secrets, and what goes with it.
  static let path = """
    {apiVersion: v1, kind: ServiceAccount, metadata: {name: upload, namespace: shop, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::1:role/upload"}}}
    ---
    {apiVersion: batch/v1, kind: CronJob, metadata: {name: upload, namespace: shop}, spec: {schedule: "0 2 * * *", jobTemplate: {spec: {template: {spec: {
     serviceAccountName: upload, restartPolicy: Never, containers: [{name: c, image: i}]}}}}}}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: runner, namespace: shop}, rules: [
     {apiGroups: [batch], resources: [jobs], verbs: [create]}]}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: upload, namespace: shop},
     roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: runner}, subjects: [{kind: ServiceAccount, name: upload}]}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: elsewhere, namespace: shop},
     roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: elsewhere}, subjects: [{kind: ServiceAccount, name: upload}]}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: sync}, rules: [
     {apiGroups: [""], resources: [secrets], verbs: [get, list, watch]}]}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: sync-everywhere},
     roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: sync}, subjects: [{kind: ServiceAccount, name: sync, namespace: shop}]}
    """

  /// Service accounts of which every fifth leads further, and every fifth holds nothing.
  static func many(_ count: Int) -> String {
    (0..<count).map { number in
      let namespace = "team-\(number / 5)"
      let account = "{apiVersion: v1, kind: ServiceAccount, metadata: {name: job-\(number), namespace: \(namespace)}}"
      if number % 5 == 4 { return account }
      let rule =
        number % 5 == 0
        ? "{apiGroups: [\"\"], resources: [secrets], verbs: [get]}" : "{apiGroups: [\"\"], resources: [configmaps], verbs: [get]}"
      return """
        \(account)
        ---
        {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: job-\(number), namespace: \(namespace)}, rules: [\(rule)]}
        ---
        {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: job-\(number), namespace: \(namespace)},
         roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: job-\(number)}, subjects: [{kind: ServiceAccount, name: job-\(number)}]}
        """
    }.joined(separator: "\n---\n")
  }

  /// Names that a YAML file can hold, and no API server would take.
  static let hostile = """
    {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: "</text><script>alert(1)</script>", namespace: "\\"><b>"}, rules: [
     {apiGroups: [""], resources: [secrets], verbs: [get, "<!--"]}]}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: "]]>&amp;", namespace: "\\"><b>"},
     roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: "</text><script>alert(1)</script>"},
     subjects: [{kind: ServiceAccount, name: "' onload='x \\u202E"}, {kind: ServiceAccount, name: "\(String(repeating: "long", count: 80))"}]}
    """

  static let pages = [path, hostile, many(1), many(50), many(500), ""].map { page(accounts($0)) }
}
