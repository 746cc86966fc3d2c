import FoundationEssentials
import Support

@testable import Tokenization

/// What must hold for every sequence of bytes: tokens tile it, sentences and clauses tile the tokens, the
/// normal form's pieces tile both texts, readings and lexicons do not fail. `run.sh` builds it.
enum TokenizationFuzz {
  static let home = Result { try Home.find() }
  static let tokenizers: [Tokenizer] = {
    var result: [Tokenizer] = []
    for list in [Tokenizer.installedSystemList, nil] {
      let lexicon = try? Lexicon(home: home.get())
      var tokenizer = Tokenizer(entries: lexicon?.entries ?? [], systemList: list)
      result.append(tokenizer)
      tokenizer.numberPolicy = .newspaper
      result.append(tokenizer)
    }
    return result
  }()
  static let pinyin = (try? Pinyin(home: home.get())) ?? Pinyin()
  static let erhua = (try? ErhuaWords(home: home.get())) ?? ErhuaWords()
  // Used by one thread.
  nonisolated(unsafe) static let scratch = Tokenizer.Scratch()

  static func check(_ text: UnsafeBufferPointer<UInt8>) {
    for tokenizer in tokenizers {
      tokenizer.withTokens(of: text, scratch: scratch) { tokens in
        var end = 0
        for token in tokens {
          precondition(token.start == end && token.end > end, "tokens do not tile")
          end = token.end
        }
        precondition(end == text.count, "tokens do not reach the end")
        for unit in [TokenRanges.Unit.sentences, .clauses] {
          var next = 0
          for range in TokenRanges(tokens, of: text, at: unit) {
            precondition(range.lowerBound == next && !range.isEmpty, "ranges do not tile")
            next = range.upperBound
          }
          precondition(next == tokens.count, "ranges do not reach the end")
        }
      }
    }
    let string = String(decoding: text, as: UTF8.self)
    check(NormalizedText(string), normal: Normalizer.normalize(string))
    check(NormalizedText(string, options: .init(maximumRun: 2, erhua: erhua)), normal: nil)
    _ = pinyin.syllables(string, style: .marked)
    var reader = LexiconReader(file: "fuzz", mayBePlain: true)
    reader.read(Array(text))
  }

  private static func check(_ view: NormalizedText, normal: String?) {
    if let normal { precondition(view.text == normal, "the view is not the normal form") }
    var (position, source) = (0, 0)
    while position < view.count {
      let piece = view.sourceRange(of: position..<position + 1)
      precondition(piece.lowerBound == source && !piece.isEmpty, "pieces do not tile the source")
      let back = view.range(ofSource: piece)
      precondition(back.lowerBound == position && !back.isEmpty, "a piece does not map back")
      (position, source) = (back.upperBound, piece.upperBound)
    }
    precondition(view.count == 0 || source == view.sourceCount, "pieces do not reach the end")
  }
}

#if SEEDED
  /// Random and mutated texts from a fixed seed.
  @main struct SeededRun {
    private static let seeds: [String] = [
      "布洛芬缓释胶囊0.25g×24粒，一日三次，一次两片。", "👨‍👩‍👧👍🏽🇨🇳❤️", "２０２４年５月６日８点半￥19.9", "https://a.example/c?d=1 me@b.example",
      "藥師說Ⅲ期㎎ﬁ\u{FDFA}e\u{301}\u{200B}\u{FE0F}", "一个半小时三百五十块五第十七百分之九十五", "药片儿女儿花儿童",
      "word\ttag\tweight\n布洛芬\tdrug\t0.5\n",
      "3-5天2~3片1/2片120/80mmHg1:3-20℃", "好好好好！！！！……。。。", "二○○四年一九九八年两千零三十万亿半",
      "\u{1100}\u{1161}\u{11A8}ｶﾞ\u{0344}",
    ]

    static func main() {
      let wanted = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 10_000_000
      var generator = SeededGenerator(seed: 20_261_121)
      var (bytes, texts) = (0, 0)
      while bytes < wanted {
        let text = next(&generator)
        text.withUnsafeBufferPointer { TokenizationFuzz.check($0) }
        bytes += text.count
        texts += 1
      }
      print("\(bytes) bytes in \(texts) texts")
    }

    private static func next(_ generator: inout SeededGenerator) -> [UInt8] {
      var text: [UInt8] = []
      if Int.random(in: 0..<8, using: &generator) == 0 {
        let length = Int.random(in: 0..<400, using: &generator)
        return (0..<length).map { _ in .random(in: 0...255, using: &generator) }
      }
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        text += Array(seeds[Int.random(in: 0..<seeds.count, using: &generator)].utf8)
      }
      for _ in 0..<Int.random(in: 0...12, using: &generator) where text.count > 8 {
        let start = Int.random(in: 0..<text.count - 4, using: &generator)
        let end = min(text.count, start + Int.random(in: 1...12, using: &generator))
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: text.removeSubrange(start..<end)
        case 1:
          text.insert(contentsOf: text[start..<end], at: Int.random(in: 0...text.count, using: &generator))
        case 2: text[start] = .random(in: 0...255, using: &generator)
        default: text[start] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        }
      }
      return text
    }
  }
#else
  @_cdecl("LLVMFuzzerTestOneInput")
  public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    TokenizationFuzz.check(UnsafeBufferPointer(start: start, count: count))
    return 0
  }
#endif
