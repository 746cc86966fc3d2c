import Corpus
import Features
import Support
import Tokenization
import Topics

/// Texts → word ids of a model, as the model was trained.
struct DocumentEncoder {
  private var encoder: BagOfWordsEncoder
  /// nil when texts are given as words.
  private let tokenizer: Tokenizer?
  private let cleaner: Cleaner?
  private let scratch = Tokenizer.Scratch()
  private var cleanerScratch = Cleaner.Scratch()
  private var cleaned: [UInt8] = []

  init(model: TopicModel, input: WordsInput) throws {
    encoder = BagOfWordsEncoder(vocabulary: model.vocabulary)
    let isSplit = model.training.pretokenized || input.pretokenized
    tokenizer = isSplit ? nil : try input.tokenizer()
    cleaner = isSplit ? nil : try Cleaner(home: input.home.find())
  }

  /// Appends the text's word ids; none for an empty or default text.
  mutating func encode(_ text: UnsafeBufferPointer<UInt8>, into words: inout [UInt32]) {
    guard let tokenizer, let cleaner else {
      encoder.encode(pretokenized: text, into: &words)
      return
    }
    guard case .kept = cleaner.clean(text, into: &cleaned, scratch: &cleanerScratch) else { return }
    let scratch = scratch
    cleaned.withUnsafeBufferPointer { text in
      tokenizer.withTokens(of: text, scratch: scratch) { encoder.encode(tokens: $0, of: text, into: &words) }
    }
  }
}

/// Documents on their way into a bag of words.
struct DocumentBatch {
  var offsets = [0]
  var words: [UInt32] = []

  var bag: BagOfWords { BagOfWords(offsets: offsets, words: words) }
}

/// Texts that wait for their topics, in one piece of memory.
struct TextBatch {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private(set) var ids: [String] = []

  var count: Int { ends.count }

  mutating func append(_ text: UnsafeBufferPointer<UInt8>, id: String) {
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    ids.append(id)
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    ids.removeAll(keepingCapacity: true)
  }

  func withText(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    let start = index == 0 ? 0 : ends[index - 1]
    bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<ends[index]])) }
  }
}

/// Cuts, infers and writes down the topics of texts, on a thread of its own.
struct InferenceWorker {
  /// A line `{"id","topics":[{"id","probability"}]}` per text, likely topics first.
  private(set) var lines: [UInt8] = []
  private let inference: TopicInference
  private let topicCount: Int
  private var encoder: DocumentEncoder
  /// By topic: what stands before its probability.
  private let heads: [[UInt8]]
  private var order: [Int]

  init(model: TopicModel, inference: TopicInference, encoder: DocumentEncoder) {
    self.inference = inference
    topicCount = model.topicCount
    self.encoder = encoder
    heads = (0..<model.topicCount).map { Array("{\"id\":\($0),\"probability\":".utf8) }
    order = Array(0..<model.topicCount)
  }

  mutating func infer(_ texts: TextBatch, _ range: Range<Int>) {
    var documents = DocumentBatch()
    for index in range {
      texts.withText(index) { encoder.encode($0, into: &documents.words) }
      documents.offsets.append(documents.words.count)
    }
    let mixtures = inference.mixtures(of: documents.bag)
    lines.removeAll(keepingCapacity: true)
    for (row, index) in range.enumerated() {
      write(texts.ids[index], mixtures[row * topicCount..<(row + 1) * topicCount])
    }
  }

  private mutating func write(_ id: String, _ mixture: ArraySlice<Double>) {
    lines.append(contentsOf: "{\"id\":".utf8)
    lines.append(contentsOf: id.utf8)
    lines.append(contentsOf: ",\"topics\":[".utf8)
    for topic in 0..<topicCount { order[topic] = topic }
    let start = mixture.startIndex
    order.sort {
      let (first, second) = (mixture[start + $0], mixture[start + $1])
      return first != second ? first > second : $0 < $1
    }
    for (place, topic) in order.enumerated() {
      if place > 0 { lines.append(0x2c) }
      lines.append(contentsOf: heads[topic])
      writeMillionths(mixture[start + topic])
      lines.append(0x7d)
    }
    lines.append(contentsOf: "]}\n".utf8)
  }

  /// A probability with six decimals.
  private mutating func writeMillionths(_ value: Double) {
    let millionths = Int((min(1, max(0, value)) * 1_000_000).rounded())
    lines.append(UInt8(0x30 + millionths / 1_000_000))
    lines.append(0x2e)
    var scale = 100_000
    while scale > 0 {
      lines.append(UInt8(0x30 + millionths / scale % 10))
      scale /= 10
    }
  }
}
