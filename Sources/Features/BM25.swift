/// How texts are searched.
public struct SearchOptions: Sendable, Equatable {
  /// How fast further occurrences of a word stop counting, at least 0. Raise it (2) for long texts, where a word
  /// that comes again and again is what the text is about.
  public var k1 = 1.2
  /// How much long texts are held back, 0 (not at all) … 1 (fully).
  public var b = 0.75
  /// Whether single Han characters and their pairs are searched beside words. Finds more in short questions,
  /// for an index about four times the size.
  public var characters = false

  public init(k1: Double = 1.2, b: Double = 0.75, characters: Bool = false) {
    self.k1 = k1
    self.b = b
    self.characters = characters
  }
}

/// The ranking function BM25 (Robertson & Zaragoza 2009, Foundations and Trends in Information Retrieval 3:333,
/// equation 3.15):
///
/// ```
/// score(d, q) = Σ  qtf(w) · idf(w) · (k1 + 1) · tf / (tf + k1 · (1 − b + b · length(d) / mean length))
///              w∈q
/// idf(w) = ln(1 + (N − df + ½) / (df + ½))
/// ```
/// The 1 in the logarithm is not in the paper; with it a word of more than half of the documents still counts
/// for a little instead of against. A frequency in a document counts up to 65,535.
struct BM25: Sendable, Equatable {
  private let documents: Double
  private let constant: Double
  private let perTerm: Double
  private let scale: Double

  /// - Parameter terms: the number of terms of all documents together.
  init(_ options: SearchOptions, documents: Int, terms: Int) {
    let mean = documents == 0 || terms == 0 ? 1 : Double(terms) / Double(documents)
    self.documents = Double(documents)
    constant = options.k1 * (1 - options.b)
    perTerm = options.k1 * options.b / mean
    scale = options.k1 + 1
  }

  /// The factor of a query's word that is the same for all documents.
  func weight(documentFrequency: UInt32, queryFrequency: Int) -> Double {
    let frequency = Double(documentFrequency)
    return Double(queryFrequency) * logarithm(1 + (documents - frequency + 0.5) / (frequency + 0.5)) * scale
  }

  /// tf / (tf + …): between 0 and 1, times `weight` the word's part of the score.
  @inline(__always)
  func saturation(_ frequency: UInt32, _ length: UInt32) -> Double {
    let frequency = Double(frequency)
    return frequency / (frequency + (constant + perTerm * Double(length)))
  }
}
