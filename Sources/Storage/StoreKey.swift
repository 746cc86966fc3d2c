import CSodium
import FoundationEssentials
import Support

#if canImport(Glibc)
  import Glibc
#endif

/// The key of a store, in a file of its own beside it (`会话.db.key`, mode 0600).
///
/// What a form needs to go on after a restart (an order number, an address) must be kept whole, and must not
/// lie open in the store. So it is sealed with XSalsa20-Poly1305 (libsodium's `crypto_secretbox`), and a
/// customer is known by a keyed BLAKE2b hash of her telephone number (RFC 7693), which cannot be found by
/// trying all numbers without the key. A copy of the store without the key file tells neither; whoever deletes
/// the key file has deleted both.
struct StoreKey: Sendable {
  private let bytes: [UInt8]

  private static let size = Int(crypto_secretbox_KEYBYTES)

  static func path(of store: String) -> String { store + ".key" }

  /// Reads the key beside `store`, or makes one.
  /// - Throws: `StoreError` when it cannot be read or written, or is no key.
  init(store: String, create: Bool = true) throws(StoreError) {
    let path = StoreKey.path(of: store)
    guard sodium_init() >= 0 else { throw .failed(path: path, detail: "libsodium 起不来") }
    if access(path, F_OK) != 0 {
      guard create else { throw .notFound(path: path) }
      try StoreKey.make(path)
    }
    do {
      bytes = try FileAccess.read(path)
    } catch {
      throw .failed(path: path, detail: "\(error)")
    }
    guard bytes.count == StoreKey.size else { throw .badKey(path: path) }
  }

  /// Under another name first, so that a second process that makes one at the same moment reads a whole key.
  private static func make(_ path: String) throws(StoreError) {
    var key = [UInt8](repeating: 0, count: size)
    randombytes_buf(&key, size)
    let temporary = "\(path).\(getpid()).tmp"
    let descriptor = Glibc.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(path) }
    defer { unlink(temporary) }
    let isWritten = Glibc.write(descriptor, key, size) == size && fsync(descriptor) == 0
    let reason = failure(path)
    close(descriptor)
    guard isWritten else { throw reason }
    if link(temporary, path) != 0, errno != EEXIST { throw failure(path) }
  }

  private static func failure(_ path: String) -> StoreError {
    switch errno {
    case EACCES, EROFS, EPERM: .readOnly(path: path)
    case ENOSPC, EDQUOT: .diskFull(path: path)
    default: .failed(path: path, detail: String(cString: strerror(errno)))
    }
  }

  /// A new random nonce, then the sealed bytes.
  func seal(_ message: Data) -> Data {
    var nonce = [UInt8](repeating: 0, count: Int(crypto_secretbox_NONCEBYTES))
    randombytes_buf(&nonce, nonce.count)
    let message = [UInt8](message)
    var sealed = [UInt8](repeating: 0, count: message.count + Int(crypto_secretbox_MACBYTES))
    crypto_secretbox_easy(&sealed, message, UInt64(message.count), nonce, bytes)
    return Data(nonce + sealed)
  }

  /// nil when `sealed` was made with another key or changed since.
  func open(_ sealed: Data) -> Data? {
    let sealed = [UInt8](sealed)
    let (head, tag) = (Int(crypto_secretbox_NONCEBYTES), Int(crypto_secretbox_MACBYTES))
    guard sealed.count >= head + tag else { return nil }
    let (nonce, body) = (Array(sealed[..<head]), Array(sealed[head...]))
    var message = [UInt8](repeating: 0, count: body.count - tag)
    guard crypto_secretbox_open_easy(&message, body, UInt64(body.count), nonce, bytes) == 0 else {
      return nil
    }
    return Data(message)
  }

  /// 32 hexadecimal digits that stand for `text` in this store alone.
  func hash(_ text: String) -> String {
    var digest = [UInt8](repeating: 0, count: 16)
    let text = Array(text.utf8)
    crypto_generichash(&digest, digest.count, text, UInt64(text.count), bytes, bytes.count)
    return digest.map { byte in
      let hex = String(byte, radix: 16)
      return hex.count < 2 ? "0" + hex : hex
    }.joined()
  }
}
