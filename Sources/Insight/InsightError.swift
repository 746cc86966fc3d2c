public import Support

/// Why there is no insight: nothing to analyse, or a file that is none.
public enum InsightError: YaoyuError, Equatable {
  case emptyCorpus(file: String, read: Int, dropped: [String: Int])
  case missing(path: String)
  case damaged(path: String, reason: String)
  case otherFormat(path: String)
  case otherVersion(path: String, version: Int)

  public var exitCode: ExitCode {
    switch self {
    case .missing: .noInput
    default: .badData
    }
  }

  public var description: String {
    switch self {
    case .emptyCorpus(let file, 0, _):
      "\(file == "-" ? "标准输入" : "“\(file)”")里一条评价也没有。请检查输入。"
    case .emptyCorpus(let file, let read, let dropped):
      "\(file == "-" ? "标准输入" : "“\(file)”")的 \(grouped(read)) 条评价清洗后一条也不剩（"
        + dropped.sorted { $0.key < $1.key }.map { "\(reasonTitle($0.key)) \(grouped($0.value))" }
        .joined(separator: "，") + "）。请检查 --text-column 和输入格式。"
    case .missing(let path):
      "没有找到分析结果“\(path)”。请先运行：yaoyu analyze 评价文件 --out 文件夹，再用文件夹里的 insight.json。"
    case .damaged(let path, let reason):
      "分析结果“\(path)”读不出来：\(reason)。请重新运行 yaoyu analyze 生成它。"
    case .otherFormat(let path):
      "“\(path)”不是药语的分析结果（insight.json）。请指到 yaoyu analyze --out 文件夹里的 insight.json。"
    case .otherVersion(let path, let version):
      "“\(path)”是第 \(version) 版的分析结果，这个程序认得第 \(InsightFile.version) 版。请用这个程序重新运行 yaoyu analyze。"
    }
  }
}
