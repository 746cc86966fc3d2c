internal import Corpus
internal import Dispatch
internal import Features
internal import Sentiment
internal import Tokenization

/// One pass over a clean corpus: every text is tokenised once, judged, and counted.
///
/// Threads take stretches of documents; what they find is joined in document order, so the result is the same
/// for any number of threads.
struct CorpusPass {
  let corpus: CleanCorpus
  let tokenizer: Tokenizer
  let analyzer: SentimentAnalyzer

  /// Documents that a thread takes at once.
  private static let stretch = 1024

  /// - Returns: the facts by document; `bag` has got every document.
  func run(threads: Int, into bag: inout BagOfWordsBuilder, progress: (Int) -> Void) -> DocumentFacts {
    var facts = DocumentFacts()
    let workers = (0..<threads).map { _ in Worker(pass: self) }
    var start = 0
    while start < corpus.count {
      let first = start
      DispatchQueue.concurrentPerform(iterations: threads) { index in
        let low = min(first + index * Self.stretch, corpus.count)
        workers[index].run(low..<min(low + Self.stretch, corpus.count))
      }
      for worker in workers {
        worker.addTokens(to: &bag)
        facts.append(worker.facts)
      }
      start = min(start + threads * Self.stretch, corpus.count)
      progress(start)
    }
    return facts
  }

  /// One thread's memory. Unchecked: `concurrentPerform` gives each worker to one call at a time and returns
  /// only when all are done.
  private final class Worker: @unchecked Sendable {
    private let pass: CorpusPass
    private let tokenScratch = Tokenizer.Scratch()
    private var sentimentScratch = SentimentAnalyzer.Scratch()
    private var documents = 0..<0
    private var tokens: [Token] = []
    private var ends: [Int] = []
    private(set) var facts = DocumentFacts()

    init(pass: CorpusPass) { self.pass = pass }

    func run(_ documents: Range<Int>) {
      self.documents = documents
      tokens.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
      facts.removeAll()
      for document in documents {
        pass.corpus.withUTF8(of: document) { text in
          pass.tokenizer.withTokens(of: text, scratch: tokenScratch) { found in
            facts.append(pass.analyzer.score(text, tokens: found, scratch: &sentimentScratch), text: text)
            for token in found where isTopical(token) { tokens.append(token) }
          }
        }
        ends.append(tokens.count)
      }
    }

    func addTokens(to bag: inout BagOfWordsBuilder) {
      tokens.withUnsafeBufferPointer { tokens in
        var start = 0
        for (document, end) in zip(documents, ends) {
          pass.corpus.withUTF8(of: document) { text in
            bag.add(tokens: UnsafeBufferPointer(rebasing: tokens[start..<end]), of: text)
          }
          start = end
        }
      }
    }
  }
}

/// Whether a token can tell what a text is about: a Chinese word of two characters or more (one character
/// seldom stands for one thing), a word in letters, a model name.
private func isTopical(_ token: Token) -> Bool {
  switch token.kind {
  case .word: token.end - token.start >= 6
  case .latin, .model: (2...24).contains(token.end - token.start)
  default: false
  }
}
