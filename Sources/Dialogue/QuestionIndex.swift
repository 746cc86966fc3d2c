import Support
import Tokenization

#if canImport(Glibc)
  import Glibc
#endif

/// Finds the questions most like a message, among tens of thousands in a fraction of a millisecond.
///
/// Four views of a question: characters, pairs of characters, readings, and meanings (synonyms as one, 十个月
/// and 10个月 as one). In each the vectors are (1 + ln tf) · idf, idf(t) = ln((1 + N) / (1 + df)) + 1, of unit
/// length (Manning, Raghavan & Schütze 2008, chapter 6), and the similarity is the weighted mean of the four
/// cosines. Short questions are near-copies of each other, so that the cosine's full length normalisation
/// measured better than BM25 on every view; the weights were tuned on the training queries of
/// `Benchmarks/dialogue/faq.py`.
struct QuestionIndex: Sendable {
  typealias Hit = ExampleIndex.Hit

  private static let views: [(kind: Feature.Kind, weight: Float)] = [
    (.character, 1 / 2.8), (.pair, 0.3 / 2.8), (.sound, 0.5 / 2.8), (.meaning, 1 / 2.8),
  ]

  private let synonyms: Synonyms
  private let numbers: HashTable
  private let inverse: [Float]
  private let view: [UInt8]
  /// The questions with feature f are `postings[starts[f]..<starts[f + 1]]`; what each adds to a cosine stands in
  /// the same place of `weights`, in steps of `step`.
  private let starts: [Int32]
  private let postings: [Int32]
  private let weights: [UInt16]
  /// The questions of owner o are those from `firsts[o]` to before `firsts[o + 1]`.
  private let firsts: [Int32]
  private let unknownInverse: Float

  /// No weight is more than the largest of `views`.
  private static let step = 1 / (2.8 * Float(UInt16.max))

  /// What a text has, counted: features with their views.
  private typealias Counts = [(feature: Feature, view: Int, count: Int)]

  /// A message as the index reads it.
  struct Query: Sendable {
    fileprivate var terms: [(number: Int32, weight: Float)]
    /// Share of its weight that some question has, 0…1.
    fileprivate(set) var coverage: Double
  }

  /// Takes the questions one by one: of tens of thousands only what is counted is ever held.
  struct Builder {
    fileprivate let synonyms: Synonyms
    fileprivate var numbers: HashTable
    /// By feature: how many questions have it, and the view that it is of.
    fileprivate var frequency: [Int32] = []
    fileprivate let commonplaces: [String]
    fileprivate var view: [UInt8] = []
    /// By owner: the number of its first question.
    fileprivate var firsts: [Int32] = []
    /// Features of all questions one after the other, how often each stands there (at most `unitLimit` + 1 times),
    /// and where each question ends.
    fileprivate var features: [Int32] = []
    fileprivate var counts: [UInt8] = []
    fileprivate var ends: [Int32] = []

    /// - Parameters:
    ///   - capacity: about how many questions there will be.
    ///   - commonplaces: masks that say nothing of what is asked, however few questions have them: they weigh no
    ///     more than the commonest feature. {药品} is in all questions about drugs, which 问法 write only once.
    init(synonyms: Synonyms, capacity: Int = 0, commonplaces: [String] = []) {
      self.synonyms = synonyms
      self.commonplaces = commonplaces
      numbers = HashTable(capacity: capacity * 8)
      firsts.reserveCapacity(capacity)
      ends.reserveCapacity(capacity)
    }

    /// - Parameters:
    ///   - owner: the number of what the question belongs to, from 0; those of one owner come one after another, and
    ///     owners in rising order.
    ///   - masks: ranges to be read as one unit each.
    /// - Complexity: O(length).
    mutating func add(owner: Int, _ text: FoldedText, masks: [(Range<Int>, String)] = []) {
      assert(owner >= firsts.count - 1, "questions of an earlier owner")
      while firsts.count <= owner { firsts.append(Int32(ends.count)) }
      for (feature, place, count) in QuestionIndex.counts(text, masks, synonyms) {
        let number = numbers.number(of: feature.bits, orNew: Int32(frequency.count))
        if Int(number) == frequency.count {
          frequency.append(0)
          view.append(UInt8(place))
        }
        frequency[Int(number)] += 1
        features.append(number)
        counts.append(UInt8(clamping: count))
      }
      ends.append(Int32(features.count))
    }
  }

  /// - Complexity: O(total length).
  init(_ builder: consuming Builder) {
    synonyms = builder.synonyms
    numbers = builder.numbers
    view = builder.view
    firsts = builder.firsts + [Int32(builder.ends.count)]
    let total = Float(builder.ends.count)
    var inverse = builder.frequency.map { logf((1 + total) / (1 + Float($0))) + 1 }
    let least = inverse.min() ?? 0
    for mask in builder.commonplaces {
      for kind in [Feature.Kind.character, .sound, .meaning] {
        if let number = builder.numbers[Feature(kind, stableHash(mask)).bits] { inverse[Int(number)] = least }
      }
    }
    self.inverse = inverse
    unknownInverse = logf(1 + total) + 1
    var starts: [Int32] = [0]
    starts.reserveCapacity(builder.frequency.count + 1)
    for count in builder.frequency { starts.append((starts.last ?? 0) + count) }
    var next = starts
    var postings = [Int32](repeating: 0, count: builder.features.count)
    var weights = [UInt16](repeating: 0, count: builder.features.count)
    var start = 0
    for (question, end) in builder.ends.enumerated() {
      var squares = SIMD4<Float>.zero
      for place in start..<Int(end) {
        let number = Int(builder.features[place])
        let weight = Self.damped(Int(builder.counts[place])) * inverse[number]
        squares[Int(view[number])] += weight * weight
      }
      for place in start..<Int(end) {
        let number = Int(builder.features[place])
        let kind = Int(view[number])
        let weight =
          Self.damped(Int(builder.counts[place])) * inverse[number] / squares[kind].squareRoot()
          * Self.views[kind].weight
        postings[Int(next[number])] = Int32(question)
        weights[Int(next[number])] = UInt16(max(0, min(Float(UInt16.max), (weight / Self.step).rounded())))
        next[number] += 1
      }
      start = Int(end)
    }
    self.starts = starts
    self.postings = postings
    self.weights = weights
  }

  private static func damped(_ count: Int) -> Float { 1 + logf(Float(count)) }

  /// Of a longer text only so many units are read.
  private static let unitLimit = 240

  /// - Complexity: O(length).
  private static func counts(
    _ text: FoldedText, _ masks: [(Range<Int>, String)], _ synonyms: Synonyms
  ) -> Counts {
    var units = Units(text, masks: masks, limit: unitLimit, joinsRuns: true)
    units.find(synonyms)
    var all: [(feature: Feature, view: Int)] = []
    all.reserveCapacity(units.characters.count * 4 + 1)
    all += units.characters.map { (Feature(.character, $0), 0) }
    var previous: UInt64 = 1
    for unit in units.characters + [2] {
      all.append((Feature(.pair, previous, unit), 1))
      previous = unit
    }
    all += units.sounds.map { (Feature(.sound, $0), 2) }
    all += units.meanings.map { (Feature(.meaning, $0), 3) }
    all.sort { $0.feature < $1.feature }
    var counts: Counts = []
    for entry in all {
      if let last = counts.last, last.feature == entry.feature {
        counts[counts.count - 1].count += 1
      } else {
        counts.append((entry.feature, entry.view, 1))
      }
    }
    return counts
  }

  /// - Complexity: O(length of the text).
  func query(_ text: FoldedText, masks: [(Range<Int>, String)] = []) -> Query {
    var terms: [(number: Int32, weight: Float)] = []
    var squares = [Float](repeating: 0, count: Self.views.count)
    var unknown: Float = 0
    for (feature, _, count) in Self.counts(text, masks, synonyms) {
      guard let number = numbers[feature.bits] else {
        if feature.kind == .character || feature.kind == .meaning {
          unknown += unknownInverse * unknownInverse
        }
        continue
      }
      let weight = Self.damped(count) * inverse[Int(number)]
      squares[Int(view[Int(number)])] += weight * weight
      terms.append((number, weight))
    }
    let known = squares[0] + squares[3]
    for index in terms.indices {
      terms[index].weight /= squares[Int(view[Int(terms[index].number)])].squareRoot()
    }
    return Query(terms: terms, coverage: known > 0 ? Double(known / (known + unknown)) : 0)
  }

  /// How much of `text` the message says as well, 0…1: the share of the weight of its characters or, where that is
  /// more, of its meanings.
  /// - Complexity: O(length of the text × units of the message).
  func share(of text: FoldedText, in query: Query) -> Double {
    var all = SIMD4<Float>.zero
    var shared = SIMD4<Float>.zero
    for (number, weight) in self.query(text).terms {
      let place = Int(view[Int(number)])
      all[place] += weight * weight
      if query.terms.contains(where: { $0.number == number }) { shared[place] += weight * weight }
    }
    return [0, 3].map { all[$0] > 0 ? Double(shared[$0] / all[$0]) : 0 }.max() ?? 0
  }

  /// How like the message each question is, 0…1.
  struct Similarities: Sendable {
    fileprivate var sums: [Float]
  }

  /// Similarities are lowered by what no question knows, unless told otherwise.
  /// - Complexity: O(postings of the message's features + questions).
  func similarities(_ query: Query, ignoringUnknown: Bool = false) -> Similarities {
    var sums = [Float](repeating: 0, count: Int(firsts.last ?? 0))
    let factor = ignoringUnknown ? 1 : Float(query.coverage.squareRoot())
    sums.withUnsafeMutableBufferPointer { sums in
      postings.withUnsafeBufferPointer { postings in
        weights.withUnsafeBufferPointer { weights in
          for (number, weight) in query.terms {
            let weight = weight * factor * Self.step
            for place in Int(starts[Int(number)])..<Int(starts[Int(number) + 1]) {
              sums[Int(postings[place])] += weight * Float(weights[place])
            }
          }
        }
      }
    }
    return Similarities(sums: sums)
  }

  /// The best question of every owner in `range` that shares anything with the message and is `wanted`, most
  /// similar first, ties by question number; at most `top`.
  /// - Parameter wanted: by owner, from the first of `range`; nil for all.
  /// - Complexity: O(questions + hits · log hits), O(questions + top²) for a small `top`.
  func hits(
    _ similarities: Similarities, owners range: Range<Int>, top: Int = .max, wanted: [Bool]? = nil
  ) -> [Hit] {
    let range = range.clamped(to: 0..<firsts.count - 1)
    var hits: [Hit] = []
    let sums = similarities.sums
    // What an owner must surpass once there are enough: equal ones come later and lose.
    var floor: Float = 0
    for owner in range where wanted?[owner - range.lowerBound] ?? true {
      var best = -1
      var sum = floor
      for question in Int(firsts[owner])..<Int(firsts[owner + 1]) where sums[question] > sum {
        (best, sum) = (question, sums[question])
      }
      guard best >= 0 else { continue }
      let hit = Hit(owner: owner, example: best, similarity: Double(min(1, sum)))
      if top > Self.few {
        hits.append(hit)
      } else {
        hits.insert(hit, at: hits.firstIndex { $0.similarity < hit.similarity } ?? hits.count)
        if hits.count > top { hits.removeLast() }
        if hits.count == top, let last = hits.last { floor = Float(last.similarity) }
      }
    }
    if top <= Self.few { return hits }
    hits.sort { $0.similarity != $1.similarity ? $0.similarity > $1.similarity : $0.example < $1.example }
    return Array(hits.prefix(top))
  }

  /// So many are kept in order while they are found.
  private static let few = 64
}
