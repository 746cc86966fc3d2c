public import Support

/// Why a store (a SQLite file) could not be opened, read or written.
public enum StoreError: YaoyuError, Equatable {
  case notFound(path: String)
  /// The folder of a store that is to be made does not exist.
  case noFolder(path: String)
  case isFolder(path: String)
  /// The file is no SQLite database.
  case notStore(path: String)
  /// A SQLite database, but of another program or another kind of store.
  case otherKind(path: String, expected: String, found: String?)
  /// The file was written by a newer Yaoyu; `found` and `known` are schema versions.
  case newerVersion(path: String, found: Int, known: Int)
  /// SQLite found pages or values that cannot be; `detail` is its own word for it.
  case damaged(path: String, detail: String)
  /// The key file beside the store is not one.
  case badKey(path: String)
  case readOnly(path: String)
  case diskFull(path: String)
  /// Another process held the store for longer than the busy timeout.
  case busy(path: String, seconds: Int)
  case failed(path: String, detail: String)

  public var exitCode: ExitCode {
    switch self {
    case .notFound, .noFolder: .noInput
    case .isFolder, .notStore, .otherKind, .newerVersion, .damaged, .badKey: .badData
    case .readOnly, .diskFull, .busy, .failed: .inputOutput
    }
  }

  public var description: String {
    switch self {
    case .notFound(let path):
      "没有找到库文件“\(path)”。请检查文件名和所在的文件夹。"
    case .noFolder(let path):
      "建不了库文件“\(path)”：它所在的文件夹不存在。请先建好文件夹，或换一个地方。"
    case .isFolder(let path):
      "“\(path)”是一个文件夹，这里需要一个库文件。"
    case .notStore(let path):
      "“\(path)”不是药语的库文件（不是 SQLite 数据库）。请检查文件名，或换一个新文件名让药语新建。"
    case .otherKind(let path, let expected, let found?):
      "“\(path)”存的是\(found)，这里需要的是\(expected)。请换一个文件。"
    case .otherKind(let path, let expected, nil):
      "“\(path)”是别的程序的数据库，不是药语的\(expected)库。药语不会改动它，请换一个文件。"
    case .newerVersion(let path, let found, let known):
      "“\(path)”是第 \(found) 版的库，这个程序只认到第 \(known) 版。请升级药语，或换一个库文件。"
    case .damaged(let path, let detail):
      "库文件“\(path)”坏了（\(detail)）。请先复制一份留底，再用备份恢复；没有备份时可用 sqlite3 的 .recover 命令抢救。"
    case .badKey(let path):
      "“\(path)”不是库的钥匙文件，或者只剩了一半。请换回原来的钥匙；找不回来就删掉它，没办完的事会接不上，聊天记录还在。"
    case .readOnly(let path):
      "写不了库文件“\(path)”：文件或它所在的文件夹只读。请改权限，或换一个可写的地方。"
    case .diskFull(let path):
      "写不了库文件“\(path)”：磁盘满了。已经存好的没有丢，请腾出空间再试。"
    case .busy(let path, let seconds):
      "库文件“\(path)”被另一个程序占着，等了 \(seconds) 秒还没有放开。请稍后再试，或看看是谁在用它。"
    case .failed(let path, let detail):
      "读写库文件“\(path)”时出错：\(detail)。"
    }
  }
}
