import Support

/// 问法, and 药品 with their short answers to them.
extension ScriptBuilder {
  mutating func addDrugQuestion(_ section: ScriptSection) {
    let name = section.name.text
    if section.items.isEmpty {
      mistakes.append(section.name.mistake("问法“\(name)”没有句子。", suggestion: "写上几句“- {药品}吃了犯困吗”。"))
    }
    if ScriptSection.Kind.drug.keys.contains(name) {
      mistakes.append(section.name.mistake("问法不能叫“\(name)”，药品里这一行另有用处。", suggestion: "换一个名字。"))
    }
    let required = section.entry("每种药都要")?.value
    if let required, !["是", "否"].contains(required.text) {
      mistakes.append(required.mistake("“每种药都要”只能写“是”或“否”。"))
    }
    script.drugQuestions.append(
      Script.DrugQuestion(
        name: name, examples: section.items,
        elsewhere: section.entry("没有就看")?.all.flatMap { $0.split("、,") } ?? [],
        topics: section.entry("要说到")?.all.flatMap { $0.split("、,") }.map(\.text) ?? [],
        isRequired: required?.text == "是"))
  }

  /// A 药品 makes a 问答 of each of its answers, named after both: 氯雷他定片 and 会犯困吗. Its other names hold for
  /// the 问答 that are written out, too.
  mutating func addDrug(_ section: ScriptSection) {
    let name = section.name.text
    let others = section.entry("也叫")?.all.flatMap { $0.split("、,") }.map(\.text) ?? []
    for index in script.faqs.indices where script.faqs[index].drugs.contains(name) {
      script.faqs[index].drugs += others.filter { !script.faqs[index].drugs.contains($0) }
    }
    let answers = section.entries.values.filter { !ScriptSection.Kind.drug.keys.contains($0.key.text) }
      .sorted { $0.key.line < $1.key.line }
    if answers.isEmpty, others.isEmpty {
      mistakes.append(section.name.mistake("药品“\(name)”是空的。", suggestion: "写上“问法：答案”，例如“会犯困吗：少数人会犯困。”。"))
    }
    if !answers.isEmpty, section.entry("审核")?.all.isEmpty ?? true {
      mistakes.append(section.name.mistake("药品“\(name)”必须写“审核”。", suggestion: reviewExample("审核")))
    }
    let review = review(section)
    let source = section.entry("来源")?.value.text ?? name + "说明书"
    let known = script.drugQuestions.map(\.name)
    for answer in answers {
      guard known.contains(answer.key.text) else {
        let names = ScriptSection.Kind.drug.keys + known
        let shown = answer.key.count > 20 ? answer.key[0..<20].text + "…" : answer.key.text
        mistakes.append(
          answer.key.mistake(
            "“药品”里没有“\(shown)”这一项，也没有叫这个名字的问法。可用：\(names.joined(separator: "、"))。",
            suggestion: didYouMean(answer.key.text, among: names)))
        continue
      }
      if answer.all.isEmpty { mistakes.append(answer.key.mistake("“\(answer.key.text)”后面要写答案。")) }
      let full = name + answer.key.text
      if script.faqs.contains(where: { $0.name == full }) {
        mistakes.append(answer.key.mistake("已经有一段“问答 \(full)”。", suggestion: "两处留一处。"))
      }
      let texts = answer.all.map(Self.cutLabel)
      script.faqs.append(
        Script.FAQ(
          name: full, drugs: [name] + others, questions: [answer.key], examples: [],
          answers: texts.map(\.text),
          source: source + (texts.lazy.map(\.label).first { !$0.isEmpty } ?? ""), review: review, target: nil)
      )
    }
  }

  /// The parts of the label that end an answer, 【禁忌】【注意事项】, are its source.
  private static func cutLabel(_ answer: Fragment) -> (text: Fragment, label: String) {
    guard answer.half.last == "】" else { return (answer, "") }
    var start = answer.count
    while start > 0, answer.half[start - 1] == "】",
      let open = answer.half[..<start].lastIndex(of: "【")
    {
      start = open
    }
    return (answer[0..<start].trimmed, answer.dropFirst(start).text)
  }
}
