/// Addresses as customers type them: 杭州市西湖区文三路138号2幢301室.
///
/// A run without punctuation that names at least two levels of an address, widest first (GB/T 23705-2009), one of
/// them a road, estate or number, so that 我在北京 and 三号线 are none.
enum AddressReader {
  /// Endings by level, from provinces to rooms.
  private static let levels: [[String]] = [
    ["省", "自治区"], ["市", "州", "盟"], ["区", "县", "旗"], ["镇", "乡", "街道", "开发区"],
    ["路", "大道", "街", "巷", "弄", "胡同", "村", "大街"],
    ["号", "小区", "花园", "大厦", "公寓", "广场", "学校", "大学", "医院", "苑", "新村", "家园", "家属院", "宿舍", "社区", "号院", "园区"],
    // In no fixed order: 3号楼2单元, 412楼3单元, 5层2座.
    ["幢", "栋", "座", "单元", "号楼", "室", "层", "楼", "号门"],
  ]
  private static let firstPrecise = 4
  private static let estate = 5
  private static let room = 6
  private static let endings: [(scalars: [Unicode.Scalar], level: Int)] =
    levels.enumerated().flatMap { level, words in words.map { (Array($0.unicodeScalars), level) } }
    .sorted { $0.scalars.count > $1.scalars.count }
  /// Endings of estates that are too short to mean one before a district was named.
  private static let estateEndings = Set("园里城府湾庭院居".unicodeScalars)
  /// What numbers a part of an estate: 四区, 东区, 二期.
  private static let partMarks = Set("一二三四五六七八九十东西南北中0123456789".unicodeScalars)
  /// What stands before an address and is no part of it.
  private static let leads = [
    "收货地址是", "收货地址", "地址改成", "地址改到", "地址换成", "地址是", "改成", "改到", "改送到", "改寄到", "寄到", "送到", "发到", "换成", "换到",
    "地址",
    "我在", "住在", "家在", "寄往", "送往", "寄去", "送去", "住", "在", "到", "是", "寄", "送", "发", "：", ":",
  ]
  .map { Array($0.unicodeScalars) }
  /// Directions and places that follow the number of a building.
  private static let tails = [
    "东户", "西户", "中户", "左户", "右户", "东门", "西门", "南门", "北门", "后门", "门口", "门卫室", "门卫", "物业", "前台", "菜鸟驿站", "驿站",
    "丰巢",
    "快递柜", "保安室", "传达室", "收发室", "对面", "旁边", "隔壁", "楼下", "左手边", "右手边", "左边", "右边", "底商",
  ].map { Array($0.unicodeScalars) }

  /// - Complexity: O(length × endings).
  static func entities(in text: FoldedText) -> [Entity] {
    var found: [Entity] = []
    var start = 0
    while start < text.count {
      var end = start
      while end < text.count, isPart(text.scalars[end]) { end += 1 }
      if let range = address(in: text, start..<end) {
        found.append(Entity(kind: .address, range: range, value: text.original(range).filter { $0 != " " }))
      }
      start = max(end, start) + 1
    }
    return found
  }

  private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
    isHan(scalar) || !isSeparator(scalar) || scalar == "-" || scalar == "#" || scalar == " "
  }

  private static func address(in text: FoldedText, _ run: Range<Int>) -> Range<Int>? {
    let (range, levels) = scan(text, run)
    guard levels.count >= 2, (levels.max() ?? 0) >= firstPrecise, range.count >= 5 else { return nil }
    return range
  }

  /// Where the words of an address begin and end in a run, and which levels they name.
  private static func scan(_ text: FoldedText, _ run: Range<Int>) -> (range: Range<Int>, levels: Set<Int>) {
    // 收货人改成陈静 behind an address is no part of it.
    let ends = recipientWords.compactMap { text.firstIndex(of: $0, from: run.lowerBound) }.filter {
      $0 < run.upperBound
    }
    let run = run.lowerBound..<(ends.min() ?? run.upperBound)
    var start = run.lowerBound
    var seen: [Int] = []
    var last = start
    var lastWord: [Unicode.Scalar] = []
    var index = start
    while index < run.upperBound {
      guard index > last, let ending = ending(at: index, in: text, after: seen.last),
        ending.level >= seen.last ?? 0, index + ending.scalars.count <= run.upperBound
      else {
        index += 1
        continue
      }
      if seen.isEmpty { start = beginning(in: text, start..<index) }
      index += ending.scalars.count
      seen.append(ending.level)
      last = index
      lastWord = ending.scalars
    }
    if (seen.last ?? 0) >= estate { last = room(in: text, from: last, to: run.upperBound, after: lastWord) }
    if (seen.last ?? 0) >= firstPrecise {
      while let tail = tails.first(where: {
        text.matches($0, at: last) && last + $0.count <= run.upperBound
      }) {
        last += tail.count
      }
    }
    return (min(start, last)..<last, Set(seen))
  }

  private static func ending(
    at index: Int, in text: FoldedText, after seen: Int?
  ) -> (scalars: [Unicode.Scalar], level: Int)? {
    let scalar = text.scalars[index]
    // 四区 and 二期 are parts of an estate once its district is known.
    if let seen, seen >= 2, scalar == "区" || scalar == "期", partMarks.contains(text.scalars[index - 1]) {
      return ([scalar], max(seen, estate))
    }
    if let known = endings.first(where: { text.matches($0.scalars, at: index) }) { return known }
    return seen.map { $0 >= 2 && estateEndings.contains(scalar) } ?? false ? ([scalar], estate) : nil
  }

  /// 张三 13800001111 杭州市…: what stands apart before it is no part of it, nor 我妈住.
  private static func beginning(in text: FoldedText, _ range: Range<Int>) -> Int {
    var start = range.lowerBound
    for lead in leads {
      var from = range.lowerBound
      while let place = text.firstIndex(of: lead, from: from), place + lead.count < range.upperBound {
        start = max(start, place + lead.count)
        from = place + 1
      }
    }
    return text.scalars[start..<range.upperBound].lastIndex(of: " ").map { $0 + 1 } ?? start
  }

  /// 3栋502, 3-2-502: a room needs no word for it. After 单元 a space may part it.
  private static func room(in text: FoldedText, from: Int, to end: Int, after word: [Unicode.Scalar]) -> Int {
    func isRoom(_ index: Int) -> Bool {
      let scalar = text.scalars[index]
      if scalar.isASCII, !isSeparator(scalar) { return true }
      return (scalar == "-" || scalar == "#") && index + 1 < end && text.scalars[index + 1].isASCII
        && !isSeparator(text.scalars[index + 1])
    }
    var last = from
    while last < end, isRoom(last) { last += 1 }
    guard last == from, last < end, text.scalars[last] == " ", word.last != "室", word.last != "号" else {
      return last
    }
    var next = last + 1
    while next < end, isRoom(next) { next += 1 }
    return next - last == 4 ? next : last
  }

  private static let recipientWords = ["收件人", "收货人", "收件", "联系人"].map { Array($0.unicodeScalars) }
  private static let recipientLeads = ["改成", "换成", "改为", "写", "是", "填", "叫", "为", "名字", "：", ":", " "]
  private static let kin = [
    "我妈妈", "我爸爸", "我老公", "我老婆", "我妈", "我爸", "我姐", "我哥", "我弟", "我妹", "我婆婆", "我公公", "我奶奶", "我爷爷", "我朋友", "我同事",
    "我爱人", "我",
    "他", "她",
  ]

  /// 收件人写我妈李桂芳, 李桂芳收, 寄给李桂芳: 李桂芳; nil where nobody is named.
  static func recipient(in text: FoldedText) -> String? {
    for word in recipientWords {
      guard let place = text.firstIndex(of: word) else { continue }
      let clause = text.clause(around: place)
      var name = text.text(place + word.count..<max(place + word.count, clause.upperBound))
      while let lead = recipientLeads.first(where: { name.hasPrefix($0) }) { name.removeFirst(lead.count) }
      if let lead = kin.first(where: { name.hasPrefix($0) }) { name.removeFirst(lead.count) }
      while let last = name.last, "吧啊呀了的就行".contains(last) { name.removeLast() }
      if (2...4).contains(name.count), name.unicodeScalars.allSatisfy(isHan),
        !PersonName.kin.contains(where: { $0.elementsEqual(name.unicodeScalars) }),
        ![
          "什么", "手机", "号码", "和", "跟", "一下", "名字", "换个", "电话", "可以", "吗", "能", "谁", "写错", "是谁", "怎么", "错了",
          "换", "地址",
        ].contains(where: {
          name.contains($0)
        })
      {
        return name
      }
    }
    let mentions = PersonName.mentions(in: text)
    return mentions.first(where: \.isRecipient).map { text.text($0.range) }
  }

  /// The place of an order whose recipient or phone alone is another.
  static let unchanged = "原地址"

  /// 学校北门菜鸟驿站 of 想改地址到学校北门菜鸟驿站.
  static func withoutLead(_ text: FoldedText, _ range: Range<Int>) -> String {
    var start = range.lowerBound
    for lead in leads + ["写", "填"].map({ Array($0.unicodeScalars) }) {
      if let place = text.firstIndex(of: lead, from: range.lowerBound),
        place + lead.count + 3 <= range.upperBound
      {
        start = max(start, place + lead.count)
      }
    }
    return text.original(start..<range.upperBound).trimmingBlanks
  }

  private static let recipientMark = "，收件人："
  private static let phoneMark = "，电话："

  /// The address that a message holds, with the recipient and the phone that stand beside it.
  /// - Parameter earlier: what was told before; of it stays what the message does not say anew, and it suffices
  ///   then that the message names a recipient or a phone, or the building that the address lacked.
  /// - Parameter isCorrecting: whether a bare number is the room: 不对，是1503.
  static func address(in message: Message, earlier: String? = nil, isCorrecting: Bool = false) -> String? {
    let said = message.entity(.address)?.value
    var name = recipient(in: message.text)
    if name == nil, said != nil {
      name = PersonName.mentions(in: message.text).first.map { message.text.text($0.range) }
    }
    if name == nil, earlier != nil, PersonName.isName(message.text) { name = message.text.compact }
    let phone = message.entity(.phone)?.value
    let (place, oldName, oldPhone) = parts(of: earlier ?? "")
    if said == nil, isCorrecting, place != unchanged, let number = room(in: message.text) {
      return rebuilt(withRoom(number, place), oldName, oldPhone)
    }
    let building = said == nil && !place.isEmpty && place != unchanged ? building(in: message.text) : nil
    guard said != nil || building != nil || earlier != nil && (name != nil || phone != nil) else {
      return nil
    }
    let whole = said.map { continued(place, $0) } ?? place
    return rebuilt(building.map { joined(whole, $0) } ?? whole, name ?? oldName, phone ?? oldPhone)
  }

  /// 文三路90号 after 杭州市西湖区: the rest of an address that was not complete.
  private static func continued(_ place: String, _ said: String) -> String {
    guard !place.isEmpty, !isComplete(place), !said.contains(place) else { return said }
    let text = FoldedText(said)
    let (_, levels) = scan(text, 0..<text.count)
    return (levels.min() ?? 0) > 2 ? place + said : said
  }

  private static func rebuilt(_ place: String, _ name: String?, _ phone: String?) -> String {
    place + (name.map { recipientMark + $0 } ?? "") + (phone.map { phoneMark + $0 } ?? "")
  }

  private static let roomLeads = ["应该是", "改成", "改为", "是", "门牌号", "门牌", "房号", "房间", "室号", "：", ":"]

  /// 是1503, 门牌是1503室: the number.
  private static func room(in text: FoldedText) -> String? {
    for clause in text.clauses.suffix(1) {
      var words = text.text(clause)
      while let lead = roomLeads.first(where: { words.hasPrefix($0) }) { words.removeFirst(lead.count) }
      if words.hasSuffix("室") { words.removeLast() }
      if (2...5).contains(words.count), words.unicodeScalars.allSatisfy({ ("0"..."9").contains($0) }) {
        return words
      }
    }
    return nil
  }

  private static func withRoom(_ number: String, _ place: String) -> String {
    let text = FoldedText(place)
    guard let last = DigitRun.groups(in: text).last, last.upperBound >= text.count - 1 else {
      return place + number
    }
    return text.original(0..<last.lowerBound) + number + text.original(last.upperBound..<text.count)
  }

  /// 412楼3单元502 alone: the part of an address that comes last.
  private static func building(in text: FoldedText) -> String? {
    for clause in text.clauses.reversed()
    where !["不是", "不要", "别", "不写"].contains(where: { text.stands($0, at: clause.lowerBound) }) {
      let (range, levels) = scan(text, clause)
      if let first = levels.min(), first >= firstPrecise,
        range.contains(where: { isNumber(text.scalars[$0]) })
      {
        return text.original(range).filter { $0 != " " }
      }
      let words = text.text(clause)
      if words.contains("-"), words.unicodeScalars.allSatisfy({ $0 == "-" || ("0"..."9").contains($0) }) {
        return words
      }
    }
    return nil
  }

  /// A building named again takes the place of the one before.
  private static func joined(_ place: String, _ building: String) -> String {
    guard isComplete(place) else { return place + building }
    let text = FoldedText(place)
    if let changed = renumbered(place, building) { return changed }
    let numbers = DigitRun.groups(in: text)
    let new = FoldedText(building)
    let (_, levels) = scan(new, 0..<new.count)
    guard levels.min() == room,
      let first = numbers.first(where: { group in
        ["号楼", "栋", "幢", "座", "单元", "楼", "室"].contains { text.stands($0, at: group.upperBound) }
      })
    else { return place + building }
    return text.original(0..<first.lowerBound) + building
  }

  private static let units = ["号楼", "单元", "栋", "幢", "座", "楼", "室", "层", "号"]

  /// 5号楼 where there was a 3号楼: the number alone is another.
  private static func renumbered(_ place: String, _ building: String) -> String? {
    let (old, new) = (FoldedText(place), FoldedText(building))
    let groups = DigitRun.groups(in: new)
    guard groups.count == 1, let group = groups.first,
      let unit = units.first(where: { new.stands($0, at: group.upperBound) }),
      group.upperBound + unit.count == new.count, group.lowerBound == 0,
      let known = DigitRun.groups(in: old).last(where: { old.stands(unit, at: $0.upperBound) })
    else { return nil }
    return old.original(0..<known.lowerBound) + new.text(group) + old.original(known.upperBound..<old.count)
  }

  private static func isNumber(_ scalar: Unicode.Scalar) -> Bool {
    ("0"..."9").contains(scalar) || "一二三四五六七八九十".unicodeScalars.contains(scalar)
  }

  private static let wholePlaces = [
    "村", "大学", "医院", "学校", "学院", "大厦", "广场", "公司", "厂", "驿站", "超市", "店", "宿舍", "队", "组", "中心", "局", "中学",
    "小学", "银行", "原地址",
  ]

  /// Whether a courier finds it: a number, or a place that has none.
  static func isComplete(_ value: String) -> Bool {
    let place = parts(of: value).address
    return place.unicodeScalars.contains { ("0"..."9").contains($0) }
      || ["号", "栋", "幢", "单元", "室", "层", "座"].contains { place.contains($0) }
      || wholePlaces.contains { place.hasSuffix($0) }
  }

  /// Whether a value names somebody to receive the parcel and no phone of hers.
  static func lacksPhone(_ value: String) -> Bool {
    value.contains(recipientMark) && !value.contains(phoneMark)
  }

  /// As it is said back: 文三路138号2幢301室，收件人李桂芳，电话尾号5678.
  static func spoken(_ value: String) -> String {
    let (place, name, phone) = parts(of: value)
    return place + (name.map { "，收件人\($0)" } ?? "") + (phone.map { "，电话尾号\($0.suffix(4))" } ?? "")
  }

  static func parts(of value: String) -> (address: String, recipient: String?, phone: String?) {
    let halves = value.split(separator: phoneMark, maxSplits: 1).map(String.init)
    let first = (halves.first ?? "").split(separator: recipientMark, maxSplits: 1).map(String.init)
    return (
      first.first ?? "", first.count > 1 ? first[1] : nil, halves.count > 1 ? halves[1] : nil
    )
  }
}
