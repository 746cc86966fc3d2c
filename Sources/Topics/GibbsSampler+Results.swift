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
    let bound = bag.longestDocument
    let chunk = 1024
    return [UInt16](unsafeUninitializedCapacity: corpus.tokenCount) { assignments, count in
      let shared = UncheckedShare((self, assignments))
      team.run((corpus.documentCount + chunk - 1) / chunk) { part in
        let (sampler, assignments) = shared.value
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: bound) { keys in
          for place in part * chunk..<min(sampler.corpus.documentCount, (part + 1) * chunk) {
            sampler.assign(place, of: bag, keys, to: assignments)
          }
        }
      }
      count = corpus.tokenCount
    }
  }

  /// Writes the topics of the document at `place`; `keys` has room for its words.
  private func assign(
    _ place: Int, of bag: BagOfWords, _ keys: UnsafeMutableBufferPointer<UInt64>,
    to assignments: UnsafeMutableBufferPointer<UInt16>
  ) {
    let document = corpus.documentOfPlace[place]
    let start = bag.offsets[document]
    let first = Int(corpus.offsets[place])
    let keys = UnsafeMutableBufferPointer(rebasing: keys[..<bag[document].count])
    for token in keys.indices {
      keys[token] = UInt64(corpus.rankOfWord[Int(bag.words[start + token])]) << 32 | UInt64(token)
    }
    sortFew(keys)
    for index in keys.indices {
      assignments[start + Int(keys[index] & 0xffff_ffff)] = topics[first + index]
    }
  }

  /// How often the documents have each topic.
  func alphaFit() -> AlphaFit {
    var fits = [AlphaFit](repeating: AlphaFit(topics: topicCount), count: team.count)
    fits.withUnsafeMutableBufferPointer { fits in
      let shared = UncheckedShare((self, fits))
      team.run(fits.count) { part in
        let (sampler, fits) = shared.value
        let documents = sampler.corpus.documentCount
        let first = documents * part / fits.count
        sampler.add(first..<documents * (part + 1) / fits.count, to: &fits[part])
      }
    }
    return fits.dropFirst().reduce(into: fits[0]) { $0.add($1) }
  }

  private func add(_ places: Range<Int>, to fit: inout AlphaFit) {
    var counts = [Int](repeating: 0, count: topicCount)
    for place in places where corpus.offsets[place] < corpus.offsets[place + 1] {
      let tokens = corpus.tokens(of: place..<place + 1)
      fit.add(length: tokens.count)
      for token in tokens { counts[Int(topics[token])] += 1 }
      for token in tokens {
        let topic = Int(topics[token])
        if counts[topic] > 0 { fit.add(topic: topic, count: counts[topic]) }
        counts[topic] = 0
      }
    }
  }

  /// exp(−mean log P(token)) under the current counts, over at most about 2,000 evenly spaced documents.
  func perplexity() -> Double {
    let step = max(1, corpus.documentCount / 2000)
    let chosen = (corpus.documentCount + step - 1) / step
    // As many parts whatever the team, so that the sum is the same.
    var sums = [(logarithms: Double, tokens: Int)](repeating: (0, 0), count: 16)
    sums.withUnsafeMutableBufferPointer { sums in
      let shared = UncheckedShare((self, sums))
      team.run(sums.count) { part in
        let (sampler, sums) = shared.value
        let places = stride(
          from: chosen * part / sums.count * step, to: chosen * (part + 1) / sums.count * step, by: step)
        sums[part] = sampler.logarithms(of: places)
      }
    }
    let tokens = sums.reduce(0) { $0 + $1.tokens }
    return exponential(-sums.reduce(0) { $0 + $1.logarithms } / Double(max(1, tokens)))
  }

  /// Σ log P(token) over the documents at `places`, and how many tokens they have.
  private func logarithms(of places: StrideTo<Int>) -> (logarithms: Double, tokens: Int) {
    let alphaSum = alpha.reduce(0, +)
    var weights = [Double](repeating: 0, count: topicCount)
    var logarithms = 0.0
    var seen = 0
    for place in places {
      let tokens = corpus.tokens(of: place..<place + 1)
      for topic in 0..<topicCount { weights[topic] = alpha[topic] }
      for token in tokens { weights[Int(topics[token])] += 1 }
      for topic in 0..<topicCount {
        weights[topic] /= Double(totals[topic]) + Double(corpus.wordCount) * beta
      }
      for token in tokens {
        let probability = probability(of: Int(corpus.words[token]), weights)
        logarithms += logarithm(probability / (Double(tokens.count) + alphaSum))
      }
      seen += tokens.count
    }
    return (logarithms, seen)
  }

  /// Σ weight_k · (N_wk + β).
  private func probability(of word: Int, _ weights: [Double]) -> Double {
    var sum = 0.0
    if word < frequentCount {
      for topic in 0..<topicCount { sum += weights[topic] * (Double(frequent[word * width + topic]) + beta) }
    } else {
      let row = (word - frequentCount) * width
      for topic in 0..<topicCount { sum += weights[topic] * (Double(rare[row + topic]) + beta) }
    }
    return sum
  }
}
