import Support

/// He, she and the children: what was told of somebody counts when something is asked for her or him.
extension Responder {
  /// For how many turns somebody is still meant when nobody is named.
  private static let attention = 2

  /// The person that the message is about; nil when nobody is known.
  ///
  /// Who is named counts; 他 is whoever was spoken of last but the customer herself; without a word for anybody the
  /// last one is meant for a few turns.
  func person() -> SessionMemory.Person? {
    let people = session.memory.people
    switch bot.people.reference(in: message.text) {
    case .named(let name): return people.last { $0.name == name } ?? .init(name: name, turn: session.turns)
    case .pronoun: return people.last { $0.name != PersonReader.oneself }
    case .nobody: return people.last { session.turns - $0.turn <= Self.attention }
    }
  }

  /// Keeps what the message tells of persons, and who was spoken of last.
  mutating func notePeople() {
    let about = person()
    guard !isFollowingUp else {
      if bot.people.reference(in: message.text) != .nobody, let about {
        let turn = session.turns
        session.memory.note(person: about.name, turn: turn)
      }
      return
    }
    var memory = session.memory
    let isAboutHealth = healthTopic != nil
    let current =
      about?.name ?? (isAboutHealth ? session.memory.people.last?.name ?? PersonReader.oneself : nil)
    for (name, fact, clause) in bot.people.facts(in: message, current: current, isAboutHealth: isAboutHealth)
    {
      noted.append(fact)
      notedClauses.append(clause)
      memory.note(person: name, fact: fact, turn: session.turns)
    }
    if bot.people.reference(in: message.text) != .nobody, let about {
      memory.note(person: about.name, turn: session.turns)
    }
    session.memory = memory
  }

  private static let intake = ["吃", "喝", "用", "服", "喂", "涂", "贴", "打", "换"]
  private static let asking = [
    "行不", "行吗", "行么", "成不", "成吗", "可以不", "可以吗", "能不", "好不", "要紧不", "有事不", "有事吗", "没事吧", "能吃", "能喝", "能用",
  ]

  /// What else names a medicine: 能吃鸡蛋吗 asks about none.
  private static let medicines = ["药", "它", "这个", "那个"]

  /// The message as it would read with everything that was told of the one it is about: 老伴正在吃降压药、阿司匹林，
  /// 他头疼吃布洛芬行不行. nil when it asks nothing about a medicine, or nothing is known.
  func wholeSentence() -> (sentence: String, facts: String)? {
    guard let person = person(), !message.drugs.isEmpty || message.text.contains(anyOf: Self.medicines),
      message.isQuestion || message.text.contains(anyOf: Self.asking),
      message.text.contains(anyOf: Self.intake)
    else { return nil }
    let facts = person.facts.filter { !message.text.contains($0) }
    guard !facts.isEmpty || PersonReader.isChild(person) else { return nil }
    let told =
      ([person.name]
      + facts.map { fact in
        let isTaking = fact.contains("吃") || fact.contains("用") || fact.contains("服")
        return isTaking ? "正在吃" + fact : fact
      }).joined(separator: "，")
    // 行不行 and 可以不 ask whether it may be taken, in words that rules know.
    let plea = message.text.contains(anyOf: Self.asking) ? "，能不能吃，还能吃吗" : ""
    return (told + "，" + message.text.text + plea, told)
  }

  /// Answers for children are not for a grown person, whoever spoke of children before.
  mutating func keepAnswersForPerson() {
    guard !message.drugs.isEmpty else { return }
    message.faqs = fitting(message.faqs)
  }

  /// Without answers for children, unless one is spoken of or there is nothing else.
  func fitting(_ scores: [Message.FAQScore]) -> [Message.FAQScore] {
    if let person = person(), PersonReader.isChild(person) { return scores }
    let grown = scores.filter { !isForChildren($0.faq) }
    return grown.contains { $0.similarity >= Self.lookUpThreshold } ? grown : scores
  }

  func isForChildren(_ faq: Int) -> Bool {
    let faq = bot.script.faqs[faq]
    guard !message.drugs.contains(where: { $0.form != nil || $0.isBrand }) else { return false }
    return faq.drugs.contains { name in
      ["小儿", "儿童", "混悬液", "混悬滴剂", "幼儿", "宝宝"].contains { name.contains($0) }
    }
  }
}
