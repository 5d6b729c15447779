import Manifests
import ShellScript

/// What a script finds in its container: which variables and files hold secrets, and whose values are known.
package struct ScriptContext: Sendable {
  /// What is known of a variable's value.
  package enum Variable: Hashable, Sendable {
    /// It takes its value from a Secret.
    case secret
    /// Its value is written out in the manifest.
    case constant
    case open
  }

  /// The variables of `env`, as they stand there until they are asked for: few scripts need them.
  private enum Variables: Sendable {
    case entries([EnvVar])
    case known([String: Variable])
  }

  private var source: Variables
  /// Whether `envFrom` brings in a Secret, so that there are variables of it whose names are not known.
  package let hasUnknownSecretVariables: Bool
  /// Folders and files that Secrets are mounted at, the service account's token among them.
  private var secretPaths = serviceAccountPaths
  private var shortestSecretPath = serviceAccountPaths[0].utf8.count

  /// The shorter is where the other leads by a link.
  private static let serviceAccountPaths = [
    "/run/secrets/kubernetes.io/serviceaccount", "/var/run/secrets/kubernetes.io/serviceaccount",
  ]
  /// Files beside secrets that are none.
  private static let publicFiles = ["/namespace", "/ca.crt", "/tls.crt", "/ca.pem"]

  init(_ container: Container, in pod: PodSpec) {
    source = .entries(container.env.items)
    hasUnknownSecretVariables = container.envFrom.items.contains { $0.secretRef == .present }
    for mount in container.volumeMounts.items {
      guard let name = mount.name.value, let path = mount.mountPath.value,
        let volume = pod.volume(named: name)
      else { continue }
      if volume.secret != nil || volume.projected.items.contains(where: { $0.secret != nil }) {
        secretPaths.append(path)
        shortestSecretPath = min(shortestSecretPath, path.utf8.count - (path.utf8.last == UInt8(ascii: "/") ? 1 : 0))
      }
    }
  }

  /// All variables that `env` names; a later entry may refer to those before it, and replaces one of the same name.
  package var variables: [String: Variable] {
    let entries: [EnvVar]
    switch source {
    case .known(let variables): return variables
    case .entries(let items): entries = items
    }
    var variables = [String: Variable](minimumCapacity: entries.count)
    for entry in entries {
      guard let name = entry.name.value else { continue }
      variables[name] =
        if entry.secretKeyRef == .present {
          // Where a bucket or a user is called what, a Secret tells often enough; that is no secret.
          CredentialVariable.isIdentifierName(name) ? .open : .secret
        } else if let references = entry.value.value.map(VariableReference.names) {
          references.isEmpty ? .constant : references.contains { variables[$0] == .secret } ? .secret : .open
        } else {
          .open
        }
    }
    return variables
  }

  /// The same, without what it is made from: for keeping.
  func detached() -> Self {
    var context = self
    context.source = .known(variables)
    return context
  }

  /// All that the review of a script depends on.
  struct Fingerprint: Hashable {
    fileprivate let variables: [String: Variable]
    fileprivate let hasUnknownSecretVariables: Bool
    fileprivate let secretPaths: [String]
  }

  var fingerprint: Fingerprint {
    Fingerprint(variables: variables, hasUnknownSecretVariables: hasUnknownSecretVariables, secretPaths: secretPaths)
  }

  /// Whether anything but the service account's token is secret here.
  package var hasSecrets: Bool {
    secretPaths.count > Self.serviceAccountPaths.count || hasUnknownSecretVariables || variables.values.contains(.secret)
  }

  /// Whether the script names a file of a Secret, or expands what may be a secret: enough to let most scripts pass.
  func maySupplySecrets(to script: ShellScript) -> Bool {
    if hasUnknownSecretVariables || script.programs.contains(.readsVariables)
      || script.names(ofAtLeast: shortestSecretPath, where: isSecretPath)
    {
      return true
    }
    var expanded: UInt64 = 0
    script.forEachVariable { expanded |= Self.mark($0) }
    guard expanded != 0 else { return false }
    switch source {
    case .entries(let entries):
      return entries.contains { entry in
        guard let name = entry.name.value, Self.mark(name.utf8.span) & expanded != 0 else { return false }
        return entry.secretKeyRef == .present || entry.value.value?.utf8.contains(UInt8(ascii: "$")) == true
      }
    case .known(let variables):
      return variables.contains { name, kind in kind == .secret && Self.mark(name.utf8.span) & expanded != 0 }
    }
  }

  /// One of 64 bits for a name.
  private static func mark(_ name: Span<UInt8>) -> UInt64 {
    guard name.count > 0 else { return 1 }
    return 1 &<< UInt64(truncatingIfNeeded: Int(name[0]) &* 5 &+ Int(name[name.count - 1]) &* 3 &+ name.count)
  }

  func isSecretPath(_ path: String) -> Bool { isSecretPath(path.utf8.span) }

  /// Whether a path leads to a file of a Secret.
  func isSecretPath(_ path: Span<UInt8>) -> Bool {
    guard path.count >= shortestSecretPath, !Self.publicFiles.contains(where: { path.ends(with: $0.utf8.span) }) else { return false }
    return secretPaths.contains { folder in
      let folder = folder.utf8.span
      let length = folder.count - (folder.count > 0 && folder[folder.count - 1] == UInt8(ascii: "/") ? 1 : 0)
      guard length > 0, path.count >= length, path.count == length || path[length] == UInt8(ascii: "/") else { return false }
      for index in 0..<length where path[index] != folder[index] { return false }
      return true
    }
  }
}

extension Span<UInt8> {
  fileprivate func ends(with suffix: Span<UInt8>) -> Bool {
    guard count >= suffix.count else { return false }
    for index in suffix.indices where self[count - suffix.count + index] != suffix[index] { return false }
    return true
  }
}
