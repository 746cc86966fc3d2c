@testable import Insight
import Support
import Testing

@testable import Copywriting

@Suite("Claims")
struct ClaimTests {
  private func catalogue(_ claims: [(id: String, text: String, short: String, synonyms: [String])]) throws
    -> Catalogue
  {
    let own = try Content.catalogue.get()
    let made = claims.enumerated().map { line, claim in
      Claim(
        id: claim.id, product: "gouqi", kind: .lead, aspect: "体验", text: claim.text, short: claim.short,
        synonyms: claim.synonyms, channels: [], source: "样例", approver: "某人", validUntil: nil, line: line + 2)
    }
    return Catalogue(
      products: own.products, claims: made, channels: own.channels, required: own.required,
      phrases: own.phrases,
      templates: own.templates, opposites: own.opposites, claimsFile: "claims.tsv")
  }

  private func problems(_ texts: String...) throws -> [String] {
    let catalogue = try catalogue(texts.enumerated().map { ("c\($0)", $1, $1, []) })
    let product = try #require(catalogue.product("gouqi"))
    let date = try #require(CivilDate("2026-11-21"))
    return ClaimChecker(catalogue: catalogue).contradictions(of: product, on: date).map(\.description)
  }

  @Test(
    "two claims of a product that cannot both be true are reported at the later one",
    arguments: [
      ("250克会员价39.9元", "一罐250克，会员价33元", "会员价39.9元"), ("不含蔗糖，清甜", "含蔗糖，口感好", "含蔗糖"),
      ("常温放着就行", "收到请冷藏", "冷藏"), ("保质期还有18个月以上", "保质期还有12个月以上", "还有12个"),
    ])
  func contradictions(first: String, second: String, quoted: String) throws {
    let found = try problems(first, second)
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("claims.tsv:3: 错误：卖点“c1”的") == true)
    #expect(found.first?.contains("第 2 行“c0”") == true)
    #expect(found.first?.contains(quoted) == true)
  }

  @Test(
    "claims that speak of different things do not contradict each other",
    arguments: [
      ("满39元包邮", "会员价39.9元一罐"), ("不加糖", "加了密封条"), ("一罐250克", "一天6克就够"), ("当天发货", "次日送到"),
    ])
  func harmless(first: String, second: String) throws { #expect(try problems(first, second).isEmpty) }

  @Test("a short form with another figure and a claim that names another product are mistakes")
  func figures() throws {
    let wrong = try catalogue([("c0", "会员价39.9元", "会员价38元", []), ("c1", "比安和堂冻干柠檬片甜", "甜", [])])
    let product = try #require(wrong.product("gouqi"))
    let checker = ClaimChecker(catalogue: wrong)
    let date = try #require(CivilDate("2026-11-21"))
    #expect(checker.contradictions(of: product, on: date).first?.message.contains("“会员价38元”") == true)
    #expect(checker.strayNames().first?.description.contains("claims.tsv:3: 错误：卖点“c1”登记在“gouqi”名下") == true)
  }

  @Test(
    "of its approved wordings a claim takes the one that shares the segment's words, and says which words")
  func wording() throws {
    let own = try catalogue([("c0", "入口清甜", "清甜", ["味道甜，颗粒大", "甜得干净，泡水好喝"])])
    let product = try #require(own.product("gouqi"))
    var insight = try Content.insight(["": [("体验", 0.3, 90, 10)]])
    func chosen(_ words: [String]) -> (String?, [String]?) {
      insight.overall.keywords = words.enumerated().map {
        Insight.Keyword(word: $1, score: 1 / Double($0 + 1))
      }
      let plan = Planner(insight: insight).plan(for: product, claims: own.claims)
      return (plan?.lead.text, plan?.evidence.wordings.first?.words)
    }
    #expect(chosen(["泡水", "颗粒"]).0 == "甜得干净，泡水好喝")
    #expect(chosen(["泡水", "颗粒"]).1 == ["泡水"])
    #expect(chosen(["颗粒"]).0 == "味道甜，颗粒大")
    #expect(chosen(["物流"]).0 == "入口清甜")
    #expect(chosen(["物流"]).1 == nil)
  }

  @Test("our own claims agree with each other on any day of their lives")
  func sample() throws {
    let catalogue = try Content.catalogue.get()
    let date = try #require(CivilDate("2026-11-21"))
    for product in catalogue.products {
      #expect(ClaimChecker(catalogue: catalogue).contradictions(of: product, on: date).isEmpty)
    }
  }
}
