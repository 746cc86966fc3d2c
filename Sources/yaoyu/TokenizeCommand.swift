import ArgumentParser
import Corpus
import Dispatch
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

  @Option(name: .long, help: ArgumentHelp("分词模型（yaoyu words train 的结果）。", valueName: "M"))
  var model: String?

  @Option(name: .long, help: "线程数；输出不因此改变。")
  var threads = 1

  @OptionGroup var home: HomeOption

  func validate() throws {
    guard (1...256).contains(threads) else { throw ValidationError("--threads 要在 1 到 256 之间。") }
  }

  func run() throws {
    var tokenizer = try Tokenizer.load(home.find(), lexicons: lexicon)
    tokenizer.numberPolicy = numbers == .retail ? .retail : .newspaper
    tokenizer.wordModel = try model.map(WordModel.read)
    // One line may be a whole book.
    let reader = try CorpusReader(input, options: CorpusOptions(format: .lines, recordLimit: 1 << 30))
    let rendering: TokenRendering = pretty ? .pretty : format == .text ? .line : .object
    var batch = LineBatch(threads: threads)
    let output = FileHandleWriter.standardOutput
    let counts = try reader.forEach { record in
      record.withUTF8 { batch.append($0) }
      if batch.isFull { batch.render(tokenizer, rendering, to: output) }
    }
    batch.render(tokenizer, rendering, to: output)
    warn(about: counts, unit: "行")
  }
}

/// A few megabytes of lines, tokenised by several threads and written in order.
private struct LineBatch {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private let threads: Int

  init(threads: Int) { self.threads = threads }

  var isFull: Bool { bytes.count >= 1 << 20 * threads }

  mutating func append(_ line: UnsafeBufferPointer<UInt8>) {
    bytes.append(contentsOf: line)
    ends.append(bytes.count)
  }

  /// Writes the batch and empties it. Each thread takes a run of lines of about the same size.
  mutating func render(_ tokenizer: Tokenizer, _ rendering: TokenRendering, to output: FileHandleWriter) {
    guard !ends.isEmpty else { return }
    let shares = self.shares()
    let results = UnsafeMutableBufferPointer<[UInt8]>.allocate(capacity: shares.count)
    results.initialize(repeating: [])
    defer {
      results.deinitialize()
      results.deallocate()
    }
    let ends = ends
    bytes.withUnsafeBufferPointer { text in
      // Each iteration writes its own element and reads what nobody writes.
      nonisolated(unsafe) let (text, results) = (text, results)
      DispatchQueue.concurrentPerform(iterations: shares.count) { share in
        let scratch = Tokenizer.Scratch()
        var rendered: [UInt8] = []
        for line in shares[share] {
          let start = line == 0 ? 0 : ends[line - 1]
          let source = UnsafeBufferPointer(rebasing: text[start..<ends[line]])
          tokenizer.withTokens(of: source, scratch: scratch) {
            rendering.append($0, of: source, tokenizer, to: &rendered)
          }
        }
        results[share] = rendered
      }
    }
    for result in results { output.write(result) }
    bytes.removeAll(keepingCapacity: true)
    self.ends.removeAll(keepingCapacity: true)
  }

  private func shares() -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = 0
    for share in 1...threads {
      let goal = bytes.count / threads * share
      var end = start
      while end < ends.count, share == threads || ends[end] <= goal { end += 1 }
      if start < end { result.append(start..<end) }
      start = end
    }
    return result
  }
}
