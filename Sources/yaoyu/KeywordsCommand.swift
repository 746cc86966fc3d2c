import ArgumentParser

struct KeywordsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "keywords", abstract: "")
}
