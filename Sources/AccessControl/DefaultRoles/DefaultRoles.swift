package import ClusterState
import Manifests
import SourceTree

/// The roles and bindings that Kubernetes makes itself (`plugin/pkg/auth/authorizer/rbac/bootstrappolicy`), by version, with what the features that are on
/// by default add to them.
package enum DefaultRoles {
  /// The minor versions whose defaults are known whole.
  package static var knownMinorVersions: ClosedRange<Int> { DefaultRolesTable.minorVersions }

  /// The defaults of a version; of one that is newer than all that are known, those of the newest. Of an older one there is only what all versions have:
  /// `cluster-admin`, and who is bound to it.
  package static func state(ofMinorVersion version: Int) -> ClusterState {
    var gathered = GatheredObjects()
    let objects = objects(ofMinorVersion: min(version, knownMinorVersions.upperBound))
    var bytes = [UInt8(ascii: "[")]
    for object in objects.isEmpty ? clusterAdmin[...] : objects[...] {
      if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
      bytes += #"{"apiVersion":"rbac.authorization.k8s.io/v1","#.utf8
      bytes += object.dropFirst()
    }
    bytes.append(UInt8(ascii: "]"))
    guard let source = try? Source(name: "Kubernetes 1.\(version)", bytes: bytes) else { return ClusterState() }
    var reader = ManifestReader(source)
    while case .object(let manifest)? = reader.next() { gathered.gather(manifest, file: file) }
    return gathered.settled()
  }

  /// The defaults of a version as JSON objects without their `apiVersion`, by kind, name and namespace; none of a version that is not known.
  package static func objects(ofMinorVersion version: Int) -> [ArraySlice<UInt8>] {
    let table = DefaultRolesTable.objects
    let bytes = unsafe Array(UnsafeBufferPointer(start: table.utf8Start, count: table.utf8CodeUnitCount))
    guard knownMinorVersions.contains(version) else { return [] }
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard let space = line.firstIndex(of: UInt8(ascii: " ")) else { return nil }
      // `28-33`, or `34+` for what the newest version still has.
      let bounds = line[..<space].split { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }.compactMap {
        Int(String(decoding: $0, as: UTF8.self))
      }
      guard let first = bounds.first, first <= version, bounds.count == 1 || version <= bounds[1] else { return nil }
      return line[(space + 1)...]
    }
  }

  /// Whether an object is one of the defaults, rather than of the input.
  package static func isDefault(_ origin: Origin) -> Bool { origin.file == file }

  /// Whether Kubernetes makes a ClusterRoleBinding of this name: `cluster-admin` and what it names for itself.
  static func isName(ofClusterRoleBinding name: String) -> Bool { name == "cluster-admin" || name.hasPrefix("system:") }

  /// Stands for a file, before all that are read and before ``Origin/cluster``.
  private static let file = -2

  private static let clusterAdmin: [ArraySlice<UInt8>] = [
    #"{"kind":"ClusterRole","metadata":{"name":"cluster-admin"},"#
      + #""rules":[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]},{"nonResourceURLs":["*"],"verbs":["*"]}]}"#,
    #"{"kind":"ClusterRoleBinding","metadata":{"name":"cluster-admin"},"roleRef":{"kind":"ClusterRole","name":"cluster-admin"},"#
      + #""subjects":[{"kind":"Group","name":"system:masters"}]}"#,
  ].map { Array($0.utf8)[...] }
}
