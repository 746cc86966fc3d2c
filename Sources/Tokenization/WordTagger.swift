/// A row of four weights, one per tag.
protocol WordWeights {
  /// The sum of eight rows.
  static func score(_ rows: UnsafePointer<Self>, _ features: SIMD8<UInt32>) -> WordTagScores
}

struct WordTagScores {
  var begin: Int
  var middle: Int
  var end: Int
  var single: Int
}

/// The rows while they are learned.
extension SIMD4<Int32>: WordWeights {
  @inline(__always)
  static func score(_ rows: UnsafePointer<Self>, _ features: SIMD8<UInt32>) -> WordTagScores {
    var sum = Self.zero
    for index in 0..<8 { sum &+= rows[Int(features[index])] }
    return WordTagScores(begin: Int(sum.x), middle: Int(sum.y), end: Int(sum.z), single: Int(sum.w))
  }
}

/// Finds the best tags of a stretch of characters by Viterbi.
struct WordTagger<Weights: WordWeights> {
  /// `WordFeatures.rowCount` of them.
  let rows: UnsafePointer<Weights>
  let transitions: WordTagTransitions

  /// Low against any score, far from overflow on any text.
  private static var impossible: Int { -(1 << 56) }

  /// Replaces the lattice's tags in `tags[stretch]` by the best ones.
  ///
  /// On entry bits 0–2 of a tag are the lattice's, bit 3 says that it stays. On return bits 0–1 hold the best
  /// tag. The best sequence is one of whole words if the fixed tags are.
  /// - Parameter character: the character at a position from `stretch.lowerBound - 1` to `upperBound`, as
  ///   features know it; 0 beyond the text.
  @inline(__always)
  func decode(_ stretch: Range<Int>, tags: UnsafeMutablePointer<UInt8>, character: (Int) -> UInt16) {
    // Scores of the best sequences that end in each tag.
    var (b, m, e, s) = (Self.impossible, Self.impossible, 0, Self.impossible)
    var (before, current) = (character(stretch.lowerBound - 1), character(stretch.lowerBound))
    var window = UInt64(WordTag.outside) << 3 | UInt64(tags[stretch.lowerBound] & 7)
    let t = transitions
    var position = stretch.lowerBound
    var isFirst = true
    while position < stretch.upperBound {
      let next = position &+ 1
      let after = character(next)
      let tagAfter = next < stretch.upperBound ? tags[next] & 7 : WordTag.outside
      window = (window << 3 | UInt64(tagAfter)) & 0x1FF

      let (fromEnd, fromSingle) = isFirst ? (0, Self.impossible) : (e &+ t.endBegin, s &+ t.singleBegin)
      let (endToSingle, singleToSingle) =
        isFirst ? (0, Self.impossible) : (e &+ t.endSingle, s &+ t.singleSingle)
      let (beginToMiddle, middleToMiddle) = (b &+ t.beginMiddle, m &+ t.middleMiddle)
      let (beginToEnd, middleToEnd) = (b &+ t.beginEnd, m &+ t.middleEnd)
      // Bit by tag: whether the second of its two predecessors is the better.
      let choice: UInt8 =
        (fromSingle > fromEnd ? 1 : 0) | (middleToMiddle > beginToMiddle ? 2 : 0)
        | (middleToEnd > beginToEnd ? 4 : 0) | (singleToSingle > endToSingle ? 8 : 0)
      (b, m) = (max(fromEnd, fromSingle), max(beginToMiddle, middleToMiddle))
      (e, s) = (max(beginToEnd, middleToEnd), max(endToSingle, singleToSingle))
      let fixed = tags[position]
      if fixed & 8 == 0 {
        let score = Weights.score(rows, WordFeatures.rows(before, current, after, tags: window))
        b = b &+ score.begin
        m = m &+ score.middle
        e = e &+ score.end
        s = s &+ score.single
      } else {
        let tag = fixed & 3
        if tag != WordTag.begin { b = Self.impossible }
        if tag != WordTag.middle { m = Self.impossible }
        if tag != WordTag.end { e = Self.impossible }
        if tag != WordTag.single { s = Self.impossible }
      }
      tags[position] = choice << 4
      (before, current, isFirst, position) = (current, after, false, next)
    }
    trace(stretch, tags: tags, isEnd: e > s)
  }

  /// Follows the choices in the high bits back from the last character.
  @inline(__always)
  private func trace(_ stretch: Range<Int>, tags: UnsafeMutablePointer<UInt8>, isEnd: Bool) {
    var tag = isEnd ? WordTag.end : WordTag.single
    var position = stretch.upperBound
    while position > stretch.lowerBound {
      position &-= 1
      let second = tags[position] >> (4 &+ tag) & 1 == 1
      tags[position] = tag
      switch tag {
      case WordTag.begin, WordTag.single: tag = second ? WordTag.single : WordTag.end
      default: tag = second ? WordTag.middle : WordTag.begin
      }
    }
  }
}

extension Lattice {
  /// Cuts a stretch anew by the model, except what `WordTag.isFixed`.
  func retag(_ stretch: Range<Int>, by tagger: WordTagger<PackedWeights>) {
    guard stretch.count > 1, markTags(stretch) else { return }
    tagger.decode(stretch, tags: tags, character: featureCharacter)
    var start = stretch.lowerBound
    for position in stretch where tags[position] >= WordTag.end {
      let end = position + 1
      if arrivals[start].edgeEnd != end { arrivals[start] = LatticeArrival(edgeTo: end, .retagged) }
      start = end
    }
  }

  /// Writes the lattice's tags, bit 3 where they stay; false when all do.
  private func markTags(_ stretch: Range<Int>) -> Bool {
    var hasFree = false
    var start = stretch.lowerBound
    while start < stretch.upperBound {
      let end = arrivals[start].edgeEnd
      let (kind, entry) = edge(start, end)
      let isFixed = WordTag.isFixed(kind, entry, start..<end, characters, policy)
      hasFree = hasFree || !isFixed
      for position in start..<end {
        tags[position] = WordTag.tag(position - start, of: end - start) | (isFixed ? WordTag.fixed : 0)
      }
      start = end
    }
    return hasFree
  }

  @inline(__always)
  private func featureCharacter(_ position: Int) -> UInt16 {
    position < 0 ? 0 : WordFeatures.character(characters[position].folded, characters[position].kind)
  }
}
