public import Dialogue
import Support

/// Where sessions live while a program runs: in memory, and with a store on the disk before anything is said.
///
///     var desk = ChatDesk(bot: bot, store: store)
///     let turn = try desk.respond(to: "我想退货", in: "1", now: .now)   // committed; now it may be shown
public struct ChatDesk: Sendable {
  public private(set) var bot: Bot
  private let store: ConversationStore?
  private var seats: [String: Seat] = [:]

  /// One session at the desk.
  private struct Seat: Sendable {
    var session: Session
    var revision = 0
    /// The session before each of the last turns.
    var earlier: [Session] = []
  }

  /// How many turns can be taken back.
  public static let undoLimit = 20
  /// How many sessions are held; with a store the others are read again when they speak.
  private static let seatLimit = 10_000

  public init(bot: Bot, store: ConversationStore? = nil) {
    self.bot = bot
    self.store = store
  }

  /// Goes on with other content; sessions stay (flows that changed are gone through again).
  public mutating func reload(_ bot: Bot) { self.bot = bot }

  /// The session as it stands; a new one when nobody spoke yet.
  public func session(_ id: String) -> Session { seats[id]?.session ?? Session(id: id) }

  /// Takes a session up where the store has it.
  /// - Returns: how it stood there; nil when it is new.
  public mutating func open(_ id: String) throws(StoreError) -> ConversationStore.State? {
    let state = try store?.load(id)
    seats[id] = Seat(session: state?.session ?? Session(id: id), revision: state?.revision ?? 0)
    return state
  }

  /// The bot's first words.
  public mutating func greeting(in id: String) throws(StoreError) -> String {
    var seat = try seat(id)
    let text = bot.greeting(in: &seat.session)
    seats[id] = seat
    return text
  }

  /// Answers one message. When this returns, the turn is in the store.
  /// - Throws: `StoreError`; the session is then as it was before.
  public mutating func respond(to text: String, in id: String, now: Moment) throws(StoreError) -> Turn {
    for _ in 0..<Self.attempts {
      var seat = try seat(id)
      let before = seat.session
      let turn = bot.respond(to: text, in: &seat.session, now: now)
      if let store {
        let redactor = Redactor(bot: bot, sessions: [before, seat.session])
        let entry = ConversationStore.Entry(
          customer: redactor.mask(text), turn: redactor.mask(turn, bot: bot), at: now.description,
          phones: Self.phones(in: text, turn))
        guard
          let revision = try store.commit(seat.session, over: seat.revision, entry, at: now.description)
        else { continue }
        seat.revision = revision
      }
      seat.earlier = seat.earlier.suffix(Self.undoLimit - 1) + [before]
      seats[id] = seat
      return turn
    }
    throw .busy(path: store?.path ?? "", seconds: StoreFile.busySeconds)
  }

  /// Another process would have to change the session between every read and write to use these up.
  private static let attempts = 50

  /// Takes the last turn back, as if it had not been said.
  /// - Returns: whether there was one.
  public mutating func undo(in id: String, now: Moment) throws(StoreError) -> Bool {
    var seat = try seat(id)
    guard let before = seat.earlier.popLast() else { return false }
    let number = seat.session.turns
    seat.session = before
    if let store {
      let change = try store.commit(before, over: seat.revision, withdrawing: number, at: now.description)
      guard let revision = change else {
        seats[id] = nil
        return false
      }
      seat.revision = revision
    }
    seats[id] = seat
    return true
  }

  /// Forgets what was said and begins anew; the transcript keeps its turns.
  public mutating func restart(_ id: String, now: Moment) throws(StoreError) {
    try replace(id, with: Session(id: id, turns: seat(id).session.turns), now: now)
  }

  /// Ends a hand-off, as the person who answered would.
  /// - Returns: whether there was one.
  public mutating func takeBack(_ id: String, now: Moment) throws(StoreError) -> Bool {
    var session = try seat(id).session
    guard session.isHandedOver else { return false }
    session.takeBack()
    try replace(id, with: session, now: now)
    return true
  }

  private mutating func replace(_ id: String, with session: Session, now: Moment) throws(StoreError) {
    for _ in 0..<Self.attempts {
      var seat = try seat(id)
      seat.session = session
      seat.earlier = []
      if let store {
        guard let revision = try store.commit(session, over: seat.revision, at: now.description) else {
          continue
        }
        seat.revision = revision
      }
      seats[id] = seat
      return
    }
  }

  /// The session, as new as the store has it.
  private mutating func seat(_ id: String) throws(StoreError) -> Seat {
    if let seat = seats[id] {
      guard let store, try store.revision(id) != seat.revision else { return seat }
    } else if seats.count >= Self.seatLimit, store != nil {
      seats = [:]
    }
    _ = try open(id)
    return seats[id] ?? Seat(session: Session(id: id))
  }

  /// Telephone numbers that the message or the turn names.
  private static func phones(in text: String, _ turn: Turn) -> Set<String> {
    let bytes = Array(text.utf8)
    var phones = Set(
      Privacy.findings(in: text).filter { $0.kind == .mobile }.map {
        ConversationStore.digits(String(decoding: bytes[$0.range], as: UTF8.self))
      })
    if let phone = turn.slots["phone"] { phones.insert(ConversationStore.digits(phone)) }
    return phones
  }
}
