extension ShellScript {
  /// The flat arrays that a script's parts are views into.
  @usableFromInline
  package final class Storage: Sendable {
    let script: [UInt8]
    /// Values of words that do not stand in the script as they are: they have quotes, escapes or expansions within.
    let copies: [CopiedByte]
    @usableFromInline let commands: [Command]
    let pipes: [Pipe]
    let words: [Word]
    let expansions: [Expansion]
    let assignments: [Assignment]
    let redirections: [Redirection]
    let functions: Set<String>
    let listCount: Int
    let problem: Problem?
    @usableFromInline let programs: ShellProgram

    /// - Parameter parser: What it has read is taken from it.
    init(_ parser: inout ShellParser, _ problem: Problem?) {
      script = parser.bytes
      copies = parser.copies.take()
      commands = exchange(&parser.commands, with: [])
      pipes = exchange(&parser.pipes, with: [])
      words = parser.words.take()
      expansions = parser.expansions.take()
      assignments = parser.assignments.take()
      redirections = parser.redirections.take()
      functions = exchange(&parser.functions, with: [])
      listCount = parser.listCount
      programs = parser.programs
      self.problem = problem
    }

    struct CopiedByte {
      var byte: UInt8
      /// Where it comes from.
      var origin: Int
    }

    /// Bytes that follow each other in the script, or among the copies.
    struct Text {
      var range: Range<Int>
      var isCopied = false
    }

    struct Word {
      var range: Range<Int>
      var value = Text(range: 0..<0)
      var expansions: Range<Int> = 0..<0
      var isQuoted = false
      var isPattern = false
    }

    struct Expansion {
      enum Kind {
        /// Names are ranges of the script.
        case variable(Range<Int>), kubelet(Range<Int>)
        case command(Range<Int>), process(Range<Int>)
        case arithmetic
      }

      var kind: Kind
      var range: Range<Int>
      var isQuoted: Bool
      var showsValue: Bool
    }

    struct Assignment {
      var name: Text
      /// Position among the words.
      var value: Int
    }

    struct Redirection {
      /// In the script.
      var operation: Range<Int>
      /// Position among the words.
      var target: Int
      var isOutput: Bool
    }

    @usableFromInline
    struct Command: Sendable {
      var kind: ShellScript.Command.Kind
      var range: Range<Int>
      var assignments: Range<Int>
      @usableFromInline var words: Range<Int>
      var redirections: Range<Int>
      var name: Text?
      @usableFromInline var program: ShellProgram
      var isOutputCaptured: Bool
      var isChecked: Bool
      var isInFunction: Bool
      var list: Int
    }

    func bytes(_ text: Text) -> [UInt8] {
      text.isCopied ? copies[text.range].map(\.byte) : Array(script[text.range])
    }

    func withBytes<Result>(of text: Text, _ body: (Span<UInt8>) -> Result) -> Result {
      let bytes = text.isCopied ? bytes(text) : script
      return body(bytes.span.extracting(text.isCopied ? 0..<bytes.count : text.range))
    }

    func string(_ text: Text) -> String {
      text.isCopied ? String(decoding: bytes(text), as: UTF8.self) : String(decoding: script[text.range], as: UTF8.self)
    }

    /// Where a byte of the text comes from.
    func origin(of index: Int, in text: Text) -> Int {
      let index = text.range.lowerBound + index
      return text.isCopied ? copies[index].origin : index
    }
  }
}

/// Elements that follow each other where they belong to one whole, although wholes that are nested in it are completed before it is.
struct NestedList<Element> {
  private(set) var complete: [Element] = []
  /// Elements of wholes that are not complete yet, the innermost one's last; behind ``openCount`` stand some that are done with.
  private var open: [Element] = []
  private(set) var openCount = 0
  /// For how many elements to make room at first: that for one alone is hardly ever enough.
  private let capacity: Int

  init(capacity: Int) { self.capacity = capacity }

  var lastOpen: Element? { openCount > 0 ? open[openCount - 1] : nil }

  /// Adds an element to the innermost whole.
  mutating func append(_ element: Element) {
    if openCount < open.count {
      open[openCount] = element
    } else {
      if open.isEmpty { open.reserveCapacity(min(capacity, 8)) }
      open.append(element)
    }
    openCount += 1
  }

  /// Completes the innermost whole.
  ///
  /// - Parameter start: Where its elements begin among the open ones.
  /// - Returns: Where they stand among the complete ones.
  mutating func close(from start: Int) -> Range<Int> {
    let first = complete.count
    for index in start..<openCount { _ = insert(open[index]) }
    openCount = start
    return first..<complete.count
  }

  /// Forgets the elements of the innermost whole.
  mutating func drop(from start: Int) { openCount = start }

  /// Moves the last open element before others.
  mutating func moveLast(to position: Int) {
    for index in stride(from: openCount - 1, to: position, by: -1) { open.swapAt(index, index - 1) }
  }

  /// Hands over the complete elements.
  mutating func take() -> [Element] { exchange(&complete, with: []) }

  /// Adds a whole of one element.
  ///
  /// - Returns: Where it stands among the complete ones.
  mutating func insert(_ element: Element) -> Int {
    if complete.isEmpty { complete.reserveCapacity(capacity) }
    complete.append(element)
    return complete.count - 1
  }
}
