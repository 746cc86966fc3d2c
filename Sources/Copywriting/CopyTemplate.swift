import Support

extension CopyTemplate {
  private static let keys = ["id", "channels", "categories", "approver", "approved"]

  /// Reads a template file: a header of `key: value` lines, a line `---`, then the template. It is parsed once
  /// for each of its channels, since channels differ in whether lines are kept.
  /// - Throws: `FileError`, or every mistake as a `DiagnosticList`.
  static func read(path: String, name: String, channels: [Channel]) throws -> [CopyTemplate] {
    let text = try FileAccess.readText(path)
    var header: [String: (value: String, line: Int)] = [:]
    var mistakes: [Diagnostic] = []
    var bodyFrom: Int?
    var consumed = 0
    for (number, line) in zip(1..., text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline))
    {
      consumed += line.count + 1
      if line.allSatisfy({ $0 == "-" }), line.count >= 3 {
        bodyFrom = consumed
        break
      }
      if line.hasPrefix("#") || line.allSatisfy(\.isWhitespace) { continue }
      guard let colon = line.firstIndex(where: { $0 == ":" || $0 == "：" }) else {
        mistakes.append(
          Diagnostic(
            file: name, line: number, column: 1, "文件头要写成“名称: 值”，以一行 --- 结束。",
            suggestion: "可用的名称：\(keys.joined(separator: "、"))。"))
        break
      }
      let key = trimmed(line[..<colon])
      if !keys.contains(key) {
        mistakes.append(
          Diagnostic(
            file: name, line: number, column: 1, "文件头里不认识“\(key)”，可用：\(keys.joined(separator: "、"))。",
            suggestion: didYouMean(key, among: keys)))
      }
      header[key] = (trimmed(line[line.index(after: colon)...]), number)
    }
    guard let bodyFrom else {
      throw DiagnosticList(
        mistakes + [
          Diagnostic(file: name, line: 1, column: 1, "模板没有文件头。", suggestion: "先写文件头，再写一行 ---，然后是正文。")
        ])
    }
    // Its literals go out as approved wording, so somebody must have approved them.
    for key in keys where (header[key]?.value ?? "").isEmpty {
      mistakes.append(Diagnostic(file: name, line: 1, column: 1, "文件头缺少“\(key)”。"))
    }
    var categories: Set<Category> = []
    for word in ComplianceRules.names(header["categories"]?.value ?? "") {
      if let category = Category(rawValue: word) {
        categories.insert(category)
      } else {
        mistakes.append(
          Diagnostic(
            file: name, line: header["categories"]?.line ?? 1, column: 1,
            "不认识的类别“\(word)”，可用：\(Category.names.joined(separator: "、"))。",
            suggestion: didYouMean(word, among: Category.names)))
      }
    }
    if header["categories"]?.value == "*" { categories = Set(Category.allCases) }
    var result: [CopyTemplate] = []
    let id = header["id"]?.value ?? ""
    for word in ComplianceRules.names(header["channels"]?.value ?? "") {
      guard let channel = channels.first(where: { $0.id == word }) else {
        mistakes.append(
          Diagnostic(
            file: name, line: header["channels"]?.line ?? 1, column: 1,
            "channels.tsv 里没有渠道“\(word)”，有的是：\(channels.map(\.id).joined(separator: "、"))。",
            suggestion: didYouMean(word, among: channels.map(\.id))))
        continue
      }
      let template = try Template(
        text: text, file: name, bodyFrom: bodyFrom, keepsLines: channel.keepsLines,
        literalOrigin: { .phrase("\(id)#\($0)") })
      mistakes += template.missingMandatory(file: name)
      result.append(
        CopyTemplate(
          id: id, isFirstOfFile: result.isEmpty, approver: header["approver"]?.value ?? "", channel: word,
          categories: categories, template: template))
    }
    guard mistakes.isEmpty else { throw DiagnosticList(mistakes) }
    return result
  }

  private static func trimmed(_ text: Substring) -> String {
    guard let first = text.firstIndex(where: { !$0.isWhitespace }),
      let last = text.lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(text[first...last])
  }
}

extension Template {
  /// The variables that carry mandatory sentences.
  static let mandatory = ["必备开头", "标识", "必备结尾"]

  /// Each must stand at the top level, where no condition, choice or lack of room can take it away.
  fileprivate func missingMandatory(file: String) -> [Diagnostic] {
    let present = nodes.compactMap { node -> String? in
      if case .output(let output) = node, case .variable(_, let name) = output.source { name } else { nil }
    }
    return Self.mandatory.filter { !present.contains($0) }.map {
      Diagnostic(
        file: file, line: 1, column: 1, "模板没有放 {{ \($0) }}，法定文字就没有地方写。",
        suggestion: "请放在 if、optional 和 {~ ~} 之外。")
    }
  }
}
