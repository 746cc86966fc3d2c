public import Support

/// Why words cannot be turned into numbers.
public enum FeaturesError: YaoyuError, Equatable {
  /// No document had a word at all.
  case noWords(documents: Int)
  /// Every word was pruned.
  case everythingPruned(Pruning, options: VocabularyOptions)

  public var exitCode: ExitCode { .badData }

  public var description: String {
    switch self {
    case .noWords(let documents):
      documents == 0
        ? "语料是空的：一条文本也没有读到。请检查输入文件和 --text-column。"
        : "\(documents) 条文本里没有可以统计的词（只有数字、标点或空白）。请检查 --text-column 是不是评价正文那一列。"
    case .everythingPruned(let pruning, let options):
      "词表是空的：\(pruning.distinct) 个不同的词全被筛掉了（"
        + [
          pruning.stopWords > 0 ? "停用词 \(pruning.stopWords) 个" : nil,
          pruning.rare > 0
            ? "出现在不到 \(options.minimumDocumentFrequency) 条文本里的 \(pruning.rare) 个" : nil,
          pruning.common > 0 ? "出现得太普遍的 \(pruning.common) 个" : nil,
        ].compactMap { $0 }.joined(separator: "，") + "）。"
        + (pruning.rare > 0
          ? "剩下的词最多出现在 \(pruning.largestDocumentFrequency) 条文本里，请把 --min-df 降到不大于这个数。"
          : "请减少停用词。")
    }
  }
}

/// What pruning a vocabulary took away, in distinct words.
public struct Pruning: Sendable, Equatable {
  /// Distinct words before pruning: `distinct = kept + stopWords + rare + common`.
  public var distinct = 0
  public var kept = 0
  public var stopWords = 0
  /// In fewer documents than the minimum.
  public var rare = 0
  /// In a larger share of the documents than the maximum.
  public var common = 0
  /// Of the words that are not stop words, the document frequency of the most widespread.
  public var largestDocumentFrequency = 0
}
