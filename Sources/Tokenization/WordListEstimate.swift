import CICU
public import Support

#if canImport(Glibc)
  import Glibc
#endif

/// Frequencies for the words of ICU's dictionary, learned from raw text: a general word list for machines that
/// have none, in the shop's own language.
///
/// ICU's costs are coarse, and its dictionary is full of phrases. Those with a function word cost more from the
/// start (`DictionaryPhrase`); two steps follow:
///
/// 1. **Cohesion.** A word that occurs at least 50 times costs more by what its weakest joint lacks of 2 nats of
///    pointwise mutual information, min ln(c(w)·N / (c(l)·c(r))) over all its splits (Church & Hanks 1990, CL
///    16:1): what its parts explain should be its parts.
/// 2. **Viterbi training** (Juang & Rabiner 1990, IEEE Trans. ASSP 38:9; the hard form of EM): cut the text by
///    the cheapest path, count, p(w) = (c(w) + λ·p₀(w)) / (N + λ) with p₀ from step 1 and λ = 10⁶, again.
///
/// The soft form of EM (forward–backward) was tried and did worse; what each step gives is told in
/// `Benchmarks/README.md`.
///
///     var estimate = try WordListEstimate()
///     for text in corpus { estimate.append(text) }
///     let list = try estimate.words()      // write it, and name it in YAOYU_WORD_LIST
///
/// Deterministic. Time O(characters × longest word) an iteration; memory about 10 MB for the dictionary and 3
/// bytes per distinct character run. Text past 10⁹ characters is left out.
public struct WordListEstimate {
  public struct Options: Sendable {
    /// Rounds of cutting and counting. The first does most.
    public var iterations: Int

    public init(iterations: Int = 2) { self.iterations = max(iterations, 1) }
  }

  public struct Word: Sendable, Equatable {
    public var word: String
    /// Share of all words, in 10⁻⁹; at least 1.
    public var frequency: Int
  }

  /// Characters of all runs appended, repeated ones too.
  public private(set) var characters = 0

  private var dictionary: ICUWords
  /// Distinct runs of Han characters, end to end, folded.
  private var units: [UInt16] = []
  private var runs: [(end: Int, count: UInt32)] = []
  private var index = NGramTable()

  private static let leastCharacters = 10_000
  private static let leastCount = 50.0
  private static let cohesion = 2.0
  private static let prior = 1e6
  /// In nats: a character of no word.
  private static let unknownCost = 18.0

  public enum Failure: YaoyuError, Equatable {
    /// This libicu has no readable dictionary.
    case noDictionary
    case tooLittleText(characters: Int)

    public var exitCode: ExitCode { .badData }

    public var description: String {
      switch self {
      case .noDictionary:
        "libicu 里没有可读的中文词典，没有词可以估计。请安装 Debian 的 libicu-dev，再用 yaoyu doctor 看看。"
      case .tooLittleText(let characters):
        "语料里连着的汉字只有 \(characters) 个，估计不出词频。至少要 10,000 个，几十万个才有用。"
      }
    }
  }

  /// - Throws: `Failure.noDictionary`.
  public init() throws(Failure) {
    dictionary = ICUWords()
    guard !dictionary.costs.isEmpty else { throw .noDictionary }
  }

  /// Adds a text.
  public mutating func append(_ utf8: UnsafeBufferPointer<UInt8>) {
    let table = CharacterTable.shared
    var start = units.count
    var position = 0
    while position < utf8.count, units.count < 1 << 30 {
      let (scalar, next) = UTF8Decoder.next(utf8, position)
      position = next
      let point = Int(scalar)
      if point < CharacterTable.planeSize, table.classes[point] == CharacterClass.han.rawValue {
        units.append(table.folded[point])
      } else if point >= CharacterTable.planeSize
        || table.classes[point] != CharacterClass.attached.rawValue
      {
        closeRun(&start)
      }
    }
    closeRun(&start)
  }

  /// Keeps the run since `start`, or counts it once more.
  private mutating func closeRun(_ start: inout Int) {
    defer { start = units.count }
    let length = units.count - start
    guard length > 1 else { return units.removeLast(length) }
    characters += length
    let key = units.withUnsafeBufferPointer { NGramTable.key($0, start, length) }
    if let known = index[key] {
      runs[Int(known.extra)].count += 1
      units.removeLast(length)
    } else {
      index.add(key, extra: UInt32(runs.count), at: start)
      runs.append((units.count, 1))
    }
  }

  /// The words with their frequencies, most frequent first, equals in code point order.
  /// - Parameter progress: called after each round with the number of words counted.
  /// - Throws: `Failure.tooLittleText`.
  public func words(
    _ options: Options = Options(), progress: (_ iteration: Int, _ words: Int) -> Void = { _, _ in }
  ) throws(Failure) -> [Word] {
    guard characters >= Self.leastCharacters else { throw .tooLittleText(characters: characters) }
    var dictionary = dictionary
    units.withUnsafeBufferPointer { units in
      punishPhrases(&dictionary, units)
      dictionary.normalize()
      let prior = dictionary.costs.map { exp(-$0) }
      for iteration in 1...options.iterations {
        let counts = count(dictionary, units)
        let total = counts.reduce(0, +)
        progress(iteration, Int(total))
        for word in counts.indices {
          let probability = (counts[word] + Self.prior * prior[word]) / (total + Self.prior)
          dictionary.costs[word] = -log(max(probability, 1e-12))
        }
      }
    }
    return dictionary.words().map {
      Word(word: $0.word, frequency: max(1, Int((exp(-$0.cost) * 1e9).rounded())))
    }.sorted { ($1.frequency, $0.word) < ($0.frequency, $1.word) }
  }

  // MARK: - Cohesion

  private func punishPhrases(_ dictionary: inout ICUWords, _ units: UnsafeBufferPointer<UInt16>) {
    var occurrences = [Double](repeating: 0, count: dictionary.costs.count)
    var single = [Double](repeating: 0, count: CharacterTable.planeSize)
    var total = 0.0
    forEachRun { run, count in
      for position in run {
        single[Int(units[position])] += count
        total += count
        dictionary.walk(units, from: position, to: run.upperBound) { _, word in occurrences[word] += count }
      }
    }
    func frequency(_ part: ArraySlice<UInt16>) -> Double {
      guard part.count > 1 else { return part.first.map { single[Int($0)] } ?? 0 }
      return dictionary.find(part).map { occurrences[$0] } ?? 0
    }
    var costs = dictionary.costs
    for (word, letters) in dictionary.letters() where occurrences[word] >= Self.leastCount {
      var largest = 0.0
      for split in letters.indices.dropFirst() {
        largest = max(largest, frequency(letters[..<split]) * frequency(letters[split...]))
      }
      guard largest > 0 else { continue }
      let weakest = log(occurrences[word] * total / largest)
      costs[word] += max(0, Self.cohesion - weakest)
    }
    dictionary.costs = costs
  }

  private func forEachRun(_ body: (_ run: Range<Int>, _ count: Double) -> Void) {
    var start = 0
    for run in runs {
      body(start..<run.end, Double(run.count))
      start = run.end
    }
  }

  // MARK: - Viterbi

  /// How often each word stands on the cheapest paths.
  private func count(_ dictionary: ICUWords, _ units: UnsafeBufferPointer<UInt16>) -> [Double] {
    var counts = [Double](repeating: 0, count: dictionary.costs.count)
    var best: [Double] = []
    var back: [(start: Int, word: Int)] = []
    forEachRun { run, count in
      best.removeAll(keepingCapacity: true)
      best.append(0)
      best.append(contentsOf: repeatElement(.infinity, count: run.count))
      back.removeAll(keepingCapacity: true)
      back.append(contentsOf: repeatElement((start: 0, word: -1), count: run.count + 1))
      for position in run {
        let from = position - run.lowerBound
        let cost = best[from]
        if cost + Self.unknownCost < best[from + 1] {
          (best[from + 1], back[from + 1]) = (cost + Self.unknownCost, (from, -1))
        }
        dictionary.walk(units, from: position, to: run.upperBound) { end, word in
          let to = end - run.lowerBound
          if cost + dictionary.costs[word] < best[to] {
            (best[to], back[to]) = (cost + dictionary.costs[word], (from, word))
          }
        }
      }
      var position = run.count
      while position > 0 {
        if back[position].word >= 0 { counts[back[position].word] += count }
        position = back[position].start
      }
    }
    return counts
  }
}

/// ICU's Han words as a hash trie: every prefix of a word has a slot, by the hash of its characters.
private struct ICUWords {
  /// By word, in nats.
  var costs: [Double] = []
  private var units: [UInt16] = []
  private var ends: [Int] = []
  /// By prefix: index of the word that it is, plus one; 0 where it is none.
  private var prefixes = NGramTable(capacity: 1 << 19)

  init() {
    withUnsafeMutablePointer(to: &self) { pointer in
      _ = cicu_dictionary_each(pointer) { context, word, length, cost in
        guard let context, let word else { return }
        let units = UnsafeBufferPointer(start: word, count: Int(length))
        guard units.allSatisfy({ CharacterTable.isHan(UInt32($0)) }) else { return }
        // ICU's costs are in units of about 0.07 nats.
        context.assumingMemoryBound(to: ICUWords.self).pointee.insert(units, cost: Double(cost) * 0.07)
      }
    }
  }

  private mutating func insert(_ word: UnsafeBufferPointer<UInt16>, cost: Double) {
    let folded = CharacterTable.shared.folded
    let letters = word.map { folded[Int($0)] }
    let cost = cost + (DictionaryPhrase.isPhrase(letters) ? ListedPhrase.penalty : 0)
    // Traditional and simplified writings are one word.
    if let known = find(letters[...]) {
      costs[known] = min(costs[known], cost)
      return
    }
    var state: UInt64 = 0
    for (position, letter) in letters.enumerated() {
      state = NGramTable.extend(state, letter)
      let isWord = position == letters.count - 1
      prefixes.add(state | 1, extra: isWord ? UInt32(costs.count + 1) : 0, at: 0)
    }
    costs.append(cost)
    units += letters
    ends.append(units.count)
  }

  func find(_ word: ArraySlice<UInt16>) -> Int? {
    let state = word.reduce(0) { NGramTable.extend($0, $1) }
    guard let slot = prefixes[state | 1], slot.extra > 0 else { return nil }
    return Int(slot.extra) - 1
  }

  /// Calls back for each word that begins at `start`, with its end.
  @inline(__always)
  func walk(
    _ text: UnsafeBufferPointer<UInt16>, from start: Int, to limit: Int,
    _ body: (_ end: Int, _ word: Int) -> Void
  ) {
    var state: UInt64 = 0
    for position in start..<limit {
      state = NGramTable.extend(state, text[position])
      guard let slot = prefixes[state | 1] else { return }
      if slot.extra > 0 { body(position + 1, Int(slot.extra) - 1) }
    }
  }

  /// Makes the costs those of a distribution: Σ exp(−cost) = 1.
  mutating func normalize() {
    let mass = log(costs.reduce(0) { $0 + exp(-$1) })
    for word in costs.indices { costs[word] += mass }
  }

  /// Each word's index and characters.
  func letters() -> [(word: Int, letters: ArraySlice<UInt16>)] {
    var start = 0
    return ends.enumerated().map { word, end in
      defer { start = end }
      return (word, units[start..<end])
    }
  }

  func words() -> [(word: String, cost: Double)] {
    letters().map { (String(decoding: $1, as: UTF16.self), costs[$0]) }
  }
}
