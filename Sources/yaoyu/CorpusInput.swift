import ArgumentParser
import Corpus
import Support

/// Which column is the text and how the file is written: for every command that reads a corpus.
struct CorpusColumnOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("正文列，不写用 text，再 review，再唯一的一列。", valueName: "COLUMN"))
  var textColumn: String?

  @Option(
    name: .long, help: ArgumentHelp("输入格式：csv、tsv、ndjson、jsonl、txt；不写看扩展名。", valueName: "FORMAT"),
    transform: corpusFormat)
  var inputFormat: CorpusFormat?

  func options(
    group: String? = nil, date: String? = nil, rating: String? = nil, label: String? = nil, id: String? = nil,
    segment: String? = nil
  ) -> CorpusOptions {
    CorpusOptions(
      textColumn: textColumn, groupColumn: group, dateColumn: date, ratingColumn: rating, labelColumn: label,
      idColumn: id, segmentColumn: segment, format: inputFormat)
  }
}

/// The format that `--input-format` names.
func corpusFormat(_ name: String) throws -> CorpusFormat {
  guard let format = CorpusFormat(name: name) else {
    let names = ["csv", "tsv", "ndjson", "jsonl", "txt"]
    throw ValidationError(
      "没有叫“\(name)”的输入格式，可用：\(names.joined(separator: "、"))。\(didYouMean(name, among: names) ?? "")")
  }
  return format
}

/// Tells on standard error what of a corpus could not be read as it stood.
/// - Parameter unit: what one record is called.
func warn(about counts: CorpusCounts, unit: String = "条") {
  let output = FileHandleWriter.standardError
  for damage in counts.damages { output.write("\(damage)\n") }
  let untold = counts.damaged - counts.damages.count
  if untold > 0 { output.write("yaoyu: 还有 \(untold) \(unit)读不出来的没有一一列出，都已跳过。\n") }
  if counts.invalidUTF8 > 0 {
    output.write("yaoyu: 有 \(counts.invalidUTF8) \(unit)含有不合规的 UTF-8 字节，已替换为 U+FFFD。\n")
    if counts.invalidUTF8 * 5 > counts.read {
      output.write("yaoyu: 这么多坏字节，文件多半是 GBK 编码。请先转换：iconv -f GB18030 -t UTF-8 原文件 > 新文件\n")
    }
  }
}
