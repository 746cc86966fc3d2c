/// Answers about drugs: what is asked of a drug meets what is written about it.
extension Understanding {
  private static let answerLimit = 20

  /// The 问答 that serve a question about `drugs`, those whose questions or 问法 are most like the message first.
  /// - Parameters:
  ///   - first: when given, the answers must be about drugs, and serve a question about this one alone as well.
  func answers(
    _ similarities: QuestionIndex.Similarities, about drugs: [DrugName], first drug: DrugName? = nil
  ) -> [Message.FAQScore] {
    let first = script.intents.count
    // A shop's table has tens of thousands, of which no one is about a drug's name.
    let wanted = drugAnswers.wanted(about: drugs, first: drug)
    var scores: [Message.FAQScore] = questions.hits(
      similarities, owners: first..<first + script.faqs.count, top: Self.answerLimit, wanted: wanted
    ).map {
      .init(
        faq: $0.owner - first, similarity: $0.similarity, example: exampleTexts[$0.example], exampleMood: 0)
    }
    guard !drugs.isEmpty else { return scores }
    for index in scores.indices {
      guard let own = drugAnswers.answers(insteadOf: scores[index].faq, about: drugs).first else { continue }
      scores[index].faq = own
    }
    var unanswered = 0.0
    let isOneDrug = Set(drugs.map(\.generic)).count < 2
    for hit in drugQuestions(similarities)
    where hit.similarity >= max(unanswered, Threshold.drugQuestion) && !(isOneDrug && comparesOnly[hit.owner])
    {
      let faqs = drugAnswers.answers(to: hit.owner, about: drugs).filter { wanted[$0] }
      if faqs.isEmpty, hit.similarity >= Threshold.asked { unanswered = hit.similarity }
      for faq in faqs {
        let known = scores.firstIndex { $0.faq == faq }
        if let known, scores[known].similarity >= hit.similarity { continue }
        if let known { scores.remove(at: known) }
        let example = Self.naming(drugs[0].said, in: exampleTexts[hit.example])
        scores.append(.init(faq: faq, similarity: hit.similarity, example: example, exampleMood: 0))
      }
    }
    scores.removeAll { $0.similarity < unanswered && drugAnswers.isAboutDrugs($0.faq) }
    scores.sort { ($0.similarity, $1.faq) > ($1.similarity, $0.faq) }
    return Array(scores.prefix(Self.answerLimit))
  }

  /// The 问法 by likeness to the message; the owner of a hit is its number.
  private func drugQuestions(_ similarities: QuestionIndex.Similarities) -> [QuestionIndex.Hit] {
    let first = script.intents.count + script.faqs.count
    return questions.hits(similarities, owners: first..<first + script.drugQuestions.count).map {
      .init(owner: $0.owner - first, example: $0.example, similarity: $0.similarity)
    }
  }

  func isAboutDrugs(_ faq: Int) -> Bool { drugAnswers.isAboutDrugs(faq) }

  /// Whether a 问答 that is about drugs speaks of all of `drugs`.
  func speaks(_ faq: Int, of drugs: [DrugName]) -> Bool {
    !drugAnswers.isAboutDrugs(faq) || drugAnswers.serves(faq, drugs)
  }

  /// The answers to `message` if it were about `drug`, whether it names it or not: 那一天几次 after 布洛芬. The best
  /// first; none when the drug has no answer to what is asked.
  func faqs(for message: Message, about drug: DrugName) -> [Message.FAQScore] {
    let drugs = [drug] + message.drugs.filter { $0 != drug }
    return answers(similarities(of: message), about: drugs, first: drug)
  }

  /// How like the message all questions are, as if it had named a drug.
  private func similarities(of message: Message) -> QuestionIndex.Similarities {
    var (text, masks) = (message.text, masks(for: message))
    if message.drugs.isEmpty {
      text = FoldedText(Self.drugMask + text.text)
      let length = Self.drugMask.unicodeScalars.count
      masks =
        [(0..<length, Self.drugMask)]
        + masks.map { ($0.0.lowerBound + length..<$0.0.upperBound + length, $0.1) }
    }
    let query = questions.query(text, masks: masks)
    // The drug is certain: a strange word must not hide the answer, as long as most of the message is known.
    return questions.similarities(query, ignoringUnknown: query.coverage >= Threshold.mostlyKnown)
  }

  /// One thing that is asked about several drugs, and what answers it for each.
  struct Comparison {
    /// Name of the 问法.
    var question: String
    /// 0…1.
    var similarity: Double
    /// One for each drug, in their order.
    var faqs: [Int]
  }

  /// What the message asks about all of `drugs`, when each has an answer to it: 哪个不困.
  func comparison(_ message: Message, of drugs: [DrugName]) -> Comparison? {
    for hit in drugQuestions(similarities(of: message)) where hit.similarity >= Threshold.drugQuestion {
      let faqs = drugs.compactMap { drugAnswers.answers(to: hit.owner, about: [$0]).first }
      guard faqs.count == drugs.count else { continue }
      return Comparison(
        question: script.drugQuestions[hit.owner].name, similarity: hit.similarity, faqs: faqs)
    }
    return nil
  }

  /// How a customer would ask what a 问答 about `drug` answers.
  func question(of faq: Int, about drug: DrugName) -> String? {
    if let example = script.faqs[faq].examples.first { return example.text }
    guard let name = script.faqs[faq].questions.first?.text else { return nil }
    return script.drugQuestions.first { $0.name == name }?.examples.first
      .map { Self.naming(drug.said, in: $0.folded) }
  }

  /// The 问答 that serve a question about `drug`, in the order of the script.
  func faqs(about drug: DrugName) -> [Int] {
    drugAnswers.all.filter { drugAnswers.serves($0, [drug]) }
  }
}
