import Testing

@testable import Dialogue

private func entities(_ text: String) throws -> [String] {
  try Fixture.bot.get().understanding.read(text, now: Fixture.now).entities.map {
    "\($0.kind.rawValue)=\($0.value)"
  }
}

@Suite("Entities")
struct EntityTests {
  @Test(
    "times are read relative to now",
    arguments: [
      ("昨天晚上八点半", "2026-11-20 20:30"), ("三天前", "2026-11-18"), ("上周五", "2026-11-13"), ("11月20号", "2026-11-20"),
      ("今天早上7点", "2026-11-21 07:00"), ("2026年1月5日", "2026-01-05"), ("下午三点一刻", "2026-11-21 15:15"),
      ("12月30号", "2026-12-30"), ("两周前", "2026-11-07"),
    ])
  func times(text: String, expected: String) throws {
    #expect(try entities(text) == ["时间=\(expected)"])
  }

  @Test(
    "measures carry value and unit",
    arguments: [
      ("两岁半", "年龄=2.5岁"), ("吃了三天", "时长=3天"), ("0.25g", "剂量=0.25g"), ("二十片", "数量=20片"), ("３盒", "数量=3盒"),
      ("19.9元", "金额=19.9元"), ("8个月大", "年龄=8个月"),
    ])
  func measures(text: String, expected: String) throws {
    #expect(try entities(text) == [expected])
  }

  @Test("how often is not how long, and a bare 一点 is no time")
  func notMeasures() throws {
    #expect(try entities("一天三次").isEmpty)
    #expect(try entities("好一点了").isEmpty)
  }

  @Test(
    "drugs are found by name, brand, sound and pinyin",
    arguments: ["布洛芬", "布洛芬缓释胶囊", "芬必得", "布落分", "布诺芬", "buluofen", "布\u{200B}洛芬", "我要買布洛芬"])
  func drugs(text: String) throws {
    #expect(try entities(text).contains("药品=布洛芬"))
  }

  @Test("another dosage form is another product")
  func forms() throws {
    let understanding = try Fixture.bot.get().understanding
    let capsule = understanding.drug(named: "布洛芬缓释胶囊")
    #expect(understanding.drug(named: "布洛芬").isServed(by: capsule))
    #expect(!understanding.drug(named: "布洛芬混悬液").isServed(by: capsule))
    #expect(!understanding.drug(named: "对乙酰氨基酚").isServed(by: capsule))
  }

  @Test("phones and order numbers survive spaces, hyphens and full width")
  func numbers() throws {
    #expect(try entities("电话 １３８-0000-1111") == ["手机号=13800001111"])
    #expect(try entities("+86 13800001111") == ["手机号=13800001111"])
    let turns = try Fixture.talk(["查 ２０２６１１１８ ００１２ ３４５６ ７８"], to: Fixture.bot.get())
    #expect(turns[0].slots["order_id"] == "202611180012345678")
  }
}
