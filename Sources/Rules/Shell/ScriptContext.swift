import Manifests

/// What a script finds in its container: which variables and files hold secrets, and whose values are known.
package struct ScriptContext: Sendable {
  package enum Variable: Sendable {
    /// It takes its value from a Secret.
    case secret
    /// Its value is written out in the manifest.
    case constant
    case open
  }

  /// All variables that `env` names.
  package var variables: [String: Variable] = [:]
  /// Whether `envFrom` brings in a Secret, so that there are variables of it whose names are not known.
  package var hasUnknownSecretVariables = false
  /// Folders and files that Secrets are mounted at, the service account's token among them.
  package var secretPaths: [String] = [serviceAccountPath]

  package static let serviceAccountPath = "/var/run/secrets/kubernetes.io/serviceaccount"

  package init() {}

  init(_ container: Container, in pod: PodSpec) {
    variables.reserveCapacity(container.env.items.count)
    for variable in container.env.items {
      guard let name = variable.name.value else { continue }
      variables[name] = kind(of: variable)
    }
    hasUnknownSecretVariables = container.envFrom.items.contains { $0.secretRef == .present }
    for mount in container.volumeMounts.items {
      guard let name = mount.name.value, let path = mount.mountPath.value,
        let volume = pod.volumes.items.first(where: { $0.name.value == name })
      else { continue }
      if volume.secret != nil || volume.projected.items.contains(where: { $0.secret != nil }) { secretPaths.append(path) }
    }
  }

  private func kind(of variable: EnvVar) -> Variable {
    if variable.secretKeyRef == .present { return .secret }
    guard let value = variable.value.value else { return .open }
    let references = VariableReference.names(in: value)
    return references.isEmpty ? .constant : references.contains { variables[$0] == .secret } ? .secret : .open
  }

  package var hasSecretVariables: Bool { hasUnknownSecretVariables || variables.values.contains(.secret) }

  /// Whether anything but the service account's token is secret here.
  package var hasSecrets: Bool { secretPaths.count > 1 || hasSecretVariables }

  /// Whether a path leads to a file of a Secret.
  func isSecretPath(_ path: String) -> Bool {
    secretPaths.contains { folder in
      let folder = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
      return !folder.isEmpty && path.hasPrefix(folder)
        && (path.utf8.count == folder.utf8.count || path.utf8.dropFirst(folder.utf8.count).first == UInt8(ascii: "/"))
    }
  }
}
