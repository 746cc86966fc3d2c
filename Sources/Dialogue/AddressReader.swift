/// Addresses as customers type them: 杭州市西湖区文三路138号2幢301室.
///
/// A run without punctuation that names at least two levels of an address, widest first (GB/T 23705-2009), one of
/// them a road, estate or number, so that 我在北京 and 三号线 are none.
enum AddressReader {
  /// Endings by level, from provinces to rooms.
  private static let levels: [[String]] = [
    ["省", "自治区"], ["市", "州", "盟"], ["区", "县", "旗"], ["镇", "乡", "街道", "开发区"],
    ["路", "大道", "街", "巷", "弄", "胡同", "村", "大街"],
    ["号", "小区", "花园", "大厦", "公寓", "广场", "学校", "大学", "医院", "苑", "新村"],
    // In no fixed order: 3号楼2单元, 412楼3单元, 5层2座.
    ["幢", "栋", "座", "单元", "号楼", "室", "层", "楼"],
  ]
  private static let firstPrecise = 4
  private static let endings: [(scalars: [Unicode.Scalar], level: Int)] =
    levels.enumerated().flatMap { level, words in words.map { (Array($0.unicodeScalars), level) } }
    .sorted { $0.scalars.count > $1.scalars.count }
  /// What stands before an address and is no part of it.
  private static let leads = [
    "收货地址是", "地址改成", "地址改到", "地址是", "改成", "改到", "寄到", "送到", "发到", "换成", "地址", "我在", "住在", "到", "是",
  ]
  .map { Array($0.unicodeScalars) }

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
    // 收货人改成陈静 behind an address is no part of it.
    let ends = recipientWords.compactMap { text.firstIndex(of: $0, from: run.lowerBound) }.filter {
      $0 < run.upperBound
    }
    let run = run.lowerBound..<(ends.min() ?? run.upperBound)
    var start = run.lowerBound
    for lead in leads {
      if let place = text.firstIndex(of: lead, from: run.lowerBound), place < run.upperBound - lead.count {
        start = max(start, place + lead.count)
        break
      }
    }
    var seen: [Int] = []
    var last = start
    var index = start
    while index < run.upperBound {
      guard index > last, let ending = endings.first(where: { text.matches($0.scalars, at: index) }),
        ending.level >= seen.last ?? 0, index + ending.scalars.count <= run.upperBound
      else {
        index += 1
        continue
      }
      if seen.isEmpty {
        // 张三 13800001111 杭州市…: what stands apart before it is no part of it.
        start = text.scalars[start..<index].lastIndex(of: " ").map { $0 + 1 } ?? start
      }
      index += ending.scalars.count
      seen.append(ending.level)
      last = index
    }
    // 3栋502: a room needs no word for it.
    if last < run.upperBound, (seen.last ?? 0) >= firstPrecise + 1 {
      while last < run.upperBound, text.scalars[last].isASCII, !isSeparator(text.scalars[last]) { last += 1 }
    }
    guard Set(seen).count >= 2, (seen.last ?? 0) >= firstPrecise, last - start >= 5 else { return nil }
    return start..<last
  }

  private static let recipientWords = ["收件人", "收货人", "收件", "联系人"].map { Array($0.unicodeScalars) }
  private static let recipientLeads = ["改成", "换成", "改为", "写", "是", "填", "叫", "为", "名字", "：", ":", " "]
  private static let kin = [
    "我妈妈", "我爸爸", "我老公", "我老婆", "我妈", "我爸", "我姐", "我哥", "我弟", "我妹", "我婆婆", "我公公", "我奶奶", "我爷爷", "我朋友", "我同事",
    "我爱人", "我",
    "他", "她",
  ]

  /// 收件人写我妈李桂芳: 李桂芳; nil where nobody is named.
  static func recipient(in text: FoldedText) -> String? {
    for word in recipientWords {
      guard let place = text.firstIndex(of: word) else { continue }
      let clause = text.clause(around: place)
      var name = text.text(place + word.count..<max(place + word.count, clause.upperBound))
      while let lead = recipientLeads.first(where: { name.hasPrefix($0) }) { name.removeFirst(lead.count) }
      if let lead = kin.first(where: { name.hasPrefix($0) }) { name.removeFirst(lead.count) }
      while let last = name.last, "吧啊呀了的就行".contains(last) { name.removeLast() }
      if (2...4).contains(name.count), name.unicodeScalars.allSatisfy(isHan),
        !["什么", "电话", "可以", "吗", "能", "谁", "写错", "是谁", "怎么", "错了", "换", "地址"].contains(where: {
          name.contains($0)
        })
      {
        return name
      }
    }
    return nil
  }

  private static let recipientMark = "，收件人："
  private static let phoneMark = "，电话："

  /// The address that a message holds, with the recipient and the phone that stand beside it.
  /// - Parameter earlier: what was told before; of it stays what the message does not say anew, and it suffices
  ///   then that the message names a recipient or a phone.
  static func address(in message: Message, earlier: String? = nil) -> String? {
    let said = message.entity(.address)?.value
    let name = recipient(in: message.text)
    let phone = message.entity(.phone)?.value
    guard said != nil || earlier != nil && (name != nil || phone != nil) else { return nil }
    let (place, oldName, oldPhone) = parts(of: earlier ?? "")
    var value = said ?? place
    if let name = name ?? oldName { value += recipientMark + name }
    if let phone = phone ?? oldPhone { value += phoneMark + phone }
    return value
  }

  /// Whether a value names somebody to receive the parcel and no phone of hers.
  static func lacksPhone(_ value: String) -> Bool {
    value.contains(recipientMark) && !value.contains(phoneMark)
  }

  private static func parts(of value: String) -> (address: String, recipient: String?, phone: String?) {
    let halves = value.split(separator: phoneMark, maxSplits: 1).map(String.init)
    let first = (halves.first ?? "").split(separator: recipientMark, maxSplits: 1).map(String.init)
    return (
      first.first ?? "", first.count > 1 ? first[1] : nil, halves.count > 1 ? halves[1] : nil
    )
  }
}
