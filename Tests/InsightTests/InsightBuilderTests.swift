import Corpus
import Features
import Sentiment
import Support
import Testing
import Topics

@testable import Insight

/// The repository's root and the files of these tests.
enum Fixture {
  static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
  static let folder = root + "/Tests/Fixtures/Insight"
  static func home() throws -> Home { try Home.find(root) }

  static func read(options: InsightOptions = small) throws -> (InsightBuilder, CleanCorpus) {
    let builder = try InsightBuilder(home: home(), options: options)
    let columns = CorpusOptions(groupColumn: "product_id", dateColumn: "date", ratingColumn: "rating")
    return (builder, try builder.read(CorpusReader(folder + "/reviews.csv", options: columns)))
  }

  static let small = InsightOptions(topics: 3, iterations: 60, threads: 1, minimumDocumentFrequency: 2)

  /// The insight of a few reviews, with one topic.
  static func insight(of reviews: [String]) throws -> Insight {
    let options = InsightOptions(topics: 1, iterations: 1, threads: 1, minimumDocumentFrequency: 1)
    let builder = try InsightBuilder(home: home(), options: options)
    let lines = Array((["text"] + reviews).joined(separator: "\n").utf8)
    return try builder.build(builder.read(CorpusReader(bytes: lines, name: "reviews.tsv")), name: "reviews")
  }

  static let insight: Insight? = {
    guard let (builder, corpus) = try? read() else { return nil }
    return try? builder.build(corpus, name: "reviews.csv")
  }()
}

@Suite("From reviews to an insight") struct InsightBuilderTests {
  @Test("counts add up, and every reason is there")
  func source() throws {
    let source = try #require(Fixture.insight).source
    #expect(source.read == 40)
    #expect(source.dropped == ["damaged": 1, "default-text": 1, "duplicate": 1, "empty": 1, "pooled": 1])
    #expect(source.read == source.kept + source.dropped.values.reduce(0, +))
    #expect(source.repaired == ["html-entity": 1])
  }

  @Test("groups come largest first, with what is special about each; the pooled review counts in both")
  func groups() throws {
    let insight = try #require(Fixture.insight)
    #expect(insight.groups.map(\.name) == ["宁夏枸杞", "感冒颗粒", "胎菊茶"])
    #expect(insight.groups.map(\.reviews) == [13, 12, 11])
    #expect(insight.overall.reviews == insight.source.kept)
    #expect(insight.group("宁夏枸杞")?.keywords.prefix(3).contains { $0.word == "枸杞" } == true)
    #expect(insight.group("感冒颗粒")?.keywords.contains { $0.word == "感冒" } == true)
    let rating = try #require(insight.group("胎菊茶")?.rating)
    #expect(abs(rating - 45.0 / 11) < 1e-5)
  }

  @Test("shares of topics sum to one in the corpus, in every group and month")
  func shares() throws {
    let insight = try #require(Fixture.insight)
    #expect(abs(insight.topics.reduce(0) { $0 + $1.weight } - 1) < 1e-5)
    for group in insight.groups + [insight.overall] {
      #expect(abs(group.topics.reduce(0) { $0 + $1.share } - 1) < 1e-5)
      #expect(zip(group.topics, group.topics.dropFirst()).allSatisfy { $0.share >= $1.share })
      #expect(group.sentiment.total == group.reviews)
    }
    #expect(insight.months.map(\.month) == ["2024-03", "2024-04", "2024-05"])
    #expect(insight.months.map(\.reviews).reduce(0, +) == insight.source.kept)
    for month in insight.months { #expect(abs(month.topicShares.reduce(0, +) - 1) < 1e-5) }
  }

  @Test("aspects are praised and criticised with quotes that are short, and nobody's number is in them")
  func evidence() throws {
    let insight = try #require(Fixture.insight)
    let delivery = try #require(insight.overall.aspects.first { $0.aspect == "物流" })
    #expect(delivery.sentiment.positive > delivery.sentiment.negative)
    #expect(delivery.praised.allSatisfy { $0.contains("快") })
    let quotes = insight.allQuotes
    #expect(quotes.count > 20)
    #expect(quotes.allSatisfy { (2...80).contains($0.count) && Privacy.mask($0) == $0 })
  }

  @Test("a topic of couriers feels what the reviews say of couriers, however they like the goods")
  func topicOfAnAspect() throws {
    let options = InsightOptions(topics: 6, iterations: 60, threads: 2)
    let builder = try InsightBuilder(home: Fixture.home(), options: options)
    let path = Fixture.root + "/Tests/Fixtures/Command/reviews-autumn.csv"
    let corpus = try builder.read(CorpusReader(path, options: CorpusOptions(groupColumn: "product")))
    let insight = try builder.build(corpus, name: "autumn")
    let delivery = try #require(insight.overall.aspects.first { $0.aspect == "物流" })
    #expect(delivery.sentiment.negative > delivery.sentiment.positive)
    let topics = insight.topics.filter { $0.aspect == "物流" }
    #expect(!topics.isEmpty)
    for topic in topics { #expect(topic.sentiment.negative > topic.sentiment.positive) }
    for group in insight.groups + [insight.overall] {
      for share in group.topics where topics.contains(where: { $0.id == share.topic }) {
        #expect(share.sentiment.negative > 0)
      }
    }
  }

  @Test(
    "a topic gets the aspect that several of its words name",
    arguments: [
      ([(.price, 0.12), (.price, 0.03), (.efficacy, 0.05)], Aspect.price),
      // 咳嗽 嗓子 are no aspect words: one word of price must not decide.
      ([(.price, 0.2)], nil), ([(.efficacy, 0.05), (.efficacy, 0.04), (.price, 0.14)], nil),
      ([(.efficacy, 0.08), (.efficacy, 0.04), (.price, 0.14)], .efficacy), ([], nil),
      ([(.delivery, 0.1), (.delivery, 0.05), (.price, 0.1), (.price, 0.05)], .price),
    ] as [([(Aspect, Double)], Aspect?)])
  func topicAspect(words: [(Aspect, Double)], expected: Aspect?) {
    #expect(AspectWords.aspect(of: words.map { (aspect: $0.0, probability: $0.1) }) == expected)
  }

  @Test("a rash after taking the medicine reaches the pharmacist")
  func safety() throws {
    let insight = try #require(Fixture.insight)
    let reaction = try #require(insight.group("感冒颗粒")?.safety.first { $0.signal == "adverse-reaction" })
    #expect(reaction.examples.contains { $0.contains("皮疹") })
  }

  @Test("the same bytes with any number of threads")
  func threads() throws {
    var options = Fixture.small
    options.threads = 3
    let (builder, corpus) = try Fixture.read(options: options)
    let insight = try builder.build(corpus, name: "reviews.csv")
    #expect(try InsightFile.encode(insight) == InsightFile.encode(try #require(Fixture.insight)))
  }

  @Test("more topics than words, no words and no reviews are told")
  func refusals() throws {
    var options = Fixture.small
    options.topics = 500
    let (builder, corpus) = try Fixture.read(options: options)
    #expect(throws: TopicError.self) { try builder.build(corpus, name: "x") }
    options.minimumDocumentFrequency = 1000
    let (strict, same) = try Fixture.read(options: options)
    #expect(throws: FeaturesError.self) { try strict.build(same, name: "x") }
    let nothing = try CorpusReader(bytes: Array("text\n。。。\n".utf8), name: "x.csv")
    let error = #expect(throws: InsightError.self) { try builder.read(nothing) }
    #expect(error?.description == "“x.csv”的 1 条评价清洗后一条也不剩（没有文字 1）。请检查 --text-column 和输入格式。")
  }
}

extension Insight {
  fileprivate var allQuotes: [String] {
    topics.flatMap(\.examples)
      + (groups + [overall]).flatMap { group in
        group.aspects.flatMap { $0.praised + $0.criticised } + group.safety.flatMap(\.examples)
      }
  }
}
