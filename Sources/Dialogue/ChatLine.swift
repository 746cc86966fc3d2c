import FoundationEssentials

/// A line that `chat --json` reads: plain text, `{"session","text"}`, or `{"session","handoff":"end"}` from the
/// people who answered.
public enum ChatLine: Sendable, Equatable {
  case message(session: String?, text: String)
  /// The hand-off of this session is over: the bot answers again.
  case release(session: String?)
  /// It begins like an object but is none that the chat knows; what to tell the caller.
  case malformed(String)

  /// - Complexity: O(length of the line).
  public init(_ line: String) {
    guard line.trimmingBlanks.hasPrefix("{") else {
      self = .message(session: nil, text: line)
      return
    }
    guard let fields = try? JSONDecoder().decode([String: JSONValue].self, from: Data(line.utf8)) else {
      self = .malformed("这一行以 { 开头，却不是有效的 JSON 对象。请写成 {\"session\":\"…\",\"text\":\"…\"}，或直接写要说的话。")
      return
    }
    if case .string("end")? = fields["handoff"], fields["text"] == nil {
      self = .release(session: fields["session"]?.text)
      return
    }
    guard case .string(let text)? = fields["text"] else {
      self = .malformed("JSON 里没有字符串“text”。请写成 {\"session\":\"…\",\"text\":\"…\"}。")
      return
    }
    self = .message(session: fields["session"]?.text, text: text)
  }
}

extension Turn {
  /// The record of a hand-off that ended: nothing was said.
  public static func released(_ session: Session) -> Turn { Turn(session: session.id, turn: session.turns) }

  /// The record for a line that could not be read; the session goes on unchanged.
  public static func malformed(_ reason: String, in session: Session) -> Turn {
    var turn = Turn(session: session.id, turn: session.turns)
    turn.replies = [reason]
    turn.abstained = true
    return turn
  }
}
