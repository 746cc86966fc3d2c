import Testing

@testable import Dialogue

@Suite struct VitalSignsTests {
  private func readings(_ text: String) -> [String] {
    VitalSigns.entities(in: FoldedText(text)).map { "\($0.kind.key) \($0.number ?? -1)" }
  }

  @Test(
    "a reading is heard by its name or its form, in digits and in words",
    arguments: [
      ("现在量185/115 头晕", ["systolic 185.0", "diastolic 115.0"]),
      ("我爸血压量出来１９０，头疼", ["systolic 190.0"]),
      ("高压一百九低压一百二", ["systolic 190.0", "diastolic 120.0"]),
      ("血压都二百了", ["systolic 200.0"]),
      ("血压计量出来185", ["systolic 185.0"]),
      ("血压今早量出来都190了", ["systolic 190.0"]),
      ("血糖掉到2.1", ["glucose 2.1"]),
      ("血糖二点八，手抖", ["glucose 2.8"]),
      ("血糖3.2mmol/L", ["glucose 3.2"]),
      ("血氧只有88%", ["oxygen 88.0"]),
    ])
  func read(text: String, expected: [String]) {
    #expect(readings(text) == expected)
  }

  @Test(
    "prices, dates, packs and doses are no readings",
    arguments: [
      "血压计180元", "血压计有180的吗", "血压计要185块", "11/21下的单", "2026/11/21到货", "一次1/2片", "血糖试纸50条多少钱",
      "降血压的药30片装", "血糖仪200能便宜吗", "阿莫西林500/125mg", "降压药吃了180天",
    ])
  func other(text: String) {
    #expect(readings(text).isEmpty)
  }
}
