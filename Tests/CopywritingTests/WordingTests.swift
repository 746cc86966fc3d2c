import Support
import Testing

@testable import Copywriting

@Suite("Wordings")
struct WordingTests {
  @Test("no combination comes again before all have come, wherever the draws fall")
  func deck() {
    var generator = SeededGenerator(seed: 3)
    for sizes in [[2], [5, 5], [3, 4, 5], [1, 7, 2, 2]] {
      let all = sizes.reduce(1, *)
      var deck = WordingDeck()
      for _ in 0..<3 {
        var round: Set<[Int]> = []
        for _ in 0..<all {
          let draw = sizes.map { Int.random(in: 1...$0, using: &generator) }
          round.insert(deck.deal(draw, sizes: sizes) { _ in true })
        }
        #expect(round.count == all)
      }
    }
  }

  @Test("slots that were not reached stay so, and a combination that does not fit is not dealt")
  func unreached() {
    var deck = WordingDeck()
    for _ in 0..<3 {
      let picks = deck.deal([2, 0, 1], sizes: [3, 4, 2]) { $0[0] != 3 }
      #expect(picks[1] == 0)
      #expect(picks[0] != 3)
    }
  }

  private static let values: [String: TemplateValue] = [
    "卖点": .text("粒大肉厚", origin: .claim("gq-1")), "价格": .number(39.9), "截止": .slot("2026-11-30", name: "截止"),
    "列": .list([.text("甜", origin: .claim("a")), .text("香", origin: .claim("b"))]), "空": .slot("", name: "空"),
  ]
  private static let personal = ["称呼": "王女士", "分群": "新客"]

  @Test("a template prepared beforehand says the same as one rendered at once")
  func prepared() throws {
    let pieces = [
      "甲", "{{ 称呼 }}", "{{ 卖点 }}", "{{ 价格 | 元 }}", "{{ 无 | 默认: \"乙\" }}", "{{ 称呼 | 遮盖 }}",
      "{% if 分群 == \"新客\" %}子{% elsif 称呼 %}丑{% else %}寅{% endif %}", "{% if 空 or 无 %}卯{% endif %}",
      "{% for 点 in 列 %}{{ 点 }}{% if not 点.末 %}、{{ 称呼 }}{% endif %}{% endfor %}",
      "{~ 一 | 二{{ 卖点 }} | {{ 称呼 }}三 ~}",
      "{% optional 2 %}辰{~ 四 | 五 ~}{% endoptional %}", "{% if 价格 > 30 and 称呼 %}巳{% endif %}",
      "{{ 截止 | 日期: \"M月d日\" }}",
      "{% for 人 in 称呼 %}{{ 人 }}{% if 人.首 %}午{% endif %}{% endfor %}", "{{ 无 }}",
    ]
    let measures = MeasureWords()
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<400 {
      let source = (0..<Int.random(in: 1...8, using: &generator))
        .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
      let template = try Template(text: source, file: "f", literalOrigin: { .phrase("T#\($0)") })
      let seed = UInt64.random(in: 0...99, using: &generator)
      let drop = Bool.random(using: &generator) ? Int.max : 2
      var values = Self.values
      for (name, text) in Self.personal { values[name] = .slot(text, name: name) }
      let whole = Result {
        try template.render(
          named: values, choices: Template.Choices(seed: seed, dropFrom: drop), measures: measures)
      }
      let bindings = template.variables.map { variable -> PreparedTemplate.Scope.Binding in
        if Self.personal[variable.name] != nil { return .customer(variable.name) }
        return Self.values[variable.name].map { .constant($0) } ?? .absent
      }
      let prepared = TemplateSpecializer.prepare(
        template, bindings, slots: template.choices, dropFrom: drop, measures: measures)
      let parts = Result { try prepared.render(Self.personal, .hashed(seed), measures: measures) }
      switch (whole, parts) {
      case (.success(let a), .success(let b)):
        #expect(a.text == b.text, "\(source)")
        #expect(a.chosen == b.chosen, "\(source)")
        #expect(a.text.characters == a.text.text.count)
        #expect(a.text.utf16Units == a.text.text.utf16.count)
      case (.failure(let a), .failure(let b)): #expect("\(a)" == "\(b)", "\(source)")
      default: Issue.record("\(source): \(whole) \(parts)")
      }
    }
  }

  @Test("weights decide how often a wording is drawn")
  func weighted() throws {
    let template = try Template(text: "{~ 甲 | 乙 ~}", file: "f", literalOrigin: { .phrase("T#\($0)") })
    let prepared = TemplateSpecializer.prepare(
      template, [], slots: 1, dropFrom: .max, measures: MeasureWords())
    var first = 0
    for seed in 0..<1000 as Range<UInt64> {
      let choice = PreparedTemplate.Choice.weighted([[0.9, 0.1]], seed)
      if try prepared.render([:], choice, measures: MeasureWords()).text.text == "甲" { first += 1 }
    }
    #expect((860...940).contains(first))
  }

  @Test("customers of food get texts of their own: 99 % distinct among a thousand")
  func uniqueness() throws {
    var writer = try Content.writer(
      Content.yaml(products: ["gouqi"], channels: ["sms", "wechat", "push", "email"]))
    var texts: [String: Set<String>] = [:]
    for number in 0..<1000 {
      let segment = ["新客", "老客", "沉睡"][number % 3]
      for record in writer.records(for: .sample("k\(number)", segment: segment)) {
        texts[record.channel.id, default: []].insert(record.rendered.text)
      }
    }
    for (channel, distinct) in texts { #expect(distinct.count >= 990, "\(channel) \(distinct.count)") }
  }
}
