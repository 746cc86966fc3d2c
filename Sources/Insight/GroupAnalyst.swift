internal import Corpus
internal import Features
internal import Sentiment
internal import Topics

/// Everything an analysis knows by document, and what it says of any set of them.
struct GroupAnalyst: Sendable {
  let corpus: CleanCorpus
  let facts: DocumentFacts
  let training: TrainingResult
  /// By document, its largest topic; −1 for a document without words.
  let leading: [Int16]
  /// By topic, what it is about.
  let aspects: [Aspect?]
  let evidence: EvidencePicker
  /// By word: how often the corpus has it.
  let occurrences: [Int]
  let keywordCount: Int

  /// What `documents` (ascending) say.
  /// - Parameter keywords: those of the group; nil finds them by their odds in it and elsewhere.
  /// - Complexity: O(tokens of the documents + vocabulary).
  func group(_ name: String, _ documents: [Int], quotes: Int, keywords: [Insight.Keyword]? = nil)
    -> Insight.Group
  {
    var sentiment = Insight.Polarity()
    var rating = MeanRating()
    for document in documents {
      sentiment.add(facts.polarity[document])
      rating.add(corpus.rating[document])
    }
    return Insight.Group(
      name: name, reviews: documents.count, rating: rating.mean, sentiment: sentiment,
      keywords: keywords ?? self.keywords(documents), topics: topicShares(documents),
      aspects: aspects(documents, quotes: quotes), safety: safety(documents, quotes: quotes))
  }

  /// What sets the group apart from all the others, by log-odds (`LogOdds`). TF-IDF among the groups was tried before:
  /// with hundreds of groups nearly every word is in nearly all of them, and it put what one customer says four times
  /// above what a fifth of them say.
  private func keywords(_ documents: [Int]) -> [Insight.Keyword] {
    let bag = training.bag
    var counts = [Int](repeating: 0, count: occurrences.count)
    var tokens = 0
    for document in documents {
      for token in bag.offsets[document]..<bag.offsets[document + 1] { counts[Int(bag.words[token])] += 1 }
      tokens += bag.offsets[document + 1] - bag.offsets[document]
    }
    guard tokens < bag.tokenCount else { return [] }
    let scores = counts.indices.lazy.filter { counts[$0] > 1 }
      .map { word in
        (id: word, score: LogOdds().z(counts[word], of: tokens, occurrences[word], of: bag.tokenCount))
      }
      .filter { $0.score > 0 }
    return scores.sorted { ($1.score, $0.id) < ($0.score, $1.id) }.prefix(keywordCount)
      .map { Insight.Keyword(word: training.model.vocabulary.word($0.id), score: rounded($0.score)) }
  }

  private func topicShares(_ documents: [Int]) -> [Insight.TopicShare] {
    let topics = training.model.topicCount
    var counts = [Int](repeating: 0, count: topics)
    var sentiments = [Insight.Polarity](repeating: Insight.Polarity(), count: topics)
    for document in documents {
      for token in training.bag.offsets[document]..<training.bag.offsets[document + 1] {
        counts[Int(training.assignments[token])] += 1
      }
      if leading[document] >= 0 { sentiments[Int(leading[document])].add(feeling(document)) }
    }
    let tokens = Double(max(1, counts.reduce(0, +)))
    return (0..<topics).sorted { (counts[$1], $0) < (counts[$0], $1) }.map {
      Insight.TopicShare(topic: $0, share: rounded(Double(counts[$0]) / tokens), sentiment: sentiments[$0])
    }
  }

  /// What `document` feels about the topic that leads it: its opinion about the topic's aspect; its polarity as a
  /// whole where the topic has no aspect or the document does not speak of it. Else a review that is glad of the
  /// goods and angry with the courier would praise the topic of couriers.
  private func feeling(_ document: Int) -> Int8 {
    guard let aspect = aspects[Int(leading[document])],
      let opinion = facts.opinion(document, aspect.index)
    else { return facts.polarity[document] }
    return opinion.sign
  }

  private func aspects(_ documents: [Int], quotes: Int) -> [Insight.Aspect] {
    var sentiments = [Insight.Polarity](repeating: Insight.Polarity(), count: DocumentFacts.aspectCount)
    var praise = [TopDocuments](repeating: TopDocuments(), count: DocumentFacts.aspectCount)
    var complaints = praise
    for document in documents {
      for aspect in 0..<DocumentFacts.aspectCount {
        guard let (sign, strength) = facts.opinion(document, aspect) else { continue }
        sentiments[aspect].add(sign)
        if sign == 0 { continue }
        let fitness = evidence.fitness(document, aspect: aspect, sign: sign, strength: strength)
        if sign > 0 {
          praise[aspect].offer(document, fitness: fitness)
        } else {
          complaints[aspect].offer(document, fitness: fitness)
        }
      }
    }
    return Aspect.allCases.filter { sentiments[$0.index].total > 0 }
      .sorted { (sentiments[$1.index].total, $0.index) < (sentiments[$0.index].total, $1.index) }
      .map { aspect in
        Insight.Aspect(
          aspect: aspect.rawValue,
          share: rounded(Double(sentiments[aspect.index].total) / Double(max(1, documents.count))),
          sentiment: sentiments[aspect.index],
          praised: evidence.quotes(praise[aspect.index], aspect: aspect, sign: 1, limit: quotes),
          criticised: evidence.quotes(complaints[aspect.index], aspect: aspect, sign: -1, limit: quotes))
      }
  }

  private func safety(_ documents: [Int], quotes: Int) -> [Insight.SafetySignal] {
    var counts = [Int](repeating: 0, count: SafetySignal.allCases.count)
    var best = [TopDocuments](repeating: TopDocuments(), count: counts.count)
    for document in documents where !facts.signals[document].isEmpty {
      for (index, signal) in SafetySignal.allCases.enumerated() where facts.signals[document].contains(signal)
      {
        counts[index] += 1
        best[index].offer(document, fitness: evidence.fitness(signalIn: document))
      }
    }
    return counts.indices.filter { counts[$0] > 0 }.sorted { (counts[$1], $0) < (counts[$0], $1) }.map {
      index in
      let signal = SafetySignal.allCases[index]
      return Insight.SafetySignal(
        signal: signal.rawValue, count: counts[index],
        examples: evidence.quotes(best[index], signal: signal, limit: quotes))
    }
  }

  /// The topics of the whole corpus.
  func topics(quotes: Int) -> [Insight.Topic] {
    let model = training.model
    var sentiments = [Insight.Polarity](repeating: Insight.Polarity(), count: model.topicCount)
    var best = [TopDocuments](repeating: TopDocuments(), count: model.topicCount)
    for document in 0..<corpus.count where leading[document] >= 0 {
      let topic = Int(leading[document])
      sentiments[topic].add(feeling(document))
      guard evidence.isReadable(document) else { continue }
      best[topic].offer(document, fitness: purity(document, topic))
    }
    let map = TopicMap(model)
    let relevance = Relevance(model)
    return (0..<model.topicCount).map { topic in
      Insight.Topic(
        id: topic, label: model.label(of: topic), weight: rounded(model.weight(of: topic)),
        words: model.words(of: topic, top: 12).map {
          Insight.Word(word: $0.word, probability: rounded($0.probability))
        },
        aspect: aspects[topic]?.rawValue, sentiment: sentiments[topic],
        examples: evidence.quotes(best[topic], limit: quotes), relevant: relevance.words(of: topic),
        position: map.map {
          Insight.Point(x: rounded($0.points[topic].x), y: rounded($0.points[topic].y))
        })
    }
  }

  /// The topic's share of the document's tokens, as if it had four more of other topics: a long review that is
  /// mostly about it stands better for it than one word.
  private func purity(_ document: Int, _ topic: Int) -> Float {
    let tokens = training.bag.offsets[document]..<training.bag.offsets[document + 1]
    let own = tokens.reduce(0) { $0 + (Int(training.assignments[$1]) == topic ? 1 : 0) }
    return Float(own) / Float(tokens.count + 4)
  }

  func month(_ name: String, _ documents: [Int]) -> Insight.Month {
    let group = topicShares(documents).sorted { $0.topic < $1.topic }
    var sentiment = Insight.Polarity()
    var rating = MeanRating()
    for document in documents {
      sentiment.add(facts.polarity[document])
      rating.add(corpus.rating[document])
    }
    return Insight.Month(
      month: name, reviews: documents.count, rating: rating.mean, sentiment: sentiment,
      topicShares: group.map(\.share))
  }
}

private struct MeanRating {
  private var sum = 0.0
  private var count = 0

  mutating func add(_ rating: Float) {
    guard !rating.isNaN else { return }
    sum += Double(rating)
    count += 1
  }

  var mean: Double? { count == 0 ? nil : rounded(sum / Double(count)) }
}
