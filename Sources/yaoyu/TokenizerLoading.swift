import Support
import Tokenization

extension Tokenizer {
  /// Loads the house's lexicons and the user's, and tells on standard error what hers say twice or in vain.
  static func load(_ home: Home, lexicons: [String], threads: Int = 1) throws -> Tokenizer {
    // Read apart from the tokenizer, which may come from its cache.
    let reminders = try lexicons.flatMap { try Lexicon(userFile: $0).reminders }
    let output = FileHandleWriter.standardError
    for reminder in reminders.prefix(mostReminders) { output.write("\(reminder)\n") }
    let rest = reminders.count - mostReminders
    if rest > 0 { output.write("yaoyu: 词表里还有 \(rest) 处提醒没有一一列出。\n") }
    return try Tokenizer(home: home, userLexicons: lexicons, threads: threads)
  }

  private static let mostReminders = 20
}
