import Foundation
import Support
import Testing

@testable import Tokenization

@Suite("Pinyin")
struct PinyinTests {
  private static let root = #filePath.components(separatedBy: "/Tests/")[0]
  private static let pinyin = Result { try Pinyin(home: Home.find(root)) }

  @Test("what sounds alike reads alike")
  func alike() {
    #expect(Pinyin.plain("布洛芬") == "buluofen")
    #expect(Pinyin.plain("布落分") == "buluofen")
    #expect(Pinyin.plain("绿色VC") == "lvsevc")
    #expect(Pinyin.plain("綠") == "lv")
    #expect(Pinyin.syllables("吃VC片") == ["chi", "vc", "pian"])
    #expect(Pinyin.initials("布洛芬") == "blf")
    #expect(Pinyin.syllables("").isEmpty)
  }

  @Test(
    "a character is read as its word is",
    arguments: [
      ("银行", "yín háng"), ("行走", "xíng zǒu"), ("重复", "chóng fù"), ("重量", "zhòng liàng"), ("长大", "zhǎng dà"),
      ("长度", "cháng dù"), ("便宜", "pián yi"), ("方便", "fāng biàn"), ("便秘", "biàn mì"), ("音乐", "yīn yuè"),
      ("快乐", "kuài lè"), ("人参", "rén shēn"), ("参加", "cān jiā"), ("西洋参", "xī yáng shēn"), ("阿胶", "ē jiāo"),
      ("阿司匹林", "ā sī pǐ lín"), ("蒙脱石散", "méng tuō shí sǎn"), ("分散片", "fēn sàn piàn"),
      ("藏红花", "zàng hóng huā"),
      ("收藏", "shōu cáng"), ("睡觉", "shuì jiào"), ("觉得", "jué de"), ("脱发", "tuō fà"), ("发货", "fā huò"),
      ("呕吐", "ǒu tù"), ("咳嗽", "ké sou"), ("大夫", "dài fu"), ("大黄", "dài huáng"), ("枸橼酸", "jǔ yuán suān"),
      ("枸杞子", "gǒu qǐ zǐ"), ("薄荷", "bò he"), ("不良反应", "bù liáng fǎn yìng"), ("女士", "nǚ shì"),
      ("绿豆", "lǜ dòu"),
      ("調節", "tiáo jié"), ("还钱", "huán qián"), ("一只", "yī zhī"), ("牛黄", "niú huáng"), ("流口水", "liú kǒu shuǐ"),
    ])
  func polyphones(_ word: String, _ expected: String) throws {
    let pinyin = try Self.pinyin.get()
    #expect(pinyin.syllables(word, style: .marked).joined(separator: " ") == expected)
  }

  @Test("tones as marks, as digits or not at all; first letters; other characters as they are")
  func styles() throws {
    let pinyin = try Self.pinyin.get()
    #expect(pinyin.syllables("绿色VC，便宜", style: .numbered) == ["lv4", "se4", "vc,", "pian2", "yi5"])
    #expect(pinyin.syllables("绿色VC，便宜") == ["lv", "se", "vc,", "pian", "yi"])
    #expect(pinyin.initials("重复用药") == "cfyy")
    #expect(pinyin.plain("银行行长") == "yinhanghangzhang")
  }

  @Test(
    "a tone mark stands where the standard puts it, and is read back",
    arguments: [
      ("hao3", "hǎo"), ("xue4", "xuè"), ("gou3", "gǒu"), ("liu2", "liú"), ("gui4", "guì"), ("nv3", "nǚ"),
      ("lve4", "lüè"),
      ("de5", "de"), ("er4", "èr"), ("zhuang1", "zhuāng"), ("xiong2", "xióng"), ("yuan2", "yuán"),
      ("lv5", "lü"),
    ])
  func marks(_ numbered: String, _ marked: String) {
    #expect(PinyinTable.marked(numbered) == marked)
    #expect(PinyinTable.numbered(marked) == numbered)
  }

  @Test("nearly every character in use has a reading")
  func coverage() {
    let without = (0x4E00...0x9FA5).filter {
      Unicode.Scalar($0).flatMap { PinyinTable.shared.reading($0) } == nil
    }
    #expect(without.count < 200)
  }

  @Test("mistakes in the file of readings are told with their place and a way out")
  func mistakes() throws {
    let root = FileManager.default.temporaryDirectory.path + "/yaoyu-pinyin-\(UUID())"
    defer { try? FileManager.default.removeItem(atPath: root) }
    try FileAccess.makeFolder(root + "/Lexicons")
    let text = "# 读音\nword\tpinyin\n银行\tyin2 hang\n重复\tchong2\n长度\tchagn2 du4\n便宜\tpian2 yi5\n便宜\tbian4 yi2\n"
    try FileAccess.write(text.utf8, to: root + "/Lexicons/pinyin.tsv")
    let list = try #require(throws: DiagnosticList.self) { _ = try Pinyin(home: Home.find(root)) }
    #expect(
      list.diagnostics.map { "\($0.file):\($0.line):\($0.column)" } == [
        "Lexicons/pinyin.tsv:3:4", "Lexicons/pinyin.tsv:4:4", "Lexicons/pinyin.tsv:5:4",
        "Lexicons/pinyin.tsv:7:1",
      ])
    #expect(list.description.contains("“重复”有 2 个字，拼音写了 1 个"))
  }
}
