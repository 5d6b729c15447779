internal import AccessControl
internal import ClusterState
internal import Manifests

/// Makes the table of built-in roles in `docs/kubernetes-versions.md`.
enum VersionDocsGenerator {
  static func files() throws -> [GeneratedFile] {
    [try GeneratedFile.filling("docs/kubernetes-versions.md", section: "built-in-roles", with: try table, origin: "scripts/docs")]
  }

  private static var table: String {
    get throws(GenerateError) {
      var rows: [String] = []
      for version in DefaultRoles.knownMinorVersions {
        let state = DefaultRoles.state(ofMinorVersion: version)
        guard let source = DefaultRoles.source(ofMinorVersion: version) else {
          throw .source(
            path: "Sources/AccessControl/DefaultRoles/DefaultRoles+Sources.swift", "does not say what 1.\(version) was read from")
        }
        rows.append(
          "| 1.\(version) | \(state.clusterRoles.count) | \(state.clusterRoleBindings.count) | \(state.roles.count) "
            + "| \(state.roleBindings.count) | \(source) |")
      }
      return """
        | version | ClusterRoles | ClusterRoleBindings | Roles | RoleBindings | read from |
        |---|---|---|---|---|---|
        \(rows.joined(separator: "\n"))
        """
    }
  }
}
