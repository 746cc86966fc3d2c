/// Which 问答 answer a question about a drug: those of the very drug, and by 问法 what is asked of all drugs.
struct DrugAnswers: Sendable {
  /// The drugs of each 问答; empty when it is about none in particular.
  private let drugs: [[DrugName]]
  /// The 问答 that are about drugs, in the order of the script.
  let all: [Int]
  /// By 问答: whether it is about none in particular.
  private let general: [Bool]
  /// What else each 问答 about drugs speaks of, in questions and answers: generic names and brands.
  private let mentions: [Set<String>]
  /// By 问法: its own 问答, then those of each place where to look when a drug has none of its own.
  private let stages: [[[Int]]]
  /// By 问答 about no drug, the 问法 that looks there.
  private let questions: [Int: Int]

  /// - Complexity: O(total length of the 问答 about drugs).
  init(script: Script, extractor: EntityExtractor) {
    drugs = script.faqs.map { faq in
      // A brand says what may be asked for, not in which forms the drug is spoken of.
      let names = faq.drugs.filter { !extractor.isBrand($0) }
      return (names.isEmpty ? faq.drugs : names).map(extractor.drug(named:))
    }
    general = script.faqs.map(\.drugs.isEmpty)
    all = script.faqs.indices.filter { !script.faqs[$0].drugs.isEmpty }
    mentions = script.faqs.map { faq in
      guard !faq.drugs.isEmpty else { return [] }
      let texts = faq.drugs + (faq.examples + faq.answers).map(\.text)
      return Set(texts.flatMap { extractor.drugs(in: FoldedText($0)) }.flatMap { [$0.generic, $0.said] })
    }
    var own: [String: [Int]] = [:]
    for (number, faq) in script.faqs.enumerated() {
      for question in faq.questions { own[question.text, default: []].append(number) }
      if faq.drugs.isEmpty { own[faq.name, default: []].append(number) }
    }
    var questions: [Int: Int] = [:]
    for (number, question) in script.drugQuestions.enumerated() {
      for place in question.elsewhere {
        for faq in own[place.text] ?? [] where script.faqs[faq].drugs.isEmpty { questions[faq] = number }
      }
    }
    self.questions = questions
    stages = script.drugQuestions.map { question in
      let others = question.elsewhere.map { place in
        (own[place.text] ?? []).filter { number in
          let faq = script.faqs[number]
          return faq.drugs.isEmpty || question.topics.isEmpty
            || faq.answers.contains { answer in question.topics.contains(where: answer.contains) }
        }
      }
      return [own[question.name] ?? []] + others
    }
  }

  /// What says of the drugs themselves what a general 问答 says of all: 吃药期间忌口 gives way to 感冒中成药忌口.
  func answers(insteadOf general: Int, about asked: [DrugName]) -> [Int] {
    questions[general].map { answers(to: $0, about: asked).filter(isAboutDrugs) } ?? []
  }

  func isAboutDrugs(_ faq: Int) -> Bool { !drugs[faq].isEmpty }

  /// A drug's answer is for questions about that drug; an answer about none in particular is for all.
  ///
  /// A brand may be another form or strength than the generic name suggests (美林 is a suspension for
  /// children), so that an answer serves only the brands it names; and a question about two drugs needs an
  /// answer that speaks of both.
  func serves(_ faq: Int, _ asked: [DrugName]) -> Bool {
    if drugs[faq].isEmpty { return true }
    if asked.isEmpty { return false }
    guard Set(asked.map(\.generic)).count < 2 || asked.allSatisfy({ mentions[faq].contains($0.generic) })
    else { return false }
    return asked.contains { drug in
      (!drug.isBrand || mentions[faq].contains(drug.said)) && drugs[faq].contains { drug.isServed(by: $0) }
    }
  }

  /// By 问答, whether it may answer a question about the drugs.
  /// - Parameter first: when given, only what is about drugs and serves a question about this one alone as well.
  func wanted(about asked: [DrugName], first: DrugName? = nil) -> [Bool] {
    if asked.isEmpty, first == nil { return general }
    var wanted = [Bool](repeating: first == nil, count: drugs.count)
    for faq in all { wanted[faq] = serves(faq, asked) && (first.map { serves(faq, [$0]) } ?? true) }
    return wanted
  }

  /// The 问答 that answer the 问法 with this number for the drugs, those in the form that was said first; none
  /// when nothing is written about it.
  func answers(to question: Int, about asked: [DrugName]) -> [Int] {
    for stage in stages[question] {
      let found = stage.filter { serves($0, asked) }
      guard !found.isEmpty else { continue }
      let exact = found.filter { faq in
        asked.contains { drug in drug.form != nil && drugs[faq].contains { $0.form == drug.form } }
      }
      return exact.isEmpty ? found : exact
    }
    return []
  }
}
