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
    #expect(try entities("一天三次").allSatisfy { !$0.hasPrefix("时长") })
    #expect(try entities("好一点了").isEmpty)
  }

  @Test(
    "drugs are found by name, brand, sound and pinyin",
    arguments: ["布洛芬", "布洛芬缓释胶囊", "芬必得", "布落分", "布诺芬", "buluofen", "布\u{200B}洛芬", "我要買布洛芬"])
  func drugs(text: String) throws {
    #expect(try entities(text).contains("药品=布洛芬"))
  }

  @Test(
    "how often, when, how much and where are read with their values",
    arguments: [
      ("一天三次", ["次数=3次/天"]), ("每8小时吃一次", ["次数=1次/8小时"]), ("一日3次，一次两片，饭后", ["次数=3次/天", "数量=2片", "用药时机=饭后"]),
      ("空腹吃半片", ["用药时机=空腹", "数量=0.5片"]), ("0.25g×24粒", ["剂量=0.25g", "数量=24粒"]),
      ("改成杭州市西湖区文三路138号2幢301室", ["地址=杭州市西湖区文三路138号2幢301室"]),
      ("北京市朝阳区望京西园四区412楼3单元502", ["地址=北京市朝阳区望京西园四区412楼3单元502"]),
      ("给宝宝喂行吗 十个月", ["年龄=10个月"]), ("宝宝六个月", ["年龄=6个月"]), ("怀孕三个月", ["时长=3个月"]), ("孩子咳了三个月", ["时长=3个月"]),
    ])
  func usage(text: String, expected: [String]) throws { #expect(try entities(text) == expected) }

  @Test("everyday words are no address", arguments: ["我在北京市", "三号线怎么走", "你们门市部在哪", "路上了吗", "今天送到楼下吗"])
  func noAddress(text: String) throws {
    #expect(try entities(text).allSatisfy { !$0.hasPrefix("地址") })
  }

  @Test("every span holds what it says", arguments: ["明早八点吃两片布洛芬，饭后", "１３８ 0000 1111 杭州市西湖区文三路1号"])
  func spans(text: String) throws {
    let message = try Fixture.bot.get().understanding.read(text, now: Fixture.now)
    #expect(!message.entities.isEmpty)
    for entity in message.entities {
      #expect(entity.range.lowerBound >= 0 && entity.range.upperBound <= message.text.count)
      #expect(!entity.range.isEmpty && !entity.value.isEmpty)
    }
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
