// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "curfew",
  products: [
    .executable(name: "curfew", targets: ["curfew"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Without its trait it needs no Foundation.
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .target(name: "SourceTree", linkerSettings: [.linkedLibrary("m")]),
    .target(name: "ShellScript"),
    .target(name: "Manifests", dependencies: ["SourceTree"]),
    .target(name: "AuditTrail"),
    .target(name: "ClusterState", dependencies: ["Manifests", "SourceTree"]),
    .target(name: "AccessControl", dependencies: ["ClusterState", "Manifests", "SourceTree"]),
    .target(name: "CronSchedule"),
    .target(name: "Findings", dependencies: ["Manifests", "SourceTree"]),
    .target(
      name: "Rules", dependencies: ["SourceTree", "ShellScript", "Manifests", "ClusterState", "CronSchedule", "AccessControl", "Findings"]),
    .target(name: "Reports", dependencies: ["SourceTree", "Manifests", "ClusterState", "CronSchedule", "AccessControl", "Findings"]),
    .target(
      name: "Engine",
      dependencies: [
        "SourceTree", "Manifests", "ClusterState", "CronSchedule", "AccessControl", "Findings", "Rules", "Reports",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    .target(name: "Policies", dependencies: ["SourceTree", "ShellScript", "Manifests", "ClusterState", "AccessControl", "Rules"]),
    .executableTarget(
      name: "curfew",
      dependencies: [
        "SourceTree", "Manifests", "ClusterState", "CronSchedule", "AccessControl", "AuditTrail", "Findings", "Rules", "Reports", "Engine",
        "Policies",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),
    .executableTarget(
      name: "generate",
      dependencies: ["SourceTree", "Manifests", "ClusterState", "CronSchedule", "AccessControl", "Findings", "Rules", "Reports"]),
    .testTarget(
      name: "SourceTreeTests", dependencies: ["SourceTree", "Randomness", "SmallStack", .product(name: "Yams", package: "Yams")]),
    .testTarget(name: "ShellScriptTests", dependencies: ["ShellScript", "Randomness", "SmallStack"]),
    .testTarget(name: "ManifestsTests", dependencies: ["Manifests", "SourceTree", "Randomness", "SmallStack"]),
    .testTarget(name: "ClusterStateTests", dependencies: ["ClusterState", "Manifests", "SourceTree", "Randomness"]),
    .testTarget(name: "AuditTrailTests", dependencies: ["AuditTrail"]),
    .testTarget(
      name: "AccessControlTests",
      dependencies: ["AccessControl", "ClusterState", "Manifests", "SourceTree", "Randomness", "SmallStack"]),
    .testTarget(name: "CronScheduleTests", dependencies: ["CronSchedule", "Randomness"]),
    .testTarget(name: "FindingsTests", dependencies: ["Findings", "SourceTree"]),
    .testTarget(
      name: "RulesTests",
      dependencies: [
        "Rules", "Reports", "Findings", "AccessControl", "ClusterState", "ShellScript", "Manifests", "SourceTree", "Randomness",
        "SmallStack",
      ]),
    .testTarget(
      name: "ReportsTests",
      dependencies: ["Reports", "Findings", "AccessControl", "ClusterState", "Manifests", "SourceTree", "Randomness", "SchemaValidation"],
      exclude: ["Golden"]),
    .testTarget(name: "EngineTests", dependencies: ["Engine"]),
    .testTarget(name: "PoliciesTests", dependencies: ["Policies", "AccessControl", "ClusterState", "Manifests", "SourceTree"]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "curfew", "Reports", "SchemaValidation", .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Yams", package: "Yams"),
      ]),
    .testTarget(name: "GenerateTests", dependencies: ["generate"]),
    // What several targets of tests use.
    .target(name: "Randomness", path: "Tests/Randomness"),
    .target(name: "SmallStack", path: "Tests/SmallStack"),
    .target(name: "SchemaValidation", path: "Tests/SchemaValidation"),
  ],
  swiftLanguageModes: [.v6]
)

// Tools of development (scripts/bench, scripts/fuzz), left out of every other build.
if Context.environment["CURFEW_BENCH"] != nil {
  package.targets += [
    .executableTarget(name: "generate-benchmark-corpus", path: "Benchmarks/GenerateCorpus"),
    .executableTarget(name: "parse-benchmark", dependencies: ["SourceTree"], path: "Benchmarks/Parse"),
    .executableTarget(
      name: "access-benchmark", dependencies: ["SourceTree", "Manifests", "ClusterState", "AccessControl"], path: "Benchmarks/Access"),
    .executableTarget(name: "audit-benchmark", dependencies: ["AuditTrail"], path: "Benchmarks/AuditLog"),
    .executableTarget(name: "schedule-benchmark", dependencies: ["CronSchedule"], path: "Benchmarks/Schedule"),
    .executableTarget(
      name: "state-benchmark", dependencies: ["ClusterState", "Findings", "Manifests", "Rules", "SourceTree"], path: "Benchmarks/State"),
  ]
}
if Context.environment["CURFEW_FUZZ"] != nil {
  package.targets += [
    .executableTarget(name: "fuzz-source-tree", dependencies: ["SourceTree"], path: "Fuzz/SourceTree"),
    .executableTarget(name: "fuzz-editing", dependencies: ["SourceTree", "Randomness"], path: "Fuzz/Editing"),
    .executableTarget(name: "fuzz-scan", dependencies: ["Findings", "Manifests", "Reports", "Rules", "SourceTree"], path: "Fuzz/Scan"),
  ]
}

// What runs once a command, or once a finding that is shown, is compiled for size.
let compiledForSize: Set = ["curfew", "Engine", "Policies"]

for target in package.targets {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
  ]
  if compiledForSize.contains(target.name) { target.swiftSettings?.append(.unsafeFlags(["-Osize"], .when(configuration: .release))) }
}
