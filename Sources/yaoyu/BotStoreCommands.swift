import ArgumentParser
import Dialogue
import Storage
import Support

struct StoreOption: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("yaoyu chat --store 存的库。", valueName: "FILE"))
  var store: String
}

struct BotSessionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sessions", abstract: "列出库里的会话，最近的在前。")

  @OptionGroup var store: StoreOption

  @Flag(help: "只列等人工的。")
  var waiting = false

  func run() throws {
    let sessions = try ConversationArchive(path: store.store).sessions(waitingOnly: waiting)
    let output = FileHandleWriter.standardOutput
    for session in sessions {
      let state = session.isHandedOver ? "　等人工" : ""
      let gaps = session.unanswered > 0 ? "，没答上 \(session.unanswered) 句" : ""
      output.write("\(session.updated)　\(session.session)　\(session.turns) 句\(gaps)\(state)\n")
    }
    if sessions.isEmpty { ChatCommand.warn(waiting ? "没有在等人工的会话。" : "库里还没有会话。") }
  }
}

struct BotExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "导出聊天记录（已打码），给人看或给程序读。")

  @OptionGroup var store: StoreOption

  @Option(help: ArgumentHelp("只要这个会话；不写就全部。", valueName: "ID"))
  var session: String?

  @Flag(help: "一句一行 JSON。")
  var json = false

  func run() throws {
    let lines = try ConversationArchive(path: store.store).transcript(of: session)
    var output = FileHandleWriter.standardOutput
    var last: String?
    for line in lines {
      if json {
        output.append(
          "{\"at\":\(jsonString(line.at)),\"customer\":\(jsonString(line.customer)),"
            + "\"withdrawn\":\(line.isWithdrawn),\"reasons\":\(jsonString(line.reasons)),\"record\":\(line.record)}\n"
        )
        continue
      }
      if line.session != last { output.append((last == nil ? "" : "\n") + "会话 \(line.session)\n") }
      last = line.session
      output.append("\(line.at)　顾客：\(line.customer)\(line.isWithdrawn ? "（收回了）" : "")\n")
      for reply in line.replies.split(separator: "\n") { output.append("　　客服：\(reply)\n") }
    }
    output.flush()
    if lines.isEmpty { ChatCommand.warn(session.map { "库里没有会话“\($0)”。" } ?? "库里还没有聊天记录。") }
  }
}

struct BotForgetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget", abstract: "按会话或手机号，从库里彻底删掉一位顾客的全部记录。",
    discussion: "删掉的内容在文件里也抹掉，不能恢复。没有找到时退出码 1。")

  @OptionGroup var store: StoreOption

  @Option(help: ArgumentHelp("会话的名字。", valueName: "ID"))
  var session: String?

  @Option(help: ArgumentHelp("顾客在聊天里说过的手机号。", valueName: "NUMBER"))
  var phone: String?

  func run() throws {
    guard (session == nil) != (phone == nil) else {
      throw UsageMistake("请写 --session 或 --phone 中的一个，说明要删谁的记录。")
    }
    let records = try ConversationStore(path: existing(store.store))
    let output = FileHandleWriter.standardOutput
    if let session {
      guard let turns = try records.forget(session: session) else { throw notFound("库里没有会话“\(session)”。") }
      output.write("删掉了会话“\(session)”，\(turns) 句。\n")
    } else if let phone {
      let gone = try records.forget(phone: phone)
      guard gone.sessions > 0 else { throw notFound("没有哪个会话留过这个手机号。") }
      output.write("删掉了留过这个手机号的 \(gone.sessions) 个会话，\(gone.turns) 句。\n")
    }
  }
}

struct BotReleaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release", abstract: "人工客服说完了，把会话交还给机器人。",
    discussion: "正在聊的程序下一句就会知道。会话本来不在人工手里时退出码 1。")

  @OptionGroup var store: StoreOption

  @Option(help: ArgumentHelp("会话的名字。", valueName: "ID"))
  var session: String

  func run() throws {
    guard try ConversationStore(path: existing(store.store)).takeBack(session) else {
      throw notFound("会话“\(session)”不在等人工，或者没有这个会话。")
    }
    FileHandleWriter.standardOutput.write("会话“\(session)”交还给机器人了。\n")
  }
}

struct BotOrdersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orders", abstract: "把订单文件（JSON 数组）读进 SQLite 订单库，同号的换成新的。",
    discussion: "例：yaoyu bot orders 订单.json --into 订单.db，然后 yaoyu chat --orders 订单.db")

  @Argument(help: ArgumentHelp("订单文件，JSON 数组。", valueName: "FILE"))
  var file: String

  @Option(help: ArgumentHelp("订单库，没有就新建。", valueName: "DB"))
  var into: String

  func run() throws {
    let book = try OrderBook(path: file)
    let store = try OrderStore(path: into, create: true)
    try store.add(book.all)
    let counts = try store.counts()
    FileHandleWriter.standardOutput.write(
      "读进 \(book.count) 个订单；库里共 \(counts.orders) 个，申请 \(counts.requests) 份。\n")
  }
}

/// A store is made by chatting, not by looking for something in it.
private func existing(_ path: String) throws -> String {
  _ = try ConversationArchive(path: path)
  return path
}

private func notFound(_ message: String) -> ArgumentParser.ExitCode {
  ChatCommand.warn(message)
  return ArgumentParser.ExitCode(Support.ExitCode.found.rawValue)
}
