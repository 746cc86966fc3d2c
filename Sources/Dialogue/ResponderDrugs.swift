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
