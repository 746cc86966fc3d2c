public import Support

/// Why a corpus cannot be read at all. Single damaged records do not throw: they are skipped and counted.
public enum CorpusError: YaoyuError, Equatable {
  case unknownFormat(file: String)
  case missingColumn(String, file: String, columns: [String])
  case noTextColumn(file: String, columns: [String])
  case damagedHeader(file: String, reason: String)
  case damagedCompression(file: String, line: Int)
  case notUTF8(file: String)

  public var exitCode: ExitCode {
    switch self {
    case .unknownFormat: .usage
    default: .badData
    }
  }

  public var description: String {
    switch self {
    case .unknownFormat("-"):
      "从标准输入读时看不出格式，请用 --input-format 说明：csv、tsv、ndjson 或 txt（一行一条）。"
    case .unknownFormat(let file):
      "从文件名看不出“\(file)”的格式（认得 .csv .tsv .ndjson .jsonl .txt，后面可以有 .gz）。请用 --input-format 说明。"
    case .missingColumn(let name, let file, let columns):
      "\(place(file))没有“\(name)”这一列。\(list(columns))\(didYouMean(name, among: columns) ?? "")"
    case .noTextColumn(let file, let columns):
      "\(place(file))看不出哪一列是正文（没有 text 列，也没有 review 列）。\(list(columns))请用 --text-column 指明。"
    case .damagedHeader(let file, let reason):
      "\(place(file))的表头读不出来：\(reason)。第一行要写列名。"
    case .damagedCompression(let file, let line):
      "\(place(file))的压缩数据坏了或不完整，读到第 \(line) 行之后就读不下去了。请重新下载或重新压缩。"
    case .notUTF8(let file):
      "\(place(file))是 UTF-16 编码。请另存为 UTF-8，或先转换：iconv -f UTF-16 -t UTF-8。"
    }
  }

  private func place(_ file: String) -> String { file == "-" ? "标准输入" : "“\(file)”" }

  private func list(_ columns: [String]) -> String {
    columns.isEmpty ? "这个文件没有列名。" : "现有的列：\(columns.joined(separator: "、"))。"
  }
}
