import Foundation
import Testing

@Suite struct TopicsCommandTests {
  /// Forty reviews of two kinds, already words.
  private static let corpus: String = {
    let delivery = ["物流 快 包装 好 快递", "快递 快 物流 速度", "包装 好 物流 快递 速度", "速度 快 快递 包装"]
    let effect = ["睡眠 改善 效果 酸枣仁", "效果 明显 睡眠 失眠", "失眠 改善 酸枣仁 睡眠", "效果 改善 失眠 明显"]
    return (0..<20).map { "\(delivery[$0 % 4])\n\(effect[$0 % 4])\n" }.joined()
  }()

  private func withModel(_ body: (String, Program.Result) throws -> Void) throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let model = folder.appending(path: "two.topics").path
    let result = try Program.run(
      ["topics", "train", "-", "--input-format", "txt", "--pretokenized", "--topics", "2", "--model", model],
      input: Self.corpus)
    #expect(result.exitCode == 0)
    try body(model, result)
  }

  @Test("show prints the topics with bars, heaviest first")
  func show() throws {
    try withModel { model, trained in
      let shown = try Program.run(["topics", "show", model, "--top", "3"])
      #expect(
        shown.output == """
          2 个主题，12 个词；训练用了 40 条文本、170 个词，200 遍，种子 1，困惑度 5.9

          0  ████████████████████  52.9%  快递、包装、物流（连贯 0.50）
             快递 22.2%  包装 16.7%  快 16.7%

          1  █████████████████▊    47.1%  失眠、改善、效果（连贯 0.32）
             失眠 18.7%  改善 18.7%  效果 18.7%

          """)
      #expect(trained.output.hasPrefix("2 个主题，12 个词"))
      #expect(trained.errors.contains("读了 40 条；留下 40 条、170 个词，词表 12 个。"))
      #expect(trained.errors.contains("训练要用约 0 MB 内存"))
    }
  }

  @Test("show --format json is the contract's object")
  func json() throws {
    try withModel { model, _ in
      let object = try Program.object(Program.run(["topics", "show", model, "--format", "json"]).output)
      let topics = try #require(object["topics"] as? [[String: Any]])
      #expect(topics.map { $0["id"] as? Int } == [0, 1])
      #expect(abs(topics.compactMap { $0["weight"] as? Double }.reduce(0, +) - 1) < 1e-9)
      for topic in topics {
        #expect(Set(topic.keys) == ["id", "label", "weight", "coherence", "words"])
        let words = try #require(topic["words"] as? [[String: Any]])
        #expect(words.count == 6)
        #expect(words.allSatisfy { Set($0.keys) == ["word", "probability"] })
      }
    }
  }

  @Test("infer gives a line per document, also for empty ones, and evaluate two figures")
  func inferAndEvaluate() throws {
    try withModel { model, _ in
      let result = try Program.run(
        ["topics", "infer", model, "-", "--input-format", "txt", "--threads", "2"],
        input: "物流 快 快递 包装\n\n失眠 睡眠 改善 效果\n")
      let lines = try result.lines.map(Program.object)
      #expect(lines.map { $0["id"] as? Int } == [0, 1, 2])
      let leading = try lines.map { line in
        try #require((line["topics"] as? [[String: Any]])?.first)
      }
      #expect(leading[0]["id"] as? Int == 0)
      #expect(leading[2]["id"] as? Int == 1)
      #expect(try #require(leading[2]["probability"] as? Double) > 0.8)
      let evaluated = try Program.object(
        Program.run(
          ["topics", "evaluate", model, "-", "--input-format", "txt", "--format", "json"], input: Self.corpus
        ).output)
      #expect(try #require(evaluated["perplexity"] as? Double) < 8)
      #expect(evaluated["coherence"] is Double)
    }
  }

  @Test("sweep compares numbers of topics, for people and for programs")
  func sweep() throws {
    let options = [
      "topics", "sweep", "-", "--input-format", "txt", "--pretokenized", "--topics", "3,2", "--seeds", "2",
      "--iterations", "50",
    ]
    let text = try Program.run(options, input: Self.corpus)
    #expect(text.exitCode == 0)
    #expect(text.lines.first == "训练 36 条，留出 4 条；每行是 2 个种子的平均")
    #expect(text.output.contains("主题数    困惑度     C_v     NPMI    稳定\n     2"))
    let object = try Program.object(Program.run(options + ["--format", "json"], input: Self.corpus).output)
    let rows = try #require(object["sweep"] as? [[String: Any]])
    #expect(rows.map { $0["topics"] as? Int } == [2, 3])
    #expect(rows.allSatisfy { Set($0.keys) == ["topics", "perplexity", "c_v", "c_npmi", "stability"] })
    let wrong = try Program.run(["topics", "sweep", "-", "--topics", "2,x"], input: "")
    #expect(wrong.exitCode == 64)
    #expect(wrong.errors.contains("2,x"))
  }

  @Test("train goes on from a model, and follows seed words")
  func continueAndGuide() throws {
    try withModel { model, _ in
      let more = try Program.run(
        [
          "topics", "train", "-", "--input-format", "txt", "--from", model, "--iterations", "5", "--model",
          model,
        ],
        input: "物流 快 快递 没见过\n失眠 睡眠\n")
      #expect(more.exitCode == 0)
      #expect(more.output.hasPrefix("2 个主题，12 个词；训练用了 42 条文本、175 个词"))
      #expect(more.errors.contains("读了 2 条新文本，其中 5 个词是旧模型认识的"))
      let guide = model + ".tsv"
      try Data("aspect\tword\n疗效\t失眠\n物流\t快递\n".utf8).write(to: URL(filePath: guide))
      let guided = try Program.run(
        [
          "topics", "train", "-", "--input-format", "txt", "--pretokenized", "--topics", "2", "--guide",
          guide,
          "--model", model,
        ], input: Self.corpus)
      #expect(guided.output.contains("疗效：失眠"))
      #expect(guided.output.contains("物流：快递"))
      let both = try Program.run(
        ["topics", "train", "-", "--from", model, "--topics", "3", "--model", model], input: "")
      #expect(both.exitCode == 64)
    }
  }

  @Test("what cannot be done is said with its exit code")
  func errors() throws {
    func train(_ options: [String], _ input: String) throws -> Program.Result {
      try Program.run(
        ["topics", "train", "-", "--input-format", "txt", "--pretokenized", "--model", "/nowhere/m"]
          + options,
        input: input)
    }
    let words = try train(["--topics", "50"], Self.corpus)
    #expect(words.exitCode == 65)
    #expect(words.errors.contains("主题数 50 比词表里的词还多（只有 12 个词）"))
    #expect(try train(["--topics", "0"], Self.corpus).exitCode == 64)
    #expect(try train(["--topics", "9223372036854775807"], Self.corpus).exitCode == 65)
    #expect(try train(["--topics", "2"], "").exitCode == 65)
    #expect(try train(["--topics", "2", "--min-df", "99"], Self.corpus).errors.contains("--min-df"))
    #expect(try train(["--topics", "2"], Self.corpus).exitCode == 74)
    let magic = try train(["--topics", "2", "--method", "gibs"], Self.corpus)
    #expect(magic.exitCode == 64)
    #expect(magic.errors.contains("没有叫“gibs”的方法") && magic.errors.contains("gibbs"))
    #expect(try train([], Self.corpus).errors.contains("--topics 20"))
    #expect(try Program.run(["topics", "show", "no-such.topics"]).exitCode == 66)
    #expect(try Program.run(["topics", "show", "Package.swift"]).exitCode == 65)
  }

  @Test("a model cut short is refused as incomplete")
  func truncated() throws {
    try withModel { model, _ in
      let bytes = try Data(contentsOf: URL(filePath: model))
      try bytes.prefix(bytes.count / 2).write(to: URL(filePath: model))
      let result = try Program.run(["topics", "show", model])
      #expect(result.exitCode == 65)
      #expect(result.errors.contains("不完整：应有 \(bytes.count) 字节，只有 \(bytes.count / 2) 字节"))
    }
  }
}
