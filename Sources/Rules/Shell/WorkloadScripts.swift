import Findings
import Manifests
import SourceTree

/// A script in a container's `command` or `args`, reviewed, with its way back to the manifest.
struct WorkloadScript: Sendable {
  /// How messages call it: `the script of container "dump"`.
  var holder: String
  var text: String
  /// The list's entry as written.
  var range: SourceRange
  /// The shell's options, where it has any.
  var options: SourceRange?
  var map: TextMap?
  var review: ReviewedScript

  /// Where a part of the script stands; where it is a matter of the shell's options, those.
  func place(of part: Range<Int>?) -> SourceRange {
    guard let part else { return options ?? range }
    return map?.range(of: part) ?? range
  }
}

extension FindingCollector {
  /// The scripts that the workload's containers hand to a shell. Read once per workload.
  mutating func scripts(of workload: Workload) -> [WorkloadScript] {
    shared(of: workload) { findings in
      var scripts: [WorkloadScript] = []
      for container in workload.pod.allContainers where container.presence == .present {
        if let script = findings.script(of: container, in: workload.pod) { scripts.append(script) }
      }
      return scripts
    }
  }

  private func script(of container: Container, in pod: PodSpec) -> WorkloadScript? {
    guard !container.command.items.isEmpty || !container.args.items.isEmpty else { return nil }
    let items = container.command.items + container.args.items
    let words = items.map(\.value)
    var position: Int
    var invocation: ShellInvocation
    var options: SourceRange?
    if let found = ShellInvocation.find(in: words) {
      (invocation, position) = (found.invocation, found.script)
      options = items[found.options].first?.range?.value
    } else if container.command.items.isEmpty, let option = words.first ?? nil, option.hasPrefix("-"), option.hasSuffix("c"),
      option.utf8.count < 6,
      words.count > 1, let text = words[1], text.contains("\n") || text.contains(" && ")
    {
      // The image's entry point is a shell, most likely.
      invocation = ShellInvocation(shell: "sh")
      invocation.hasErrexit = option.contains("e")
      invocation.hasXtrace = option.contains("x")
      position = 1
      options = items[0].range?.value
    } else {
      return nil
    }
    guard case .present(let text, let range) = items[position] else { return nil }
    let context = ScriptContext(container, in: pod)
    let script = ShellScript(text, kubeletVariables: context.variables)
    return WorkloadScript(
      holder: "the script of \([container].displayName)", text: text, range: range.value, options: options,
      map: map(of: text, writtenAt: range.value), review: ReviewedScript(script, in: context, startedAs: invocation))
  }
}
