import ArgumentParser
import Support

#if canImport(Glibc)
  import Glibc
#endif

@main
struct Yaoyu: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "yaoyu",
    abstract: "药语：给网上药店用的中文文本引擎——分词、主题、情感、文案、客服。",
    version: "0.1.0",
    subcommands: [
      TokenizeCommand.self, WordsCommand.self, KeywordsCommand.self, SearchCommand.self, TopicsCommand.self,
      SentimentCommand.self, AnalyzeCommand.self, SegmentCommand.self, CopyCommand.self, LintCommand.self,
      TemplatesCommand.self, ReviewCommand.self, ResultsCommand.self, ChatCommand.self, BotCommand.self,
      IntentsCommand.self, DoctorCommand.self,
    ])

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error as any YaoyuError {
      FileHandleWriter.standardError.write("yaoyu: \(error)\n")
      Glibc.exit(error.exitCode.rawValue)
    } catch {
      exit(withError: error)
    }
  }
}

/// `--home`, for every command that reads content.
struct HomeOption: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("放着 Lexicons、Templates、Conversations 的文件夹。", valueName: "DIR"))
  var home: String?

  func find() throws -> Home { try Home.find(home) }
}
