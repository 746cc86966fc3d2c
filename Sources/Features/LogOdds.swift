/// What sets the groups of a corpus apart: by how much a word's odds in a group exceed its odds in all other
/// groups, in standard deviations.
///
/// Monroe, Colaresi & Quinn 2008 (Political Analysis 16:372, doi:10.1093/pan/mpn018), equations 16, 20 and 22,
/// with an informative Dirichlet prior:
///
/// ```
/// α(w) = α₀ · y(w) / n                                what a text of the corpus at large would say
/// δ(w) = ln  (yᵢ(w) + α(w)) / (nᵢ + α₀ − yᵢ(w) − α(w))  −  ln  the same of all other groups
/// σ²(w) ≈ 1 / (yᵢ(w) + α(w)) + 1 / (yⱼ(w) + α(w))
/// z(w) = δ(w) / σ(w)
/// ```
/// Unlike TF-IDF among groups it neither favours what every group says often (效果, 包装) nor what one customer
/// said once: the first has no difference, the second no certainty.
public struct LogOdds: Sendable, Equatable {
  /// α₀: how many words of the corpus at large each side is thought to have said already. Raise it when a list
  /// shows what only a handful of texts say; 0 < α₀.
  public var priorTokens = 1000.0

  public init(priorTokens: Double = 1000) { self.priorTokens = priorTokens }

  /// For each group of documents, the words that set it apart from all the others.
  /// - Parameters:
  ///   - group: by document, the number of its group in `0..<groups`; negative means none.
  ///   - top: how many words a group gets at most.
  /// - Returns: a list per group by falling z, ties by id; only words with z > 0. Empty for a group without words
  ///   and where there are no others. `Keyword.score` is z: above 1.96 a difference that chance makes once in
  ///   forty words.
  /// - Complexity: O(tokens + groups · words).
  public func keywords(
    of bag: BagOfWords, group: [Int], groups: Int, vocabulary: Vocabulary, top: Int = 20
  ) -> [[Keyword]] {
    let pooled = bag.pooled(by: group, groups: groups)
    var counter = WordCounter(words: vocabulary.count)
    var total = [Int](repeating: 0, count: vocabulary.count)
    for word in pooled.words { total[Int(word)] += 1 }
    var keywords: [[Keyword]] = []
    counter.eachDocument(of: pooled) { document in
      let own = pooled.offsets[keywords.count + 1] - pooled.offsets[keywords.count]
      var scores: [(Int, Double)] = []
      document.eachWord { word, count in
        // Without other groups there is nothing to be set apart from.
        guard own < pooled.tokenCount else { return }
        scores.append((Int(word), z(count, of: own, total[Int(word)], of: pooled.tokenCount)))
      }
      keywords.append(heaviest(scores, top, vocabulary))
    }
    return keywords
  }

  /// z of a word that occurs `own` times among the `ownTokens` of a group, and `total` times among all `tokens`.
  public func z(_ own: Int, of ownTokens: Int, _ total: Int, of tokens: Int) -> Double {
    let prior = priorTokens * Double(total) / Double(tokens)
    let here = Double(own) + prior
    let there = Double(total - own) + prior
    let restHere = Double(ownTokens) + priorTokens - here
    let restThere = Double(tokens - ownTokens) + priorTokens - there
    // A corpus of one word has no odds.
    guard restHere > 0, restThere > 0 else { return 0 }
    let difference = logarithm(here / restHere) - logarithm(there / restThere)
    return difference / (1 / here + 1 / there).squareRoot()
  }
}
