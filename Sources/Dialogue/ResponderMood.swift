import Sentiment
import Support

/// How the customer feels: apologies, what others complained about too, and when a person takes over.
extension Responder {
  /// −0.35 is one clear complaint, −0.6 several or a strong one (scale of `SentimentResult.score`).
  enum MoodLimit {
    static let negative = -0.35
    static let strong = -0.65
    static let margin = 0.1
  }

  private static let ofMedicines = ["疗效", "副作用"]
  private static let devices = [
    "机子", "机器", "仪器", "血压计", "血糖仪", "体温计", "体温枪", "额温枪", "雾化", "制氧机", "血氧仪", "按摩", "理疗", "计步", "秤", "轮椅",
    "拐杖", "护腰",
    "护膝", "口罩", "屏幕", "开机", "充电", "电池", "袖带", "试纸", "量的数", "测的数", "量出来", "测出来", "这台", "一台",
  ]

  /// The body is spoken of, and nothing that was taken for it.
  private var isIllness: Bool {
    bot.understanding.mentionsSymptom(message.text)
      && !message.text.contains(anyOf: ["药", "吃", "用", "服", "喝", "涂", "贴", "打"])
  }

  /// What a message that feels negative complains about; nil when nothing shows that it is a complaint. The
  /// score alone does not: 讲个笑话 and 驾照过期了怎么换 hold negative words and no complaint.
  func complaint() -> Script.Comfort? {
    guard message.mood.score <= MoodLimit.negative, !(message.isQuestion && !message.drugs.isEmpty) else {
      return nil
    }
    // What is said of a medicine that does not help is out of place for a device that does not work.
    let isDevice = message.text.contains(anyOf: Self.devices) && message.drugs.isEmpty
    let comforts = bot.script.comforts.filter { !(isDevice && Self.ofMedicines.contains($0.aspect)) }
    if let said = comforts.first(where: {
      message.text.contains(anyOf: $0.cues) && $0.aspect != Script.Comfort.other
    }) {
      return said
    }
    // 最近老是头晕 is no complaint, 吃了头晕 is one.
    if !message.isQuestion, !isIllness {
      for aspect in message.mood.aspects where aspect.isComplaint {
        if let felt = comforts.first(where: { $0.aspect == aspect.name }) { return felt }
      }
    }
    return comforts.first { $0.aspect == Script.Comfort.other && message.text.contains(anyOf: $0.cues) }
  }

  /// A complaint whose wish is not sure: an apology that names what it is about, then the next step.
  /// - Returns: whether the turn is answered so.
  mutating func comforted() -> Bool {
    guard let comfort = complaint() else { return false }
    let isNamed = comfort.aspect != Script.Comfort.other
    turn.reasons.append(
      "听着是在抱怨\(isNamed ? "“\(comfort.aspect)”" : "")（情绪 \(rounded(message.mood.score))），要办什么没有把握：先道歉，再说下一步")
    say(render(variant(of: "安抚 \(comfort.aspect)", comfort.texts.map(\.text))))
    // What a complaint names is understood; only that somebody is upset is not.
    turn.abstained = !isNamed
    acknowledge(comfort.aspect)
    if isStillUpset {
      turn.reasons.append("接连几句都不满意：转人工")
      putAway(.cancelled)
      hand(to: .human)
    } else if !session.forms.isEmpty {
      askAgain()
    } else if let target = comfort.target {
      hand(to: target)
    } else if let next = comfort.next?.text, bot.script.flow(next) != nil {
      turn.takenIntent = next
      begin(next)
    } else {
      session.hasOfferedHuman = true
      say(phrase(.offerHuman))
    }
    return true
  }

  /// The customer complained within the last two turns already and is no happier now.
  private var isStillUpset: Bool {
    let earlier = session.moods.dropLast().suffix(2).filter { $0 <= MoodLimit.negative }
    guard let last = earlier.last else { return false }
    return session.turns > 1 && message.mood.score <= last + MoodLimit.margin
  }

  mutating func soothe() {
    guard session.forms.isEmpty, choice() != .nothing,
      message.mood.score <= moodLimit()
    else { return }
    // An apology is for what we did; for an illness there is sympathy.
    // 过期一个月还能吃吗, 说明书丢了: a bad thing is spoken of, nobody complains.
    guard complaint() != nil, !isIllness else {
      guard !message.isQuestion, message.drugs.isEmpty, bot.understanding.mentionsSymptom(message.text) else {
        return
      }
      comfort(phrase(.sympathy))
      turn.reasons.append("说的是身体不舒服：先体谅一句")
      return
    }
    comfort(phrase(.apology))
    turn.reasons.append("情绪 \(rounded(message.mood.score))：先道歉")
  }

  private mutating func comfort(_ text: String?) {
    guard let text else { return }
    say(text)
    comforting.insert(text)
  }

  /// 退货运费谁出 sounds negative by its topic alone: beside a like example only what goes beyond it is mood.
  func moodLimit() -> Double {
    let (similarity, mood): (Double, Double)
    switch choice() {
    case .faq(let score): (similarity, mood) = (score.similarity, score.exampleMood)
    case .intent(let score): (similarity, mood) = (score.similarity, score.exampleMood)
    case .nothing: return complaint() == nil ? -.infinity : MoodLimit.negative
    }
    return similarity < 0.7 ? MoodLimit.negative : min(MoodLimit.negative, mood - MoodLimit.margin)
  }

  /// Whether this turn has said sorry already, in whatever words.
  private var hasApologised: Bool {
    turn.replies.contains { reply in ["抱歉", "对不起", "不好意思"].contains { reply.contains($0) } }
  }

  /// A strong complaint is offered a person; one that grows from turn to turn gets her.
  mutating func offerHuman() {
    guard !session.isHandedOver, turn.escalate == .none else { return }
    let last = session.moods.suffix(3)
    let isFalling =
      last.count == 3 && last.reduce(0, +) < -0.7 && zip(last, last.dropFirst()).allSatisfy { $0 >= $1 }
    if isFalling, last.suffix(2).allSatisfy({ $0 <= MoodLimit.negative }) {
      turn.reasons.append("情绪连续三轮走低：先道歉，转人工")
      if !hasApologised { comfort(phrase(.apology)) }
      putAway(.cancelled)
      hand(to: .human)
    } else if !session.hasOfferedHuman, !isIllness,
      !message.isQuestion && session.forms.isEmpty || complaint() != nil,
      isFalling || message.mood.score <= MoodLimit.strong && turn.replies.count > 1
    {
      session.hasOfferedHuman = true
      say(phrase(.offerHuman))
      turn.reasons.append(isFalling ? "情绪连续三轮走低：提出转人工" : "情绪很差：提出转人工")
    }
  }

  /// When the turn, or the aspect it names, touches what reviews complain about, says once
  /// that others did too.
  mutating func acknowledge(_ name: String) {
    for suggestion in bot.script.suggestions {
      let aspect = suggestion.aspect
      let isComplaint = message.mood.aspects.contains { $0.name == aspect && $0.isComplaint }
      guard let text = suggestion.acknowledgement,
        suggestion.intents.contains(name) || aspect == name || isComplaint,
        bot.voice.isComplainedAbout(aspect), session.acknowledged.insert(aspect).inserted
      else { continue }
      comfort(text)
      if let share = bot.voice.aspects[aspect] {
        turn.reasons.append(
          "评价分析：\(percent(share.share))的评价说到\(aspect)，其中至少 \(percent(share.negative))是抱怨（界线 \(percent(CustomerVoice.complaintThreshold))），所以先表示知道"
        )
      }
      return
    }
  }
}
