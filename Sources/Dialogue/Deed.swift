/// What a flow does, in words: 取消尾号5926这单.
struct Deed: Sendable {
  /// What the customer calls it, longest first.
  let verbs: [String]
  /// What it is called when it is done: 地址修改.
  let noun: String
  /// `{单}` is the order.
  private let phrase: String

  private static let known: [String: (verbs: [String], noun: String, phrase: String)] = [
    "提交退货": (["退货", "退款", "退钱", "退掉", "退"], "退货", "给{单}办退货"),
    "提交换货": (["换货", "换新", "换个", "换一", "换"], "换货", "给{单}办换货"),
    ActionSpecification.withdraw: (["撤销", "撤回"], "撤销", "把{单}的{申请}撤掉"),
    "取消订单": (["取消", "撤单", "撤掉", "撤"], "取消", "取消{单}"),
    "改地址": (["改地址", "换地址", "改送", "改寄", "改"], "地址修改", "给{单}改地址"),
    "开发票": (["开发票", "开票", "发票", "开"], "发票", "给{单}开发票"),
    "催发货": (["催"], "催发货", "给{单}催发货"),
  ]
  /// Of flows that no action of those carries out.
  private static let roots = ["退", "换", "改", "开", "取消", "催", "查", "补"]

  init(_ flow: Script.Flow) {
    let acts = flow.program.compactMap { step -> String? in
      if case .act(let name, _) = step { name.text } else { nil }
    }
    if let act = acts.first(where: { Self.known[$0] != nil }), let known = Self.known[act] {
      verbs = known.verbs + [flow.name]
      noun = known.noun
      phrase = known.phrase
    } else {
      verbs = [flow.name] + Self.roots.filter { flow.name.contains($0) }
      noun = flow.name
      phrase = Self.roots.contains(where: flow.name.hasPrefix) ? "给{单}\(flow.name)" : "给{单}办\(flow.name)"
    }
  }

  /// - Parameters:
  ///   - order: 尾号5926这单, nil where none is known.
  ///   - request: 退货, for what is taken back.
  func text(order: String?, request: String? = nil) -> String {
    let phrase = phrase.replacing("{申请}", with: request ?? "申请")
    guard let order else { return phrase.replacing("给{单}", with: "").replacing("{单}", with: "订单") }
    return phrase.replacing("{单}", with: order)
  }

  /// What follows a verb that makes another word of it: 退烧, 换药, 开始.
  private static let others = Set("烧热季善天始药瑞塞心胃水回来去".unicodeScalars)

  /// 不要给我取消.
  private static func isForbidden(_ text: FoldedText, at place: Int) -> Bool {
    let clause = text.clauses.first { $0.contains(place) } ?? place..<place
    let words = FoldedText(text.text(max(clause.lowerBound, place - 5)..<max(clause.lowerBound, place)))
    return words.contains(anyOf: ["不要", "别给", "别把", "不想", "别再"]) && !words.contains("要不要")
  }

  /// Where the customer speaks of it: indexes of verbs in `text`, with whether they are denied.
  func mentions(in text: FoldedText) -> [(place: Int, isDenied: Bool)] {
    verbs.flatMap { verb -> [(place: Int, isDenied: Bool)] in
      let word = Array(verb.unicodeScalars)
      var found: [(place: Int, isDenied: Bool)] = []
      var start = 0
      while let place = text.firstIndex(of: word, from: start) {
        start = place + 1
        let end = place + word.count
        if end < text.count, Self.others.contains(text.scalars[end]) { continue }
        let before = text.text(max(0, place - 2)..<place)
        let isDenied =
          before.hasSuffix("不") || before.hasSuffix("别") || before.hasSuffix("不想")
          || before.hasSuffix("不要") || before.hasSuffix("不用") || Self.isForbidden(text, at: place)
        found.append((place, isDenied))
      }
      return found
    }
  }
}
