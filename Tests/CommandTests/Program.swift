import Foundation
import Testing

/// The real executable, run as a process from the repository's root.
enum Program {
  struct Result {
    var exitCode: Int32
    var output: String
    var errors: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// The repository: three folders above this file.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Beside the test bundle, wherever the build folder is.
  static let executable: URL = {
    let bundle = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    for folder in [bundle, Bundle.main.bundleURL, root.appending(path: ".build/debug")] {
      let file = folder.appending(path: "yaoyu")
      if FileManager.default.isExecutableFile(atPath: file.path) { return file }
    }
    return root.appending(path: ".build/debug/yaoyu")
  }()

  /// - Parameter input: standard input; nil gives an empty one.
  static func run(_ arguments: [String], input: Data? = nil) throws -> Result {
    try Running(arguments, input: input).result()
  }

  /// A process under way.
  struct Running {
    private let process = Process()
    private let folder: URL
    // Files, not pipes: a pipe that nobody reads yet would stop a talkative program.
    private let streams: [URL]

    /// - Parameter environment: added to this process's own.
    init(_ arguments: [String], input: Data? = nil, environment: [String: String] = [:]) throws {
      folder = try temporaryFolder()
      streams = ["in", "out", "err"].map { [folder] in folder.appending(path: $0) }
      try (input ?? Data()).write(to: streams[0])
      for stream in streams[1...] { try Data().write(to: stream) }
      process.executableURL = executable
      process.arguments = arguments
      process.currentDirectoryURL = root
      process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
      process.standardInput = try FileHandle(forReadingFrom: streams[0])
      process.standardOutput = try FileHandle(forWritingTo: streams[1])
      process.standardError = try FileHandle(forWritingTo: streams[2])
      try process.run()
    }

    /// Waits for the exit. Once only: what the process has written goes with it.
    func result() throws -> Result {
      defer { try? FileManager.default.removeItem(at: folder) }
      process.end()
      return Result(
        exitCode: process.terminationStatus,
        output: String(decoding: try Data(contentsOf: streams[1]), as: UTF8.self),
        errors: String(decoding: try Data(contentsOf: streams[2]), as: UTF8.self))
    }
  }

  static func run(_ arguments: [String], input: String) throws -> Result {
    try run(arguments, input: Data(input.utf8))
  }

  /// Starts it and does not wait; what it prints goes nowhere.
  static func start(_ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = root
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  static func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "yaoyu-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  static func object(_ line: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }
}

extension Process {
  /// Waits for the exit; a program that hangs is killed and recorded as an issue, so that it cannot hang the tests.
  func end(within seconds: Double = 300) {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while isRunning, Date() < deadline { usleep(2_000) }
    if isRunning {
      Issue.record("\(arguments ?? []) did not end within \(seconds) s")
      kill(processIdentifier, SIGKILL)
    }
    waitUntilExit()
  }
}
