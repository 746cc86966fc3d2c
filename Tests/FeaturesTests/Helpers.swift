import Features
import Tokenization

/// Documents of words separated by spaces.
func build(
  _ documents: [String], minimum: Int = 1, share: Double = 1, stopWords: [String] = []
) throws -> (vocabulary: Vocabulary, bag: BagOfWords, pruning: Pruning) {
  var builder = BagOfWordsBuilder(stopWords: StopWords(stopWords))
  for var document in documents { document.withUTF8 { builder.add(pretokenized: $0) } }
  return try builder.build(
    VocabularyOptions(minimumDocumentFrequency: minimum, maximumDocumentShare: share))
}

let reviews = ["物流 很 快 包装 好", "药 效果 好 好 好", "物流 慢 药 没有 效果", "苦 药 苦 味道", "好"]

/// Words separated by single spaces as tokens.
func tokenized(_ text: String) -> TokenizedText {
  var tokens: [Token] = []
  var start = 0
  for word in text.utf8.split(separator: 0x20, omittingEmptySubsequences: false) {
    if start > 0 { tokens.append(Token(start: start - 1, end: start, kind: .space)) }
    if !word.isEmpty { tokens.append(Token(start: start, end: start + word.count, kind: .word)) }
    start += word.count + 1
  }
  return TokenizedText(text: text, tokens: tokens)
}
