import ArgumentParser

struct BotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "bot", abstract: "")
}
