import Foundation
import Testing

@Suite struct SentimentCommandTests {
  private static let labelled = """
    label,text
    1,见效快，孩子爱喝
    1,包装很好，会回购
    1,客服耐心，下次还买
    1,药膏不油腻，很舒服
    0,没效果，白花钱
    0,快递太慢，盒子也压扁了
    0,客服不理人
    0,吃了过敏，起疹子

    """

  private func withFolder<R>(_ body: (String) throws -> R) throws -> R {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(Self.labelled.utf8).write(to: folder.appending(path: "labelled.csv"))
    return try body(folder.path)
  }

  @Test("each review is a line of JSON with polarity, aspects, safety and reasons")
  func ndjson() throws {
    let result = try Program.run(
      ["sentiment", "-", "--input-format", "txt", "--format", "ndjson"], input: "虽然有点贵，但是见效快\n吃了过敏\n")
    #expect(result.exitCode == 0)
    let objects = try result.lines.map(Program.object)
    #expect(objects.map { $0["polarity"] as? String } == ["positive", "negative"])
    #expect((objects[1]["safety"] as? [[String: Any]])?.first?["signal"] as? String == "adverse-reaction")
    #expect((objects[0]["reasons"] as? [[String: Any]])?.isEmpty == false)
  }

  @Test("train writes a model that sentiment and evaluate read")
  func train() throws {
    try withFolder { folder in
      let model = folder + "/shop.model"
      let trained = try Program.run(["sentiment", "train", folder + "/labelled.csv", "--model", model])
      #expect(trained.exitCode == 0)
      #expect(trained.output.contains("学了 8 条评论（好评 4 条，差评 4 条）"))
      let judged = try Program.run(
        ["sentiment", "-", "--input-format", "txt", "--model", model, "--format", "ndjson"], input: "没效果\n")
      #expect(try Program.object(judged.lines[0])["polarity"] as? String == "negative")
      let evaluated = try Program.run(
        ["sentiment", "evaluate", folder + "/labelled.csv", "--model", model, "--format", "json"])
      #expect(try Program.object(evaluated.output)["accuracy"] as? Double == 1)
    }
  }

  @Test("the worst errors of an evaluation are shown with line, label and judgement")
  func worst() throws {
    let result = try Program.run(
      ["sentiment", "evaluate", "-", "--input-format", "csv", "--worst", "1"],
      input: "label,text\n1,没效果\n1,很好用\n0,太差了\n")
    #expect(result.exitCode == 0)
    #expect(result.output.contains("准确率 66.7%"))
    #expect(result.output.contains("错得最有把握的 1 条"))
    #expect(result.output.contains("-:2"))
  }

  @Test("labels outside the set are named with their lines, all at once")
  func badLabels() throws {
    let input = "label,text\n1,好用\n五星,好\n0,差\n,一般\n"
    for command in [["train", "-", "--model", "/nonexistent/x.model"], ["evaluate", "-"]] {
      let result = try Program.run(["sentiment"] + command + ["--input-format", "csv"], input: input)
      #expect(result.exitCode == 65)
      #expect(result.errors.contains("-:3: 错误：不认识的标签“五星”。"))
      #expect(result.errors.contains("-:5: 错误：没有标签。"))
    }
  }

  @Test("one class alone, a missing model and a foreign model are refused with what to do")
  func refusals() throws {
    let one = try Program.run(
      ["sentiment", "train", "-", "--input-format", "csv", "--model", "/nonexistent/x.model"],
      input: "label,text\n1,好用\n1,很好\n")
    #expect(one.exitCode == 65 && one.errors.contains("全是“好评”"))
    let missing = try Program.run(
      ["sentiment", "-", "--input-format", "txt", "--model", "/nonexistent/x.model"], input: "好\n")
    #expect(missing.exitCode == 66)
    try withFolder { folder in
      let foreign = try Program.run(
        ["sentiment", "-", "--input-format", "txt", "--model", folder + "/labelled.csv"], input: "好\n")
      #expect(foreign.exitCode == 65 && foreign.errors.contains("不是药语的模型文件"))
    }
  }

  @Test("induce proposes words with counts and examples, and as lines for polarity.tsv")
  func induce() throws {
    let reviews = String(repeating: "很好用，甲子香囊，推荐\n没效果，乙丑药枕，白花钱\n", count: 1)
    let lines = (0..<12).map { reviews.replacingOccurrences(of: "\n", with: "\($0)\n") }.joined()
    let text = try Program.run(["sentiment", "induce", "-", "--input-format", "txt"], input: lines)
    #expect(text.exitCode == 0)
    #expect(text.output.contains("像好话：") && text.output.contains("香囊"))
    #expect(text.errors.contains("读了 24 条"))
    let table = try Program.run(
      ["sentiment", "induce", "-", "--input-format", "txt", "--format", "tsv"], input: lines)
    #expect(table.lines.contains("word\tstrength\taspect\tnote"))
    #expect(table.lines.contains { $0.contains("药枕") && $0.contains("\t-") && $0.contains("例：") })
    let refused = try Program.run(["sentiment", "induce", "-", "--min-count", "1"], input: "")
    #expect(refused.exitCode == 64 && refused.errors.contains("--min-count"))
  }
}
