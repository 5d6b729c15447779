internal import Findings

/// What holds a credential.
enum CredentialHolder: SituationKey, CustomStringConvertible {
  /// An environment variable; nil for one without a name.
  case variable(String?, ContainerName)
  case word(of: CommandLine, ContainerName)
  case path(ofHandler: String, ContainerName)
  case header(String, ofHandler: String, ContainerName)
  case option(String, VolumeName)
  case annotation(String, AnnotatedObject)
  case configMapKey(ConfigMapKey)

  /// A list of words that are a command.
  enum CommandLine: Hashable, StableHashable, CustomStringConvertible {
    case command, args
    case handler(String)

    var description: String {
      switch self {
      case .command: "command"
      case .args: "args"
      case .handler(let handler): "the command of \(handler)"
      }
    }

    func combine(into hash: inout StableHash) {
      switch self {
      case .command: hash.combine("command")
      case .args: hash.combine("args")
      case .handler(let handler): hash.combine("handler", handler)
      }
    }
  }

  /// What an annotation is at.
  enum AnnotatedObject: Hashable, StableHashable, CustomStringConvertible {
    /// By its kind.
    case object(String)
    case jobs, pods

    var description: String {
      switch self {
      case .object(let kind): "the \(kind)"
      case .jobs: "its Jobs"
      case .pods: "its pods"
      }
    }

    func combine(into hash: inout StableHash) {
      switch self {
      case .object: hash.combine("object")
      case .jobs: hash.combine("jobs")
      case .pods: hash.combine("pods")
      }
    }
  }

  /// How messages call it: `environment variable X of container "dump"`.
  var description: String {
    switch self {
    case .variable(let name, let container): "environment variable \(name ?? "(unnamed)") of \(container)"
    case .word(let list, let container): "an entry of \(list) of \(container)"
    case .path(let handler, let container): "the path of \(handler) of \(container)"
    case .header(let name, let handler, let container): "header \(name) of \(handler) of \(container)"
    case .option(let key, let volume): "option \(key) of \(volume)"
    case .annotation(let key, let object): "annotation \(key) of \(object)"
    case .configMapKey(let key): key.description(verb: "uses")
    }
  }

  func combine(into hash: inout StableHash) {
    switch self {
    case .variable(let name, let container): hash.combine("variable", name, container)
    case .word(let list, let container): hash.combine("word", list, container)
    case .path(let handler, let container): hash.combine("path", handler, container)
    case .header(let name, let handler, let container): hash.combine("header", name, handler, container)
    case .option(let key, let volume): hash.combine("option", key, volume)
    case .annotation(let key, let object): hash.combine("annotation", key, object)
    case .configMapKey(let key): hash.combine("configMapKey", key)
    }
  }
}
