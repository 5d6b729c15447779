import Glibc
import SourceTree

/// Parses one file a given number of times and does nothing else, so that the cost of one parse is the difference between two runs.
@main
enum ParseBenchmark {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let count = Int(arguments[2]), let bytes = read(arguments[1]) else {
      print("usage: parse-benchmark FILE TIMES")
      exit(64)
    }
    var nodes = 0
    for _ in 0..<count {
      do {
        nodes += try parse(bytes)
      } catch {
        print("\(arguments[1]): cannot be parsed: \(error)")
        exit(2)
      }
    }
    print(nodes)
  }

  /// The work that is measured: checks the encoding and builds the tree of every document. Returns the number of nodes.
  static func parse(_ bytes: [UInt8]) throws(SyntaxError) -> Int {
    var reader = DocumentReader(try Source(name: "benchmark", bytes: bytes))
    var nodes = 0
    while let document = reader.next() {
      nodes += try document.get().nodeCount
    }
    return nodes
  }

  static func read(_ path: String) -> [UInt8]? {
    guard let file = unsafe fopen(path, "rb") else { return nil }
    defer { unsafe fclose(file) }
    unsafe fseek(file, 0, SEEK_END)
    let size = unsafe ftell(file)
    guard size >= 0 else { return nil }
    unsafe rewind(file)
    return unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = unsafe fread(buffer.baseAddress, 1, size, file)
    }
  }
}
