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

  func append(
    _ tokens: UnsafeBufferPointer<Token>, of text: UnsafeBufferPointer<UInt8>, _ tokenizer: Tokenizer,
    to output: inout [UInt8]
  ) {
    switch self {
    case .line: appendLine(tokens, of: text, to: &output)
    case .object: appendObject(tokens, of: text, to: &output)
    case .pretty: appendPretty(tokens, of: text, tokenizer, to: &output)
    }
  }

  private func appendLine(
    _ tokens: UnsafeBufferPointer<Token>, of text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]
  ) {
    // Every token adds at most one space, and tokens are no longer than the text.
    let capacity = text.count + tokens.count + 1
    let line = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      for token in tokens where token.kind != .space {
        if count > 0 {
          buffer[count] = UInt8(ascii: " ")
          count += 1
        }
        for index in token.start..<token.end {
          buffer[count] = text[index]
          count += 1
        }
      }
      buffer[count] = UInt8(ascii: "\n")
      count += 1
    }
    output.append(contentsOf: line)
  }

  private func appendObject(
    _ tokens: UnsafeBufferPointer<Token>, of text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]
  ) {
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
    output.append(contentsOf: (line + "]}\n").utf8)
  }

  private func appendPretty(
    _ tokens: UnsafeBufferPointer<Token>, of text: UnsafeBufferPointer<UInt8>, _ tokenizer: Tokenizer,
    to output: inout [UInt8]
  ) {
    var parts: [String] = []
    for token in tokens where token.kind != .space {
      let source = String(decoding: text[token.start..<token.end], as: UTF8.self)
      if let entry = token.entry.map(tokenizer.entry) {
        let name = entry.canonical == entry.word ? "" : "=\(entry.canonical)"
        parts.append("\(source)〔\(entry.tag)\(name)〕")
      } else if token.kind == .word || token.kind == .punctuation {
        parts.append(source)
      } else {
        parts.append("\(source)〔\(token.kind)〕")
      }
    }
    output.append(contentsOf: (parts.joined(separator: " / ") + "\n").utf8)
  }
}
