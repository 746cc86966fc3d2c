/// Titles of invoices as customers say them: 公司抬头 北京小雨科技有限公司, 还是开个人的, 抬头写王小雨.
enum TitleReader {
  /// How names of organisations end, longer ones before those that they end with.
  private static let endings = [
    "有限责任公司", "股份有限公司", "有限公司", "集团公司", "分公司", "总公司", "子公司", "公司", "集团", "事务所", "合作社", "工作室", "经营部", "门市部",
    "研究院", "研究所", "研究中心", "服务中心", "基金会", "委员会", "居委会", "村委会", "管理处", "管理局", "幼儿园", "出版社", "旅行社", "商行", "商店",
    "超市", "大药房", "药房", "诊所", "医院", "卫生院", "卫生所", "门诊部", "小学", "中学", "大学", "学院", "学校", "协会", "学会", "支行", "银行",
    "酒店", "饭店", "餐厅", "工厂", "中心", "厂", "局",
  ].map { Array($0.unicodeScalars) }
  private static let company = Array("公司".unicodeScalars)
  /// What stands before the name and is none of it.
  private static let leads = [
    "张发票", "一张", "发票抬头", "公司抬头", "单位抬头", "抬头", "公司名称", "单位名称", "公司全称", "单位全称", "公司名字", "公司名", "单位名", "名称",
    "全称", "公司的", "单位的",
    "公司是", "单位是", "公司叫", "单位叫", "公司：", "公司:", "公司 ", "单位：", "单位:", "单位 ", "公司,", "公司，", "开具", "开成", "开给",
    "写成",
    "改成", "改为", "改开", "换成", "应该是", "应当是", "不对", "不是", "错了", "写错了", "开错了", "是", "叫做", "叫", "就写", "就开", "写",
    "开",
    "填", "我们公司", "我们单位", "我们", "我司", "咱们", "名字", "就", "那", "请", "麻烦", "帮我", "给我", "个人的", "个人", "为", "用", "吧",
    "要", "：", ":", " ", "，", ",", "。", "；", "“", "\"", "的",
  ]
  /// Names that begin like one of those words.
  private static let names = ["用友", "开元", "开源", "开滦", "开心", "要得", "为民", "为华", "是达", "填海", "公司"]

  /// A whole organisation's name or a person's, 个人, or nil where the message says none.
  /// - Parameter isAsked: whether the title was asked for: then other names count, too.
  static func title(in text: FoldedText, isAsked: Bool) -> String? {
    if let name = organisation(in: text, isAsked: isAsked || text.contains("抬头")) { return name }
    if let name = person(in: text, isAsked: isAsked) { return name }
    if isPersonal(text) { return personal }
    return isAsked ? plainName(text) : nil
  }

  static let personal = "个人"

  /// Whether invoices with this title need a tax number (国家税务总局公告2017年第16号：企业索取发票应提供纳税人识别号).
  static func isOrganisation(_ title: String) -> Bool {
    let text = FoldedText(title)
    return title != personal
      && endings.contains { ending in
        text.count > ending.count && text.matches(ending, at: text.count - ending.count)
      } || title.count > 4 && !PersonName.isName(text)
  }

  /// Whether the message wants a company's title and does not say which.
  static func wantsCompany(_ text: FoldedText) -> Bool {
    text.contains(anyOf: ["公司", "单位", "对公", "企业"]) && !deniesCompany(text)
  }

  private static func deniesCompany(_ text: FoldedText) -> Bool {
    text.contains(anyOf: ["不开公司", "不要公司", "不用公司", "别开公司", "不写公司", "不是公司", "不开单位", "不要单位", "不用单位", "不写单位"])
  }

  private static func isPersonal(_ text: FoldedText) -> Bool {
    if text.contains(anyOf: ["不开个人", "不要个人", "不是个人", "不写个人", "个人能", "个人可以", "个人信息", "个人买", "个人还是"]) {
      return false
    }
    if Understanding.isQuestion(text), !text.contains(anyOf: ["改", "换", "还是", "就开", "就写"]) { return false }
    return text.contains(personal) || deniesCompany(text) && !text.contains("公司抬头错")
  }

  private static func organisation(in text: FoldedText, isAsked: Bool) -> String? {
    var best: String?
    for clause in text.clauses {
      var place = clause.lowerBound
      while place < clause.upperBound {
        guard let ending = endings.first(where: { text.matches($0, at: place) }),
          place + ending.count <= clause.upperBound
        else {
          place += 1
          continue
        }
        place += ending.count
        // 杭州青禾科技有限公司北京分公司 goes on.
        if place < clause.upperBound,
          endings.contains(where: { word in
            text.firstIndex(of: word, from: place).map { $0 + word.count <= clause.upperBound } ?? false
          })
        {
          continue
        }
        let isFirm = ending.suffix(2).elementsEqual(company)
        let name = stripped(text.original(clause.lowerBound..<place))
        let length = name.unicodeScalars.count
        guard length >= ending.count + (isFirm && ending.count == 2 ? 4 : 2), length <= 50,
          isFirm && length > 4 || isAsked,
          !name.unicodeScalars.contains(where: { "吗呢么什怎哪谁".unicodeScalars.contains($0) }),
          !["能", "可以", "要", "想", "我在", "你们", "我们", "贵公司", "快递公司", "这个", "哪家"].contains(where: {
            name.hasPrefix($0)
          })
        else { continue }
        best = name
      }
    }
    return best
  }

  private static func stripped(_ name: String) -> String {
    var name = name
    while let lead = leads.first(where: { name.hasPrefix($0) }),
      !names.contains(where: { name.hasPrefix($0) }) || lead.hasPrefix("公司")
    {
      name.removeFirst(lead.count)
    }
    return name.trimmingBlanks
  }

  private static func person(in text: FoldedText, isAsked: Bool) -> String? {
    for clause in text.clauses.reversed() {
      var words = stripped(text.text(clause))
      for ending in ["就可以了", "就可以", "就行了", "就行", "就好", "即可", "吧", "好了", "的名字"] where words.hasSuffix(ending) {
        words.removeLast(ending.count)
      }
      if PersonName.isName(FoldedText(words)) { return words }
    }
    guard isAsked || text.contains("抬头") || text.contains(personal) else { return nil }
    return PersonName.mentions(in: text).first.map { text.text($0.range) }
  }

  private static let sentences = [
    "吗", "呢", "么", "什", "怎", "哪", "谁", "几", "多少", "给我", "帮我", "我要", "我想", "不", "没", "了", "你", "您", "能", "可以",
    "要", "等", "再",
    "先", "来", "去", "看", "查", "问", "退", "换", "改", "领", "买", "送", "快", "别", "好", "名字", "随便", "都行",
  ]

  /// A name in letters, or words that are no sentence: John Smith, 松果教育.
  private static func plainName(_ text: FoldedText) -> String? {
    if text.contains(anyOf: ["随便", "都行", "都可以", "无所谓"]), text.count < 8 { return personal }
    let isLatin = !text.scalars.contains(where: isHan)
    guard text.clauses.count <= 2, let clause = isLatin ? 0..<text.count : text.clauses.last else {
      return nil
    }
    var name = stripped(text.original(clause))
    for ending in ["就可以了", "就可以", "就行了", "就行", "就好", "即可", "吧", "好了"] where name.hasSuffix(ending) {
      name.removeLast(ending.count)
    }
    let words = FoldedText(name)
    let letters = words.scalars.filter { ("a"..."z").contains($0) }.count
    guard (2...40).contains(words.count), !words.contains(anyOf: sentences),
      !["公司", "单位", "企业", "对公", "电子", "纸质", "发票", "普票", "专票"].contains(words.compact),
      words.scalars.contains(where: isHan) || letters > 2,
      !words.scalars.contains(where: { ("0"..."9").contains($0) }) || letters > 2
    else { return nil }
    return name
  }

  /// A taxpayer's number: the eighteen characters of GB 32100-2015 (no I, O, S, V, Z), or fifteen or twenty of before.
  /// - Parameter isAsked: else 税号 must stand in the message, or letters in the number: an order has none.
  static func taxNumber(in text: FoldedText, isAsked: Bool) -> String? {
    var run: [Unicode.Scalar] = []
    for index in 0...text.count {
      if index < text.count, isLetterOrDigit(text.scalars[index]) {
        run.append(text.scalars[index])
        continue
      }
      let letters = run.filter { !("0"..."9").contains($0) }.count
      if [15, 18, 20].contains(run.count), run.count - letters >= 8,
        isAsked || text.contains("税号") || text.contains("信用代码") || letters > 0
      {
        return String(scalars: run).uppercased()
      }
      run = []
    }
    let hasNone = ["没有税号", "没税号", "无税号", "不用税号", "不填税号", "不要税号", "不用填", "机关单位", "事业单位没有"]
    return isAsked && text.contains(anyOf: hasNone) ? "无" : nil
  }

  private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    ("0"..."9").contains(scalar) || ("a"..."z").contains(scalar)
  }
}

extension Script.Slot {
  var isTitle: Bool { key == "title" || name.hasSuffix("抬头") }
  var isTaxNumber: Bool { key == "tax_number" || name.hasSuffix("税号") }
}
