public import Support

/// What can go wrong around a conversation, other than mistakes in 话本 files (`DiagnosticList`).
public enum DialogueError: YaoyuError, Equatable {
  case noConversations(String)
  case badOrders(file: String, reason: String)
  case noSuchTest(file: String)
  case tooFewIntents(Int)

  public var exitCode: ExitCode {
    switch self {
    case .noConversations: .noInput
    case .badOrders, .tooFewIntents: .badData
    case .noSuchTest: .usage
    }
  }

  public var description: String {
    switch self {
    case .noConversations(let folder):
      "“\(folder)”里没有 .话 文件，机器人无话可说。请放入话本文件，写法见 Conversations/README.md。"
    case .badOrders(let file, let reason):
      "订单文件“\(file)”读不了：\(reason)。应当是一个 JSON 数组，每个订单写 id、status、carrier、tracking、eta、items 等。"
    case .noSuchTest(let file):
      "“\(file)”里没有测试。测试以“# 测试 名字”开头。"
    case .tooFewIntents(let count):
      "意图分类至少要有两个意图，这里有 \(count) 个。请检查标签列，或者多标几类。"
    }
  }
}
