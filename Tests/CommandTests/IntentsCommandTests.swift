import Foundation
import Testing

@Suite struct IntentsCommandTests {
  private static let labelled = """
    label\ttext
    物流\t我的快递到哪了
    物流\t包裹怎么还没到
    物流\t帮我查一下物流
    退货\t我想退货
    退货\t这个东西能退吗
    退货\t怎么申请退款

    """

  @Test("what is learned is recognised, the same model every time")
  func trainAndPredict() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let models = ["a.model", "b.model"].map { folder.appending(path: $0) }
    for model in models {
      let arguments = ["intents", "train", "-", "--input-format", "tsv", "--model", model.path]
      let result = try Program.run(arguments, input: Self.labelled)
      #expect(result.exitCode == 0, "\(result.errors)")
      #expect(result.errors.hasPrefix("学了 6 句、2 个意图"))
    }
    #expect(try Data(contentsOf: models[0]) == Data(contentsOf: models[1]))
    let result = try Program.run(["intents", "predict", models[0].path, "-"], input: "快递到哪里了\n我要退款\n")
    #expect(try result.lines.map { try Program.object($0)["intent"] as? String } == ["物流", "退货"])
    let first = try Program.object(result.lines[0])
    #expect(first.keys.sorted() == ["alternatives", "confidence", "in_scope", "intent", "text"])
  }

  @Test("a single intent, a missing column and another kind of file are told")
  func refusals() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let model = folder.appending(path: "m").path
    let train = ["intents", "train", "-", "--input-format", "tsv", "--model", model]
    let single = try Program.run(train, input: "label\ttext\n甲\t你好\n")
    #expect(single.exitCode == 65)
    #expect(single.errors.contains("至少要有两个意图"))
    let column = try Program.run(train, input: "lable\ttext\n甲\t你好\n")
    #expect(column.exitCode == 65)
    #expect(column.errors.contains("lable"))
    try Data("x".utf8).write(to: URL(filePath: model))
    let other = try Program.run(["intents", "predict", model, "-"], input: "你好\n")
    #expect(other.exitCode == 65)
    #expect(other.errors.contains("不是药语的模型文件"))
  }
}
