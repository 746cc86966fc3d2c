import Foundation
import Insight
import Support

@testable import Copywriting

/// The repository's own content, read once.
enum Content {
  static let root = String(#filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined())
  static let fixtures = root + "/Tests/Fixtures/Copywriting"
  static let found = Result { try Home.find(root) }
  static var home: Home { get throws { try found.get() } }
  static let catalogue = Result { try Catalogue.load(home: home) }

  static func campaign(_ yaml: String) throws -> Campaign {
    try Campaign.parse(yaml, file: "campaign.yaml", catalogue: catalogue.get())
  }

  static func writer(_ yaml: String, insight: Insight? = nil, channel: String? = nil, seed: UInt64? = nil)
    throws
    -> CopyWriter
  {
    var writer = try CopyWriter(
      campaign: campaign(yaml), catalogue: catalogue.get(), home: try home, insight: insight,
      channel: channel,
      seed: seed)
    try writer.prepare()
    return writer
  }

  static func yaml(
    products: [String], channels: [String], date: String = "2026-11-21", more: String = ""
  ) -> String {
    """
    id: test
    send_date: \(date)
    signature: 安和堂
    products: [\(products.joined(separator: ", "))]
    channels: [\(channels.joined(separator: ", "))]
    \(more)
    """
  }

  /// An insight with one topic per aspect, `share`, positive and negative counts in each group.
  /// - Parameters:
  ///   - mentions: aspects of every group, each with the same share.
  ///   - segments: aspects of customer segments, of 400 reviews each.
  static func insight(
    _ groups: [String: [(aspect: String, share: Double, positive: Int, negative: Int)]],
    mentions: [(aspect: String, share: Double, positive: Int, negative: Int)] = [],
    segments: [String: [(aspect: String, share: Double, positive: Int, negative: Int)]] = [:]
  ) throws -> Insight {
    let aspects = Set(groups.values.joined().map(\.aspect)).sorted()
    let topics = aspects.enumerated().map { id, aspect in
      """
      {"id":\(id),"label":"\(aspect)词","weight":0.1,"words":[],"aspect":"\(aspect)",
       "sentiment":{"positive":1,"neutral":0,"negative":0},"examples":[]}
      """
    }
    func group(_ name: String, _ shares: [(aspect: String, share: Double, positive: Int, negative: Int)])
      -> String
    {
      let list = shares.map {
        """
        {"topic":\(aspects.firstIndex(of: $0.aspect) ?? 0),"share":\($0.share),
         "sentiment":{"positive":\($0.positive),"neutral":3,"negative":\($0.negative)}}
        """
      }
      let spoken = (segments[name] ?? mentions).map {
        """
        {"aspect":"\($0.aspect)","share":\($0.share),"praised":[],"criticised":[],
         "sentiment":{"positive":\($0.positive),"neutral":3,"negative":\($0.negative)}}
        """
      }
      return """
        {"name":"\(name)","reviews":\(segments[name] == nil ? 100 : 400),"sentiment":{"positive":1,"neutral":1,"negative":1},"keywords":[],
         "topics":[\(list.joined(separator: ","))],"aspects":[\(spoken.joined(separator: ","))],"safety":[]}
        """
    }
    let spoken = segments.keys.sorted().map { group($0, []) }
    let named = groups.keys.filter { $0 != "" }.sorted().map { group($0, groups[$0] ?? []) }
    let json = """
      {"format":"yaoyu-insight","version":1,
       "source":{"name":"评价.csv","read":100,"kept":100,"dropped":{},"repaired":{}},
       "settings":{"topics":1,"iterations":1,"seed":1,"vocabulary":1,"minimumDocumentFrequency":1},
       "topics":[\(topics.joined(separator: ","))],"overall":\(group("全部", groups[""] ?? [])),
       "groups":[\(named.joined(separator: ","))],
       "segments":[\(spoken.joined(separator: ","))],"months":[]}
      """
    return try JSONDecoder().decode(Insight.self, from: Data(json.utf8))
  }
}

extension Customer {
  static func sample(
    _ id: String = "k1", name: String = "王秀兰", gender: String = "女", segment: String? = nil,
    marketing: Bool = true,
    profiling: Bool = true, sensitive: Bool = false, optedOut: Bool = false, declined: Set<String> = [],
    lastPurchase: String? = nil, age: Age? = nil, quietHours: QuietHours? = nil, recent: Int = 0,
    fields others: [String: String] = [:]
  ) -> Customer {
    var fields = others
    fields["姓名"] = name
    fields["称呼"] = salutation(name: name, gender: gender)
    fields["上次购买"] = lastPurchase
    return Customer(
      id: id, segment: segment, acceptsMarketing: marketing, acceptsProfiling: profiling,
      acceptsSensitive: sensitive, hasOptedOut: optedOut, age: age, quietHours: quietHours,
      recentMessages: recent,
      declined: declined, fields: fields, line: 2)
  }
}
