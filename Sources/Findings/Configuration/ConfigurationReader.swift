internal import Manifests
package import SourceTree

/// Reads a configuration file, and collects everything that is wrong with it rather than stopping at the first mistake.
package struct ConfigurationReader {
  private let source: Source
  private let catalogue: Catalogue
  private var errors: [PlacedError] = []

  private init(_ source: Source, _ catalogue: Catalogue) {
    self.source = source
    self.catalogue = catalogue
  }

  /// Reads a file.
  ///
  /// - Parameter catalogue: The rules that can be named.
  /// - Returns: The configuration, and what is wrong with the file in the order of the places; with errors it must not be used.
  package static func read(_ source: Source, _ catalogue: Catalogue) -> (configuration: Configuration, errors: [PlacedError]) {
    var reader = ConfigurationReader(source, catalogue)
    let configuration = reader.read()
    return (configuration, reader.errors.sorted { ($0.range.start, $0.range.end) < ($1.range.start, $1.range.end) })
  }

  private mutating func read() -> Configuration {
    var configuration = Configuration(base: ConfigurationLayer(name: source.name))
    var documents = DocumentReader(source)
    guard let first = documents.next() else { return configuration }
    switch first {
    case .failure(let error): errors.append(PlacedError(error.message, at: error.range))
    case .success(let document):
      if let error = document.duplicateKey() {
        errors.append(PlacedError("the mapping has this key twice; remove one of them", at: error.range))
      } else if let error = document.aliasError() {
        errors.append(PlacedError(error.message, at: error.range))
      } else if !document.root.isNull {
        read(document.root, into: &configuration)
      }
      if case .success(let second)? = documents.next(), !second.root.isNull {
        errors.append(PlacedError("a configuration file holds one document; remove this one", at: second.root.range))
      }
    }
    return configuration
  }

  private mutating func read(_ root: Node, into configuration: inout Configuration) {
    for (key, entry) in entries(of: root, among: ConfigurationKey.ofFile, what: "the file") {
      switch key {
      case .overrides:
        for (index, item) in items(of: entry.value.resolved, what: "overrides", each: "paths and what holds for them").enumerated() {
          configuration.overrides.append(override(item.resolved, number: index + 1))
        }
      case .clusters:
        for item in items(of: entry.value.resolved, what: "clusters", each: "a name and paths") {
          configuration.clusters.append(cluster(item.resolved))
        }
      default: read(key, entry.value.resolved, into: &configuration.base)
      }
    }
  }

  private mutating func override(_ node: Node, number: Int) -> Configuration.Override {
    var result = Configuration.Override(paths: [], layer: ConfigurationLayer(name: source.name))
    let before = errors.count
    for (key, entry) in entries(of: node, among: ConfigurationKey.ofOverride, what: "an override") {
      if key == .paths {
        result.paths += patterns(entry.value.resolved)
      } else {
        read(key, entry.value.resolved, into: &result.layer)
      }
    }
    if result.paths.isEmpty, errors.count == before {
      errors.append(
        PlacedError("this override has no paths, so it holds for no file; add 'paths'", at: node.document.firstPlace(node.index)))
    }
    result.layer.name = "\(source.name), \(result.paths.map(\.text).joined(separator: " "))"
    return result
  }

  private mutating func cluster(_ node: Node) -> Configuration.Cluster {
    var result = Configuration.Cluster(name: "", paths: [], complete: [])
    let before = errors.count
    for (key, entry) in entries(of: node, among: ConfigurationKey.ofCluster, what: "a cluster") {
      let value = entry.value.resolved
      switch key {
      case .name: result.name = value.kind == .scalar ? value.text ?? "" : ""
      case .paths: result.paths += patterns(value)
      case .complete:
        for item in items(of: value, what: "complete", each: "a kind") {
          let kinds = ObjectKind.allCases.compactMap(\.name)
          if let name = word(item.resolved, of: kinds, what: "a kind"), let kind = ObjectKind(named: name) {
            result.complete.formUnion(KindSet(kind))
          }
        }
      default: break
      }
    }
    if errors.count > before { return result }
    let place = node.document.firstPlace(node.index)
    if result.name.isEmpty { errors.append(PlacedError("this cluster has no name; add 'name'", at: place)) }
    if result.paths.isEmpty { errors.append(PlacedError("this cluster has no paths, so no file is of it; add 'paths'", at: place)) }
    return result
  }

  private mutating func patterns(_ node: Node) -> [Configuration.Pattern] {
    items(of: node, what: "paths", each: "a pattern").compactMap { item in
      if let text = item.text, !text.isEmpty { return Configuration.Pattern(text: text, range: item.range) }
      errors.append(PlacedError("a pattern is a text, such as \"legacy/**\"", at: item.range))
      return nil
    }
  }

  private mutating func read(_ key: ConfigurationKey, _ value: Node, into layer: inout ConfigurationLayer) {
    switch key {
    case .profile:
      if let name = word(value, of: Profile.allCases.map(\.name), what: "profile") { layer.profile = Profile(name: name) }
    case .rules: readRules(value, into: &layer)
    case .options: readOptions(value, into: &layer)
    case .overrides, .clusters, .paths, .name, .complete: break
    }
  }

  private mutating func readRules(_ node: Node, into layer: inout ConfigurationLayer) {
    var names: [RuleIndex: SourceRange] = [:]
    for entry in mapping(node, what: "rules", example: "missing-ttl: off") {
      let name = entry.key.resolved.text ?? ""
      guard let rule = catalogue.index(named: name) else {
        unknownRule(name, at: entry.key.range)
        continue
      }
      if names.updateValue(entry.key.range, forKey: rule) != nil {
        errors.append(PlacedError("this rule is set twice, by its name and by its code; remove one of them", at: entry.key.range))
      }
      if let text = word(entry.value.resolved, of: RuleSetting.names, what: "what is said of a rule") {
        layer.rules[rule] = RuleSetting(name: text)
      }
    }
  }

  private mutating func readOptions(_ node: Node, into layer: inout ConfigurationLayer) {
    for entry in mapping(node, what: "options", example: "max-history: 5") {
      let name = entry.key.resolved.text ?? ""
      guard let option = ConfigurationOption(rawValue: name) else {
        unknown(name, at: entry.key.range, among: ConfigurationOption.allCases.map(\.name), what: "`options`")
        continue
      }
      if let value = value(of: option, entry.value.resolved) { layer.options.append(OptionSetting(option, value)) }
    }
  }

  private mutating func value(of option: ConfigurationOption, _ node: Node) -> OptionValue? {
    switch option.value(in: RuleOptions()) {
    case .version:
      // As written: to YAML, 1.30 is the number 1.3.
      guard let minor = node.text.flatMap({ RuleOptions.kubernetesMinorVersion($0) }) else {
        errors.append(
          PlacedError(
            "\(option.name) is a version of \(RuleOptions.knownKubernetesVersions) or a newer one, such as \"1.\(RuleOptions.newestKubernetesMinorVersion)\"",
            at: node.range))
        return nil
      }
      return .version(minor)
    case .count:
      guard case .int(let number)? = node.scalar, number >= 0 else {
        errors.append(PlacedError("\(option.name) is a whole number, 0 or more", at: node.range))
        return nil
      }
      return .count(number)
    case .texts:
      let items = items(of: node, what: option.name, each: "a text")
      let texts = items.compactMap { $0.resolved.scalar.flatMap { if case .string(let text) = $0 { text } else { nil } } }
      guard texts.count == items.count, !texts.contains("") else {
        errors.append(PlacedError("\(option.name) is a list of texts", at: node.range))
        return nil
      }
      if option == .unsuppressibleRules {
        for (item, name) in zip(items, texts) where catalogue.index(named: name) == nil { unknownRule(name, at: item.range) }
      }
      return .texts(texts)
    }
  }

  /// A scalar that is one of some words.
  private mutating func word(_ node: Node, of words: [String], what: String) -> String? {
    // As written: to YAML 1.1, `off` is the boolean false.
    if node.kind == .scalar, let text = node.text, words.contains(text) { return text }
    let suggestion = node.text.flatMap { Spelling.nearest(to: $0, among: words) }.map { "; did you mean '\($0.word)'?" } ?? ""
    errors.append(
      PlacedError("\(what) is one of \(words.joined(separator: ", "))\(suggestion)", at: node.document.firstPlace(node.index)))
    return nil
  }

  private mutating func entries(
    of node: Node, among keys: [ConfigurationKey], what: String
  ) -> [(key: ConfigurationKey, entry: Node.Entry)] {
    mapping(node, what: what, example: "profile: recommended").compactMap { entry in
      let name = entry.key.resolved.text ?? ""
      if let key = keys.first(where: { $0.name == name }) { return (key, entry) }
      unknown(name, at: entry.key.range, among: keys.map(\.name), what: what)
      return nil
    }
  }

  private mutating func mapping(_ node: Node, what: String, example: String) -> [Node.Entry] {
    if node.kind == .mapping { return node.mergedEntries }
    if !node.isNull {
      errors.append(PlacedError("\(what) is a mapping, such as `\(example)`", at: node.document.firstPlace(node.index)))
    }
    return []
  }

  private mutating func items(of node: Node, what: String, each: String) -> [Node] {
    if node.kind == .sequence { return Array(node.items) }
    if !node.isNull {
      errors.append(PlacedError("\(what) is a list; each item is \(each)", at: node.document.firstPlace(node.index)))
    }
    return []
  }

  private mutating func unknownRule(_ name: String, at range: SourceRange) {
    let suggestion = catalogue.suggestion(for: name).map { "did you mean '\($0)'?" } ?? "`curfew rules` lists them all"
    errors.append(PlacedError("there is no rule '\(shown(name))'; \(suggestion)", at: range))
  }

  private mutating func unknown(_ name: String, at range: SourceRange, among names: [String], what: String) {
    let suggestion =
      Spelling.nearest(to: name, among: names).map { "did you mean '\($0.word)'?" } ?? "there are \(names.joined(separator: ", "))"
    errors.append(PlacedError("\(what) has no key '\(shown(name))'; \(suggestion)", at: range))
  }

  /// A key, cut to what fits in a message; not where it may be a credential.
  private func shown(_ name: String) -> String {
    let bytes = name.utf8.span
    guard CredentialLook.isHarmless(bytes, 0..<min(bytes.count, 120)) else { return "•••" }
    return name.unicodeScalars.count <= 60 ? name : "\(String.UnicodeScalarView(name.unicodeScalars.prefix(60)))…"
  }
}

extension Catalogue {
  /// The rule of a code (`CFW101`, in any case) or a name (`concurrent-runs`).
  package func index(named name: String) -> RuleIndex? {
    let code = name.uppercased()
    return rules.firstIndex { $0.metadata.name == name || $0.metadata.code == code }.map { RuleIndex(truncatingIfNeeded: $0) }
  }

  /// The name of the rule that a misspelt name may have been meant for.
  package func suggestion(for name: String) -> String? {
    // `201`, as others number theirs.
    if index(named: "CFW\(name)") != nil { return "CFW\(name)" }
    return Spelling.meant(by: name, among: rules.map(\.metadata.name))
  }
}
