import Support
import Tokenization

/// How `yaoyu tokenize` writes a line's tokens.
enum TokenRendering {
  /// Tokens joined by one space.
  case line
  /// A JSON object.
  case object
  /// For readers: kinds and lexicon tags in brackets.
  case pretty

  /// Tokenises a line and appends what becomes of it; true when it had bytes that are not UTF-8, for which
  /// U+FFFD stands.
  func append(
    _ line: UnsafeBufferPointer<UInt8>, _ tokenizer: Tokenizer, _ scratch: Tokenizer.Scratch,
    to output: ByteBuffer
  ) -> Bool {
    let start = output.count
    appendTokens(of: line, tokenizer, scratch, to: output)
    guard scratch.metIllFormedBytes else { return false }
    output.truncate(to: start)
    var repaired = String(decoding: line, as: UTF8.self)
    repaired.withUTF8 { appendTokens(of: $0, tokenizer, scratch, to: output) }
    return true
  }

  private func appendTokens(
    of text: UnsafeBufferPointer<UInt8>, _ tokenizer: Tokenizer, _ scratch: Tokenizer.Scratch,
    to output: ByteBuffer
  ) {
    switch self {
    case .line:
      var isFirst = true
      tokenizer.forEachBatch(of: text, scratch: scratch) {
        Self.append($0, of: text, isFirst: &isFirst, to: output)
      }
    case .object:
      tokenizer.withTokens(of: text, scratch: scratch) { output.append(Self.object($0, of: text)) }
    case .pretty:
      tokenizer.withTokens(of: text, scratch: scratch) { output.append(Self.pretty($0, of: text, tokenizer)) }
    }
    output.append(UInt8(ascii: "\n"))
  }

  /// Copies tokens sixteen bytes at a time: nearly all are one to five Han characters of three bytes.
  private static func append(
    _ tokens: UnsafeBufferPointer<Token>, of text: UnsafeBufferPointer<UInt8>, isFirst: inout Bool,
    to output: ByteBuffer
  ) {
    guard let first = tokens.first, let last = tokens.last else { return }
    let source = UnsafeRawPointer(text.baseAddress.unsafelyUnwrapped)
    // Where sixteen bytes may be read although the token has fewer.
    let lastStep = text.count - 16
    // Every token adds at most one space and, while it is copied, fifteen bytes that are written over.
    output.withRoom(for: last.end - first.start + tokens.count + 16) { start in
      var target = start
      for token in tokens where token.kind != .space {
        if !isFirst {
          target.storeBytes(of: UInt8(ascii: " "), as: UInt8.self)
          target += 1
        }
        isFirst = false
        let (position, size) = (token.start, token.end &- token.start)
        if size <= 16, position <= lastStep {
          let step = source.loadUnaligned(fromByteOffset: position, as: SIMD2<UInt64>.self)
          target.storeBytes(of: step, as: SIMD2<UInt64>.self)
        } else {
          target.copyMemory(from: source + position, byteCount: size)
        }
        target += size
      }
      return target - start
    }
  }

  private static func object(
    _ tokens: UnsafeBufferPointer<Token>, of text: UnsafeBufferPointer<UInt8>
  ) -> String {
    var line = "{\"tokens\":["
    var position = 0
    for (index, token) in tokens.enumerated() {
      let source = String(decoding: text[token.start..<token.end], as: UTF8.self)
      let end = position + source.unicodeScalars.count
      if index > 0 { line += "," }
      line += "{\"text\":\(jsonString(source)),\"start\":\(position),\"end\":\(end)"
      line += ",\"kind\":\"\(token.kind)\",\"norm\":\(jsonString(Normalizer.normalize(source)))}"
      position = end
    }
    return line + "]}"
  }

  private static func pretty(
    _ tokens: UnsafeBufferPointer<Token>, of text: UnsafeBufferPointer<UInt8>, _ tokenizer: Tokenizer
  ) -> String {
    var parts: [String] = []
    for token in tokens where token.kind != .space {
      let source = String(decoding: text[token.start..<token.end], as: UTF8.self)
      let note = note(token, tokenizer)
      parts.append(note.isEmpty ? source : "\(source)〔\(note)〕")
    }
    return parts.joined(separator: " / ")
  }

  /// What is known of a token that its text does not show: 药品, 品牌=布洛芬, 数量.
  private static func note(_ token: Token, _ tokenizer: Tokenizer) -> String {
    guard let entry = token.entry.map(tokenizer.entry) else { return name(token.kind) }
    let tag = tagNames[entry.tag] ?? entry.tag
    guard entry.canonical != entry.word else { return tag }
    return tag.isEmpty ? "=\(entry.canonical)" : "\(tag)=\(entry.canonical)"
  }

  /// Words and punctuation speak for themselves.
  private static func name(_ kind: Token.Kind) -> String {
    switch kind {
    case .word, .punctuation, .space: ""
    case .latin: "外文"
    case .number: "数字"
    case .quantity: "数量"
    case .date: "日期"
    case .time: "时间"
    case .money: "金额"
    case .percent: "百分比"
    case .model: "型号"
    case .url: "网址"
    case .email: "邮箱"
    case .emoji: "表情"
    }
  }

  /// The tags of `Lexicons/words`; a user's own tag is shown as she wrote it.
  private static let tagNames = [
    "drug": "药品", "herb": "药材", "supplement": "保健品", "brand": "品牌", "maker": "厂家", "form": "剂型",
    "symptom": "症状", "disease": "疾病", "term": "用语", "unit": "单位", "retail": "购物",
  ]
}
