import Support

/// Questions about drugs that the message does not name, or names two of.
///
/// Other follow-ups need nothing of their own: once `message` is read again in whole words (维C放哪儿 for 维C呢), the
/// 问法 find the drug's answer, and `message.faqs` has it.
extension Responder {
  /// 会犯困吗 after 氯雷他定: what is asked in the words of a 问法 and about no drug is about the one spoken of last.
  /// Its answers join those of the message, so that everything that chooses among these sees them.
  mutating func readAboutEarlierDrug() {
    guard message.drugs.isEmpty, let earlier = session.recentDrugs.first,
      let best = bot.understanding.faqs(for: message, about: earlier.drug).first,
      best.similarity >= Self.certain,
      best.similarity > (message.faqs.first?.similarity ?? 0),
      best.similarity > (message.intents.first { !isUsage($0.name) }?.similarity ?? 0)
    else { return }
    turn.reasons.append("没说药名：接着前面的“\(earlier.drug.said)”")
    message.faqs.insert(best, at: 0)
  }

  /// A clause with one of these tells of a drug and asks nothing about it.
  private static let background = [
    "平时吃", "平常吃", "在吃", "一直吃", "常年吃", "长期吃", "每天吃", "天天吃", "吃着", "还吃", "没问", "不是问", "没说",

  ]

  /// 平时吃阿司匹林，感冒了能吃点啥 asks about the cold: once the safety rules have heard all of it, what only tells
  /// what is taken, or what is not asked about, is left out, where the rest is a question of its own.
  mutating func leaveBackgroundDrugs() {
    guard !message.drugs.isEmpty, session.forms.isEmpty else { return }
    let clauses = message.text.clauses
    let drugs = message.entities.filter { $0.kind == .drug }.map(\.range)
    let told = clauses.filter { clause in
      let words = FoldedText(message.text.text(clause))
      return drugs.contains { clause.contains($0.lowerBound) } && tells(words)
    }
    guard !told.isEmpty, drugs.allSatisfy({ drug in told.contains { $0.contains(drug.lowerBound) } }) else {
      return
    }
    let rest = clauses.filter { !told.contains($0) }.map { message.text.original($0) }.joined(separator: " ")
    let read = bot.understanding.read(rest, now: now)
    guard read.isQuestion else { return }
    turn.reasons.append("说到的药不是要问的：只看“\(echo(rest))”")
    message = read
  }

  /// 吃二甲双胍的 and 平时吃阿司匹林, but not 吃阿司匹林伤胃吗.
  private func tells(_ words: FoldedText) -> Bool {
    if words.contains(anyOf: Self.background) {
      return !words.contains(anyOf: ["吗", "能不能", "可以吃", "行不行", "一起"])
    }
    return words.text.hasPrefix("吃") && words.text.hasSuffix("的")
  }

  /// From this similarity on a question without a drug is about the one before. Higher than
  /// `Understanding.Threshold.faq`, since the message is read as if it had named the drug.
  private static let certain = 0.6

  private func isUsage(_ intent: String) -> Bool {
    bot.script.phrases.variants(.usageFlow).contains(intent)
  }

  /// A drug that was answered about without its name is spoken of still.
  mutating func keepSpeaking(of faq: Int) {
    guard message.drugs.isEmpty, bot.understanding.isAboutDrugs(faq),
      let place = session.recentDrugs.firstIndex(where: { bot.understanding.speaks(faq, of: [$0.drug]) })
    else { return }
    session.recentDrugs[place].turn = session.turns
  }

  private static let comparing = ["哪个", "哪种", "哪一", "区别", "不同", "不一样", "差别", "相比", "还是", "比"]

  /// 跟西替利嗪比哪个不困, X和Y有什么区别: what each of the two has to say about it, where no answer speaks of both.
  mutating func compared() -> Bool {
    guard let drugs = comparedDrugs(), let found = bot.understanding.comparison(message, of: drugs),
      !message.intents.contains(where: { !isUsage($0.name) && $0.similarity > found.similarity }),
      !isAnswered(of: drugs, unlike: found)
    else { return false }
    let faqs = found.faqs.map { bot.script.faqs[$0] }
    guard faqs.allSatisfy({ $0.review.map { $0.until >= now.date } ?? true }) else { return false }
    turn.reasons.append("两种药比“\(found.question)”：各说各的")
    for faq in faqs where !turn.answeredFAQs.contains(faq.name) {
      turn.answeredFAQs.append(faq.name)
      say(render(variant(of: "问答 \(faq.name)", faq.answers.map(\.text))))
      cite(faq.source, faq.review)
    }
    // What is asked next is about the drug that was spoken of first, not about what it was held against.
    if message.drugs.count == 1, let place = session.recentDrugs.firstIndex(where: { $0.drug == drugs[0] }) {
      session.recentDrugs.insert(session.recentDrugs.remove(at: place), at: 0)
      session.recentDrugs[0].turn = session.turns
      session.kept["药品"] = session.recentDrugs.first?.drug.title
    }
    askAgain()
    return true
  }

  /// Whether another answer speaks of both drugs, or of none in particular, and is as like the message.
  private func isAnswered(of drugs: [DrugName], unlike found: Understanding.Comparison) -> Bool {
    message.faqs.contains {
      $0.similarity >= found.similarity && !found.faqs.contains($0.faq)
        && bot.understanding.speaks($0.faq, of: drugs)
    }
  }

  /// The two drugs that the message compares, one of them perhaps spoken of before.
  private func comparedDrugs() -> [DrugName]? {
    guard message.text.contains(anyOf: Self.comparing) else { return nil }
    var drugs: [DrugName] = []
    for drug in message.drugs where !drugs.contains(where: { $0.generic == drug.generic }) {
      drugs.append(drug)
    }
    if drugs.count == 1,
      let earlier = session.recentDrugs.first(where: { $0.drug.generic != drugs[0].generic })
    {
      drugs.insert(earlier.drug, at: 0)
    }
    return drugs.count == 2 ? drugs : nil
  }
}
