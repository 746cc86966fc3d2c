import Features

extension GibbsSampler {
  /// N_wk by vocabulary id: word `w`, topic `k` at `w * topicCount + k`.
  var wordTopicCounts: [UInt32] {
    var counts = [UInt32](repeating: 0, count: corpus.wordCount * topicCount)
    for token in 0..<corpus.tokenCount {
      counts[corpus.wordOfRank[Int(corpus.words[token])] * topicCount + Int(topics[token])] += 1
    }
    return counts
  }

  /// The topic of every token of `bag`, the corpus that the sampler was made of, in its order. Equal words in a
  /// document are exchangeable: their topics are dealt in order.
  func assignments(of bag: BagOfWords) -> [UInt16] {
    var rank = [Int](repeating: 0, count: corpus.wordCount)
    for (index, word) in corpus.wordOfRank.enumerated() { rank[word] = index }
    var assignments = [UInt16](repeating: 0, count: corpus.tokenCount)
    var keys: [UInt64] = []
    for (place, document) in corpus.documentOfPlace.enumerated() {
      let start = bag.offsets[document]
      keys.removeAll(keepingCapacity: true)
      for token in start..<bag.offsets[document + 1] {
        keys.append(UInt64(rank[Int(bag.words[token])]) << 32 | UInt64(token - start))
      }
      keys.sort()
      for (index, key) in keys.enumerated() {
        assignments[start + Int(key & 0xffff_ffff)] = topics[Int(corpus.offsets[place]) + index]
      }
    }
    return assignments
  }

  /// Calls `body` with the topic counts and the length of every `step`th document that has words.
  func eachDocument(step: Int = 1, _ body: (_ place: Int, _ counts: [Int], _ length: Int) -> Void) {
    var counts = [Int](repeating: 0, count: topicCount)
    for place in stride(from: 0, to: corpus.documentCount, by: step)
    where corpus.offsets[place] < corpus.offsets[place + 1] {
      let tokens = Int(corpus.offsets[place])..<Int(corpus.offsets[place + 1])
      for topic in 0..<topicCount { counts[topic] = 0 }
      for token in tokens { counts[Int(topics[token])] += 1 }
      body(place, counts, tokens.count)
    }
  }

  /// How often the documents have each topic.
  func alphaFit() -> AlphaFit {
    var fit = AlphaFit(topics: topicCount)
    var counts = [Int](repeating: 0, count: topicCount)
    for place in 0..<corpus.documentCount where corpus.offsets[place] < corpus.offsets[place + 1] {
      let tokens = Int(corpus.offsets[place])..<Int(corpus.offsets[place + 1])
      fit.add(length: tokens.count)
      for token in tokens { counts[Int(topics[token])] += 1 }
      for token in tokens {
        let topic = Int(topics[token])
        if counts[topic] > 0 { fit.add(topic: topic, count: counts[topic]) }
        counts[topic] = 0
      }
    }
    return fit
  }

  /// exp(−mean log P(token)) under the current counts, over at most about 2,000 evenly spaced documents.
  func perplexity() -> Double {
    let alphaSum = alpha.reduce(0, +)
    let inverse = totals.map { 1 / (Double($0) + Double(corpus.wordCount) * beta) }
    var logarithms = 0.0
    var seen = 0
    eachDocument(step: max(1, corpus.documentCount / 2000)) { place, counts, length in
      for token in Int(corpus.offsets[place])..<Int(corpus.offsets[place + 1]) {
        let word = Int(corpus.words[token])
        var probability = 0.0
        for topic in 0..<topicCount {
          let count =
            word < frequentCount
            ? Double(frequent[word * width + topic]) : Double(rare[(word - frequentCount) * width + topic])
          probability += (Double(counts[topic]) + alpha[topic]) * (count + beta) * inverse[topic]
        }
        logarithms += logarithm(probability / (Double(length) + alphaSum))
      }
      seen += length
    }
    return exponential(-logarithms / Double(max(1, seen)))
  }
}
