import Dialogue
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite("Sessions in a store")
struct ChatDeskTests {
  private let folder: String
  private var path: String { folder + "/会话.db" }

  init() throws { folder = try Fixture.folder() }

  private func desk() throws -> ChatDesk {
    try ChatDesk(bot: Fixture.bot.get(), store: ConversationStore(path: path))
  }

  private func talk(_ lines: [String], _ desk: inout ChatDesk, _ id: String = "a") throws -> [Turn] {
    try lines.map { try desk.respond(to: $0, in: id, now: Fixture.now) }
  }

  @Test("a form goes on after a restart where it was, with what was said before")
  func restart() throws {
    var first = try desk()
    _ = try talk(["我想退货", Fixture.order], &first)
    var second = try desk()
    let state = try #require(try second.open("a"))
    #expect(state.session.flow == "退货")
    #expect(state.session.awaited == "退货原因")
    #expect(!state.isForgotten)
    let turns = try talk(["发错货", "对"], &second)
    #expect(turns[0].slots["order_id"] == Fixture.order)
    #expect(turns[1].form?.state == .done)
    #expect(turns[1].turn == 4)
  }

  @Test("nothing that identifies the customer is in the files, and the transcript says what was said")
  func masked() throws {
    var desk = try desk()
    _ = try talk(["我想退货，手机\(Fixture.phone)", Fixture.order, "住杭州市西湖区文三路55号", "发错货", "对"], &desk)
    _ = try desk.respond(to: "你好", in: Fixture.phone, now: Fixture.now)
    let bytes = try Fixture.bytes(in: folder)
    for secret in [Fixture.order, Fixture.phone, "文三路55", "12345678"] {
      #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret) lies open")
    }
    let lines = try ConversationArchive(path: path).transcript(of: "a")
    #expect(lines.count == 5)
    #expect(lines[0].customer == "我想退货，手机[手机号]")
    #expect(lines[4].replies.contains("受理号"))
    #expect(lines.allSatisfy { $0.record.hasPrefix("{") && $0.at == "2026-11-21 10:00" })
  }

  @Test("a customer is forgotten by her session or her number, and no trace is left")
  func forgetting() throws {
    var desk = try desk()
    _ = try talk(["你好，独一无二的句子甲"], &desk, "a")
    _ = try talk(["手机\(Fixture.phone)，独一无二的句子乙"], &desk, "b")
    _ = try talk(["我是另一位，独一无二的句子丙"], &desk, "c")
    let store = try ConversationStore(path: path)
    #expect(try store.forget(session: "没有") == nil)
    #expect(try store.forget(session: "a") == 1)
    #expect(try store.forget(phone: "139 0000 0000").sessions == 0)
    let gone = try store.forget(phone: "+86 138-1234-5678")
    #expect(gone.sessions == 1 && gone.turns == 1)
    let bytes = try Fixture.bytes(in: folder)
    for text in ["句子甲", "句子乙"] { #expect(bytes.range(of: Data(text.utf8)) == nil, "\(text)") }
    #expect(try ConversationArchive(path: path).sessions().map(\.session) == ["c"])
    // Who is at the desk still finds that nothing is known of her.
    #expect(try desk.respond(to: "你好", in: "a", now: Fixture.now).turn == 1)
  }

  @Test("two desks on one session see each other's turns, and none is lost")
  func two() throws {
    var (first, second) = (try desk(), try desk())
    _ = try talk(["我想退货"], &first)
    let turn = try talk([Fixture.order], &second)[0]
    #expect(turn.form?.ask == "reason")
    #expect(try talk(["发错货"], &first)[0].form?.ask == "confirm")
    #expect(try talk(["对"], &second)[0].form?.state == .done)
    #expect(try ConversationArchive(path: path).transcript().map(\.number) == [1, 2, 3, 4])
  }

  @Test("an agent ends the hand-off in another process, and the bot answers the next message")
  func release() throws {
    var desk = try desk()
    let turns = try talk(["转人工", "你好"], &desk)
    #expect(turns[1].replies.isEmpty)
    #expect(try ConversationArchive(path: path).sessions(waitingOnly: true).count == 1)
    let store = try ConversationStore(path: path)
    #expect(try store.takeBack("a"))
    #expect(try !store.takeBack("a"))
    #expect(try talk(["你好"], &desk)[0].replies == ["您好，请讲。"])
  }

  @Test("a turn is taken back: the session stands as before, the transcript says that it was")
  func undo() throws {
    var desk = try desk()
    #expect(try !desk.undo(in: "a", now: Fixture.now))
    _ = try talk(["我想退货", Fixture.order], &desk)
    #expect(try desk.undo(in: "a", now: Fixture.now))
    var other = try self.desk()
    #expect(try #require(try other.open("a")).session.awaited == "订单号")
    #expect(try talk([Fixture.order], &desk)[0].form?.ask == "reason")
    let lines = try ConversationArchive(path: path).transcript()
    #expect(lines.map(\.isWithdrawn) == [false, true, false])
  }

  @Test("without its key the transcript is still there, and a new conversation can begin")
  func lostKey() throws {
    var first = try desk()
    _ = try talk(["我想退货", Fixture.order], &first)
    try FileManager.default.removeItem(atPath: path + ".key")
    var second = try desk()
    let state = try #require(try second.open("a"))
    #expect(state.isForgotten)
    #expect(state.session.flow == nil)
    #expect(try talk(["你好"], &second)[0].turn == 3)
    try Data("短".utf8).write(to: URL(filePath: path + ".key"))
    #expect(throws: StoreError.badKey(path: path + ".key")) { try ConversationStore(path: path) }
  }

  @Test("a turn that cannot be stored is not answered, and can be said again")
  func full() throws {
    let store = try ConversationStore(path: path)
    var desk = try ChatDesk(bot: Fixture.bot.get(), store: store)
    _ = try talk(["我想退货"], &desk)
    let pages = try store.file.read { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
    func limit(_ pages: Int) throws {
      _ = try store.file.read { try Int.fetchOne($0, sql: "PRAGMA max_page_count = \(pages)") }
    }
    try limit(pages)
    #expect(throws: StoreError.diskFull(path: path)) {
      for _ in 0..<200 { _ = try talk(["你好"], &desk) }
    }
    let turns = desk.session("a").turns
    #expect(try ConversationArchive(path: path).transcript().count == turns)
    try limit(1_000_000)
    #expect(try talk([Fixture.order], &desk)[0].turn == turns + 1)
  }

  @Test("what was not answered is listed, without what was taken back")
  func gaps() throws {
    var desk = try desk()
    _ = try talk(["门口能停车吗", "你好", "积分能换什么"], &desk)
    #expect(try ConversationArchive(path: path).unanswered() == ["门口能停车吗", "积分能换什么"])
    _ = try desk.undo(in: "a", now: Fixture.now)
    #expect(try ConversationArchive(path: path).unanswered() == ["门口能停车吗"])
    #expect(try ConversationArchive(path: path).unanswered(since: "2026-11-22").isEmpty)
  }
}

@Suite("Orders in a store")
struct OrderStoreTests {
  @Test("a request is done once however often it is sent, and changes the order")
  func once() throws {
    let path = try Fixture.folder() + "/订单.db"
    let store = try OrderStore(path: path, create: true)
    try store.add([
      .init(
        id: "1", status: "待发货", carrier: "", tracking: "", eta: "", paid: "9.9", items: ["口罩"],
        phoneTail: "1111")
    ])
    #expect(store.perform("查订单", ["订单号": "1"], key: "a")?.values["状态"] == "待发货")
    #expect(store.perform("核验手机", ["订单号": "1", "手机尾号": "1111"], key: "a")?.outcome == "一致")
    let first = store.perform("取消订单", ["订单号": "1"], key: "b")
    #expect(first?.outcome == "成功")
    #expect(store.perform("取消订单", ["订单号": "1"], key: "b") == first)
    #expect(store.perform("取消订单", ["订单号": "1"], key: "c")?.outcome == "已发货")
    #expect(store.perform("查订单", ["订单号": "1"], key: "d")?.values["状态"] == "已取消")
    #expect(store.perform("查订单", ["订单号": "9"], key: "d")?.outcome == "没查到")
    #expect(try store.counts().requests == 1)
    #expect(throws: StoreError.notFound(path: path + "x")) { try OrderStore(path: path + "x") }
    #expect(throws: StoreError.self) { try ConversationStore(path: path) }
  }

  @Test("a return is taken back by its number or as the last one, once")
  func withdrawn() throws {
    let store = try OrderStore(path: Fixture.folder() + "/订单.db", create: true)
    try store.add([
      .init(
        id: "1", status: "已签收", carrier: "", tracking: "", eta: "", paid: "9.9", items: ["口罩"],
        phoneTail: "1111")
    ])
    #expect(store.perform("撤销申请", ["订单号": "1"], key: "a")?.outcome == "没查到")
    let ticket = store.perform("提交退货", ["订单号": "1", "退货原因": "少件"], key: "b")?.values["受理号"]
    #expect(store.perform("撤销申请", ["订单号": "1", "受理号": "x"], key: "c")?.outcome == "没查到")
    let first = store.perform("撤销申请", ["订单号": "1", "受理号": try #require(ticket)], key: "d")
    #expect(first?.outcome == "成功" && first?.values["受理号"] == ticket)
    #expect(store.perform("撤销申请", ["订单号": "1", "受理号": ticket ?? ""], key: "d") == first)
    #expect(store.perform("撤销申请", ["订单号": "1"], key: "e")?.outcome == "没查到")
    let exchange = store.perform("提交换货", ["订单号": "1", "退货原因": "少件"], key: "f")?.values["受理号"]
    #expect(store.perform("撤销申请", ["订单号": "1"], key: "g")?.values["受理号"] == exchange)
  }
}
