import Support
import Testing

@testable import Dialogue

@Suite("Understanding")
struct UnderstandingTests {
  private static let synonyms = Result { try Synonyms(home: Fixture.home) }

  private static func units(_ text: String, joinsRuns: Bool = false) throws -> Units {
    var units = Units(FoldedText(text), joinsRuns: joinsRuns)
    units.find(try synonyms.get())
    return units
  }

  // MARK: - Synonyms

  @Test(
    "words of one group mean the same, written right or as they sound",
    arguments: [("包裹到哪里了", "快递到哪了"), ("几时发货", "什么时候发货"), ("快第到哪了", "快递到哪了")])
  func synonyms(a: String, b: String) throws {
    #expect(try Self.units(a).meanings == Self.units(b).meanings)
  }

  @Test("a word that stands in two groups is reported with both lines")
  func doubled() throws {
    let table = try Table(
      text: "meaning\twords\n钱\t价格、费用\n费\t费用\n", file: "例.tsv", required: ["meaning", "words"])
    #expect(throws: DiagnosticList.self) { try Synonyms(table: table) }
    do {
      _ = try Synonyms(table: table)
    } catch let list {
      #expect(list.diagnostics.map(\.line) == [3])
      #expect(list.diagnostics.first?.message.contains("第 2 行") == true)
    }
  }

  @Test("numbers are one unit, in digits or in characters")
  func numbers() throws {
    #expect(
      try Self.units("十个月", joinsRuns: true).characters == Self.units("10个月", joinsRuns: true).characters)
    #expect(try Self.units("十分好", joinsRuns: true).characters.count == 3)
  }

  // MARK: - Classifier

  private static let examples: [(text: String, intent: String)] = [
    ("快递到哪了", "物流"), ("我的包裹呢", "物流"), ("什么时候送到", "物流"), ("货怎么还没到", "物流"), ("查一下物流", "物流"),
    ("我要退货", "退货"), ("不想要了能退吗", "退货"), ("怎么退款", "退货"), ("东西坏了要退", "退货"), ("申请退货", "退货"),
    ("能开发票吗", "发票"), ("发票抬头怎么写", "发票"), ("我要一张发票", "发票"), ("电子发票在哪", "发票"), ("开票", "发票"),
    ("多少钱一盒", "价格"), ("怎么这么贵", "价格"), ("价格能便宜吗", "价格"), ("这个卖多少", "价格"), ("涨价了吗", "价格"),
  ]

  @Test("what nobody wrote as an example is understood, homophones included")
  func classifier() throws {
    let classifier = try IntentClassifier.train(on: Self.examples, synonyms: Self.synonyms.get())
    for (text, intent) in [("包裹啥时候到", "物流"), ("我想退掉", "退货"), ("给我开个法票", "发票"), ("这盒什么价", "价格")] {
      #expect(classifier.predict(text).intent == intent, "\(text)")
    }
    let unseen = classifier.predict("今天天气怎么样").inScope
    #expect(unseen < classifier.predict("我的快递到哪里了").inScope)
  }

  @Test("probabilities sum to one and the best is the first")
  func probabilities() {
    for scores: [Float] in [[0.4, -1, -1], [-0.9, -0.8, -0.85], [0, 0, 0], [3, -5, -5], [.zero]] {
      for calibration in [ScoreCalibration.usual, ScoreCalibration(slope: 5, a: 1, b: 0)] {
        let shares = calibration.probabilities(scores)
        #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
        #expect(shares.allSatisfy { (0...1).contains($0) })
        let best = scores.firstIndex(of: scores.max() ?? 0) ?? 0
        #expect(shares[best] == shares.max())
      }
    }
  }

  @Test("calibration brings the mean confidence to the share of right answers")
  func calibration() {
    var generator = SeededGenerator(seed: 3)
    let held = (0..<600).map { _ -> (scores: [Float], label: Int) in
      let isRight = Double.random(in: 0..<1, using: &generator) < 0.7
      let margin = Float.random(in: 0...0.4, using: &generator)
      return ([margin, -0.9, -0.9, -0.95], isRight ? 0 : 1)
    }
    let fitted = ScoreCalibration.fit(held)
    let mean = held.reduce(0) { $0 + (fitted.probabilities($1.scores).max() ?? 0) } / 600
    let right = Double(held.count { $0.label == 0 }) / 600
    #expect(abs(mean - right) < 0.03)
  }

  @Test("one more intent leaves what the others answer as it was")
  func stability() throws {
    let synonyms = try Self.synonyms.get()
    let before = try IntentClassifier.train(on: Self.examples, synonyms: synonyms)
    let more = ["要放冰箱吗", "怎么保存", "放哪里好", "开封能放多久", "常温可以吗"].map { ($0, "保存") }
    let after = try IntentClassifier.train(on: Self.examples + more, synonyms: synonyms)
    let messages = Self.examples.map(\.text) + ["包裹啥时候到", "我想退掉", "给我开个法票", "这盒什么价"]
    let changed = messages.filter { before.predict($0).intent != after.predict($0).intent }
    #expect(changed.isEmpty, "\(changed)")
    let drift = messages.map { abs(before.predict($0).confidence - after.predict($0).confidence) }
    #expect(drift.reduce(0, +) / Double(drift.count) < 0.1)
  }

  // MARK: - Several wishes

  @Test(
    "a message with two wishes has two parts, in order",
    arguments: [
      ("订单到哪了，另外能开发票吗", ["查物流", "发票"]), ("能开发票吗？还有支持医保吗", ["发票", "医保"]),
      ("我要退货。顺便问一下有什么优惠", ["退货", "优惠券"]),
    ])
  func parts(text: String, names: [String]) throws {
    let message = try Fixture.bot.get().understanding.read(text, now: Fixture.now)
    #expect(message.parts.compactMap(\.intents.first?.name) == names)
  }

  @Test(
    "one wish in several clauses stays one",
    arguments: ["我想退货，包装破了", "你好，我的快递到哪了", "我昨天买的药，到哪了", "布洛芬0.3g一次吃几粒"])
  func whole(text: String) throws {
    #expect(try Fixture.bot.get().understanding.read(text, now: Fixture.now).parts.isEmpty)
  }

  @Test("two wishes are both answered; what needs an order number is asked for last")
  func answered() throws {
    let turns = try Fixture.talk(["订单到哪了，另外支持医保吗"], to: Fixture.bot.get())
    #expect(turns[0].intents.map(\.name) == ["查物流", "医保"])
    #expect(turns[0].replies.count >= 2)
    #expect(turns[0].form?.ask == "order_id")
  }
}
