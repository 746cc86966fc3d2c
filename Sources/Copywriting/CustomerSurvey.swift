import Support

#if canImport(Glibc)
  import Glibc
#endif

/// What must be known of all customers before the first is written to: who stands in the file twice, and whether a
/// price or an offer differs between people who see the same product.
///
/// A file is read twice for it, in bounded memory: a Bloom filter (Bloom 1970, doi:10.1145/362686.362692) of at most
/// 16 MiB names those who may have come before, and only these few are remembered. Standard input cannot be read twice;
/// there every customer is remembered by a hash, and offers are compared as they come.
public struct CustomerSurvey: Sendable {
  private static let largestFilter = 1 << 27
  /// Bits a customer: with four looks, one in four hundred is suspected wrongly at 10 million customers and 16 MiB.
  private static let bitsPerCustomer = 16

  private var filter: [UInt64]
  private var suspects: Set<String> = []
  private var seenSuspects: Set<String> = []
  private var seen: Set<UInt64> = []
  private let isStreaming: Bool
  /// By product and column: the first value, and whether another came.
  private var offers: [OfferKey: (value: String, differs: Bool, examples: [String])] = [:]

  private struct OfferKey: Hashable {
    let product: String
    let column: String
  }

  /// - Parameter path: the customers file, whose size tells how large the filter must be.
  public init(path: String) {
    isStreaming = path == "-"
    var bits = 1 << 12
    var status = stat()
    if !isStreaming, stat(path, &status) == 0 {
      // A row takes at least some 16 bytes; a compressed one less.
      let rows = Int(status.st_size) / (path.hasSuffix(".gz") ? 4 : 16)
      while bits < Self.largestFilter, bits < rows * Self.bitsPerCustomer { bits *= 2 }
    }
    filter = [UInt64](repeating: 0, count: bits / 64)
  }

  /// Whether it has to see all customers before the first question.
  public var needsFirstPass: Bool { !isStreaming }

  /// Takes a customer on the first pass.
  /// - Parameter product: what she would be sent.
  public mutating func add(_ customer: Customer, product: String?) {
    let hash = mix64(stableHash(customer.id))
    let mask = UInt64(filter.count * 64 - 1)
    var isKnown = true
    for look in 0..<4 as Range<UInt64> {
      let bit = (hash &+ look &* (hash >> 32 | 1)) & mask
      if filter[Int(bit >> 6)] & (1 << (bit & 63)) == 0 { isKnown = false }
      filter[Int(bit >> 6)] |= 1 << (bit & 63)
    }
    if isKnown { suspects.insert(customer.id) }
    if let product { compare(customer, product) }
  }

  /// Whether the customer came before; asked once for each, in file order.
  public mutating func isRepeated(_ customer: Customer, product: String?) -> Bool {
    if isStreaming {
      if let product { compare(customer, product) }
      return !seen.insert(mix64(stableHash(customer.id))).inserted
    }
    return suspects.contains(customer.id) && !seenSuspects.insert(customer.id).inserted
  }

  /// Columns that look like a price or an offer.
  static func isOffer(_ column: String) -> Bool {
    let name = column.lowercased()
    return ["价", "优惠", "折", "券", "减", "price", "offer", "discount", "coupon"].contains { name.contains($0) }
  }

  private mutating func compare(_ customer: Customer, _ product: String) {
    for (column, value) in customer.fields where Self.isOffer(column) {
      let key = OfferKey(product: product, column: column)
      guard var known = offers[key] else {
        offers[key] = (value, false, [value])
        continue
      }
      if known.value == value { continue }
      known.differs = true
      if known.examples.count < 3, !known.examples.contains(value) { known.examples.append(value) }
      offers[key] = known
    }
  }

  /// The columns of `product` in which people differ.
  func differing(_ product: String, _ column: String) -> Bool {
    offers[OfferKey(product: product, column: column)]?.differs ?? false
  }

  /// What to tell about prices and offers that differ, in order of product and column.
  public var warnings: [String] {
    offers.filter(\.value.differs).sorted {
      ($0.key.product, $0.key.column) < ($1.key.product, $1.key.column)
    }.map {
      "商品“\($0.key.product)”的“\($0.key.column)”因人而异（\($0.value.examples.sorted().joined(separator: "、"))"
        + "\($0.value.examples.count < 3 ? "" : "等")），用到它的文案都标成要人工复核（个人信息保护法 第24条）。"
    }
  }
}
