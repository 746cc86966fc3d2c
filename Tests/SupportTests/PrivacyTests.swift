import Support
import Testing

@Suite("Masking personal data") struct PrivacyTests {
  @Test(
    "what identifies a person is replaced by its kind",
    arguments: [
      ("打13812345678找我", "打[手机号]找我"),
      ("电话138 1234 5678。", "电话[手机号]。"),
      ("１３８１２３４５６７８", "[手机号]"),
      ("+8613812345678", "+[手机号]"),
      ("138-1234-5678和139-8765-4321", "[手机号]和[手机号]"),
      ("座机010-62345678", "座机[电话]"),
      ("身份证11010519900307123X号", "身份证[身份证号]号"),
      ("110105199003071234", "[身份证号]"),
      ("发到zhang.san@example.com.cn吧", "发到[邮箱]吧"),
      ("订单号241818849462", "订单号[单号]"),
      ("卡号6222 0212 3456 7890", "卡号[单号]"),
      ("加我微信：zhangsan_88", "加我微信：[账号]"),
      ("QQ群 12345678", "QQ群 [账号]"),
      ("寄到北京市朝阳区建国路88号3单元502室，谢谢", "寄到[地址]，谢谢"),
      ("我住幸福小区5栋201", "我住[地址]"),
    ])
  func masked(text: String, expected: String) {
    #expect(Privacy.mask(text) == expected)
    #expect(Privacy.mask(expected) == expected)
  }

  @Test(
    "harmless numbers and words stay",
    arguments: [
      "2024-05-06买的，19.9元两盒", "一次3粒，一天2次", "500g*2瓶，12345", "味道1号好", "加了微信也不回", "每天10:30吃，第3个疗程",
      "喝了20240506批次的", "a@b", "@客服", "2024-05-06 2024-05-07", "保质期36个月", "",
    ])
  func kept(text: String) { #expect(Privacy.mask(text) == text) }

  @Test("findings are ranges of the text's bytes, in order")
  func ranges() {
    let findings = Privacy.findings(in: "好13812345678，a@b.cn")
    #expect(findings.map(\.kind) == [.mobile, .email])
    #expect(findings.map(\.range) == [3..<14, 17..<23])
  }

  @Test("any text can be masked, and a second time changes nothing", arguments: 0..<50)
  func fuzz(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let parts = [
      "1", "3", "8", "12345", "-", " ", "@", ".", "路", "88", "号", "微信", "QQ", "X", "好", "０", "😀", "a", "在",
    ]
    var text = ""
    for _ in 0..<40 { text += parts.randomElement(using: &generator) ?? "" }
    let once = Privacy.mask(text)
    #expect(Privacy.mask(once) == once)
  }
}
