package import SourceTree

/// Which bytes of a text may hold credentials that no tree tells anything about: of a document that is not well-formed, of a template.
///
/// What may be shown is what explains an error of syntax: keys, brackets, quotes, and the values of fields that hold no credentials. All else is hidden.
package struct TextRedactions {
  /// Whose values may be shown, if they look harmless.
  package enum Trust {
    /// Those of some fields of Kubernetes.
    case manifest
    /// Those of all keys that do not say credential: files with keys of our own.
    case ownFile
  }

  private let bytes: [UInt8]
  private let trust: Trust
  /// Whether the text may be a Secret, in which any key may hold a credential.
  private let holdsData: Bool
  private var index: Int
  private let end: Int
  /// Whether what has no key of its own may be shown, by the key before it.
  private var trustsItems: Bool
  private var redactions: [SourceRange] = []

  /// What to hide of a part of the bytes.
  package static func ranges(in bytes: [UInt8], _ part: SourceRange, _ trust: Trust = .manifest) -> [SourceRange] {
    var text = TextRedactions(bytes, part.bounds.clamped(to: 0..<bytes.count), trust)
    text.read()
    return text.redactions
  }

  /// What to hide of a file of our own.
  package static func ranges(inOwnFile bytes: [UInt8]) -> [SourceRange] {
    ranges(in: bytes, SourceRange(0, bytes.count), .ownFile)
  }

  private init(_ bytes: [UInt8], _ part: Range<Int>, _ trust: Trust) {
    self.bytes = bytes
    self.trust = trust
    index = part.lowerBound
    end = part.upperBound
    trustsItems = trust == .ownFile
    holdsData = trust == .manifest && Self.holdsData(bytes, part)
  }

  /// Whether `data` or `Data` ends anything that may be a key other than `metadata`.
  private static func holdsData(_ bytes: [UInt8], _ part: Range<Int>) -> Bool {
    var next = part.lowerBound
    while next + 4 <= part.upperBound {
      guard bytes[next] | 0x20 == UInt8(ascii: "d"), bytes[next + 1..<next + 4].elementsEqual("ata".utf8) else {
        next += 1
        continue
      }
      next += 4
      var index = next
      while index < part.upperBound, isQuote(bytes[index]) || isBlank(bytes[index]) { index += 1 }
      guard index < part.upperBound, bytes[index] == UInt8(ascii: ":") else { continue }
      if next < 8 || !bytes[next - 8..<next].elementsEqual("metadata".utf8) { return true }
    }
    return false
  }

  private mutating func read() {
    // How many brackets of the line are open: a value ends at a comma there.
    var depth = 0
    while index < end {
      switch bytes[index] {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        depth = 0
        index += 1
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        index += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"): index += 1
      case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
        let start = index
        // `---` and `- `; anything else that begins so is a value.
        while index < end, bytes[index] == bytes[start] { index += 1 }
        if index < end, !Self.isBlank(bytes[index]), !Self.isBreak(bytes[index]) {
          index = start
          value(isShown: trustsItems, isInFlow: depth > 0)
        }
      default: entry(isInFlow: depth > 0)
      }
    }
  }

  /// Reads a key and the beginning of its value, or what is none.
  private mutating func entry(isInFlow: Bool) {
    guard let key = key() else { return value(isShown: trustsItems, isInFlow: isInFlow) }
    let isShown = mayShow(key)
    trustsItems = isShown && trust == .ownFile
    while index < end, Self.isBlank(bytes[index]) { index += 1 }
    guard index < end else { return }
    switch bytes[index] {
    case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return
    case UInt8(ascii: "|"), UInt8(ascii: ">"):
      var next = index + 1
      while next < end, "+-0123456789 \t".utf8.contains(bytes[next]) { next += 1 }
      if next == end || Self.isBreak(bytes[next]) { index = next } else { value(isShown: false, isInFlow: isInFlow) }
    default: value(isShown: isShown, isInFlow: isInFlow)
    }
  }

  /// Passes a key with its colon.
  ///
  /// - Returns: nil where there is none; the place is the same then.
  private mutating func key() -> Range<Int>? {
    var next = index
    let quote: UInt8? = Self.isQuote(bytes[next]) ? bytes[next] : nil
    if quote != nil { next += 1 }
    let start = next
    while next < end, Self.isOfKey(bytes[next]) { next += 1 }
    let key = start..<next
    guard !key.isEmpty, key.count < 254 else { return nil }
    if let quote {
      guard next < end, bytes[next] == quote else { return nil }
      next += 1
    }
    while next < end, Self.isBlank(bytes[next]) { next += 1 }
    guard next < end, bytes[next] == UInt8(ascii: ":") else { return nil }
    next += 1
    guard quote != nil || next == end || Self.isBlank(bytes[next]) || Self.isBreak(bytes[next]) else { return nil }
    index = next
    return key
  }

  private func mayShow(_ key: Range<Int>) -> Bool {
    switch trust {
    case .ownFile: !CredentialLook.isName(bytes.span, key)
    case .manifest:
      !holdsData
        && Self.harmlessKeys.contains { text in
          text.utf8CodeUnitCount == key.count && key.allSatisfy { unsafe bytes[$0] == text.utf8Start[$0 - key.lowerBound] }
        }
    }
  }

  private static let harmlessKeys: [StaticString] = [
    "apiVersion", "kind", "name", "namespace", "generateName", "schedule", "timeZone", "suspend", "image", "imagePullPolicy",
    "restartPolicy", "concurrencyPolicy", "startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit",
    "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished", "parallelism", "completions", "serviceAccountName",
    "automountServiceAccountToken", "hostNetwork", "hostPID", "hostIPC", "privileged", "allowPrivilegeEscalation", "runAsNonRoot",
    "runAsUser", "runAsGroup", "fsGroup", "readOnlyRootFilesystem", "mountPath", "readOnly", "containerPort", "protocol", "cpu", "memory",
  ]

  /// Passes a value, and hides it unless it may be shown and looks harmless: up to its quote, or to the end of its line.
  private mutating func value(isShown: Bool, isInFlow: Bool) {
    let start = index
    if Self.isQuote(bytes[index]), let close = closingQuote() {
      index = close + 1
      if !isShown || !CredentialLook.isHarmless(bytes.span, start + 1..<close) { hide(start + 1..<close) }
      return
    }
    while index < end, !Self.isBreak(bytes[index]), !(isInFlow && endsFlowValue()) { index += 1 }
    var last = index
    while last > start, Self.isBlank(bytes[last - 1]) { last -= 1 }
    if !isShown || !CredentialLook.isHarmless(bytes.span, start..<last) { hide(start..<last) }
  }

  /// The quote that ends what begins here, if what follows it can follow a value.
  private func closingQuote() -> Int? {
    let quote = bytes[index]
    var next = index + 1
    while next < end, !Self.isBreak(bytes[next]) {
      if bytes[next] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        next += 2
        continue
      }
      if bytes[next] == quote {
        if quote == UInt8(ascii: "'"), next + 1 < end, bytes[next + 1] == quote {
          next += 2
          continue
        }
        var after = next + 1
        while after < end, Self.isBlank(bytes[after]) { after += 1 }
        guard after < end, !Self.isBreak(bytes[after]) else { return next }
        return ",]}:#".utf8.contains(bytes[after]) ? next : nil
      }
      next += 1
    }
    return nil
  }

  private func endsFlowValue() -> Bool {
    switch bytes[index] {
    case UInt8(ascii: ","): index + 1 == end || Self.isBlank(bytes[index + 1]) || Self.isBreak(bytes[index + 1])
    case UInt8(ascii: "]"), UInt8(ascii: "}"):
      index + 1 == end || Self.isBlank(bytes[index + 1]) || Self.isBreak(bytes[index + 1]) || ",]}".utf8.contains(bytes[index + 1])
    default: false
    }
  }

  private mutating func hide(_ range: Range<Int>) {
    if !range.isEmpty { redactions.append(SourceRange(range.lowerBound, range.upperBound)) }
  }

  private static func isOfKey(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"): true
    default: false
    }
  }

  private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
  private static func isBreak(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}
