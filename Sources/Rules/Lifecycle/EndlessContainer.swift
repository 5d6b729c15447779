import Findings
import Manifests
import ShellScript

/// Why a container goes on running when all others are done.
enum EndlessCause: Hashable, Sendable {
  /// It is known by its name or its image to serve the others of its pod.
  case helper
  /// It runs a program that serves until it is stopped, or waits for ever: `tail -F`.
  case program(String)
  /// It runs its image as it comes, which is that of a server.
  case image(String)
  /// Its script has a loop without a way out.
  case loop
  /// It is started again whenever it ends.
  case restart
}

extension Answer {
  /// The containers that do the work, and those that never end by themselves; the latter are empty where there is nobody else.
  func split(_ workload: Workload) -> (workers: [Container], endless: [(container: Container, cause: EndlessCause)]) {
    let containers = workload.pod.containers.items
    var workers: [Container] = []
    var endless: [(container: Container, cause: EndlessCause)] = []
    for container in containers {
      if let cause = cause(of: container, in: workload) { endless.append((container, cause)) } else { workers.append(container) }
    }
    return workers.isEmpty ? (containers, []) : (workers, endless)
  }

  private func cause(of container: Container, in workload: Workload) -> EndlessCause? {
    if ProxyContainer.isHelper(container) { return .helper }
    let (command, arguments) = (container.command.items, container.args.items)
    guard command.isEmpty, arguments.isEmpty || arguments[0].value?.utf8.first == UInt8(ascii: "-") else {
      if let script = context.scripts(of: workload).first(where: { $0.container === container }) {
        return script.review.script.endlessCause
      }
      let words = (command + arguments).map(\.value)
      if let name = EndlessProgram.name(of: words) { return .program(name) }
      // The image may be called after the program that it starts.
      guard command.isEmpty, let image = container.imageReference else { return nil }
      let program = String(EndlessProgram.lastComponent(of: image.fullName))
      guard let name = EndlessProgram.name(of: [program] + words), name != program else { return nil }
      return .program(name)
    }
    if let script = context.scripts(of: workload).first(where: { $0.container === container }) {
      return script.review.script.endlessCause
    }
    guard let image = container.imageReference, EndlessProgram.isServerImage(image) else { return nil }
    return .image(String(EndlessProgram.lastComponent(of: image.fullName)))
  }
}

extension ShellScript {
  /// Why the script never comes to its end, as far as that can be seen; what it may or may not do is not counted.
  var endlessCause: EndlessCause? {
    guard problem == nil else { return nil }
    var isConditional = false
    var list = -1
    for (index, command) in commands.enumerated() {
      if command.list != list { (list, isConditional) = (command.list, false) }
      let keyword = command.isChecked ? keyword(before: command) : ""
      defer { isConditional = isConditional || isCondition(command, behind: keyword) }
      guard command.kind == .simple, !isConditional, !command.isInFunction, !command.isOutputCaptured || isPiped(index) else { continue }
      if keyword == "while" || keyword == "until" {
        if isForEver(command, behind: keyword), !hasWayOut(behind: index) { return .loop }
      } else if keyword.isEmpty, !isInBackground(command), !leadsToFilter(index),
        let program = EndlessProgram.name(of: command.words.map(\.text))
      {
        return .program(program)
      }
    }
    return nil
  }

  /// Whether the command is what a loop without end asks: `while true`, `until false`.
  private func isForEver(_ command: Command, behind keyword: String) -> Bool {
    let words = command.words.map(\.text)
    let isTrue =
      switch words.first ?? nil {
      case "true", ":", "/bin/true", "sleep": true
      case "[", "test": words.count > 1 && (words[1] == "1" || words[1] == "true") && words.count <= 3
      default: false
      }
    return keyword == "while" ? isTrue : words == ["false"]
  }

  /// Whether what stands behind it in the same list may be left out.
  private func isCondition(_ command: Command, behind keyword: String) -> Bool {
    if command.kind != .simple || !keyword.isEmpty { return true }
    guard command.isChecked else { return false }
    // `cd FOLDER && …` goes on as a rule, a test may not.
    if ["[", "test", "grep", "pgrep", "command", "which"].contains(command.name ?? "") { return true }
    var bars = 0
    for byte in source[command.range.upperBound...].prefix(while: { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: ";") }) {
      bars = byte == UInt8(ascii: "|") ? bars + 1 : 0
      if bars == 2 { return true }
    }
    return false
  }

  /// The word of the shell before a command: `if`, `while`; empty where it is another.
  private func keyword(before command: Command) -> String {
    let text = source
    var end = command.range.lowerBound
    while end > 0, text[end - 1] == 0x20 || text[end - 1] == 0x09 || text[end - 1] == 0x0A { end -= 1 }
    var start = end
    while start > 0, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(text[start - 1]) { start -= 1 }
    let word = String(decoding: text[start..<end], as: UTF8.self)
    if end > 0, text[end - 1] == UInt8(ascii: "!") { return "!" }
    return ["if", "elif", "while", "until"].contains(word) ? word : ""
  }

  /// Whether a command behind it leaves the loop, or the script, or the loop may be left running.
  private func hasWayOut(behind index: Int) -> Bool {
    let start = commands[index].range.lowerBound
    return commands[index...].contains { ["break", "exit", "return", "exec", "kill"].contains($0.name ?? "") }
      || Self.hasBackground(source[start...])
  }

  private func isInBackground(_ command: Command) -> Bool {
    let rest = source[command.range.upperBound...]
    return Self.hasBackground(rest.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: ";") })
      || rest.contains(UInt8(ascii: ")")) && Self.hasBackground(rest)
  }

  /// Whether a single `&` stands in the text that is no part of a redirection.
  private static func hasBackground(_ text: ArraySlice<UInt8>) -> Bool {
    for index in text.indices where text[index] == UInt8(ascii: "&") {
      let before = index > text.startIndex ? text[index - 1] : 0x20
      let after = index + 1 < text.endIndex ? text[index + 1] : 0x20
      let neighbours = [before, after]
      if !neighbours.contains(UInt8(ascii: "&")), !neighbours.contains(UInt8(ascii: ">")), before != UInt8(ascii: "<") { return true }
    }
    return false
  }

  private func isPiped(_ index: Int) -> Bool { pipes.contains { $0.producer.contains(index) } }

  /// Whether what reads its output may end first, which ends it, too.
  private func leadsToFilter(_ index: Int) -> Bool {
    for pipe in pipes where pipe.producer.contains(index) {
      for consumer in commands[pipe.consumer] {
        if !["cat", "tee", "sed", "tr", "cut", "jq", "grep"].contains(consumer.name ?? "") { return true }
        if consumer.name == "sed" || consumer.name == "grep",
          consumer.words.dropFirst().contains(where: { $0.text?.hasPrefix("-") != false })
        {
          return true
        }
      }
    }
    return false
  }
}
