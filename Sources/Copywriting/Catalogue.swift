public import Support

/// Goods as the campaign speaks of them.
public struct Product: Sendable, Hashable {
  public let id: String
  public let name: String
  public let category: Category
  /// The value of `--group-by` in the insight whose reviews are about it; empty: the whole corpus.
  public let reviewGroup: String
  /// The cells of its row that templates may use, by variable name; empty cells are absent.
  public let fields: [String: String]

  /// Column of `products.tsv` → variable in templates.
  static let variables: [(column: String, variable: String)] = [
    ("name", "商品"), ("brand", "品牌"), ("generic", "通用名"), ("spec", "规格"), ("price", "价格"),
    ("measure", "单位"), ("approval", "批准文号"), ("ad_approval", "广告批准文号"), ("suitable", "适宜人群"),
    ("unsuitable", "不适宜人群"),
  ]
}

/// A statement about a product that somebody answers for.
public struct Claim: Sendable, Hashable {
  public enum Kind: String, Sendable, CaseIterable {
    case lead
    case support
    case answer = "objection-answer"
  }

  public let id: String
  public let product: String
  public let kind: Kind
  public let aspect: String
  /// The wording in use: as approved, or one of its approved synonyms (`worded`).
  public internal(set) var text: String
  /// For channels without room; the text itself when there is none.
  public let short: String
  /// Other approved wordings of the same statement.
  public let synonyms: [String]
  /// Empty: every channel.
  public let channels: Set<String>
  public let source: String
  public let approver: String
  /// Its last day; nil without an end.
  public let validUntil: CivilDate?
  /// Where it stands in `claims.tsv`, for messages about it.
  public let line: Int

  /// Every text that may go out for it, each once.
  var wordings: [String] { Array(Set([text, short] + synonyms)).sorted() }

  func isValid(on date: CivilDate) -> Bool { validUntil.map { $0 >= date } ?? true }
  func isAllowed(on channel: Channel) -> Bool { channels.isEmpty || channels.contains(channel.id) }
}

/// A sentence that the law asks for.
struct RequiredText: Sendable {
  enum Place: String, Sendable, CaseIterable {
    /// Before everything (the sender's signature).
    case head
    /// Beside the product's name (the OTC mark).
    case mark
    /// After everything.
    case tail
  }

  let id: String
  let categories: Set<Category>
  /// Empty: every channel.
  let channels: Set<String>
  let place: Place
  let template: Template
  /// Finds it in a text that somebody else wrote.
  let check: Pattern
  /// As messages quote it.
  let shown: String
  let source: String

  func applies(to category: Category, on channel: Channel?) -> Bool {
    guard categories.contains(category) else { return false }
    return channels.isEmpty || channel.map { channels.contains($0.id) } ?? false
  }
}

/// A fixed saying that somebody answers for.
struct Phrase: Sendable {
  let template: Template
  let approver: String
}

/// An approved template of one channel and some categories.
struct CopyTemplate: Sendable {
  let id: String
  /// Of the file's header: the first channel's template stands for the file.
  let isFirstOfFile: Bool
  let approver: String
  let channel: String
  let categories: Set<Category>
  let template: Template
}

/// Everything under `Templates/` that campaigns draw on.
public struct Catalogue: Sendable {
  public let products: [Product]
  public let claims: [Claim]
  public let channels: [Channel]
  let required: [RequiredText]
  let phrases: [String: Phrase]
  let templates: [CopyTemplate]
  /// Words that cannot both be true of one product (常温, 冷藏).
  let opposites: [(String, String)]
  /// How messages name `claims.tsv`.
  let claimsFile: String

  public func product(_ id: String) -> Product? { products.first { $0.id == id } }

  /// The channel named `id`.
  /// - Throws: `CopyError.unknownChannel` with the ones there are.
  public func channel(_ id: String) throws(CopyError) -> Channel {
    guard let channel = channels.first(where: { $0.id == id }) else {
      throw .unknownChannel(id, known: channels.map { "\($0.id)（\($0.name)）" }, ids: channels.map(\.id))
    }
    return channel
  }

  func template(for category: Category, on channel: Channel) -> CopyTemplate? {
    templates.first { $0.channel == channel.id && $0.categories.contains(category) }
  }
}

/// What `copy` and `lint` cannot do, apart from mistakes in files.
public enum CopyError: YaoyuError {
  case unknownChannel(String, known: [String], ids: [String])
  case unknownCategory(String)

  public var exitCode: ExitCode { .usage }
  public var description: String {
    switch self {
    case .unknownChannel(let name, let known, let ids):
      "没有“\(name)”这个渠道，有的是：\(known.joined(separator: "、"))。"
        + (didYouMean(name, among: ids) ?? "渠道写在 Templates/channels.tsv 里。")
    case .unknownCategory(let name):
      "没有“\(name)”这个类别，有的是："
        + Category.allCases.map { "\($0.rawValue)（\($0.title)）" }.joined(separator: "、") + "。"
        + (didYouMean(name, among: Category.names) ?? "")
    }
  }
}
