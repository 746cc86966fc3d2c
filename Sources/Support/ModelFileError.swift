/// Why a model file cannot be used.
public enum ModelFileError: YaoyuError, Equatable {
  case notAModel(String)
  /// The file ends early. `expected` is nil when not even its length can be read.
  case truncated(String, expected: UInt64?, found: Int)
  /// Contents and checksum disagree.
  case damaged(String)
  case otherFormat(String, expected: String, found: String)
  /// Written by a newer Yaoyu.
  case newer(String, version: Int)
  case missingSection(String, section: String)
  /// Sections of the wrong size or that contradict each other.
  case inconsistent(String, section: String)

  public var exitCode: ExitCode { .badData }

  public var description: String {
    switch self {
    case .notAModel(let file):
      "“\(file)”不是药语的模型文件。请检查文件名，或者重新训练。"
    case .truncated(let file, let expected, let found):
      "模型文件“\(file)”不完整："
        + (expected.map { "应有 \($0) 字节，只有 \(found) 字节" } ?? "只有 \(found) 字节")
        + "。可能是复制或下载中断了，请重新复制，或者重新训练。"
    case .damaged(let file):
      "模型文件“\(file)”损坏了：内容与校验和不符。请换一份完好的文件，或者重新训练。"
    case .otherFormat(let file, let expected, let found):
      "“\(file)”是\(Self.name(of: found))，这里需要\(Self.name(of: expected))。"
    case .newer(let file, let version):
      "“\(file)”是更新版本的药语写的（格式版本 \(version)），这个版本读不了。请升级药语，或者用现在的版本重新训练。"
    case .missingSection(let file, let section):
      "模型文件“\(file)”缺少“\(section)”部分。请重新训练。"
    case .inconsistent(let file, let section):
      "模型文件“\(file)”的“\(section)”部分前后矛盾。请重新训练。"
    }
  }

  private static func name(of format: String) -> String {
    switch format {
    case "topic-model": "主题模型"
    case "sentiment-model": "情感模型"
    case "intent-model": "意图模型"
    case "word-model": "分词模型"
    default: "“\(format)”类文件"
    }
  }
}
