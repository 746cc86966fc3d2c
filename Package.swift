// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
  // Modules are optimisation walls: without this a small call across one costs ten times as much.
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

/// In release builds the executable holds Swift's runtime and Foundation itself: loading them as libraries takes
/// longer than cutting a review of a thousand characters, for every command.
let standalone = [SwiftSetting.unsafeFlags(["-static-stdlib"], .when(configuration: .release))]
/// 110,000 addresses in its tables are put right at each start. Packed (DT_RELR, glibc 2.36 or later), the list of
/// them is 20 kB instead of 2 MB that has to be read.
let releaseLinking = [
  "-static-stdlib", "-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs",
]

/// A room of the house: imports point only towards rooms named before it.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: "\(name)Tests", dependencies: dependencies, swiftSettings: swiftSettings)
}

let package = Package(
  name: "yaoyu",
  products: [.executable(name: "yaoyu", targets: ["yaoyu"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
  ],
  targets: [
    .target(
      name: "CICU",
      linkerSettings: [.linkedLibrary("icui18n"), .linkedLibrary("icuuc"), .linkedLibrary("icudata")]),
    .systemLibrary(name: "CSodium"),
    .target(name: "CEdit", linkerSettings: [.linkedLibrary("edit")]),
    .target(name: "CCurl", linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "CMalloc"),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
    // The sampler's inner loop. Optimised in debug builds too, or tests that train would take minutes.
    .target(name: "CTopics", cSettings: [.unsafeFlags(["-O2"])]),
    room("Support", []),
    room("Tokenization", ["CICU", "Support"]),
    room("Corpus", ["CZlib", "Support"]),
    room("Features", ["Support", "Tokenization"]),
    room("Topics", ["CTopics", "Support", "Features"]),
    room("Sentiment", ["Support", "Tokenization", "Features"]),
    room("Audience", ["Support", "Corpus"]),
    room("Insight", ["Support", "Tokenization", "Corpus", "Features", "Topics", "Sentiment"]),
    room(
      "Copywriting",
      ["Support", "Tokenization", "Corpus", "Insight", .product(name: "Yams", package: "Yams")]),
    room("Dialogue", ["Support", "Tokenization", "Corpus", "Sentiment", "Insight"]),
    room(
      "Storage",
      ["CSodium", "Support", "Dialogue", "Copywriting", .product(name: "GRDB", package: "GRDB.swift")]),
    room("Shop", ["CCurl", "Support", "Dialogue", "Storage"]),
    .executableTarget(
      name: "yaoyu",
      dependencies: [
        "CEdit", "CMalloc", "Support", "Tokenization", "Corpus", "Features", "Topics", "Sentiment",
        "Audience",
        "Insight",
        "Copywriting", "Dialogue", "Storage", "Shop",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings + standalone,
      linkerSettings: [.unsafeFlags(releaseLinking, .when(configuration: .release))]),
    tests("Support", ["Support"]),
    tests("Tokenization", ["Tokenization", "Support", "CICU"]),
    tests("Corpus", ["Corpus", "Support"]),
    tests("Features", ["Features", "Tokenization", "Support"]),
    tests("Topics", ["CTopics", "Topics", "Features", "Support"]),
    tests("Sentiment", ["Sentiment", "Tokenization", "Support"]),
    tests("Audience", ["Audience", "Corpus", "Support"]),
    tests("Insight", ["Insight", "Corpus", "Topics", "Sentiment", "Tokenization", "Support"]),
    tests("Copywriting", ["Copywriting", "Insight", "Tokenization", "Support"]),
    tests("Dialogue", ["Dialogue", "Insight", "Sentiment", "Tokenization", "Support"]),
    tests(
      "Storage",
      ["Storage", "Dialogue", "Copywriting", "Support", .product(name: "GRDB", package: "GRDB.swift")]),
    tests("Shop", ["Shop", "Storage", "Dialogue", "Support"]),
    tests("Command", ["yaoyu", "Support"]),
  ],
  cxxLanguageStandard: .cxx17
)
