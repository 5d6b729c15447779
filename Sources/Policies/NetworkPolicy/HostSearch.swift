import AccessControl
import Rules
import ShellScript

/// Finds the hosts that texts of a workload name.
struct HostSearch {
  private(set) var hosts: [NamedHost] = []
  /// Clouds that programs and buckets belong to, and where they are named.
  private(set) var clouds: [(name: String, source: String)] = []
  /// Where `kubectl` and the like are run.
  private(set) var apiServerSources: [String] = []
  /// Hosts that are put together at run time, by where they are named.
  private(set) var unknownSources: [String] = []

  /// Takes the value of a variable.
  ///
  /// - Parameter port: What another variable says the port is.
  mutating func addVariable(_ name: String, _ value: String, port: Int?, source: String) {
    let count = hosts.count
    addWords(of: value[...], source: source, isTerse: true)
    for index in hosts.indices[count...] where hosts[index].port == nil { hosts[index].port = port ?? NamedHost.port(ofVariable: name) }
    guard hosts.count == count, !value.contains("://"), Self.isHostName(name) else { return }
    add(value, port: port ?? NamedHost.port(ofVariable: name), source: source)
  }

  /// Takes a command line that no shell reads; words that are scripts are read as such.
  mutating func addCommand(_ words: [String], source: String) {
    for word in words {
      if word.utf8.contains(where: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }) {
        addText(word, source: source)
      } else {
        addWords(of: word[...], source: source, isTerse: true)
      }
    }
    addClient(words, source: source)
  }

  /// Takes a script or a file of configuration.
  mutating func addText(_ text: String, source: String) {
    for line in text.split(whereSeparator: \.isNewline) where line.first(where: { !$0.isWhitespace }) != "#" {
      addWords(of: line, source: source, isTerse: false)
    }
    for command in ShellScript(text).commands where command.kind == .simple {
      addClient(command.words.map { $0.text ?? "" }, source: source)
    }
  }

  private mutating func addClient(_ words: [String], source: String) {
    guard let path = words.first, let program = path.split(separator: "/").last.map(String.init) else { return }
    if program == "kubectl" || program == "helm" || program == "oc" { apiServerSources.append(source) }
    if let cloud = NamedHost.cloud(ofProgram: program) { clouds.append((cloud, source)) }
    guard let client = NamedHost.Client(program: program),
      let host = Self.value(of: client.hostOptions, in: words), !host.isEmpty
    else { return }
    add(host, port: Self.value(of: client.portOptions, in: words).flatMap { Int($0) } ?? client.port, source: source)
  }

  /// `-h VALUE`, `-hVALUE`, `--host VALUE` or `--host=VALUE`.
  private static func value(of options: [String], in words: [String]) -> String? {
    for (index, word) in words.enumerated() {
      for option in options {
        if word == option { return index + 1 < words.count ? words[index + 1] : nil }
        if option.hasPrefix("--"), word.hasPrefix("\(option)=") { return String(word.dropFirst(option.count + 1)) }
        if !option.hasPrefix("--"), word.hasPrefix(option) { return String(word.dropFirst(option.count)) }
      }
    }
    return nil
  }

  /// - Parameter isTerse: Whether the text says little else, so that `redis:6379` is a host.
  private mutating func addWords(of text: Substring, source: String, isTerse: Bool) {
    for word in text.split(whereSeparator: { " \t\n\r\"'`;|<>(){},&".contains($0) }) {
      if let range = word.firstRange(of: "://") {
        addURL(scheme: word[..<range.lowerBound], rest: word[range.upperBound...], source: source)
        continue
      }
      // `--host=redis:6379`, `host=db`
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let value = parts.last ?? word
      let end = value.firstIndex { "/?#".contains($0) } ?? value.endIndex
      let (host, port) = Self.split(value[..<end])
      guard Self.isName(host) else { continue }
      let isDatabase = parts.count == 2 && parts[0] == "host"
      if isDatabase || host.hasSuffix(".svc") || host.contains(".svc.")
        || port != nil && (isTerse || host.contains(".") && end == value.endIndex)
      {
        append(host, port, source)
      }
    }
  }

  private mutating func addURL(scheme: Substring, rest: Substring, source: String) {
    let start = scheme.lastIndex { !$0.isLetter && !$0.isNumber && $0 != "+" && $0 != "-" }.map { scheme.index(after: $0) }
    let scheme = scheme[(start ?? scheme.startIndex)...].lowercased()
    if let cloud = NamedHost.cloud(ofScheme: scheme) {
      clouds.append((cloud, source))
      return
    }
    if scheme == "file" || scheme == "unix" || scheme.isEmpty { return }
    let authority = rest.prefix { !"/?#\\".contains($0) }
    // What stands before the last @ is who, not where.
    let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    add(String(place), port: NamedHost.port(ofScheme: scheme), source: source)
  }

  /// Takes `HOST` or `HOST:PORT`.
  private mutating func add(_ place: String, port: Int?, source: String) {
    if place.contains("$") || place.contains("{") {
      unknownSources.append(source)
      return
    }
    let (host, ownPort) = Self.split(place[...])
    if Self.isName(host) || IPAddress(host) != nil { append(host, ownPort ?? port, source) }
  }

  private mutating func append(_ host: String, _ port: Int?, _ source: String) {
    let host = host.lowercased()
    if let address = IPAddress(host), Self.ownBlocks.contains(where: { $0.contains(address) }) { return }
    if host == "localhost" || host.hasSuffix(".localhost")
      || Self.namesOfFormats.contains(where: { host == $0 || host.hasSuffix(".\($0)") })
    {
      return
    }
    hosts.append(NamedHost(host: host, port: port, source: source))
  }

  /// The pod itself, and no address.
  private static let ownBlocks = ["127.0.0.0/8", "0.0.0.0/32", "::1/128", "::/128"].compactMap { AddressBlock($0) }

  /// Hosts in the identifiers of XML and JSON documents.
  private static let namesOfFormats = ["w3.org", "json-schema.org", "xmlsoap.org", "schemas.microsoft.com"]

  /// A host and its port; brackets around addresses of version 6 are taken off.
  private static func split(_ text: Substring) -> (host: String, port: Int?) {
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      let rest = text[text.index(after: end)...]
      return (String(text[text.index(after: text.startIndex)..<end]), rest.hasPrefix(":") ? port(rest.dropFirst()) : nil)
    }
    guard let colon = text.lastIndex(of: ":"), let port = port(text[text.index(after: colon)...]) else { return (String(text), nil) }
    return (String(text[..<colon]), port)
  }

  private static func port(_ text: Substring) -> Int? {
    guard let port = Int(text), (1...65535).contains(port) else { return nil }
    return port
  }

  /// Whether the text may be the name of a host: labels of letters, digits and hyphens, with a letter in the last.
  private static func isName(_ text: String) -> Bool {
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    guard text.utf8.count <= 253, let last = labels.last, last.utf8.contains(where: { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }) else {
      return false
    }
    return labels.allSatisfy { label in
      !label.isEmpty && label.utf8.count <= 63 && label.first != "-" && label.last != "-"
        && label.utf8.allSatisfy { $0 == 0x2D || $0 == 0x5F || ($0 >= 0x30 && $0 <= 0x39) || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) }
    }
  }

  /// Whether a variable of that name holds a host.
  private static func isHostName(_ name: String) -> Bool {
    let name = name.uppercased()
    // What every container calls itself.
    if name == "HOSTNAME" { return false }
    return ["HOST", "HOSTNAME", "SERVER", "ADDR", "ADDRESS", "ENDPOINT"].contains { name.hasSuffix($0) }
  }
}
