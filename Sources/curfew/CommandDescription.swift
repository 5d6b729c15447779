import ArgumentParser
import SourceTree

/// A command as the parser itself describes it: its options as they are spelt, and what may be chosen by name.
struct CommandDescription {
  struct Argument {
    enum Kind: String { case positional, option, flag }

    var kind: Kind
    /// `--format`, `-f`; none where the position tells.
    var names: [String]
    var valueName: String
    /// What may be written; empty where anything may.
    var values: [String]

    /// As help shows it: `--format <format>`, `<shell>`.
    func shown(_ name: String?) -> String { name.map { "\($0) <\(valueName)>" } ?? "<\(valueName)>" }
  }

  var name: String
  var arguments: [Argument]
  var subcommands: [CommandDescription]

  /// That of the whole program; costly, and needed only where a command line is not understood. nil where the parser describes itself otherwise.
  static var ofProgram: CommandDescription? {
    guard let source = try? Source(name: "commands", bytes: Array(Curfew._dumpHelp().utf8)) else { return nil }
    var documents = DocumentReader(source)
    guard case .success(let document)? = documents.next(), let command = document.root["command"] else { return nil }
    return CommandDescription(command)
  }

  private init(_ node: Node) {
    name = node["commandName"]?.text ?? ""
    arguments = node["arguments"]?.items.compactMap(Argument.init) ?? []
    subcommands = node["subcommands"]?.items.map(CommandDescription.init) ?? []
  }
}

extension CommandDescription.Argument {
  /// nil for what help does not show either.
  fileprivate init?(_ node: Node) {
    guard node["shouldDisplay"]?.text != "false", let kind = node["kind"]?.text.flatMap(Kind.init) else { return nil }
    self.kind = kind
    names = node["names"]?.items.compactMap { name in name["name"]?.text.map { (name["kind"]?.text == "long" ? "--" : "-") + $0 } } ?? []
    valueName = node["valueName"]?.text ?? ""
    values = node["allValues"]?.items.compactMap(\.text) ?? []
  }
}
