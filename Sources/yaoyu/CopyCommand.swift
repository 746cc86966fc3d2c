import ArgumentParser

struct CopyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "copy", abstract: "")
}
