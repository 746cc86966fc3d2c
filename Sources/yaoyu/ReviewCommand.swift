import ArgumentParser
import Foundation
import Storage
import Support

struct ReviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review",
    abstract: "复核发件箱里的文案：看、放行、退回，每个决定都记下是谁、为什么、什么时候。",
    discussion: "发件箱由 yaoyu copy --outbox FILE.sqlite 写。例：yaoyu review list --outbox 发件箱.sqlite",
    subcommands: [List.self, Approve.self, Reject.self, Log.self], defaultSubcommand: List.self)

  struct OutboxOption: ParsableArguments {
    @Option(help: ArgumentHelp("发件箱（SQLite）。", valueName: "FILE")) var outbox: String
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "列出发件箱里的文案，不写 --state 就列等人复核的。")

    enum Format: String, ExpressibleByArgument, CaseIterable {
      case text, ndjson
    }

    enum State: String, ExpressibleByArgument, CaseIterable {
      case held, ready, approved, rejected
    }

    @OptionGroup var option: OutboxOption
    @Option(help: "held 等人复核，ready 可以发，approved 复核通过，rejected 复核退回。") var state: State = .held
    @Option(help: ArgumentHelp("最多列几条。", valueName: "N")) var limit: Int?
    @Option(help: "text 给人看，ndjson 给程序读。") var format: Format = .text

    func run() throws {
      let outbox = try Outbox(existing: option.outbox, isReadOnly: true)
      var output = FileHandleWriter.standardOutput
      for message in try outbox.messages(OutboxMessage.State(rawValue: state.rawValue), limit: limit) {
        output.append((format == .text ? message.preview : message.json) + "\n")
      }
      output.flush()
      let counts = try outbox.counts()
      let parts = OutboxMessage.State.allCases.map { "\($0.title) \(counts[$0] ?? 0)" }
      FileHandleWriter.standardError.write(parts.joined(separator: "，") + "\n")
    }
  }

  struct DecisionOptions: ParsableArguments {
    @OptionGroup var option: OutboxOption
    @Argument(help: ArgumentHelp("记录编号，就是 record_id。", valueName: "ID")) var records: [String]
    @Option(help: ArgumentHelp("谁决定的。", valueName: "NAME")) var by: String
    @Option(help: ArgumentHelp("理由。", valueName: "TEXT")) var reason: String = ""

    func decide(_ state: OutboxMessage.State) throws {
      let outbox = try Outbox(existing: option.outbox)
      let time = Date.now.formatted(.iso8601)
      try outbox.decide(state, records, reviewer: by, reason: Privacy.mask(reason), time: time)
      FileHandleWriter.standardError.write("\(records.count) 条\(state.title)，已记下是\(by)在 \(time) 决定的。\n")
    }
  }

  struct Approve: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "approve", abstract: "放行。")
    @OptionGroup var options: DecisionOptions

    func run() throws { try options.decide(.approved) }
  }

  struct Reject: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reject", abstract: "退回，不再发。")
    @OptionGroup var options: DecisionOptions

    func run() throws {
      guard !options.reason.isEmpty else { throw ValidationError("退回要写明理由：--reason 理由") }
      try options.decide(.rejected)
    }
  }

  struct Log: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "log", abstract: "列出所有决定，先后为序。")
    @OptionGroup var option: OutboxOption

    func run() throws {
      var output = FileHandleWriter.standardOutput
      for decision in try Outbox(existing: option.outbox, isReadOnly: true).decisions() {
        output.append("\(decision.time)  \(decision.reviewer)  \(decision.state.title)  \(decision.record)")
        output.append(decision.reason.isEmpty ? "\n" : "  \(decision.reason)\n")
      }
      output.flush()
    }
  }
}
