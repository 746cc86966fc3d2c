import Foundation
import Insight
import Support
import Tokenization

@testable import Dialogue

/// The repository's own content, loaded once for all tests.
enum Fixture {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  static var home: Home { get throws { try Home.find(root) } }

  static let tokenizer = Result { try Tokenizer(home: home) }
  static let bot = Result { try makeBot() }

  /// Training takes seconds in a debug build, so variants are copies.
  static func bot(insight: Insight? = nil, seed: UInt64 = 1) throws -> Bot {
    var bot = try bot.get()
    bot.voice = CustomerVoice(insight)
    bot.seed = seed
    return bot
  }

  static func makeBot() throws -> Bot {
    let orders = try OrderBook(path: home.conversations + "/样例订单.json")
    return try Bot(
      script: Script.load(home: home).script, home: home, tokenizer: tokenizer.get(), actions: orders)
  }

  static func bot(_ text: String) throws -> Bot {
    let orders = try OrderBook(path: home.conversations + "/样例订单.json")
    return try Bot(
      script: Script.read([("例.话", text)]).script, home: home, tokenizer: tokenizer.get(), actions: orders)
  }

  static let now = ConversationTest.standardMoment

  static func talk(_ lines: [String], to bot: Bot) -> [Turn] {
    var session = Session(id: "t")
    return lines.map { bot.respond(to: $0, in: &session, now: now) }
  }
}
