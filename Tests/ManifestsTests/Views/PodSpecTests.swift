import Manifests
import Testing

struct PodSpecTests {
  @Test(
    "What ends a proxy is found in short commands and long ones",
    arguments: ["quitquitquit", "/shutdown", "linkerd-await", "scuttle", "kill"])
  func endsProxies(_ word: String) throws {
    for filling in ["", "a", "tdtlki", String(repeating: "d-tq", count: 5), String(repeating: "echo a; ", count: 20)] {
      for text in ["\(filling)\(word)", "\(word)\(filling)", "\(filling)\(word)\(filling)"] { #expect(try endsProxies(args: [text])) }
      #expect(try endsProxies(args: ["run", "\(filling)\(word)"]))
      #expect(try !endsProxies(args: ["\(filling)\(word.dropLast())", "\(word.dropFirst())\(filling)"]))
    }
  }

  private func endsProxies(args: [String]) throws -> Bool {
    let args = args.map { "\"\($0)\"" }.joined(separator: ", ")
    let pod = try Reading("{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: a, args: [\(args)]}]}}")
    return try #require(pod.workloads.first).pod.endsProxies
  }
}
