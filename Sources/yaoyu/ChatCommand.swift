import ArgumentParser

struct ChatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "chat", abstract: "")
}
