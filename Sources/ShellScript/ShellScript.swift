/// A shell script taken apart into its commands and their words.
///
/// Reads POSIX shell (XCU chapter 2) and what bash adds to its grammar: `[[ ]]`, `(( ))`, process substitution, here-strings, arrays, `$'…'`. It knows what
/// a command's words are and what they are made of, not what they expand to. All offsets are UTF-8 offsets into the script.
///
/// All parts are views into a few flat arrays: reading a script takes as many allocations as it takes kinds of parts, and looking at them takes none.
@usableFromInline
package struct ShellScript: Sendable {
  @usableFromInline let storage: Storage

  /// The script's bytes.
  package var source: [UInt8] { storage.script }
  /// In the order in which they end: what a word substitutes comes before the command the word belongs to.
  @inlinable package var commands: Parts<Command> { Parts(storage, 0..<storage.commands.count) }
  /// In the order in which they end.
  package var pipes: [Pipe] { storage.pipes }
  /// Names of the functions the script defines.
  package var functions: Set<String> { storage.functions }
  /// How many lists of commands stand one after the other at the top level.
  package var listCount: Int { storage.listCount }
  /// Why the script could not be read to its end.
  package var problem: Problem? { storage.problem }
  /// What is known of any of its programs: enough to let most scripts pass.
  @inlinable package var programs: ShellProgram { storage.programs }

  /// Reads a script.
  ///
  /// - Parameter isKubeletVariable: Whether the container has such a variable, where the script stands in `command` or `args`: the kubelet has replaced
  ///   `$(NAME)` of those and made `$` of every `$$` before a shell sees it. nil for scripts in files.
  package init(_ text: String, isKubeletVariable: ((String) -> Bool)? = nil) {
    var parser = ShellParser(Array(text.utf8), isKubeletVariable: isKubeletVariable)
    storage = parser.parse()
  }

  /// Whether any word that is written out and has so many bytes is such a one.
  package func names(ofAtLeast count: Int, where isMeant: (Span<UInt8>) -> Bool) -> Bool {
    storage.words.contains { word in
      word.value.range.count >= count && word.expansions.isEmpty && storage.withBytes(of: word.value, isMeant)
    }
  }

  /// Hands on the names of the variables that are expanded.
  package func forEachVariable(_ body: (Span<UInt8>) -> Void) {
    for expansion in storage.expansions {
      if case .variable(let name) = expansion.kind { storage.withBytes(of: Storage.Text(range: name), body) }
    }
  }

  /// Nobody writes scripts like that.
  package static var deepestNesting: Int { 60 }

  /// One simple command, the head of a loop, or a `[[ ]]`.
  @usableFromInline
  package struct Command: ShellScriptPart {
    /// Which of these it is.
    package enum Kind: Sendable {
      /// Words, with assignments before and redirections among them.
      case simple
      /// `for NAME in WORDS`: the name stands in `assignments`, without a value.
      case loop
      /// `[[ … ]]` or `case WORD`.
      case test
    }

    @usableFromInline let storage: Storage
    /// Position among the script's commands.
    @usableFromInline package let index: Int

    /// See ``ShellScriptPart``.
    @inlinable
    package init(_ storage: Storage, at index: Int) {
      self.storage = storage
      self.index = index
    }

    private var parts: Storage.Command { storage.commands[index] }

    /// Which kind of command it is.
    package var kind: Kind { parts.kind }
    /// From its first word to its last, in the script.
    package var range: Range<Int> { parts.range }
    /// Those before its name.
    package var assignments: Parts<Assignment> { Parts(storage, parts.assignments) }
    /// The command's name and its arguments.
    @inlinable package var words: Parts<Word> { Parts(storage, storage.commands[index].words) }
    /// Those among its words.
    package var redirections: Parts<Redirection> { Parts(storage, parts.redirections) }
    /// Its output goes into a pipe, a file or a substitution.
    package var isOutputCaptured: Bool { parts.isOutputCaptured }
    /// It is asked for its status: by `if`, `while`, `until`, `!`, `&&` or `||`.
    package var isChecked: Bool { parts.isChecked }
    /// Which list of the top level it belongs to, from 0.
    package var list: Int { parts.list }
    /// It stands in a function, which may be called from anywhere.
    package var isInFunction: Bool { parts.isInFunction }
    /// The command's name without its folder; nil where it is not written out, or there is none.
    package var name: String? { parts.name.map(storage.string) }
    /// What is known of the program of that name.
    @inlinable package var program: ShellProgram { storage.commands[index].program }
    /// Whether any word from a position on that has so many bytes is such a one; a 0 stands in the place of each expansion.
    package func hasWord(ofAtLeast count: Int, from first: Int, where isMeant: (Span<UInt8>) -> Bool) -> Bool {
      parts.words.dropFirst(first).contains { index in
        let value = storage.words[index].value
        return value.range.count >= count && storage.withBytes(of: value, isMeant)
      }
    }
  }

  /// `NAME=VALUE`
  @usableFromInline
  package struct Assignment: ShellScriptPart {
    @usableFromInline let storage: Storage
    @usableFromInline let index: Int

    /// See ``ShellScriptPart``.
    @inlinable
    package init(_ storage: Storage, at index: Int) {
      self.storage = storage
      self.index = index
    }

    /// What stands before the `=`.
    package var name: String { storage.string(storage.assignments[index].name) }
    /// What stands behind it; empty for a loop.
    package var value: Word { Word(storage, at: storage.assignments[index].value) }
  }

  /// A name, an argument, a value or a target, which the shell may expand.
  @usableFromInline
  package struct Word: ShellScriptPart {
    @usableFromInline let storage: Storage
    @usableFromInline let index: Int

    /// See ``ShellScriptPart``.
    @inlinable
    package init(_ storage: Storage, at index: Int) {
      self.storage = storage
      self.index = index
    }

    private var parts: Storage.Word { storage.words[index] }

    /// Where it stands in the script, its quotes included.
    package var range: Range<Int> { parts.range }
    /// The word's bytes, with a 0 in the place of each expansion.
    package var value: [UInt8] { storage.bytes(parts.value) }
    /// Those of its expansions that stand in others included.
    package var expansions: Parts<Expansion> { Parts(storage, parts.expansions) }
    /// Whether any part of it stands in quotes.
    package var isQuoted: Bool { parts.isQuoted }
    /// Whether an unquoted `*`, `?` or `[` makes a pattern of it.
    package var isPattern: Bool { parts.isPattern }

    /// Whether nothing in it is expanded.
    package var isLiteral: Bool { parts.expansions.isEmpty }
    /// What it is, where nothing in it is expanded.
    package var text: String? { isLiteral ? storage.string(parts.value) : nil }

    /// Where a part of ``value`` stands in the script.
    package func range(of part: Range<Int>) -> Range<Int> {
      let value = parts.value
      guard part.lowerBound < part.upperBound, part.lowerBound >= 0, part.upperBound <= value.range.count else { return range }
      let start = storage.origin(of: part.lowerBound, in: value)
      return start..<max(storage.origin(of: part.upperBound - 1, in: value) + 1, start)
    }
  }

  /// What the shell puts a value in the place of.
  @usableFromInline
  package struct Expansion: ShellScriptPart {
    /// Where the value comes from.
    package enum Kind: Sendable, Equatable {
      /// `$NAME`, `${NAME…}`, `$1`, `$@`.
      case variable(String)
      /// `$(…)` or backquotes, with the positions of their commands.
      case command(Range<Int>)
      /// `<(…)` or `>(…)`.
      case process(Range<Int>)
      /// `$((…))`
      case arithmetic
      /// `$(NAME)` that the kubelet has replaced before the shell reads the script.
      case kubelet(String)
    }

    @usableFromInline let storage: Storage
    @usableFromInline let index: Int

    /// See ``ShellScriptPart``.
    @inlinable
    package init(_ storage: Storage, at index: Int) {
      self.storage = storage
      self.index = index
    }

    private var parts: Storage.Expansion { storage.expansions[index] }

    /// Where the value comes from.
    package var kind: Kind {
      switch parts.kind {
      case .variable(let name): .variable(String(decoding: storage.script[name], as: UTF8.self))
      case .command(let commands): .command(commands)
      case .process(let commands): .process(commands)
      case .arithmetic: .arithmetic
      case .kubelet(let name): .kubelet(String(decoding: storage.script[name], as: UTF8.self))
      }
    }
    /// Where it stands in the script, its `$` included.
    package var range: Range<Int> { parts.range }
    /// Whether it stands in quotes, so that its value is not split into words.
    package var isQuoted: Bool { parts.isQuoted }
    /// Whether anything of the value comes out: not so for `${#NAME}` and `${NAME:+…}`.
    package var showsValue: Bool { parts.showsValue }
  }

  /// `> FILE` and the like.
  @usableFromInline
  package struct Redirection: ShellScriptPart {
    @usableFromInline let storage: Storage
    @usableFromInline let index: Int

    /// See ``ShellScriptPart``.
    @inlinable
    package init(_ storage: Storage, at index: Int) {
      self.storage = storage
      self.index = index
    }

    /// `>`, `>>`, `<`, `<<`, `<<<`, `>&`, …
    package var operation: String { String(decoding: storage.script[storage.redirections[index].operation], as: UTF8.self) }
    /// The file, the descriptor, the delimiter or the text behind the operation.
    package var target: Word { Word(storage, at: storage.redirections[index].target) }
    /// Whether standard output goes elsewhere than to the container's log.
    package var isOutput: Bool { storage.redirections[index].isOutput }
  }

  /// `a | b`: positions of the commands on both sides.
  package struct Pipe: Sendable {
    /// The commands before the `|`.
    package var producer: Range<Int>
    /// Those behind it.
    package var consumer: Range<Int>
    /// The pipe's status is asked for.
    package var isChecked: Bool
  }

  /// Why a script cannot be read on, and from where.
  package enum Problem: Error, Sendable, Equatable {
    /// A quote is opened and not closed.
    case unterminatedQuote(at: Int)
    /// A list of commands or a parameter is opened and not closed.
    case unterminatedSubstitution(at: Int)
    /// No command can go on like that.
    case unexpected(at: Int)
    /// Constructs are nested deeper than ``ShellScript/deepestNesting``.
    case tooDeep(at: Int)

    /// From where on the script is not read.
    package var offset: Int {
      switch self {
      case .unterminatedQuote(let offset), .unterminatedSubstitution(let offset), .unexpected(let offset), .tooDeep(let offset): offset
      }
    }
  }
}

/// A view into a script's arrays.
@usableFromInline
package protocol ShellScriptPart: Sendable {
  /// - Parameter index: Position in the array of such parts.
  init(_ storage: ShellScript.Storage, at index: Int)
}

extension ShellScript {
  /// Parts that follow each other, counted from 0.
  @usableFromInline
  package struct Parts<Element: ShellScriptPart>: RandomAccessCollection, Sendable {
    // Inlined, as whoever goes through parts would otherwise ask for the type of each.
    @usableFromInline let storage: Storage
    @usableFromInline let range: Range<Int>

    @inlinable init(_ storage: Storage, _ range: Range<Int>) {
      self.storage = storage
      self.range = range
    }

    @inlinable package var startIndex: Int { 0 }
    @inlinable package var endIndex: Int { range.count }

    /// The part at a position, from 0.
    @inlinable package subscript(position: Int) -> Element {
      precondition(position >= 0 && position < range.count)
      return Element(storage, at: range.lowerBound + position)
    }
  }
}
