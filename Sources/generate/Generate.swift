#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Writes the files of this package that are made from other sources.
///
/// `generate [SUBCOMMAND [ARGUMENTS]] [--check]`, from the package's folder; `all`, which is the default, makes everything that needs nothing from outside the
/// package. With `--check` nothing is written, and a file that is missing or stale is named: exit code 1. Exit code 2: the sources cannot be read. 64: usage.
@main
enum Generate {
  static func main() {
    var arguments = Array(CommandLine.arguments.dropFirst())
    let checksOnly = arguments.contains("--check")
    arguments.removeAll { $0 == "--check" }
    do {
      let files = try files(arguments)
      let stale = try files.filter { try !$0.isFresh() }
      for file in stale {
        if checksOnly { print("\(file.path) is stale; run \(file.origin)") } else { try file.write() }
      }
      if checksOnly, !stale.isEmpty { exit(1) }
    } catch let error as GenerateError {
      print("generate: \(error)")
      exit(error.exitCode)
    } catch {
      print("generate: \(error)")
      exit(2)
    }
  }

  private static func files(_ arguments: [String]) throws -> [GeneratedFile] {
    switch arguments.first {
    case "registry" where arguments.count == 1: try RegistryGenerator.files()
    case "rule-docs" where arguments.count == 1: try RuleDocsGenerator.files()
    case "report-schema" where arguments.count == 1: ReportSchemaGenerator.files()
    case "config-docs" where arguments.count == 1: try ConfigurationDocsGenerator.files()
    case "kind-docs" where arguments.count == 1: try KindDocsGenerator.files()
    case "peer-docs" where arguments.count == 1: try PeerDocsGenerator.files()
    case "version-docs" where arguments.count == 1: try VersionDocsGenerator.files()
    case "undocumented" where arguments.count == 1: try UndocumentedGenerator.files()
    case "field-tables": try FieldTablesGenerator.files(Array(arguments.dropFirst()))
    case "default-roles": try DefaultRolesGenerator.files(Array(arguments.dropFirst()))
    case "access-pictures": try AccessPicturesGenerator.files(Array(arguments.dropFirst()))
    case "time-zones": try TimeZonesGenerator.files(Array(arguments.dropFirst()))
    case nil: try files(["all"])
    case "all" where arguments.count == 1:
      try RegistryGenerator.files() + RuleDocsGenerator.files() + ReportSchemaGenerator.files() + ConfigurationDocsGenerator.files()
        + KindDocsGenerator.files() + PeerDocsGenerator.files() + VersionDocsGenerator.files() + UndocumentedGenerator.files()
    default:
      throw GenerateError.usage(
        """
        generate [registry | rule-docs | report-schema | config-docs | kind-docs | peer-docs | version-docs | undocumented | field-tables --openapi FOLDER | \
        default-roles --version 1.NN (--lists FOLDER | --testdata FOLDER) | access-pictures --lists FOLDER | time-zones --zoneinfo FOLDER | all] [--check]
        """)
    }
  }
}
