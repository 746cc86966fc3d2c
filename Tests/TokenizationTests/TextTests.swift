import CICU
import FoundationEssentials
import Testing

@testable import Tokenization

@Suite struct ChineseNumeralTests {
  @Test(
    "numerals have the value that a reader gives them",
    arguments: [
      ("三万五", 35_000), ("三万零五", 30_005), ("一百二十", 120), ("一百二", 120), ("两千零三", 2003), ("十五", 15),
      ("二十", 20), ("半", 0.5), ("两", 2), ("１２", 12), ("0.25", 0.25), ("1,280", 1280), ("二〇二四", 2024),
      ("一点五", 1.5), ("3万", 30_000), ("1.5亿", 150_000_000), ("一亿二千万", 120_000_000), ("叁佰伍拾", 350),
      ("零", 0), ("一万二千三百四十五", 12_345),
    ] as [(String, Double)])
  func value(_ text: String, _ expected: Double) {
    #expect(ChineseNumeral.value(text) == expected)
  }

  @Test("what is no numeral has no value", arguments: ["", "万一", "百", "十百", "一一", "布洛芬", "三片", "1.", "点五"])
  func noValue(_ text: String) {
    #expect(ChineseNumeral.value(text) == nil)
  }
}

@Suite struct NormalizerTests {
  @Test("normalising is NFKC, lower case and simplified, and idempotent")
  func normal() {
    for (text, expected) in [
      ("ＶＣ５００㎎", "vc500mg"), ("藥師說", "药师说"), ("Ⅲ", "iii"), ("cafe\u{301}", "café"), ("布\u{200B}洛芬", "布洛芬"),
      ("\u{F900}", "岂"), ("\u{1100}\u{1161}", "가"),
      ("", ""),
    ] {
      #expect(Normalizer.normalize(text) == expected)
      #expect(Normalizer.normalize(expected) == expected)
    }
  }

  @Test("libicu works beside Foundation's own ICU in one program")
  func besideFoundation() {
    #expect(String(cString: cicu_version()).first?.isNumber == true)
    #expect(Data("药".utf8).count == 3)
    #expect(cicu_dictionary_each(nil) { _, _, _, _ in } > 100_000)
  }
}

@Suite struct DisplayWidthTests {
  @Test("Han and emoji take two columns, marks none")
  func widths() {
    #expect(displayWidth("药语ab") == 6)
    #expect(displayWidth("👨‍👩‍👧") == 2)
    #expect(displayWidth("e\u{301}") == 1)
    #expect(displayWidth("❤️") == 2)
  }
}
