import CCurl
public import Dialogue
import Support

#if canImport(Glibc)
  import Glibc
#endif

/// A shop's own system, asked over HTTP (`ActionWire` says in which words).
///
/// Every request carries an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header), the same for every
/// try, so that a request whose answer was lost can be sent again without being done twice. Connection failures,
/// timeouts and the statuses 408, 429 and 5xx are tried again after a pause that doubles; a system that keeps
/// failing is left alone for a while (`CircuitBreaker`) and the customer is handed to a person at once.
public struct HTTPShop: Actions {
  public struct Options: Sendable {
    public var connectMilliseconds = 1500
    /// Of one try.
    public var milliseconds = 3000
    public var tries = 3
    /// Before the second try; doubles with each further one.
    public var pauseMilliseconds = 150
    /// Requests in a row that failed with all their tries.
    public var failuresUntilOpen = 3
    public var openSeconds = 30

    public init() {}
  }

  /// The largest answer that is read.
  private static let answerLimit = 1 << 20

  private let base: String
  private let token: String?
  private let options: Options
  private let breaker: CircuitBreaker

  /// - Parameters:
  ///   - address: without `/actions/…`. https, or http to this machine.
  ///   - token: sent as `Authorization: Bearer`.
  /// - Throws: `ShopError.badAddress`.
  public init(address: String, token: String? = nil, options: Options = Options()) throws(ShopError) {
    let local = ["http://localhost", "http://127.0.0.1", "http://[::1]"]
    let isLocal = local.contains {
      address == $0 || address.hasPrefix($0 + ":") || address.hasPrefix($0 + "/")
    }
    guard address.hasPrefix("https://") && address.count > 8 || isLocal,
      address.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F }),
      token?.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value < 0x7F }) ?? true
    else { throw .badAddress(address) }
    base = address.hasSuffix("/") ? String(address.dropLast()) : address
    self.token = token
    self.options = options
    breaker = CircuitBreaker(limit: options.failuresUntilOpen, pause: .seconds(options.openSeconds))
  }

  public func perform(_ name: String, _ arguments: [String: String], key: String) -> ActionResult? {
    guard let path = ActionWire.path(of: name), breaker.allows(at: .now) else { return nil }
    var headers = ["Content-Type: application/json", "Accept: application/json", "Idempotency-Key: \(key)"]
    if let token { headers.append("Authorization: Bearer \(token)") }
    let body = ActionWire.body(arguments)
    for attempt in 0..<max(1, options.tries) {
      if attempt > 0 { pause(before: attempt, key) }
      let (status, answer) = post(path, headers, body)
      switch status {
      case 0, 408, 429, 500...: continue
      case 200..<300:
        breaker.note(success: true, at: .now)
        return ActionWire.result(of: name, json: answer)
      default:
        // It answers, if only that it does not want this.
        breaker.note(success: true, at: .now)
        return nil
      }
    }
    breaker.note(success: false, at: .now)
    return nil
  }

  /// Up to half as long again, by the key: bots that failed together do not come back together.
  private func pause(before attempt: Int, _ key: String) {
    let base = UInt64(options.pauseMilliseconds) << UInt64(min(attempt - 1, 8))
    let jitter = mix64(stableHash(key) &+ UInt64(attempt)) % (base / 2 + 1)
    usleep(UInt32(min(base + jitter, 10_000)) * 1000)
  }

  /// - Returns: status 0 when no answer came.
  private func post(_ path: String, _ headers: [String], _ body: String) -> (status: Int, answer: [UInt8]) {
    let lines = headers.map { strdup($0) }
    defer { for line in lines { free(line) } }
    let pointers = lines.map { UnsafePointer($0) }
    var answer = ccurl_answer()
    defer { ccurl_free(&answer) }
    let bytes = Array(body.utf8)
    let came = ccurl_post(
      base + path, pointers, pointers.count, bytes, bytes.count, options.connectMilliseconds,
      options.milliseconds, Self.answerLimit, &answer)
    guard came == 1 else { return (0, []) }
    return (answer.status, Array(UnsafeBufferPointer(start: answer.body, count: answer.length)))
  }
}
