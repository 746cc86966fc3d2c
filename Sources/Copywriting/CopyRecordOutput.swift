extension CopyRecord {
  /// The record as one line of the command-line contract, without the line's end.
  public var json: String {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.text
  }

  func write(to writer: inout JSONWriter) {
    writer.object { json in
      json.member("record_id", id)
      json.member("campaign", campaign)
      json.member("customer", customer)
      json.member("segment", segment)
      json.member("product", product)
      json.member("category", category?.rawValue)
      json.member("channel", channel.id)
      json.member("variant", skipped == nil ? variant : nil)
      json.member("text", skipped == nil ? rendered.text : nil)
      writeLength(&json)
      writeSlotsAndSpans(&json)
      json.key("evidence")
      if let writtenEvidence {
        json.value(written: writtenEvidence)
      } else if let evidence {
        evidence.writeObject(to: &json)
      } else {
        json.value(nil)
      }
      json.member("claims", claims)
      writeCompliance(&json)
      json.member("skipped", skipped?.code)
    }
  }

  private func writeLength(_ json: inout JSONWriter) {
    guard let length else { return json.null("length") }
    json.key("length")
    json.object {
      $0.member("unit", length.unit.rawValue)
      $0.member("units", length.units)
      $0.member("parts", length.parts)
      $0.member("limit", length.limit)
    }
  }

  private func writeSlotsAndSpans(_ json: inout JSONWriter) {
    let slots = slots
    json.key("slots")
    json.object { for (name, text) in slots.sorted(by: { $0.key < $1.key }) { $0.member(name, text) } }
    json.key("spans")
    json.array {
      for span in rendered.spans {
        $0.array {
          $0.value(span.start)
          $0.value(span.end)
          $0.value(span.origin.description)
        }
      }
    }
  }

  /// What was filled in, by variable; of one that was filled in twice, the first.
  public var slots: [String: String] {
    var slots: [String: String] = [:]
    var position = 0
    var start = 0
    for span in rendered.spans {
      let length = rendered.byteCount(scalars: span.end - position, from: start)
      if case .slot(let name) = span.origin, slots[name] == nil {
        slots[name] = String(decoding: rendered.bytes[start..<(start + length)], as: UTF8.self)
      }
      start += length
      position = span.end
    }
    return slots
  }

  private func writeCompliance(_ json: inout JSONWriter) {
    json.key("compliance")
    json.object { json in
      json.member("verdict", lint == nil ? nil : verdict)
      json.key("hits")
      json.array { for hit in lint?.hits ?? [] { hit.write(to: &$0) } }
      json.member("required", (lint?.required ?? []).filter(\.isPresent).map(\.id))
      json.key("coverage")
      json.value(rendered.coverage)
    }
  }

  /// For reading: who, where, the text, and why it says what it says.
  public var preview: String {
    var who = customer == Customer.anonymous.id ? "通用预览" : customer
    if let segment { who += "（\(segment)）" }
    var lines = ["── " + ([who, channel.name, productName].compactMap(\.self)).joined(separator: " · ")]
    if let skipped {
      lines.append("  跳过：\(skipped.title)。")
    } else {
      lines += rendered.text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
      lines.append("")
      if let length {
        let unit =
          length.unit == .ucs2
          ? "\(length.units)/\(length.limit) 个短信单位，分 \(length.parts) 条" : "\(length.units)/\(length.limit) 字"
        let names = ["ok": "通过", "warn": "有提醒", Severity.needsReview.rawValue: "要人工复核"]
        let percent = shortest((rendered.coverage * 1000).rounded() / 10)
        lines.append(
          "  \(unit)；合规\(names[verdict] ?? verdict)；\(percent)% 的字有出处；卖点 \(claims.joined(separator: "、"))")
      }
      for hit in lint?.hits ?? [] {
        lines.append("  注意“\(hit.text)”（\(hit.rule)，\(hit.source)）：\(hit.suggestion)")
      }
    }
    if let evidence, skipped == nil || skipped == .infeasibleChannel {
      lines += evidence.sentences.map { "  依据：\($0)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension RenderedText {
  /// How many bytes the next `scalars` take from the byte `start`.
  fileprivate func byteCount(scalars: Int, from start: Int) -> Int {
    var end = start
    var left = scalars
    while end < bytes.count {
      if bytes[end] & 0xC0 != 0x80 {
        if left == 0 { break }
        left -= 1
      }
      end += 1
    }
    return end - start
  }
}

extension LintHit {
  func write(to json: inout JSONWriter) {
    json.object {
      $0.member("rule", rule)
      $0.member("start", start)
      $0.member("end", end)
      $0.member("text", text)
      $0.member("severity", severity.rawValue)
      $0.member("source", source)
      $0.member("suggestion", suggestion)
    }
  }
}

extension LintResult {
  /// One line of `yaoyu lint --format json`.
  public func json(text: String) -> String {
    var writer = JSONWriter()
    write(text: text, to: &writer)
    return writer.text
  }

  func write(text: String, to writer: inout JSONWriter) {
    writer.object { json in
      json.member("text", text)
      json.member("verdict", verdict)
      json.key("hits")
      json.array { for hit in hits { hit.write(to: &$0) } }
    }
  }

  /// One line per text, and one per hit below it.
  public func preview(text: String) -> String {
    let title = ["ok": "通过", "warn": "提醒", "needs-review": "要人工复核", "blocked": "不能发"][verdict] ?? verdict
    let lines = hits.map { "    “\($0.text)” \($0.rule)，\($0.source)：\($0.suggestion)" }
    return (["\(title)  \(text)"] + lines).joined(separator: "\n")
  }
}

/// Records and judgements as lines of JSON, in memory that is used again.
public struct NDJSONLines: Sendable {
  private var writer = JSONWriter()

  public init() {}

  /// The line of `record`, its end included.
  public mutating func line(_ record: CopyRecord) -> [UInt8] {
    writer.clear()
    record.write(to: &writer)
    writer.endLine()
    return writer.bytes
  }

  /// The line of what the rules say of `text`, its end included.
  public mutating func line(_ result: LintResult, text: String) -> [UInt8] {
    writer.clear()
    result.write(text: text, to: &writer)
    writer.endLine()
    return writer.bytes
  }
}
