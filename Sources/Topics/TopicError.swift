public import Support

/// Why a topic model cannot be trained or used.
public enum TopicError: YaoyuError, Equatable {
  /// No document has a word of the vocabulary.
  case emptyCorpus(documents: Int)
  case tooFewTopics(Int)
  case tooManyTopics(Int, maximum: Int)
  case moreTopicsThanWords(topics: Int, words: Int)
  case tooFewIterations(Int)
  /// A prior that is not a positive number.
  case invalidPrior(String, Double)
  case tooManyTokens(Int)
  /// In bytes.
  case notEnoughMemory(needed: Int, available: Int)
  case tooFrequentWord(String, Int)
  /// An option that a method does not have.
  case notWithMethod(String, TopicOptions.Method)
  case tooFewTopicsForGuide(topics: Int, names: Int)
  /// No document has two words of the model's vocabulary.
  case nothingToEvaluate(documents: Int)

  public var exitCode: ExitCode {
    switch self {
    case .emptyCorpus, .moreTopicsThanWords, .nothingToEvaluate, .tooManyTokens, .tooFrequentWord,
      .notEnoughMemory:
      .badData
    case .tooFewTopics, .tooManyTopics, .tooFewIterations, .invalidPrior, .notWithMethod,
      .tooFewTopicsForGuide:
      .usage
    }
  }

  public var description: String {
    switch self {
    case .emptyCorpus(let documents):
      documents == 0
        ? "语料是空的：一条文本也没有读到。请检查输入文件和 --text-column。"
        : "\(documents) 条文本里没有一个词在词表中，没法训练主题。请检查 --text-column，或者降低 --min-df。"
    case .tooFewTopics(let topics):
      "主题数不能是 \(topics)：至少要 1 个。一般从 --topics 20 开始试。"
    case .tooManyTopics(let topics, let maximum):
      "主题数 \(topics) 太大：最多 \(maximum) 个。一般 10 到 200 个就够细了。"
    case .moreTopicsThanWords(let topics, let words):
      "主题数 \(topics) 比词表里的词还多（只有 \(words) 个词）。请把 --topics 降到不大于 \(words)，或者降低 --min-df，或者换更大的语料。"
    case .tooFewIterations(let iterations):
      "迭代次数不能是 \(iterations)：至少要 1 次，一般用 --iterations 200。"
    case .invalidPrior(let name, let value):
      "\(name) 不能是 \(value)：要一个大于 0 的数。"
    case .tooManyTokens(let tokens):
      "语料有 \(tokens) 个词，超过了一次训练的上限 42 亿。请抽样，或者分批训练。"
    case .notEnoughMemory(let needed, let available):
      "训练要用约 \(Self.gigabytes(needed)) GB 内存，现在只有 \(Self.gigabytes(available)) GB 可用。"
        + "请减少 --topics，提高 --min-df，或者抽样；也可以先训练一部分，其余的用 --from 接着训练。"
    case .tooFrequentWord(let word, let frequency):
      "“\(word)”出现了 \(frequency) 次，超过了一个词的上限 1,677 万。请用 --stopwords 去掉它，或者抽样。"
    case .notWithMethod(let option, let method):
      "\(option) 不能和 --method \(method.rawValue) 一起用。请改用 --method gibbs。"
    case .tooFewTopicsForGuide(let topics, let names):
      "引导词表有 \(names) 个主题，--topics \(topics) 放不下。请把 --topics 提到 \(names) 以上，多出来的主题自由生成。"
    case .nothingToEvaluate(let documents):
      "\(documents) 条文本里没有一条有两个以上模型认识的词，没法评估。请检查是不是同一类语料、同一个 --text-column。"
    }
  }

  /// With one decimal, rounded up.
  private static func gigabytes(_ bytes: Int) -> String {
    let tenths = bytes / 100_000_000 + 1
    return "\(tenths / 10).\(tenths % 10)"
  }
}
