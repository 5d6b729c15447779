import Foundation

/// Writes the benchmark's input into a folder: `files/` with one CronJob a file, `all.yaml` with all of them, `part.yaml` with the first
/// five hundred; every other CronJob is careless. Besides, the RBAC objects of two clusters: `cluster-small/` and `cluster-large/`.
@main
enum GenerateCorpus {
  static let count = 10_000
  static let partCount = 500

  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      print("usage: generate-benchmark-corpus FOLDER")
      exit(64)
    }
    let folder = URL(filePath: CommandLine.arguments[1])
    let files = folder.appending(path: "files")
    try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)

    var generator = Generator(seed: 1)
    var all = ""
    for number in 0..<count {
      if number == partCount {
        try all.write(to: folder.appending(path: "part.yaml"), atomically: false, encoding: .utf8)
      }
      let manifest = Manifest.cronJob(number: number, isCareless: !number.isMultiple(of: 2), using: &generator)
      let digits = String(number)
      let name = String(repeating: "0", count: 5 - digits.count) + digits + ".yaml"
      try manifest.write(to: files.appending(path: name), atomically: false, encoding: .utf8)
      if !all.isEmpty { all += "---\n" }
      all += manifest
    }
    try all.write(to: folder.appending(path: "all.yaml"), atomically: false, encoding: .utf8)
    try Cluster.small.write(to: folder.appending(path: "cluster-small"), using: &generator)
    try Cluster.large.write(to: folder.appending(path: "cluster-large"), using: &generator)
  }
}
