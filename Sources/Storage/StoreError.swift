public import Support

/// Why a store (a SQLite file) could not be opened, read or written.
public enum StoreError: YaoyuError, Equatable {
  /// The file was written by a newer Yaoyu; `found` and `known` are schema versions.
  case newerVersion(path: String, found: Int, known: Int)

  public var exitCode: ExitCode {
    switch self {
    case .newerVersion: .badData
    }
  }

  public var description: String {
    switch self {
    case .newerVersion(let path, let found, let known):
      "\(path):库是第 \(found) 版，这个程序只认到第 \(known) 版。请升级药语，或换一个库文件。"
    }
  }
}
