/// What customers say after they were told to call 120: that they are there, or that it can wait.
extension Responder {
  private static let attention = 5

  private static let arrived = [
    "到医院", "在医院", "到急诊", "在急诊", "进急诊", "去了医院", "去医院了", "送医院了", "送到医院", "医生在看", "医生看", "大夫在看", "在抢救", "住院了",
    "挂上号", "在输液", "在挂水", "救护车到", "120到", "做心电图", "在检查",
  ]
  private static let called = [
    "打了120", "打过120", "打120了", "叫了120", "叫120了", "叫救护车了", "叫了救护车", "救护车来", "救护车在", "120来", "120在", "去医院的路上",
    "在路上了",
    "出发了", "往医院", "送医院", "带去医院", "去急诊了",
  ]
  private static let going = [
    "带他去医院", "带她去医院", "带去医院", "去医院看", "去看医生", "这就去", "现在就去", "马上去", "准备去医院", "去趟医院", "去急诊",
  ]
  private static let better = [
    "没事了", "现在好了", "好多了", "缓过来", "好点", "好一点", "好些了", "不疼了", "不痛了", "缓解", "没那么",
  ]
  private static let postponing = [
    "明天", "明早", "后天", "晚点", "晚上再", "下午再", "回头", "过几天", "过两天", "周一", "天亮", "等等再", "等会再", "一会再", "再看看", "再观察",
    "观察", "先睡", "睡一觉", "先不去", "不去了", "不用去", "不想去", "没必要", "应该没事", "没事吧", "没什么事", "不严重", "忍忍", "忍一忍", "算了", "太远", "太贵",
  ]

  var recentEmergency: SessionMemory.Emergency? {
    guard let last = session.memory.emergency, session.turns - last.turn <= Self.attention,
      message.text.count <= 40
    else { return nil }
    return last
  }

  /// - Returns: whether the turn is answered: who was told to go to hospital says that she is there.
  mutating func reachedHelp() -> Bool {
    if recentEmergency == nil, healthTopic != nil, !message.isQuestion, session.forms.isEmpty,
      message.text.count <= 16, message.drugs.isEmpty, message.text.contains(anyOf: Self.going),
      !message.text.contains(anyOf: ["不去", "没去", "去了"])
    {
      turn.reasons.append("顾客说要去看医生：支持，不再追问")
      say(phrase(.goingToDoctor))
      return true
    }
    guard let last = recentEmergency,
      !message.text.contains(anyOf: ["还没", "没打", "要不要", "要去", "怎么", "哪"])
    else { return false }
    let isThere = message.text.contains(anyOf: Self.arrived)
    guard isThere || message.text.contains(anyOf: Self.called) else { return false }
    turn.reasons.append("前面提醒过急症，顾客说已经在就医：不再催")
    session.memory.emergency = .init(rule: last.rule, turn: session.turns, isOver: true)
    session.heard = []
    say(phrase(isThere ? .atHospital : .calledHelp))
    return true
  }

  /// - Returns: whether the turn is answered: she wants to wait, or only agrees.
  mutating func wentOnFromEmergency() -> Bool {
    guard let last = recentEmergency, !last.isOver, message.drugs.isEmpty else { return false }
    let text = message.text
    let isBetter = text.contains(anyOf: Self.better)
    if isBetter || text.contains(anyOf: Self.postponing), !text.contains(anyOf: ["快递", "订单", "退", "发票", "付款", "下单"]) {
      turn.reasons.append("前面提醒过急症，顾客想等等：再提醒一次，不附和")
      turn.firedGuard = last.rule
      turn.escalate = .emergency
      session.memory.emergency = .init(rule: last.rule, turn: session.turns)
      say(phrase(isBetter ? .emergencyBetter : .emergencyHolds))
      return true
    }
    if !message.isQuestion, Repair.isYes(text) || Leave.isAll(of: text) {
      turn.reasons.append("前面提醒过急症，顾客应了一声：不闲聊，说要紧的")
      turn.escalate = .emergency
      say(phrase(.emergencyGo))
      return true
    }
    return false
  }
}
