import ArgumentParser
import Dialogue
import Support

struct BotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bot", abstract: "给写话本的人和客服：检查内容，重放测试，找没答上的问题，管会话记录。",
    subcommands: [
      BotCheckCommand.self, BotTestCommand.self, BotEvaluateCommand.self, BotFindCommand.self,
      BotGapsCommand.self,
      BotSessionsCommand.self, BotExportCommand.self, BotForgetCommand.self, BotReleaseCommand.self,
      BotOrdersCommand.self,
    ])
}

struct BotCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "检查 Conversations/*.话，一次说出全部错误。",
    discussion: "没有错误时退出码 0（只有提醒也是 0），有错误时 65。")

  @OptionGroup var home: HomeOption

  func run() throws {
    let home = try home.find()
    let (script, reminders) = try Script.load(home: home, today: Moment.now.date)
    let output = FileHandleWriter.standardOutput
    for reminder in reminders { output.write("\(reminder)\n") }
    let counts = script.counts.map { "\($0.kind) \($0.count)" }.joined(separator: "，")
    output.write("话本没有错误：\(counts)。\n")
  }
}

struct BotTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "重放话本里的测试，说出哪里和写的不一样。",
    discussion: "全部通过退出码 0，有一项不符 1，话本有错 65。")

  @OptionGroup var home: HomeOption

  @Argument(help: ArgumentHelp("只跑这些话本文件里的测试；不写就全跑。", valueName: "FILE"))
  var files: [String] = []

  func run() throws {
    let home = try home.find()
    let own = Set(Home.files(in: home.conversations, suffix: ".话"))
    let wanted = files.map(BotTestCommand.absolute)
    let bot = try Bot.load(home: home, extra: wanted.filter { !own.contains($0) }, warn: ChatCommand.warn)
    let names = Set(wanted.map(home.display))
    for (file, name) in zip(files, wanted.map(home.display))
    where !bot.script.tests.contains(where: { $0.file == name }) {
      throw DialogueError.noSuchTest(file: file)
    }
    let tester = ConversationTester(bot: bot)
    let output = FileHandleWriter.standardOutput
    var passed = 0
    let tests = bot.script.tests.filter { names.isEmpty || names.contains($0.file) }
    for test in tests {
      let outcome = tester.run(test)
      if outcome.hasPassed { passed += 1 } else { output.write(outcome.report) }
    }
    output.write(
      passed == tests.count
        ? "\(passed) 个测试全部通过。\n" : "\(tests.count) 个测试，通过 \(passed) 个，没通过 \(tests.count - passed) 个。\n")
    if passed < tests.count { throw ArgumentParser.ExitCode(Support.ExitCode.found.rawValue) }
  }

  private static func absolute(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

struct BotEvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "用没写进话本的说法，量机器人认对多少、乱认多少。",
    discussion: """
      文件是 TSV，两列：expected（意图、问答或护栏的名字，“无”是药房以外的事）和 text（顾客的话）。
      expected 只写“急救”“药师”“无”的，量的是安全网：漏了多少、误惊动多少。
      例：yaoyu bot evaluate Tests/Fixtures/Dialogue/paraphrases.tsv
      """)

  @Argument(help: ArgumentHelp("TSV 文件。", valueName: "FILE"))
  var file: String

  @Flag(name: .customLong("why"), help: "每一句都写出理由。")
  var showsReasons = false

  @Flag(name: .customLong("all"), help: "认对的也列出来。")
  var showsAll = false

  @OptionGroup var home: HomeOption

  func run() throws {
    let table = try Table(path: file, name: file, required: ["expected", "text"])
    let bot = try Bot.load(home: home.find(), warn: ChatCommand.warn)
    let output = FileHandleWriter.standardOutput
    if SafetyEvaluation.measures(table) {
      write(SafetyEvaluation(table, bot: bot), to: output)
      return
    }
    let evaluation = ParaphraseEvaluation(table, bot: bot)
    for row in evaluation.rows where showsAll || !row.isRight {
      let offered = row.offered.isEmpty ? "" : "，给顾客选 \(row.offered.joined(separator: "、"))"
      output.write("\(file):\(row.line)　\(row.text)　应当 \(row.expected)，实际 \(row.got)\(offered)\n")
      if showsReasons { output.write(row.reasons.map { "    \($0)\n" }.joined()) }
    }
    let outside = evaluation.rows.count(where: \.isOutOfScope)
    output.write(
      "药房的事 \(evaluation.rows.count - outside) 句：认对 \(percentage(evaluation.accuracy))，认错 \(percentage(evaluation.misled))，没认准但选项里有 \(percentage(evaluation.offeredShare))。\n"
    )
    output.write("以外的事 \(outside) 句：乱认 \(percentage(evaluation.falseAccepts))。\n")
  }

  private func write(_ evaluation: SafetyEvaluation, to output: FileHandleWriter) {
    for row in evaluation.rows where showsAll || !row.isRight {
      let got = row.rule.map { "\(row.isEmergency ? "急救" : "药师")（\($0)）" } ?? SafetyEvaluation.none
      output.write("\(file):\(row.line)　\(row.text)　应当 \(row.expected)，实际 \(got)\n")
      if showsReasons { output.write(row.reasons.map { "    \($0)\n" }.joined()) }
    }
    let (emergencies, dangerous, harmless) = (
      evaluation.emergencies, evaluation.dangerous, evaluation.harmless
    )
    output.write(
      "急症 \(emergencies.count) 句：叫了急救 \(emergencies.count(where: \.isRight))。危险的一共 \(dangerous.count) 句：拦对 \(percentage(evaluation.caught))。\n"
    )
    output.write("无害的 \(harmless.count) 句：误惊动 \(percentage(evaluation.alarms))。\n")
  }
}

#if canImport(Glibc)
  import Glibc
#endif
