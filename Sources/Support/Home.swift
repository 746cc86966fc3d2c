import FoundationEssentials

/// The folder that holds what people edit: `Lexicons/`, `Templates/`, `Conversations/`.
public struct Home: Sendable, Hashable {
  public let path: String

  public var lexicons: String { path + "/Lexicons" }
  public var templates: String { path + "/Templates" }
  public var conversations: String { path + "/Conversations" }

  public enum NotFound: YaoyuError {
    case noLexicons(named: String, origin: String)
    case nowhere(searched: [String])

    public var exitCode: ExitCode { .noInput }
    public var description: String {
      switch self {
      case .noLexicons(let path, let origin):
        "\(origin) 指向的“\(path)”里没有 Lexicons 文件夹。请指到放着 Lexicons、Templates、Conversations 的那个文件夹。"
      case .nowhere(let searched):
        "找不到 Lexicons 文件夹（从这些地方往上找过：\(searched.joined(separator: "、"))）。请用 --home 指明，或设置 YAOYU_HOME。"
      }
    }
  }

  /// Finds the home: `explicit` (from `--home`), else `YAOYU_HOME`, else the nearest folder at or above the
  /// working directory, then the executable, that has `Lexicons/`.
  public static func find(_ explicit: String? = nil) throws(NotFound) -> Home {
    if let explicit { return try check(explicit, origin: "--home") }
    if let variable = ProcessInfo.processInfo.environment["YAOYU_HOME"], !variable.isEmpty {
      return try check(variable, origin: "YAOYU_HOME")
    }
    let files = FileManager.default
    let executable =
      (try? files.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    var searched: [String] = []
    for start in [files.currentDirectoryPath, parent(of: executable)] {
      searched.append(start)
      var folder = start
      while true {
        if hasLexicons(folder) { return Home(path: folder == "/" ? "" : folder) }
        let above = parent(of: folder)
        if above == folder { break }
        folder = above
      }
    }
    throw .nowhere(searched: searched)
  }

  private static func check(_ path: String, origin: String) throws(NotFound) -> Home {
    guard hasLexicons(path) else { throw .noLexicons(named: path, origin: origin) }
    return Home(path: path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path)
  }

  private static func hasLexicons(_ folder: String) -> Bool {
    var isFolder = false
    return FileManager.default.fileExists(atPath: folder + "/Lexicons", isDirectory: &isFolder) && isFolder
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  /// Paths of the files in `folder` whose name ends in `suffix`, sorted, so that content loads in one order.
  public static func files(in folder: String, suffix: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(suffix) && !$0.hasPrefix(".") }.sorted().map { "\(folder)/\($0)" }
  }

  /// `path` as people refer to it: relative to the home where it is inside.
  public func display(_ path: String) -> String {
    path.hasPrefix(self.path + "/") ? String(path.dropFirst(self.path.count + 1)) : path
  }
}
