/// JSON in the order in which it is written, so that equal records are equal bytes.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func object(_ members: (inout JSONWriter) -> Void) { bracketed("{", "}", members) }
  mutating func array(_ elements: (inout JSONWriter) -> Void) { bracketed("[", "]", elements) }

  private mutating func bracketed(_ open: Character, _ close: Character, _ body: (inout JSONWriter) -> Void) {
    separate()
    bytes.append(contentsOf: open.utf8)
    needsComma = false
    body(&self)
    bytes.append(contentsOf: close.utf8)
    needsComma = true
  }

  mutating func key(_ name: String) {
    separate()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  mutating func value(_ text: String?) {
    separate()
    if let text { quote(text) } else { bytes.append(contentsOf: "null".utf8) }
    needsComma = true
  }

  mutating func value(_ number: Int) { raw(String(number)) }
  mutating func value(_ flag: Bool) { raw(flag ? "true" : "false") }

  /// Six digits after the point: more would be noise. No such number as infinity exists in JSON.
  mutating func value(_ number: Double) {
    raw(number.isFinite ? shortest((number * 1e6).rounded() / 1e6) : "null")
  }

  mutating func member(_ name: String, _ text: String?) {
    key(name)
    value(text)
  }

  mutating func member(_ name: String, _ number: Int) {
    key(name)
    value(number)
  }

  mutating func member(_ name: String, _ number: Double) {
    key(name)
    value(number)
  }

  mutating func member(_ name: String, _ texts: [String]) {
    key(name)
    array { for text in texts { $0.value(text) } }
  }

  mutating func null(_ name: String) {
    key(name)
    raw("null")
  }

  private mutating func raw(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
    needsComma = true
  }

  private mutating func separate() { if needsComma { bytes.append(UInt8(ascii: ",")) } }

  /// JSON that is already written, as one value.
  mutating func value(written: [UInt8]) {
    separate()
    bytes.append(contentsOf: written)
    needsComma = true
  }

  /// Ready for the next record, with the memory of the last one.
  mutating func clear() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  mutating func endLine() {
    bytes.append(0x0A)
    needsComma = false
  }

  private mutating func quote(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { quote($0) }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func quote(_ text: UnsafeBufferPointer<UInt8>) {
    var written = 0
    for index in text.indices {
      let byte = text[index]
      guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[written..<index]))
      written = index + 1
      switch byte {
      case 0x0A: bytes.append(contentsOf: "\\n".utf8)
      case 0x0D: bytes.append(contentsOf: "\\r".utf8)
      case 0x09: bytes.append(contentsOf: "\\t".utf8)
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        bytes.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
      default:
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      }
    }
    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[written...]))
  }
}
