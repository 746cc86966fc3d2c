import ArgumentParser
import Corpus
import Support
import Tokenization

struct TokenizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenize", abstract: "分词：一行进，一行出，词之间一个空格。",
    discussion: """
      例：
        echo '布洛芬缓释胶囊一次吃几粒' | yaoyu tokenize
        yaoyu tokenize reviews.txt --format ndjson
      ndjson 每行是 {"tokens":[{"text","start","end","kind","norm"}]}，start 和 end 按 Unicode 标量从 0 数。
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, ndjson }
  enum Numbers: String, ExpressibleByArgument, CaseIterable { case retail, newspaper }

  @Argument(help: ArgumentHelp("文本文件，- 是标准输入。", valueName: "FILE"))
  var input = "-"

  @Option(name: .long, help: ArgumentHelp("自己的词表（每行：词 权重 标签；或带表头的 TSV），可以多次给出。", valueName: "FILE"))
  var lexicon: [String] = []

  @Option(name: .long, help: "输出格式：text 或 ndjson。")
  var format = Format.text

  @Flag(name: .long, help: "给人看：每个词标出种类和词表里的标签。")
  var pretty = false

  @Option(name: .long, help: "数字怎样和单位连写：retail（3盒）或 newspaper（3 盒）。")
  var numbers = Numbers.retail

  @OptionGroup var home: HomeOption

  func run() throws {
    var tokenizer = try Tokenizer(home: home.find(), userLexicons: lexicon)
    tokenizer.numberPolicy = numbers == .retail ? .retail : .newspaper
    // One line may be a whole book.
    let reader = try CorpusReader(input, options: CorpusOptions(format: .lines, recordLimit: 1 << 30))
    let scratch = Tokenizer.Scratch()
    var output = FileHandleWriter.standardOutput
    let counts = try reader.forEach { record in
      record.withUTF8 { text in
        tokenizer.withTokens(of: text, scratch: scratch) { tokens in
          switch format {
          case _ where pretty: appendPretty(tokens, of: text, tokenizer, to: &output)
          case .text: appendLine(tokens, of: text, to: &output)
          case .ndjson: appendObject(tokens, of: text, to: &output)
          }
        }
      }
    }
    output.flush()
    report(counts)
  }

  private func appendLine(
    _ tokens: UnsafeBufferPointer<Token>, of text: UnsafeBufferPointer<UInt8>,
    to output: inout FileHandleWriter
  ) {
    var isFirst = true
    for token in tokens where token.kind != .space {
      if !isFirst { output.append(CollectionOfOne(UInt8(ascii: " "))) }
      isFirst = false
      output.append(text[token.start..<token.end])
    }
    output.append(CollectionOfOne(UInt8(ascii: "\n")))
  }

  private func appendObject(
    _ tokens: UnsafeBufferPointer<Token>, of text: UnsafeBufferPointer<UInt8>,
    to output: inout FileHandleWriter
  ) {
    var line = "{\"tokens\":["
    var position = 0
    for (index, token) in tokens.enumerated() {
      let source = String(decoding: text[token.start..<token.end], as: UTF8.self)
      let end = position + source.unicodeScalars.count
      if index > 0 { line += "," }
      line += "{\"text\":\(jsonString(source)),\"start\":\(position),\"end\":\(end)"
      line += ",\"kind\":\"\(token.kind)\",\"norm\":\(jsonString(Normalizer.normalize(source)))}"
      position = end
    }
    output.append(line + "]}\n")
  }

  private func appendPretty(
    _ tokens: UnsafeBufferPointer<Token>, of text: UnsafeBufferPointer<UInt8>, _ tokenizer: Tokenizer,
    to output: inout FileHandleWriter
  ) {
    var parts: [String] = []
    for token in tokens where token.kind != .space {
      let source = String(decoding: text[token.start..<token.end], as: UTF8.self)
      if let entry = token.entry.map(tokenizer.entry) {
        let name = entry.canonical == entry.word ? "" : "=\(entry.canonical)"
        parts.append("\(source)〔\(entry.tag)\(name)〕")
      } else if token.kind == .word || token.kind == .punctuation {
        parts.append(source)
      } else {
        parts.append("\(source)〔\(token.kind)〕")
      }
    }
    output.append(parts.joined(separator: " / ") + "\n")
  }

  private func report(_ counts: CorpusCounts) {
    let errors = FileHandleWriter.standardError
    for damage in counts.damages { errors.write("\(damage)\n") }
    if counts.invalidUTF8 > 0 {
      errors.write("yaoyu: 有 \(counts.invalidUTF8) 行含有不合规的 UTF-8 字节，已替换为 U+FFFD。\n")
    }
  }
}

/// A JSON string literal (RFC 8259, section 7).
func jsonString(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case _ where scalar.value < 0x20:
      let hex = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
