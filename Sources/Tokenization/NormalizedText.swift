import CICU

/// A text in normal form that knows where each of its characters comes from.
///
/// What matches words (rules, names, duplicates) reads the normal form; what it finds is shown and marked in
/// the text as the user wrote it.
///
///     let view = NormalizedText("藥效Ⅲ期！！！！", options: .init(maximumRun: 2))
///     view.text                       // "药效iii期!!"
///     view.sourceRange(of: 2..<5)     // 2..<3, the one character Ⅲ
///     view.source(of: 6..<8)          // "！！！！"
///
/// Positions in the normal form and in the source count Unicode scalars, as the command line does. The text is
/// a row of **pieces**, each a stretch of source and what has become of it: one scalar for one in most texts,
/// `Ⅲ` → `iii`, `e` + U+0301 → `é`. What leaves no trace (zero-width characters, the rest of a run) belongs to
/// the piece before it, at the beginning to the first. Pieces tile the normal form and, unless nothing at all
/// remains, the source.
///
/// Without options the text is what `Normalizer.normalize` gives. Deterministic; O(length).
public struct NormalizedText: Sendable, Equatable {
  public struct Options: Sendable {
    /// Of one character repeated, keep this many: 好好好好 → 好好 with 2. Letters, digits and Chinese numerals
    /// keep their number (`www`, 1000, 三三三, and `Ⅲ`, which is `iii`). nil keeps all.
    public var maximumRun: Int?
    /// Words whose 儿 is only a way of speaking and goes: 药片儿 → 药片. nil keeps every 儿.
    public var erhua: ErhuaWords?

    public init(maximumRun: Int? = nil, erhua: ErhuaWords? = nil) {
      self.maximumRun = maximumRun.map { max($0, 1) }
      self.erhua = erhua
    }
  }

  /// The text as it was given.
  public private(set) var source: String
  /// The normal form.
  public private(set) var scalars: [Unicode.Scalar] = []
  /// By scalar of the normal form: the source scalars of its piece.
  private var starts: [Int32] = []
  private var ends: [Int32] = []
  /// By source scalar, and after the last: its UTF-8 offset.
  private var offsets: [Int32] = []

  /// - Parameter text: shorter than 2 GiB.
  public init(_ text: String, options: Options = Options()) {
    source = text
    let characters = Array(text.unicodeScalars)
    reserve(characters.count)
    var piece = PieceNormalizer(maximumRun: options.maximumRun)
    var start = 0
    while start < characters.count {
      var end = start + 1
      while end < characters.count, !PieceNormalizer.isBoundary(characters[end]) { end += 1 }
      append(piece.normalize(characters[start..<end]), start..<end)
      start = end
    }
    if let erhua = options.erhua { self = removing(erhua.superfluous(in: scalars)) }
  }

  /// The normal form.
  public var text: String { String(String.UnicodeScalarView(scalars)) }
  public var count: Int { scalars.count }
  /// Scalars of the source.
  public var sourceCount: Int { offsets.count - 1 }

  /// Part of the normal form.
  /// - Precondition: `range` lies within `0..<count`.
  public func text(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }

  // MARK: - Mapping

  /// The source of the pieces that `range` touches, in scalars. An empty range maps to the empty range at its
  /// place.
  /// - Precondition: `range` lies within `0...count`.
  public func sourceRange(of range: Range<Int>) -> Range<Int> {
    guard !range.isEmpty else {
      let place = range.lowerBound < count ? Int(starts[range.lowerBound]) : sourceCount
      return place..<place
    }
    return Int(starts[range.lowerBound])..<Int(ends[range.upperBound - 1])
  }

  /// The normal form of the pieces that a range of the source touches.
  /// - Precondition: `source` lies within `0...sourceCount`.
  /// - Complexity: O(log length).
  public func range(ofSource source: Range<Int>) -> Range<Int> {
    // First piece that ends after the range begins; first piece that begins where it ends or later.
    let lower = ends.partitioningIndex { Int($0) > source.lowerBound }
    guard !source.isEmpty else { return lower..<lower }
    return lower..<max(lower, starts.partitioningIndex { Int($0) >= source.upperBound })
  }

  /// As `sourceRange(of:)`, in bytes of the source's UTF-8: what `Token.start` counts.
  public func sourceUTF8Range(of range: Range<Int>) -> Range<Int> {
    let scalars = sourceRange(of: range)
    return Int(offsets[scalars.lowerBound])..<Int(offsets[scalars.upperBound])
  }

  /// What the user wrote there.
  public func source(of range: Range<Int>) -> Substring { source.utf8Slice(sourceUTF8Range(of: range)) }

  // MARK: - Building

  private mutating func reserve(_ count: Int) {
    scalars.reserveCapacity(count)
    starts.reserveCapacity(count)
    ends.reserveCapacity(count)
    offsets.reserveCapacity(count + 1)
    var offset: Int32 = 0
    for scalar in source.unicodeScalars {
      offsets.append(offset)
      offset += Int32(UTF8.width(scalar))
    }
    offsets.append(offset)
  }

  private mutating func append(_ piece: some Collection<Unicode.Scalar>, _ range: Range<Int>) {
    guard !piece.isEmpty else { return extendLast(to: range.upperBound) }
    let start = starts.isEmpty ? 0 : Int32(range.lowerBound)
    for scalar in piece {
      scalars.append(scalar)
      starts.append(start)
      ends.append(Int32(range.upperBound))
    }
  }

  /// The last piece takes what follows it.
  private mutating func extendLast(to end: Int) {
    guard let start = starts.last else { return }
    var index = starts.count - 1
    while index >= 0, starts[index] == start {
      ends[index] = Int32(end)
      index -= 1
    }
  }

  /// The same view without the scalars at `positions`, which must rise; their source goes to the piece before.
  public func removing(_ positions: [Int]) -> NormalizedText {
    guard !positions.isEmpty else { return self }
    var result = self
    result.scalars.removeAll(keepingCapacity: true)
    result.starts.removeAll(keepingCapacity: true)
    result.ends.removeAll(keepingCapacity: true)
    var next = positions.startIndex
    var index = 0
    while index < count {
      var pieceEnd = index + 1
      while pieceEnd < count, starts[pieceEnd] == starts[index] { pieceEnd += 1 }
      var kept: [Unicode.Scalar] = []
      for position in index..<pieceEnd {
        if next < positions.endIndex, positions[next] == position {
          next += 1
        } else {
          kept.append(scalars[position])
        }
      }
      result.append(kept, Int(starts[index])..<Int(ends[index]))
      index = pieceEnd
    }
    return result
  }
}

/// Normalises one piece of source: the shortest stretch that NFKC_Casefold treats apart from its neighbours.
private struct PieceNormalizer {
  let maximumRun: Int?
  private let table = CharacterTable.shared
  private var output: [Unicode.Scalar] = []
  /// How often the last scalar has been repeated.
  private var run = 0
  private var last: Unicode.Scalar?

  init(maximumRun: Int?) { self.maximumRun = maximumRun }

  static func isBoundary(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x10000 && CharacterTable.shared.isSimple[Int(scalar.value)] == 1
      || cicu_nfkc_boundary_before(scalar.value)
  }

  mutating func normalize(_ piece: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
    output.removeAll(keepingCapacity: true)
    if piece.count == 1, let only = piece.first, only.value < 0x10000,
      table.isSimple[Int(only.value)] == 1, let folded = Unicode.Scalar(table.folded[Int(only.value)])
    {
      take(folded)
    } else {
      let normal = Normalizer.normalize(String(String.UnicodeScalarView(piece)))
      for scalar in normal.unicodeScalars { take(scalar) }
    }
    return output
  }

  private mutating func take(_ scalar: Unicode.Scalar) {
    guard let maximumRun else { return output.append(scalar) }
    run = scalar == last ? run + 1 : 1
    last = scalar
    if run <= maximumRun || !Self.isSqueezed(scalar) { output.append(scalar) }
  }

  private static func isSqueezed(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x80 {
      return !(("0"..."9").contains(scalar) || ("a"..."z").contains(scalar))
    }
    if CharacterTable.isHan(scalar.value) { return !numerals.contains(scalar) }
    return !cicu_is_letter(scalar.value) && cicu_digit(scalar.value) < 0
  }

  private static let numerals = Set("〇零一二两三四五六七八九十百千万亿".unicodeScalars)
}

extension Array {
  /// Index of the first element that `belongs` to the second part; elements that do must all stand after those
  /// that do not.
  fileprivate func partitioningIndex(_ belongs: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if belongs(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
