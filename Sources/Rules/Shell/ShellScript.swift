/// A shell script taken apart into its commands and their words.
///
/// Reads POSIX shell (XCU chapter 2) and what bash adds to its grammar: `[[ ]]`, `(( ))`, process substitution, here-strings, arrays, `$'…'`. It knows what
/// a command's words are and what they are made of, not what they expand to. All offsets are UTF-8 offsets into the script.
package struct ShellScript: Sendable {
  /// In the order in which they end: what a word substitutes comes before the command the word belongs to.
  package internal(set) var commands: [Command] = []
  package internal(set) var pipes: [Pipe] = []
  /// Names of the functions the script defines.
  package internal(set) var functions: Set<String> = []
  /// How many lists of commands stand one after the other at the top level.
  package internal(set) var listCount = 0
  /// Why the script could not be read to its end.
  package internal(set) var problem: Problem?

  /// One simple command, the head of a loop, or a `[[ ]]`.
  package struct Command: Sendable {
    package enum Kind: Sendable {
      case simple
      /// `for NAME in WORDS`: the name stands in `assignments`, without a value.
      case loop
      /// `[[ … ]]` or `case WORD`.
      case test
    }

    /// What is read of a command.
    struct Draft: Sendable {
      var kind = Kind.simple
      var range: Range<Int>
      var assignments: [Assignment] = []
      var words: [Word] = []
      var redirections: [Redirection] = []
      var list: Int
      var isChecked: Bool
      var isInFunction: Bool
    }

    /// What does not change any more; apart, so that a command is handed on without copies of its parts.
    private final class Parts: Sendable {
      let draft: Draft
      let name: String?

      init(_ draft: consuming Draft) {
        name = Self.name(of: draft)
        self.draft = draft
      }

      private static func name(of draft: borrowing Draft) -> String? {
        guard draft.kind == .simple, let first = draft.words.first, first.isLiteral else { return nil }
        let name = first.value[((first.value.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...]
        return String(decoding: name, as: UTF8.self)
      }
    }

    private let parts: Parts
    /// Its output goes into a pipe, a file or a substitution.
    package var isOutputCaptured: Bool
    /// It is asked for its status: by `if`, `while`, `until`, `!`, `&&` or `||`.
    package var isChecked: Bool

    init(_ draft: consuming Draft) {
      isOutputCaptured = draft.redirections.contains(where: \.isOutput)
      isChecked = draft.isChecked
      parts = Parts(draft)
    }

    package var kind: Kind { parts.draft.kind }
    package var range: Range<Int> { parts.draft.range }
    package var assignments: [Assignment] { parts.draft.assignments }
    /// The command's name and its arguments.
    package var words: [Word] { parts.draft.words }
    package var redirections: [Redirection] { parts.draft.redirections }
    /// Which list of the top level it belongs to, from 0.
    package var list: Int { parts.draft.list }
    /// It stands in a function, which may be called from anywhere.
    package var isInFunction: Bool { parts.draft.isInFunction }
    /// The command's name without its folder; nil where it is not written out, or there is none.
    package var name: String? { parts.name }
  }

  package struct Assignment: Sendable {
    package var name: String
    package var value: Word
  }

  /// One word: quotes taken off, escapes resolved, expansions left as they are.
  package struct Word: Sendable {
    package var range: Range<Int>
    /// The word's bytes, with a 0 in the place of each expansion.
    package private(set) var value: [UInt8] = []
    /// Where each byte of ``value`` comes from, if they do not follow each other from ``start`` on: most do.
    private var offsets: [Int] = []
    private var start = 0
    /// Those of its expansions that stand in others included.
    package var expansions: [Expansion] = []
    package var isQuoted = false
    /// Whether an unquoted `*`, `?` or `[` makes a pattern of it.
    package var isPattern = false

    package init(range: Range<Int>) { self.range = range }

    package var isLiteral: Bool { expansions.isEmpty }
    /// What it is, where nothing in it is expanded.
    package var text: String? { isLiteral ? String(decoding: value, as: UTF8.self) : nil }

    /// Where a part of ``value`` stands in the script.
    package func range(of part: Range<Int>) -> Range<Int> {
      guard part.lowerBound < part.upperBound, part.lowerBound >= 0, part.upperBound <= value.count else { return range }
      return offset(ofByteAt: part.lowerBound)..<max(offset(ofByteAt: part.upperBound - 1) + 1, offset(ofByteAt: part.lowerBound))
    }

    /// Where a byte of ``value`` comes from.
    package func offset(ofByteAt index: Int) -> Int {
      offsets.indices.contains(index) ? offsets[index] : start + index
    }

    mutating func append(_ byte: UInt8, at offset: Int) {
      note(offset..<offset + 1)
      value.append(byte)
    }

    /// Appends bytes that follow each other in the script.
    mutating func append(_ bytes: ArraySlice<UInt8>) {
      note(bytes.startIndex..<bytes.endIndex)
      value.append(contentsOf: bytes)
    }

    mutating func append(_ other: Word) {
      for index in other.value.indices { append(other.value[index], at: other.offset(ofByteAt: index)) }
      expansions += other.expansions
    }

    /// Drops bytes, at most all, from the front.
    mutating func removeFirst(_ count: Int) {
      value.removeFirst(count)
      if offsets.isEmpty { start += count } else { offsets.removeFirst(count) }
    }

    /// Notes where bytes come from that are appended next.
    private mutating func note(_ origin: Range<Int>) {
      if value.isEmpty {
        start = origin.lowerBound
        offsets = []
      } else if offsets.isEmpty, origin.lowerBound != start + value.count {
        offsets = value.indices.map { start + $0 }
      }
      if !offsets.isEmpty { offsets += origin }
    }
  }

  package struct Expansion: Sendable {
    package enum Kind: Sendable, Equatable {
      /// `$NAME`, `${NAME…}`, `$1`, `$@`.
      case variable(String)
      /// `$(…)` or backquotes, with the positions of their commands.
      case command(Range<Int>)
      /// `<(…)` or `>(…)`.
      case process(Range<Int>)
      case arithmetic
      /// `$(NAME)` that the kubelet has replaced before the shell reads the script.
      case kubelet(String)
    }

    package var kind: Kind
    package var range: Range<Int>
    package var isQuoted: Bool
    /// Whether anything of the value comes out: not so for `${#NAME}` and `${NAME:+…}`.
    package var showsValue = true
  }

  package struct Redirection: Sendable {
    /// `>`, `>>`, `<`, `<<`, `<<<`, `>&`, …
    package var operation: String
    /// The descriptor before the operator; nil where none is written.
    package var descriptor: Int?
    package var target: Word
    /// The text of a here-document.
    package var document: Int?

    /// Whether standard output goes elsewhere than to the container's log.
    package var isOutput: Bool {
      guard operation.hasPrefix("&>") || operation.hasPrefix(">") && descriptor ?? 1 == 1 else { return false }
      switch target.text {
      case "1", "2": return operation != ">&"
      case "/dev/stdout", "/dev/stderr", "/proc/1/fd/1", "/proc/1/fd/2", "/dev/tty": return false
      default: return true
      }
    }
  }

  /// `a | b`: positions of the commands on both sides.
  package struct Pipe: Sendable {
    package var producer: Range<Int>
    package var consumer: Range<Int>
    /// The pipe's status is asked for.
    package var isChecked: Bool
  }

  package enum Problem: Error, Sendable, Equatable {
    case unterminatedQuote(at: Int)
    case unterminatedSubstitution(at: Int)
    case unexpected(at: Int)
    /// Constructs are nested deeper than ``ShellScript/deepestNesting``.
    case tooDeep(at: Int)

    package var offset: Int {
      switch self {
      case .unterminatedQuote(let offset), .unterminatedSubstitution(let offset), .unexpected(let offset), .tooDeep(let offset): offset
      }
    }
  }

  /// The texts of here-documents, in the order of their operators.
  package internal(set) var documents: [Word] = []

  /// Nobody writes scripts like that.
  package static var deepestNesting: Int { 60 }

  /// Reads a script.
  ///
  /// - Parameter isKubeletVariable: Whether the container has such a variable, where the script stands in `command` or `args`: the kubelet has replaced
  ///   `$(NAME)` of those and made `$` of every `$$` before a shell sees it. nil for scripts in files.
  package init(_ text: String, isKubeletVariable: ((String) -> Bool)? = nil) {
    var parser = ShellParser(Array(text.utf8), isKubeletVariable: isKubeletVariable)
    self = parser.parse()
  }

  init() {}
}
