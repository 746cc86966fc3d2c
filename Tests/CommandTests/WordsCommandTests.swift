import Foundation
import Testing

@Suite struct WordsCommandTests {
  @Test("a trained model is written, cuts as its corpus does, and is scored; the lines say so")
  func trainAndUse() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let corpus = folder.appending(path: "corpus.txt").path
    let model = folder.appending(path: "words.model").path
    let line = "今天 天 气 很热 。\n明天 下 雨 。\n"
    try Data(String(repeating: line, count: 20).utf8).write(to: URL(filePath: corpus))
    let trained = try Program.run(["words", "train", corpus, "--model", model, "--iterations", "3"])
    #expect(trained.exitCode == 0)
    #expect(trained.errors.contains("学了 40 句、180 词"))
    let cut = try Program.run(["tokenize", "--model", model], input: "明天天气很热\n")
    #expect(cut.output == "明天 天 气 很热\n")
    let score = try Program.run(["words", "evaluate", corpus, "--model", model])
    #expect(score.lines.first == "准确率 100.00%    召回率 100.00%    F1 100.00%")
    let wrong = try Program.run(["words", "evaluate", corpus, "--top", "1"])
    #expect(wrong.lines.last?.hasPrefix("20\t") == true)
  }

  @Test("unsegmented text, missing files and contradicting options are told with their exit codes")
  func mistakes() throws {
    let unsegmented = try Program.run(["words", "train", "-", "--model", "no.model"], input: "效果很好\n不错\n")
    #expect(unsegmented.exitCode == 65)
    #expect(unsegmented.errors.contains("没有分词"))
    #expect(try Program.run(["words", "evaluate", "no-such-file.txt"]).exitCode == 66)
    #expect(try Program.run(["words", "evaluate", "x", "--folds", "2", "--model", "m"]).exitCode == 64)
    #expect(try Program.run(["words", "discover", "x.txt", "--min-count", "1"]).exitCode == 64)
  }

  @Test("new words in tsv are a lexicon that tokenize reads")
  func discover() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let openings = ["买了", "喜欢", "推荐", "试试", "退了", "爱喝", "想要", "收到"]
    let endings = ["味道好", "很贵", "不错", "包装好", "真香", "没用", "好喝", "太甜"]
    let lines = ["魑魅糕", "毛巾", "杯子", "桌布", "台灯"].flatMap { thing in
      openings.flatMap { opening in endings.map { "\(opening)\(thing)\($0)，打13812345678\n" } }
    }
    let found = try Program.run(
      ["words", "discover", "-", "--input-format", "txt", "--format", "tsv", "--top", "1"],
      input: lines.joined())
    #expect(found.exitCode == 0)
    #expect(found.lines.dropFirst().first == "word\ttag\tnote")
    #expect(found.lines.last == "魑魅糕\t\t64 次，64 篇；例：买了魑魅糕味道好")
    #expect(try Program.run(["tokenize"], input: "买魑魅糕").output != "买 魑魅糕\n")
    let lexicon = folder.appending(path: "new.tsv")
    try Data(found.output.utf8).write(to: lexicon)
    let cut = try Program.run(["tokenize", "--lexicon", lexicon.path], input: "买魑魅糕")
    #expect(cut.output == "买 魑魅糕\n")
  }

  @Test("a word list is estimated from a corpus, used where it is named, and refused from too little text")
  func estimate() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let list = folder.appending(path: "list.txt").path
    let lines = (0..<2000).map { "第\($0)次买的新的药物流很快\n" }
    let made = try Program.run(
      ["words", "estimate", "-", "--input-format", "txt", "--out", list], input: lines.joined())
    #expect(made.exitCode == 0)
    #expect(made.errors.contains("第 2 轮：切成"))
    let text = try String(contentsOfFile: list, encoding: .utf8)
    #expect(text.split(separator: "\n").count > 100_000)
    let few = try Program.run(
      ["words", "estimate", "-", "--input-format", "txt", "--out", list], input: "好用\n")
    #expect(few.exitCode == 65)
    #expect(few.errors.contains("语料里连着的汉字只有 2 个"))
    #expect(try String(contentsOfFile: list, encoding: .utf8) == text)
  }

  @Test("readings come with marks, digits, plain or as first letters")
  func pinyin() throws {
    let input = "银行重复VC\n\n便宜\n"
    #expect(try Program.run(["words", "pinyin"], input: input).output == "yín háng chóng fù vc\n\npián yi\n")
    let numbered = try Program.run(["words", "pinyin", "--style", "numbered"], input: "便宜\n")
    #expect(numbered.output == "pian2 yi5\n")
    #expect(try Program.run(["words", "pinyin", "--initials"], input: "布洛芬\n").output == "blf\n")
  }

  @Test("a user's lexicon with doubtful lines is used and told; one with wrong lines is refused")
  func lexicons() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let lexicon = folder.appending(path: "mine.txt")
    try Data("云朵安睡枕 1 term\n云朵安睡枕 1 brand\n".utf8).write(to: lexicon)
    for _ in 0..<2 {
      let told = try Program.run(["tokenize", "--lexicon", lexicon.path], input: "云朵安睡枕\n")
      #expect(told.exitCode == 0)
      #expect(told.output == "云朵安睡枕\n")
      #expect(told.errors.contains("mine.txt:2:1: 提醒：“云朵安睡枕”的标签和第 1 行不一样（“term”、“brand”），以这一行为准。"))
    }
    try Data("云朵安睡枕 轻\n\n云朵 -2\n".utf8).write(to: lexicon)
    let refused = try Program.run(["tokenize", "--lexicon", lexicon.path], input: "云朵安睡枕\n")
    #expect(refused.exitCode == 65)
    #expect(refused.errors.contains("mine.txt:1:7: 错误：权重“轻”不是大于 0 的数。"))
    #expect(refused.errors.contains("mine.txt:3:4: 错误：权重“-2”不是大于 0 的数。"))
  }
}
