public import Support

/// Why a search index cannot be used.
public enum SearchIndexError: YaoyuError, Equatable {
  case notAnIndex(String)
  /// The file ends early. `expected` is nil when not even its length can be read.
  case truncated(String, expected: UInt64?, found: Int)
  /// Contents and checksum disagree, or the contents contradict each other.
  case damaged(String)
  /// Written by a newer Yaoyu.
  case newer(String, version: Int)
  /// Written by an older Yaoyu in a layout that is read no more.
  case older(String, version: Int)
  /// More texts or postings than the format can number.
  case tooLarge(documents: Int)

  public var exitCode: ExitCode { .badData }

  public var description: String {
    switch self {
    case .notAnIndex(let file):
      "“\(file)”不是药语的检索索引。请检查文件名，或者重新建：\(Self.remedy(file))。"
    case .truncated(let file, let expected, let found):
      "索引文件“\(file)”不完整："
        + (expected.map { "应有 \($0) 字节，只有 \(found) 字节" } ?? "只有 \(found) 字节")
        + "。可能是复制或下载中断了，请重新复制，或者重新建：\(Self.remedy(file))。"
    case .damaged(let file):
      "索引文件“\(file)”损坏了：内容与校验和不符。请换一份完好的文件，或者重新建：\(Self.remedy(file))。"
    case .newer(let file, let version):
      "“\(file)”是更新版本的药语写的（格式版本 \(version)），这个版本读不了。请升级药语，或者重新建：\(Self.remedy(file))。"
    case .older(let file, let version):
      "“\(file)”是旧版本的药语写的（格式版本 \(version)），这个版本不再读它。请重新建：\(Self.remedy(file))。"
    case .tooLarge(let documents):
      "文本太多（读到 \(documents) 条），一个索引最多放 42 亿条。请分成几个文件，各建一个索引。"
    }
  }

  private static func remedy(_ file: String) -> String { "yaoyu search build 语料 --index \(file)" }
}
