/// What the bot itself says around the authored answers: greeting, repair, hand-off. Every text can be
/// replaced in a `# 设定`, with variants.
struct Phrases: Sendable {
  enum Key: String, CaseIterable, Sendable {
    case greeting = "开场"
    case notUnderstood = "听不懂"
    case stillNotUnderstood = "还是听不懂"
    case notUnderstoodIllness = "没听懂病情"
    case stillNotUnderstoodIllness = "还是没听懂病情"
    case notUnderstoodOrder = "没听懂订单"
    case notUnderstoodAfterSales = "没听懂售后"
    case notUnderstoodPayment = "没听懂付款"
    case notUnderstoodGoods = "没听懂商品"
    case acceptHealth = "答应请药师"
    case acceptOrder = "答应查订单"
    case acceptAfterSales = "答应办售后"
    case acceptPayment = "答应问付款"
    case acceptGoods = "答应问商品"
    case acceptPerson = "答应请人"
    case sameAgain = "一样"
    case saidBefore = "前面说过"
    case saidOften = "说过几遍"
    case saidOftenHealth = "病情说过几遍"
    case atHospital = "已经就医"
    case calledHelp = "已经叫了救护车"
    case emergencyHolds = "急症别等"
    case emergencyBetter = "急症好些了"
    case goingToDoctor = "去看医生"
    case emergencyGo = "急症快去"
    case notedShort = "记下病情"
    case notedPatient = "记下病情问药师"
    case notedMore = "又记下病情"
    case notedForPharmacist = "转告药师"
    case passedToPharmacist = "也转给药师"
    case takenAlready = "在吃的药"
    case pharmacistAway = "药师不在"
    case pharmacistHours = "药师时间"
    case pharmacistSoon = "药师在线时"
    case pharmacistLater = "药师下班时"
    case staffHours = "客服时间"
    case staffSoon = "客服在线时"
    case staffLater = "客服下班时"
    case warehouseHours = "仓库时间"
    case warehouseSoon = "仓库上班时"
    case warehouseLater = "仓库下班时"
    case youAsk = "您问的是"
    case empty = "空话"
    case agreed = "好的"
    case tooLong = "太长"
    case noReviewedAnswer = "没有资料"
    case toHuman = "转客服"
    case bareDrug = "只说药名"
    case aboutEarlierDrug = "接着说药"
    case whichDrug = "哪种药"
    case whichQuestion = "猜问题"
    case isItQuestion = "猜一个问题"
    case drugAnswers = "药能答的"
    case alreadyTold = "刚说过"
    case cautionQuestion = "能不能用时的问法"
    case cautions = "先说要注意的"
    case queued = "排在后面"
    case putAside = "先放着"
    case sympathy = "体谅"
    case keptValue = "沿用"
    case waitingForHuman = "等客服"
    case queue = "排队"
    case backToBot = "回到机器人"
    case cancelled = "已取消"
    case nothingToCancel = "没有可取消"
    case apology = "道歉"
    case offerHuman = "要不要转人工"
    case confirm = "核对"
    case confirmAgain = "核对没懂"
    case confirmOrCancel = "核对还是没懂"
    case whatToCorrect = "改哪项"
    case corrected = "已改"
    case resume = "接着办"
    case actionFailed = "办不了"
    case putOff = "先不办"
    case takeYourTime = "慢慢想"
    case goodbye = "您先忙"
    case pending = "还没办完"
    case pendingConfirm = "等您点头"
    case stateConfirm = "还差确认"
    case stateAsking = "还差一样"
    case statePutOff = "没有办"
    case stateDone = "办好了"
    case alsoDone = "后来还办过"
    case doneBefore = "刚办过"
    case noted = "记下了"
    case notedPlain = "记在心里"
    case toldBefore = "用前面说的"
    case notNeeded = "不用报"
    case notInOrder = "单里没有"
    case whatOfOrder = "这单办什么"
    case asideNotUnderstood = "另一句没听准"
    case passedOnIllness = "等人工时问病"
    case askedMeanwhile = "等人工时问的"
    case recipientPhone = "收件人电话"
    case confirmAfter = "再核对"
    case reminder = "还差什么"
    case whatInstead = "改成什么"
    case companyTitle = "公司抬头"
    case addressRest = "缺门牌"
    case howToPay = "怎么付款"
    case orderHolds = "单里是什么"
    case stateWithdrawn = "撤掉了"
    case replaced = "换着办"
    case cannotUndo = "撤不了"
    case stillWaiting = "催人工"
    case alsoThis = "这单也办"
    case whichDeed = "退还是换"
    case answeredMeanwhile = "等人工时问的答案"
    case socialIntents = "客套意图"
    case adverseFlow = "不良反应流程"
    case usageFlow = "用药流程"
    case illnessIntent = "看病意图"
    /// Intents of what no pharmacy does: never offered as a choice.
    case outsideIntent = "店外意图"
    /// What can be asked instead, the first time.
    case outsideInstead = "店外建议"
    case conditionIntent = "说病意图"

    /// What `{…}` the text may use.
    var variables: [String] {
      switch self {
      case .greeting, .notUnderstood, .stillNotUnderstood, .outsideInstead: ["建议"]
      case .noReviewedAnswer, .bareDrug, .aboutEarlierDrug, .cautions, .alreadyTold, .takenAlready: ["药品"]
      case .confirm: ["内容"]
      case .whichDrug: ["药品", "选项"]
      case .whichQuestion, .drugAnswers: ["选项"]
      case .isItQuestion: ["问题"]
      case .corrected, .keptValue: ["词", "值"]
      case .cancelled, .resume, .queued, .putAside: ["流程"]
      case .queue: ["人数"]
      case .putOff, .takeYourTime, .pending, .pendingConfirm, .stateConfirm, .statePutOff: ["事"]
      case .stateAsking: ["事", "词"]
      case .stateDone, .doneBefore, .alsoDone: ["事", "受理号"]
      case .noted, .notedPlain, .notedShort, .notedPatient, .notedForPharmacist, .notedMore: ["内容"]
      case .youAsk: ["问题"]
      case .toldBefore: ["词", "值"]
      case .notNeeded: ["词"]
      case .notInOrder: ["单", "商品"]
      case .whatOfOrder: ["单"]
      case .asideNotUnderstood, .answeredMeanwhile: ["原话"]
      case .confirmAfter: ["内容"]
      case .reminder: ["事", "词"]
      case .whatInstead: ["词"]
      case .addressRest: ["值"]
      case .whichDeed: ["单"]
      case .alsoThis: ["单", "事"]
      case .orderHolds: ["单", "有", "商品"]
      case .stateWithdrawn, .replaced, .cannotUndo: ["事", "受理号"]
      case .askedMeanwhile: ["选项"]
      default: []
      }
    }

    fileprivate var standard: String {
      switch self {
      case .greeting: "您好，我是药店客服小助手。{建议}"
      case .notUnderstood: "这个我还不会。{建议}"
      case .outsideInstead: "药房的事可以这样问：{建议}"
      case .stillNotUnderstood: "还是没听明白，怕耽误您，要不要说“转人工”？{建议}"
      case .notUnderstoodIllness: "这句我没听准，怕说错。您换个说法再说一遍，或者回复“问药师”，让药师来答。"
      case .empty: "我在呢，您想问什么？"
      case .agreed: "好的。还有什么需要随时说。"
      case .tooLong: "这段话太长，我只看了前面一部分，您可以分开说。"
      case .noReviewedAnswer: "关于{药品}的这个问题，我手头没有药师审核过的资料，不敢乱说，我请药师来回答您。"
      case .toHuman: "好的，已为您转接人工客服，请稍等。接下来由客服和您说，想让我接着答就回复“找机器人”。"
      case .bareDrug: "您想了解{药品}的什么？可以问我怎么吃、要注意什么。"
      case .whichDrug: "您说的是{药品}？{选项}"
      case .whichQuestion: "没太听准，您是想问哪一件？回数字就行，都不是就换个说法。{选项}"
      case .isItQuestion: "您是想问“{问题}”吗？是就回“对”，不是就换个说法。"
      case .alreadyTold: "还是刚才说的那样，药师已经在看了；情况变重就先去医院。"
      case .cautions: "先把要注意的告诉您，有一条对得上就先别用："
      case .drugAnswers: "这几样我现在就能答，回数字就行：{选项}"
      case .queued: "“{流程}”我记着，手头这件办完接着办。"
      case .putAside: "“{流程}”先放着，想接着办说一声就行。"
      case .sympathy: "身体不舒服，您受累了。"
      case .aboutEarlierDrug: "您说的还是{药品}吧："
      case .waitingForHuman: "已经转给人工客服了，您的话客服都看得到。想让我接着答就回复“找机器人”。"
      case .queue: "前面还有{人数}位顾客。"
      case .backToBot: "好的，我回来了。您想问什么？"
      case .cancelled: "好的，{流程}先不办了。还需要别的随时说。"
      case .nothingToCancel: "好的，现在没有正在办的事。还需要什么随时说。"
      case .apology: "很抱歉给您添麻烦了。"
      case .offerHuman: "如果想直接和人说，回复“转人工”就行。"
      case .confirm: "和您核对一下：{内容}，对吗？"
      case .confirmAgain: "没问题就回复“对”，要改就直接告诉我改成什么。"
      case .confirmOrCancel: "没问题回“对”，不办了回“取消”，想和人说回“转人工”。"
      case .whatToCorrect: "好的，哪一项不对？直接告诉我正确的就行。"
      case .keptValue: "还按前面的{词}（{值}）办，不是的话把新的发给我。"
      case .corrected: "好的，{词}改成{值}。"
      case .resume: "我们接着办{流程}。"
      case .actionFailed: "系统这会儿没有反应，我请人工客服帮您办。"
      case .putOff: "好的，先不{事}，什么都没动。想办了说一声，我接着办。"
      case .takeYourTime: "好，不急，先不{事}，什么都没动。想好了说一声就行。"
      case .goodbye: "不客气，您先忙。"
      case .pending: "{事}还没办完，我记着，想接着办说一声就行。"
      case .pendingConfirm: "{事}，我这边等您点个头就办。"
      case .stateConfirm: "还没办，就差您点个头。"
      case .stateAsking: "{事}还没办好，还差{词}。"
      case .statePutOff: "放心，没有{事}，什么都没动。想办了说一声就行。"
      case .stateDone: "{事}已经办好了{受理号}，算数的。"
      case .doneBefore: "这一单前面办过{事}{受理号}。"
      case .alsoDone: "这一单后来还办过{事}{受理号}，同事联系您时说一声按哪个来就行。"
      case .noted: "{内容}，记下了。"
      case .notedPlain: "{内容}，记下了，后面问用药会连着一起看。"
      case .toldBefore: "{词}就用您前面说的：{值}。"
      case .notNeeded: "{词}不用再报，您点个头就行。"
      case .notInOrder: "{单}里没有{商品}。"
      case .whatOfOrder: "{单}要办什么，直接说就行。"
      case .asideNotUnderstood: "另外那句“{原话}”我没听准，一会儿换个说法再问我。"
      case .passedOnIllness: "这句我转给同事和药师了。要是喘不上气、抽搐、叫不醒，或者精神很差、越来越重，别等回复，马上打120或去急诊。"
      case .askedMeanwhile: "等的时候您问过这些，回数字我现在就答：{选项}"
      case .recipientPhone: "收件人的电话要是也换，把号码一起发给我。"
      case .stillNotUnderstoodIllness: "这句我还是没全听懂，不敢乱说。要我请药师来看吗？"
      case .notUnderstoodOrder: "订单和快递的事，这句我没听全。把订单号发我就能查，要现在查吗？"
      case .notUnderstoodAfterSales: "退换货的事，这句我没听全。要我请同事来看吗？"
      case .notUnderstoodPayment: "付款和价格的事，这句我没听全。要我请同事来看吗？"
      case .notUnderstoodGoods: "商品的事，这句我没听全。要我请同事来看吗？"
      case .acceptHealth: "问药师"
      case .acceptOrder: "我的快递到哪了"
      case .acceptAfterSales, .acceptPayment, .acceptGoods, .acceptPerson: "转人工"
      case .sameAgain: "也是一样的："
      case .saidBefore: "还是这条："
      case .saidOften: "这条前面说过，没有变。哪一点还不清楚？想和人说，回个“好”我就转给同事。"
      case .saidOftenHealth: "还是前面说的那样。要我请药师直接看您的情况吗？"
      case .atHospital: "那就好，都听医生的。吃过什么药、什么时候吃的，告诉医生一声。"
      case .calledHelp: "好，等的时候让人躺好、有人陪着，别喂水喂药；呼吸停了照120电话里说的做。"
      case .emergencyHolds: "这个别等，现在就去急诊或打120；好一阵坏一阵也要让医生看过才放心。"
      case .emergencyBetter: "好些了也请今天就去医院查清楚；再发作、叫不醒、喘不上气，马上打120。"
      case .goingToDoctor: "好，去看一下最放心。吃过的药和时间告诉医生，路上变重就打120。"
      case .emergencyGo: "好，现在就去，路上有变化马上打120。"
      case .notedShort: "{内容}，记下了。"
      case .notedPatient: "{内容}，记下了。要我请药师连着刚才的问题一起看吗？"
      case .notedMore: "{内容}，也记下了，问药师时一起带上。"
      case .notedForPharmacist: "{内容}，记下了，会一起告诉药师。"
      case .passedToPharmacist: "这句我也转给药师，{药师多久}一起回您；在加重的话先去医院。"
      case .takenAlready: "在吃的{药品}照常吃，别自己停；要加别的药，等药师一起核对过再吃。"
      case .pharmacistAway: "这会儿药师不在线，{药师多久}；难受得厉害就先去急诊。"
      case .pharmacistHours: "8:00～22:00"
      case .pharmacistSoon: "30分钟内回您"
      case .pharmacistLater: "早上8点后按先后回您"
      case .staffHours: "8:00～24:00"
      case .staffSoon: "一般两分钟内有人接"
      case .staffLater: "早上8点上班后按先后回您"
      case .warehouseHours: "0:00～20:00"
      case .warehouseSoon: "今天24点前"
      case .warehouseLater: "明天24点前"
      case .youAsk: ""
      case .confirmAfter: "刚才那件：{内容}，对吗？"
      case .reminder: "{事}这边就差{词}了，发给我就接着办。"
      case .whatInstead: "好的，{词}应该是什么？"
      case .companyTitle: "好，公司抬头要写全称，18位税号也一起发给我。"
      case .addressRest: "{值}，记下了。楼号和门牌也发我一下，快递好找。"
      case .howToPay: "在“我的订单”里点开这一单就能付款。"
      case .orderHolds: "{单}里是{有}，没有{商品}。{商品}是哪一单？把单号发给我；就是要办这一单，再发一遍这个单号就行。"
      case .stateWithdrawn: "{事}{受理号}已经撤掉了，不会再办。"
      case .replaced: "原来的{事}{受理号}已经撤掉。"
      case .cannotUndo: "{事}{受理号}已经办完，我这边撤不回来，要改的话回复“转人工”请同事看看。"
      case .stillWaiting: "您在人工队列里，{客服多久}，您发的话同事都看得到。不想等就回复“找机器人”。"
      case .alsoThis: "{单}也要办{事}吗？"
      case .whichDeed: "{单}，是要退货还是换新的？"
      case .answeredMeanwhile: "您刚才问“{原话}”："
      case .adverseFlow, .usageFlow, .illnessIntent, .conditionIntent, .outsideIntent, .cautionQuestion,
        .socialIntents:
        ""
      }
    }
  }

  /// Who works behind the bot, and when.
  enum Desk: String, CaseIterable, Sendable {
    case pharmacist = "药师"
    case staff = "客服"
    case warehouse = "仓库"

    /// `{药师时间}`, the hours, and `{药师多久}`, how soon at the time of the session.
    var hoursVariable: String { rawValue + "时间" }
    var soonVariable: String { rawValue + "多久" }

    var hours: Key {
      switch self {
      case .pharmacist: .pharmacistHours
      case .staff: .staffHours
      case .warehouse: .warehouseHours
      }
    }

    var soon: Key {
      switch self {
      case .pharmacist: .pharmacistSoon
      case .staff: .staffSoon
      case .warehouse: .warehouseSoon
      }
    }

    var later: Key {
      switch self {
      case .pharmacist: .pharmacistLater
      case .staff: .staffLater
      case .warehouse: .warehouseLater
      }
    }
  }

  /// What every text may use.
  static let clockVariables = Set(Desk.allCases.flatMap { [$0.hoursVariable, $0.soonVariable] })

  private var texts: [Key: [String]] = [:]

  mutating func set(_ key: Key, _ variants: [String]) { texts[key] = variants }

  func variants(_ key: Key) -> [String] {
    if let texts = texts[key] { return texts }
    if key == .socialIntents { return ["感谢", "再见", "夸奖", "知道了", "等一下", "祝福"] }
    return key.standard.isEmpty ? [] : [key.standard]
  }
}
