import Support

/// One section of a 话本 file as it was written: a heading, its lines sorted by kind, nothing interpreted yet.
struct ScriptSection: Sendable {
  /// What a section can be, by the word after `#`.
  enum Kind: String, CaseIterable, Sendable {
    case intent = "意图"
    case slot = "词"
    case flow = "流程"
    case reply = "答复"
    case faq = "问答"
    case drugQuestion = "问法"
    case drug = "药品"
    case guardRule = "护栏"
    case wording = "说法"
    case counterexample = "反例"
    case suggestion = "建议"
    case comfort = "安抚"
    case settings = "设定"
    case test = "测试"

    /// The `名：值` entries that a section of this kind may have; a 药品 has the 问法 besides, which other files name.
    var keys: [String] {
      switch self {
      case .intent: ["答"]
      case .slot: ["键", "样子", "取自", "选", "也叫", "问", "不对", "不知道", "最多问", "存档", "沿用"]
      case .flow, .reply, .wording, .counterexample: []
      case .faq: ["药品", "问法", "听到", "除非", "答", "来源", "审核", "转"]
      case .drugQuestion: ["没有就看", "要说到", "每种药都要"]
      case .drug: ["也叫", "来源", "审核"]
      case .guardRule: ["等级", "当", "除非", "假设", "前文", "像", "答", "转", "记", "来源", "审核"]
      case .suggestion: ["意图", "共鸣"]
      case .comfort: ["听到", "接着", "转"]
      case .settings: Phrases.Key.allCases.map(\.rawValue)
      case .test: ["现在", "种子", "逐字"]
      }
    }
  }

  /// A `名：值` entry: its value on the same line, or the `- ` lines under it.
  struct Entry: Sendable {
    var key: Fragment
    var value: Fragment
    var items: [Fragment]

    /// The value's line, or the lines below it.
    var all: [Fragment] { value.isEmpty ? items : [value] + items }
  }

  /// One line of a 测试: who speaks, what, and the `＝` lines below.
  struct Exchange: Sendable {
    var isCustomer: Bool
    var text: Fragment
    /// `现在：` between two exchanges: the clock from this one on.
    var now: Fragment?
    var assertions: [Fragment]
  }

  var kind: Kind
  var name: Fragment
  /// The `- ` lines directly under the heading.
  var items: [Fragment] = []
  var entries: [String: Entry] = [:]
  /// The numbered lines of a 流程, without their numbers.
  var steps: [Fragment] = []
  var exchanges: [Exchange] = []

  func entry(_ key: String) -> Entry? { entries[key] }
}

/// Text of a 话本 file → sections. Knows the shape of lines, not their meaning.
struct ScriptReader {
  private(set) var sections: [ScriptSection] = []
  private(set) var mistakes: [Diagnostic] = []
  /// Where a `- ` line belongs: under a key, or (nil) under the heading.
  private var listKey: String?
  private var isLost = false
  /// A `现在：` that waits for the next `顾客：`.
  private var clock: Fragment?

  /// Reads one file; mistakes of shape are collected and reading goes on with the next line.
  /// - Complexity: O(length of the text).
  mutating func read(_ text: String, file: String) {
    isLost = true
    listKey = nil
    var number = 0
    var sawSection = false
    for line in lines(of: text) {
      number += 1
      let fragment = Fragment(file: file, line: number, line).trimmed
      if fragment.isEmpty || fragment.hasPrefix("//") { continue }
      if fragment.hasPrefix("#") {
        open(fragment)
        sawSection = true
      } else if !sawSection {
        mistakes.append(
          fragment.mistake("这一行不属于任何一段。", suggestion: "前面要有“# 意图 名字”这样的开头；说明文字请以 // 开头。"))
        sawSection = true
      } else if !isLost {
        add(fragment)
      }
    }
  }

  private mutating func open(_ line: Fragment) {
    let rest = line.dropFirst().trimmed
    let kinds = ScriptSection.Kind.allCases.map(\.rawValue)
    let wordEnd = rest.half.firstIndex { $0.properties.isWhitespace || $0 == ":" } ?? rest.count
    let word = rest[0..<wordEnd]
    let name = rest.dropFirst(wordEnd + 1).trimmed
    isLost = true
    listKey = nil
    clock = nil
    guard let kind = ScriptSection.Kind(rawValue: word.text) else {
      mistakes.append(
        (word.isEmpty ? line : word).mistake(
          "不认识的开头“\(word.text)”，可用：\(kinds.joined(separator: "、"))。",
          suggestion: didYouMean(word.text, among: kinds)))
      return
    }
    guard !name.isEmpty else {
      mistakes.append(line.mistake("“# \(kind.rawValue)”后面要写名字。", suggestion: "例如“# \(kind.rawValue) 退货”。"))
      return
    }
    isLost = false
    sections.append(ScriptSection(kind: kind, name: name))
  }

  private mutating func add(_ line: Fragment) {
    let last = sections.count - 1
    let kind = sections[last].kind
    if let first = line.half.first, "-•·*".unicodeScalars.contains(first) {
      let item = line.dropFirst().trimmed
      if item.isEmpty {
        mistakes.append(line.mistake("“-”后面是空的。", suggestion: "写上内容，或删掉这一行。"))
      } else if kind == .flow || kind == .test || listKey == nil && (kind == .settings || kind == .drug) {
        mistakes.append(line.mistake("“\(kind.rawValue)”里不能直接写“-”开头的行。", suggestion: shape(of: kind)))
      } else if let key = listKey {
        sections[last].entries[key]?.items.append(item)
      } else {
        sections[last].items.append(item)
      }
      return
    }
    switch kind {
    case .test where addExchange(line): return
    case .flow where addStep(line): return
    default: addEntry(line)
    }
  }

  private mutating func addExchange(_ line: Fragment) -> Bool {
    let last = sections.count - 1
    if line.hasPrefix("=") {
      guard let exchange = sections[last].exchanges.indices.last else {
        mistakes.append(line.mistake("“＝”要写在一句“顾客：”的下面。"))
        return true
      }
      sections[last].exchanges[exchange].assertions += line.dropFirst().split(";")
      return true
    }
    guard let (who, said) = line.cut(":") else { return false }
    if who.text == "现在", !sections[last].exchanges.isEmpty {
      clock = said
      return true
    }
    guard ["顾客", "客服"].contains(who.text) else { return false }
    let isCustomer = who.text == "顾客"
    sections[last].exchanges.append(
      .init(isCustomer: isCustomer, text: said, now: isCustomer ? clock : nil, assertions: []))
    if isCustomer { clock = nil }
    return true
  }

  private mutating func addStep(_ line: Fragment) -> Bool {
    let digits = line.half.prefix { ("0"..."9").contains($0) }.count
    guard digits > 0, digits < line.count, ".、)".unicodeScalars.contains(line.half[digits]) else {
      return false
    }
    let step = line.dropFirst(digits + 1).trimmed
    if step.isEmpty {
      mistakes.append(line.mistake("这一步是空的。", suggestion: "写上要做的事，例如“1. 问 订单号”。"))
    } else {
      sections[sections.count - 1].steps.append(step)
    }
    return true
  }

  private mutating func addEntry(_ line: Fragment) {
    let last = sections.count - 1
    let kind = sections[last].kind
    guard let (key, value) = line.cut(":"), kind.keys.contains(key.text) || kind == .drug else {
      let key = line.cut(":")?.before ?? line
      let known = kind.keys.isEmpty ? "" : "可用：\(kind.keys.joined(separator: "、"))。"
      let shown = key.count > 20 ? key[0..<20].text + "…" : key.text
      mistakes.append(
        key.mistake(
          "“\(kind.rawValue)”里没有“\(shown)”这一项。\(known)",
          suggestion: didYouMean(key.text, among: kind.keys) ?? shape(of: kind)))
      listKey = nil
      return
    }
    // `- ` lines belong to a key only when its own line says nothing.
    listKey = value.isEmpty ? key.text : nil
    if let first = sections[last].entries[key.text] {
      mistakes.append(
        key.mistake("“\(key.text)”写了两遍，第一遍在第 \(first.key.line) 行。", suggestion: "合成一处，或删掉一处。"))
      return
    }
    sections[last].entries[key.text] = .init(key: key, value: value, items: [])
  }

  private func shape(of kind: ScriptSection.Kind) -> String? {
    switch kind {
    case .intent, .reply, .counterexample: "每一句要以“- ”开头。"
    case .wording: "每一行以“- ”开头，几个词用“、”隔开。"
    case .drug: "每一行写“问法：答案”，例如“会犯困吗：少数人会犯困。”。"
    case .flow: "每一步要以数字开头，例如“1. 问 订单号”。"
    case .test: "只能写“顾客：…”“客服：…”“＝ …”，和“现在：…”“种子：…”“逐字：是”。"
    case .settings: "先写“名：”，再写内容。"
    default: nil
    }
  }

  private func lines(of text: String) -> [Substring.UnicodeScalarView] {
    var lines: [Substring.UnicodeScalarView] = []
    let scalars = text.unicodeScalars
    var start = scalars.startIndex
    var index = start
    while index < scalars.endIndex {
      let scalar = scalars[index]
      guard scalar == "\n" || scalar == "\r" else {
        index = scalars.index(after: index)
        continue
      }
      lines.append(scalars[start..<index])
      index = scalars.index(after: index)
      if scalar == "\r", index < scalars.endIndex, scalars[index] == "\n" {
        index = scalars.index(after: index)
      }
      start = index
    }
    if start < scalars.endIndex { lines.append(scalars[start...]) }
    return lines
  }
}

extension Fragment {
  init(file: String, line: Int, _ scalars: Substring.UnicodeScalarView) {
    self.init(file: file, line: line, Substring(scalars))
  }
}
