import Manifests

/// What a script finds in its container: which variables and files hold secrets, and whose values are known.
package struct ScriptContext: Sendable {
  /// Variables that take their value from a Secret.
  package var secretVariables: Set<String> = []
  /// Whether `envFrom` brings in a Secret, so that there are variables of it whose names are not known.
  package var hasUnknownSecretVariables = false
  /// All variables that `env` names.
  package var variables: Set<String> = []
  /// Variables whose value is written out in the manifest.
  package var constants: Set<String> = []
  /// Folders and files that Secrets are mounted at, the service account's token among them.
  package var secretPaths: [String] = [serviceAccountPath]

  package static let serviceAccountPath = "/var/run/secrets/kubernetes.io/serviceaccount"

  package init() {}

  init(_ container: Container, in pod: PodSpec) {
    for variable in container.env.items {
      guard let name = variable.name.value else { continue }
      variables.insert(name)
      secretVariables.remove(name)
      constants.remove(name)
      if variable.secretKeyRef == .present {
        secretVariables.insert(name)
      } else if let value = variable.value.value {
        let references = VariableReference.names(in: value)
        if references.contains(where: secretVariables.contains) {
          secretVariables.insert(name)
        } else if references.isEmpty {
          constants.insert(name)
        }
      }
    }
    hasUnknownSecretVariables = container.envFrom.items.contains { $0.secretRef == .present }
    for mount in container.volumeMounts.items {
      guard let name = mount.name.value, let path = mount.mountPath.value,
        let volume = pod.volumes.items.first(where: { $0.name.value == name })
      else { continue }
      if volume.secret != nil || volume.projected.items.contains(where: { $0.secret != nil }) { secretPaths.append(path) }
    }
  }

  /// Whether anything but the service account's token is secret here.
  package var hasSecrets: Bool { !secretVariables.isEmpty || hasUnknownSecretVariables || secretPaths.count > 1 }

  /// Whether a path leads to a file of a Secret.
  func isSecretPath(_ path: String) -> Bool {
    secretPaths.contains { folder in
      let folder = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
      return !folder.isEmpty && path.hasPrefix(folder)
        && (path.utf8.count == folder.utf8.count || path.utf8.dropFirst(folder.utf8.count).first == UInt8(ascii: "/"))
    }
  }
}
