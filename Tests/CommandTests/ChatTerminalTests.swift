import Foundation
import Testing
import Tokenization

@Suite("chat at a terminal", .enabled(if: PseudoTerminal.isAvailable), .serialized)
struct ChatTerminalTests {
  private let home: SmallHome

  init() throws { home = try SmallHome() }

  private func chat(
    _ more: [String] = [], columns: UInt16 = 80, term: String = "xterm-256color",
    environment: [String: String] = [:]
  ) throws -> PseudoTerminal {
    let terminal = try PseudoTerminal(
      ["chat", "--home", home.path, "--now", "2026-11-21T10:00"] + more, columns: columns, term: term,
      environment: ["XDG_STATE_HOME": home.file("状态")].merging(environment) { $1 })
    try terminal.waitForPrompt()
    return terminal
  }

  @Test("a banner, a greeting, answers in colour; Ctrl-D ends it")
  func appearance() throws {
    defer { home.remove() }
    let terminal = try chat()
    #expect(PseudoTerminal.plain(terminal.shown).contains("药语客服"))
    #expect(PseudoTerminal.plain(terminal.shown).contains("客服  您好，我是小语"))
    #expect(terminal.shown.contains("\u{1B}[36m客服\u{1B}[0m"))
    #expect(try terminal.say("你们几点上班").contains("每天早上八点"))
    #expect(terminal.leave() == 0)
  }

  @Test("NO_COLOR leaves the colours out, a dumb terminal every escape")
  func plain() throws {
    defer { home.remove() }
    let colourless = try chat(environment: ["NO_COLOR": "1"])
    try colourless.say("你好")
    #expect(colourless.leave() == 0)
    #expect(!colourless.shown.contains(/\u{1B}\[[0-9;]*m/))
    let dumb = try chat(term: "dumb")
    #expect(try dumb.say("你好").contains("您好呀"))
    #expect(dumb.leave() == 0)
    #expect(!dumb.shown.contains("\u{1B}"))
    #expect(dumb.shown.contains("药语客服"))
  }

  @Test("answers are wrapped by columns, and neither a character nor an emoji is split")
  func width() throws {
    defer { home.remove() }
    let terminal = try chat(columns: 40)
    let shown = try terminal.say("你们几点上班")
    let lines = shown.split(whereSeparator: \.isNewline).filter { !$0.contains("›") && !$0.contains("上班") }
    #expect(lines.count >= 3, "\(shown.debugDescription)")
    for line in lines { #expect(displayWidth(line) <= 40, "\(line)") }
    #expect(!shown.contains("\u{FFFD}"))
    #expect(shown.contains("👨‍👩‍👧"))
    #expect(terminal.leave() == 0)
  }

  @Test("Han characters are edited whole, earlier lines come back, Ctrl-C gives a line up")
  func editing() throws {
    defer { home.remove() }
    let terminal = try chat()
    // 你们点上班, back over 点上班, 几 put in.
    #expect(try terminal.say("你们点上班\u{1B}[D\u{1B}[D\u{1B}[D几").contains("每天早上八点"))
    #expect(try terminal.say("\u{1B}[A").contains("每天早上八点"))
    #expect(try terminal.say("你好错\u{7F}").contains("您好呀"))
    terminal.type("不要了的半句")
    try terminal.wait(for: "半句")
    terminal.type("\u{3}")
    try terminal.waitForPrompt()
    #expect(try terminal.say("你好").contains("您好呀"))
    #expect(terminal.leave() == 0)
    #expect(!PseudoTerminal.plain(terminal.shown).contains("帮不上"))
  }

  @Test("what is pasted is one message, however many lines it has, and no key")
  func pasting() throws {
    defer { home.remove() }
    let terminal = try chat()
    #expect(terminal.shown.contains("\u{1B}[?2004h"))
    terminal.type("\u{1B}[200~你们几点\n上班\u{4}\u{1B}[201~")
    try terminal.wait(for: "上班")
    #expect(try terminal.say("").contains("每天早上八点"))
    #expect(terminal.leave() == 0)
    #expect(terminal.shown.hasSuffix("\u{1B}[?2004l\r\n") || terminal.shown.contains("\u{1B}[?2004l"))
  }

  @Test("Tab completes commands, options of the open question, and drug names")
  func completion() throws {
    defer { home.remove() }
    let terminal = try chat()
    #expect(try terminal.say("/帮\t").contains("/为什么"))
    try terminal.say("我想退货")
    try terminal.say(SmallHome.order)
    #expect(try terminal.say("发\t").contains("发错货"))
    try terminal.say("算了")
    terminal.type("请问蒙脱石\t")
    try terminal.wait(for: "蒙脱石散", seconds: 30)
    terminal.type("\u{3}")
    try terminal.waitForPrompt()
    #expect(terminal.leave() == 0)
  }

  @Test("Tab takes letters for drug names, shows what is not certain, and finds files for /存")
  func completionByLetters() throws {
    defer { home.remove() }
    let terminal = try chat()
    terminal.type("mtss\t")
    try terminal.wait(for: "蒙脱石散")
    terminal.type("\u{15}buluofen\t\t")
    // Several names begin so: they are listed, and the line stays.
    try terminal.wait(for: "布洛芬混悬")
    terminal.type("\u{15}/re\t")
    try terminal.wait(for: "reload")
    // What is put in is shown, not what stood there before.
    terminal.type("\u{15}/mul\t")
    try terminal.wait(for: "tiline")
    terminal.type("\u{15}/save \(home.file("Conv"))\t")
    try terminal.wait(for: "ersations/")
    #expect(try terminal.say("\u{15}你好").contains("您好呀"))
    #expect(terminal.leave() == 0)
  }

  @Test("the history is for its owner alone and holds no numbers; the next chat has it")
  func history() throws {
    defer { home.remove() }
    let terminal = try chat()
    try terminal.say("我的手机是13812345678，单号\(SmallHome.order)")
    try terminal.say("你们几点上班")
    #expect(terminal.leave() == 0)
    let file = home.file("状态/yaoyu/chat_history")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.contains("你们几点上班"))
    #expect(!text.contains("13812345678") && !text.contains(SmallHome.order))
    #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
    let next = try chat()
    #expect(try next.say("\u{1B}[A").contains("每天早上八点"))
    #expect(next.leave() == 0)
  }

  @Test("every command does what help says, by its English name too")
  func commands() throws {
    defer { home.remove() }
    let terminal = try chat()
    let help = try terminal.say("/help")
    for name in ["帮助", "为什么", "槽", "重来", "撤回", "转人工", "结束人工", "存", "回放", "重载", "多行", "退出"] {
      #expect(help.contains("/\(name)"), "\(name)")
    }
    #expect(try terminal.say("/为甚么").contains("您是不是想打“/为什么”"))
    #expect(try terminal.say("/撤回").contains("没有可以收回"))
    try terminal.say("我想退货")
    #expect(try terminal.say("/why").contains("意图“退货”"))
    try terminal.say(SmallHome.order)
    let slots = try terminal.say("/槽")
    #expect(slots.contains("正在办：退货（在等：退货原因）"))
    #expect(slots.contains("订单号：…5678"))
    #expect(!slots.contains(SmallHome.order))
    #expect(try terminal.say("/undo").contains("收回了"))
    #expect(try terminal.say("/slots").contains("在等：订单号"))
    #expect(try terminal.say("/重来").contains("我是小语"))
    #expect(try terminal.say("/slots").contains("还没有记下什么"))
    terminal.type("/多行\n")
    try terminal.wait(for: "空行结束")
    terminal.type("你们几点\n上班\n\n")
    #expect(try terminal.waitForPrompt().contains("…"))
    #expect(PseudoTerminal.plain(terminal.shown).contains("每天早上八点"))
    try terminal.say("/转人工")
    #expect(try terminal.say("你们几点上班").contains("机器人不插话"))
    #expect(try terminal.say("/release").contains("机器人接着答"))
    #expect(try terminal.say("你们几点上班").contains("每天早上八点"))
    terminal.type("/退出\n")
    #expect(terminal.end() == 0)
  }

  @Test("every command has an English name, and one typed wrong is told the nearest")
  func englishCommands() throws {
    defer { home.remove() }
    let saved = home.file("对话.话")
    let terminal = try chat()
    #expect(try terminal.say("/hlep").contains("您是不是想打“/help”"))
    #expect(try terminal.say("/save").contains("后面要写文件名"))
    #expect(try terminal.say("/undo 两句").contains("后面不用写别的"))
    try terminal.say("你们几点上班")
    #expect(try terminal.say("/save \(saved)").contains("存好了"))
    #expect(try terminal.say("/replay \(saved)").contains("一样：1 句"))
    try home.write(SmallHome.text.replacing("每天早上八点", with: "每天早上七点"))
    let differing = try terminal.say("/replay \(saved)")
    #expect(differing.contains("－") && differing.contains("八点"))
    #expect(differing.contains("＋") && differing.contains("七点"))
    #expect(try terminal.say("/restart").contains("我是小语"))
    terminal.type("/multiline\n")
    try terminal.wait(for: "空行结束")
    terminal.type("你们几点\n上班\n\n")
    try terminal.wait(for: "每天早上七点")
    try terminal.waitForPrompt()
    #expect(try terminal.say("/agent").contains("人工"))
    #expect(try terminal.say("你好").contains("机器人不插话"))
    #expect(try terminal.say("/bot").contains("机器人接着答"))
    #expect(try terminal.say("／ＨＥＬＰ").contains("/多行"))
    terminal.type("/quit\n")
    #expect(terminal.end() == 0)
  }

  @Test("with the same seed and clock everything that is shown is the same")
  func repeatable() throws {
    defer { home.remove() }
    // Without line editing: how its echo is cut in pieces is the terminal's matter.
    let shown = try (0..<2).map { _ in
      let terminal = try chat(["--seed", "5"], term: "dumb")
      for line in ["你好", "我想退货", SmallHome.order, "3", "对", "讲个笑话", "/为什么", "/槽"] { try terminal.say(line) }
      #expect(terminal.leave() == 0)
      return terminal.shown
    }
    #expect(shown[0] == shown[1])
    #expect(shown[0].contains("退货收到了"))
  }

  @Test("a dumb terminal takes every command and wraps by columns too")
  func dumb() throws {
    defer { home.remove() }
    let terminal = try chat(columns: 40, term: "dumb")
    let shown = try terminal.say("你们几点上班")
    for line in shown.split(whereSeparator: \.isNewline) { #expect(displayWidth(line) <= 40, "\(line)") }
    #expect(try terminal.say("/帮助").contains("/多行"))
    #expect(try terminal.say("/撤回").contains("收回了"))
    #expect(try terminal.say("/没有这个").contains("/帮助"))
    terminal.type("/exit\n")
    #expect(terminal.end() == 0)
    #expect(!terminal.shown.contains("\u{1B}"))
  }

  @Test("a conversation is kept and replayed, and what differs is shown")
  func recording() throws {
    defer { home.remove() }
    let (saved, ending) = (home.file("中途.话"), home.file("结尾.话"))
    let terminal = try chat(["--save", ending])
    for line in ["我想退货", SmallHome.order, "第二个", "对", "我的手机13812345678"] { try terminal.say(line) }
    #expect(try terminal.say("/存 \(saved)").contains("存好了"))
    #expect(try terminal.say("/回放 \(saved)").contains("一样：5 句"))
    #expect(try terminal.say("/存 \(home.file("Conversations/小.话"))").contains("不能覆盖"))
    #expect(try terminal.say("/回放 没有.话").contains("没有.话"))
    #expect(terminal.leave() == 0)
    #expect(
      try String(contentsOfFile: ending, encoding: .utf8) == String(contentsOfFile: saved, encoding: .utf8))
    #expect(try !String(contentsOfFile: saved, encoding: .utf8).contains("13812345678"))
    let replay = ["chat", "--home", home.path, "--replay", saved]
    #expect(try Program.run(replay).exitCode == 0)
    #expect(try Program.run(["bot", "test", "--home", home.path, saved]).exitCode == 0)
    try home.write(SmallHome.text.replacing("退货收到了", with: "退货收下了"))
    let differing = try Program.run(replay)
    #expect(differing.exitCode == 1)
    #expect(differing.output.contains("－ 退货收到了") && differing.output.contains("＋ 退货收下了"))
  }

  @Test("content that changes is taken up in the middle of a form; broken content is told and the old kept")
  func reloading() throws {
    defer { home.remove() }
    let terminal = try chat()
    try terminal.say("我想退货")
    try home.write(SmallHome.text.replacing("每天早上八点", with: "每天早上七点"))
    let first = try terminal.say("你们几点上班")
    #expect(first.contains("已经重新读好"))
    #expect(first.contains("每天早上七点"))
    #expect(first.contains("就差订单号了"))
    try home.write(SmallHome.text.replacing("# 意图 问候", with: "# 异图 问候"))
    let second = try terminal.say("你们几点上班")
    #expect(second.contains("还用原来的"))
    #expect(second.contains("小.话:") && second.contains("异图"))
    #expect(second.contains("每天早上七点"))
    #expect(try terminal.say("/重载").contains("话本有错"))
    try home.write(SmallHome.text)
    #expect(try terminal.say("/reload").contains("重新读好了"))
    #expect(try terminal.say(SmallHome.order).contains("什么原因"))
    #expect(terminal.leave() == 0)
  }

  @Test("a session of a store is taken up with a word on where it stands")
  func resumed() throws {
    defer { home.remove() }
    let store = home.file("会话.db")
    let first = try chat(["--store", store, "--session", "张三"])
    try first.say("我想退货")
    #expect(first.leave() == 0)
    let second = try chat(["--store", store, "--session", "张三"])
    #expect(PseudoTerminal.plain(second.shown).contains("正在办：退货，在等：订单号"))
    #expect(try second.say(SmallHome.order).contains("什么原因"))
    #expect(second.leave() == 0)
  }
}
