import Findings
import Manifests
import ShellScript
import SourceTree

/// A script in a container's `command` or `args`, reviewed, with its way back to the manifest.
final class WorkloadScript: Sendable {
  let container: Container
  let text: String
  /// The list's entry as written.
  let range: SourceRange
  /// The shell's options, where it has any.
  let options: SourceRange?
  let review: ReviewedScript

  private init(_ text: String, _ review: ReviewedScript, of container: Container, writtenAt range: SourceRange, options: SourceRange?) {
    self.text = text
    self.review = review
    self.container = container
    self.range = range
    self.options = options
  }

  /// The script that a container hands to a shell; nil where it hands none.
  convenience init?(of container: Container, in pod: PodSpec) {
    let (command, arguments) = (container.command.items, container.args.items)
    let items = arguments.isEmpty ? command : command + arguments
    var position: Int
    var invocation: ShellInvocation
    var options: SourceRange?
    if items.contains(where: Self.mayBeShell), let found = ShellInvocation.find(in: items.map { $0.value }) {
      (invocation, position) = (found.invocation, found.script)
      options = items[found.options].first?.range?.value
    } else if command.isEmpty, items.count > 1, let option = items[0].value, option.utf8.first == UInt8(ascii: "-"),
      option.utf8.last == UInt8(ascii: "c"), option.utf8.count < 6, let text = items[1].value, text.contains("\n") || text.contains(" && ")
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
    // Gathered when they are first asked for, which is seldom.
    lazy var variables = Set(container.env.items.compactMap { $0.name.value })
    let script = ShellScript(text) { variables.contains($0) }
    let context = ScriptContext(container, in: pod)
    self.init(
      text, ReviewedScript(script, in: context, startedAs: invocation), of: container, writtenAt: range.value, options: options)
  }

  private static func mayBeShell(_ word: Field<String>) -> Bool {
    guard case .present(let text, _) = word, let last = text.utf8.last else { return false }
    return ShellInvocation.mayEndName(last)
  }

  /// For findings about it.
  var holder: ScriptHolder { .container(ContainerName(container)) }

  /// Where a part of the script stands; where it is a matter of the shell's options, those.
  func place(of part: Range<Int>?, in context: ReadingContext) -> SourceRange {
    guard let part else { return options ?? range }
    return context.place(of: part, in: text, writtenAt: range)
  }
}

extension ReadingContext {
  /// The scripts that the workload's containers hand to a shell. Read once per workload.
  func scripts(of workload: Workload) -> [WorkloadScript] {
    shared(of: workload) {
      var scripts: [WorkloadScript] = []
      for container in workload.pod.allContainers where container.presence == .present {
        if let script = WorkloadScript(of: container, in: workload.pod) { scripts.append(script) }
      }
      return scripts
    }
  }
}
