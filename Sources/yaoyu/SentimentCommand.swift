import ArgumentParser

struct SentimentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "sentiment", abstract: "")
}
