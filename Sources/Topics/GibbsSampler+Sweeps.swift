import CTopics

extension GibbsSampler {
  /// How many pieces a group has once topics have settled: a group is then an eighth of the corpus.
  static let finalGroup = 8
  private static let earlyGroup = 2

  /// Draws a new topic for every token. `number`, from 1, names the sweep's random numbers.
  func sweep(_ number: Int) {
    rewind()
    for documents in corpus.groups(of: number <= 20 ? Self.earlyGroup : Self.finalGroup) {
      let tokens = corpus.tokens(of: documents)
      for topic in 0..<topicCount {
        inverse[topic] = 1 / (Float(totals[topic]) + Float(corpus.wordCount) * Float(beta))
      }
      if let sums { addUp(sums, tokens) }
      draw(documents, number)
      recount(tokens)
    }
  }

  func rewind() { cursors.address.update(from: corpus.wordOffsets.address, count: corpus.wordCount) }

  private var state: ctopics_state {
    ctopics_state(
      words: corpus.words.address, topics: topics.address, offsets: corpus.offsets.address,
      alpha: alphas.address, inverse: inverse.address, frequent: frequent.address, rare: rare.address,
      frequent_count: UInt32(frequentCount), topic_count: UInt32(topicCount), blocks: UInt32(blocks),
      beta: Float(beta), seed: seed)
  }

  private func batch(_ tokens: Range<Int>) -> ctopics_batch {
    ctopics_batch(
      positions: corpus.positions.address, word_offsets: corpus.wordOffsets.address,
      cursors: cursors.address, previous: previous.address, start: UInt32(tokens.lowerBound),
      end: UInt32(tokens.upperBound))
  }

  /// The sums of the words that the group has.
  private func addUp(_ sums: SpanSums, _ tokens: Range<Int>) {
    var common = state
    sums.addUpCommon(&common)
    let shared = UncheckedShare((state, batch(tokens), sums.sums, variant))
    eachShareOfWords(tokens) { _, first, end in
      var (state, batch, sums, variant) = shared.value
      ctopics_add_up_words(variant, &state, &batch, &sums, first, end)
    }
  }

  /// Draws for the tokens of `documents`, and keeps the topics that they had in `previous`.
  private func draw(_ documents: Range<Int>, _ number: Int) {
    // So short that no thread waits long for the last one's, in fours that are drawn in step.
    let chunk = max(4, min(128, documents.count / (team.count * 8) & ~3))
    let tokens = corpus.tokens(of: documents)
    let shared = UncheckedShare((state, sums?.sums, variant, corpus, previous, topics))
    team.run((documents.count + chunk - 1) / chunk, alone: Self.isShort(tokens)) { part in
      var (state, sums, variant, corpus, previous, topics) = shared.value
      let first = documents.lowerBound + part * chunk
      let end = min(documents.upperBound, first + chunk)
      let own = corpus.tokens(of: first..<end)
      (previous.address + own.lowerBound - tokens.lowerBound)
        .update(from: topics.address + own.lowerBound, count: own.count)
      if var sums {
        ctopics_sample_sparse(variant, &state, &sums, Int64(first), Int64(end), UInt64(number))
      } else {
        ctopics_sample(variant, &state, Int64(first), Int64(end), UInt64(number))
      }
    }
  }

  /// Takes the new topics of `tokens` over into the counts of the words.
  func recount(_ tokens: Range<Int>) {
    let parts = wordParts
    let changes = Memory<Int32>(parts * width)
    let shared = UncheckedShare((state, batch(tokens), frequent, rare, changes, width))
    eachShareOfWords(tokens) { part, first, end in
      var (state, batch, frequent, rare, changes, width) = shared.value
      ctopics_recount(
        &state, &batch, frequent.address, rare.address, first, end, changes.address + part * width)
    }
    for part in 0..<parts {
      for topic in 0..<topicCount { totals[topic] += Int(changes[part * width + topic]) }
    }
  }

  /// Into how many parts the words are cut for the team: enough that no thread waits long for the last one.
  private var wordParts: Int { team.count == 1 ? 1 : team.count * 8 }

  /// Cuts the words among the threads.
  private func eachShareOfWords(
    _ tokens: Range<Int>,
    _ body: @Sendable (_ part: Int, _ first: UInt32, _ end: UInt32) -> Void
  ) {
    let shares = corpus.shares(wordParts)
    team.run(shares.count - 1, alone: Self.isShort(tokens)) { part in
      body(part, UInt32(shares[part]), UInt32(shares[part + 1]))
    }
  }

  /// Whether telling other threads costs more than doing it.
  private static func isShort(_ tokens: Range<Int>) -> Bool { tokens.count < 500 }
}
