import ClusterState
import AccessControl
import Glibc
import Manifests
import SourceTree

/// Loads the RBAC objects of a folder and asks who can read one Secret a given number of times; prints how many milliseconds one question takes.
@main
enum AccessBenchmark {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let count = Int(arguments[2]) else {
      print("usage: access-benchmark FOLDER TIMES")
      exit(64)
    }
    var objects = GatheredObjects()
    for (file, name) in ["serviceaccounts", "roles", "rolebindings", "clusterroles", "clusterrolebindings"].enumerated() {
      var reader = ManifestReader(try Source(name: name, bytes: try readFile("\(arguments[1])/\(name).json")))
      while case .object(let manifest)? = reader.next() { objects.gather(manifest, file: file) }
    }
    let state = objects.settled()
    let authorizer = Authorizer(state)
    let request = AccessRequest(user: User(name: "", groups: []), verb: "get", resource: "secrets", name: "secret-1", namespace: "team-1")
    let clock = ContinuousClock()
    var found = 0
    let duration = clock.measure {
      for _ in 0..<count { found += authorizer.subjects(permitting: request).subjects.count }
    }
    let milliseconds = Double(duration.components.attoseconds) / 1e15 + Double(duration.components.seconds) * 1e3
    print("who-can \((milliseconds / Double(max(count, 1)) * 10).rounded() / 10)")
    print("found \(found / max(count, 1))")
  }
}
