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
}
