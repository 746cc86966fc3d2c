import Support
import Testing
import Tokenization

@testable import yaoyu

@Suite struct HangingTextTests {
  @Test("lines hang under the first, and stops stay with their sentence")
  func hanging() {
    let text = "布洛芬缓释胶囊（0.3g）：成人一次1粒，一日2次，早晚各一次。"
    #expect(
      HangingText(first: "客服　", width: 30).lines(text) == [
        "客服　布洛芬缓释胶囊（0.3g）：",
        "      成人一次1粒，一日2次，早",
        "      晚各一次。",
      ])
    #expect(
      HangingText(first: "  ", width: 14).lines("看 https://example.com/a 和\n\n好") == [
        "  看", "  https://exam", "  ple.com/a 和", "", "  好",
      ])
  }

  @Test("no character is lost, split or at a forbidden place, at any width", arguments: 0..<24)
  func properties(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let words = [
      "药", "快递", "👨‍👩‍👧", "👍🏽", "🇨🇳", "abc", "202611180012345678", "0.3g", "e\u{301}", "布洛芬缓释胶囊",
    ]
    let marks = ["，", "。", "（", "）", "“", "”", " ", "……", "！"]
    let text = (0..<40).map { _ in
      words[Int.random(in: 0..<words.count, using: &generator)]
        + marks[Int.random(in: 0..<marks.count, using: &generator)]
    }.joined()
    let width = Int.random(in: 30..<70, using: &generator)
    let lines = HangingText(first: "客服　", width: width).lines(text)
    func bare(_ text: String) -> [Character] { text.filter { $0 != " " && $0 != "　" } }
    #expect(bare(lines.joined()) == bare("客服" + text))
    for line in lines { #expect(displayWidth(line) <= width) }
    for line in lines.dropFirst() {
      #expect(line.hasPrefix("      "))
      #expect(!"，。）”！…".contains(line.dropFirst(6).first ?? "，"))
    }
    for line in lines.dropLast() { #expect(!"（“".contains(line.last ?? "（")) }
  }
}
