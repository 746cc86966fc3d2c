import ArgumentParser
import Support
import Tokenization

struct TokenizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "tokenize", abstract: "")
  @Argument var text: [String]
  mutating func run() throws {
    let t = try Tokenizer(home: Home.find())
    for x in text { let r = t.tokenize(x); print(r.tokens.map { "\(r.source($0))/\($0.kind)" }.joined(separator: " ")) }
  }
}
