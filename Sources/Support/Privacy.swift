/// Finds and masks what could identify a person in a text: before a review is quoted, before a message is
/// stored.
///
/// The kinds are those that customers of shops really write; GB/T 35273-2020 (个人信息安全规范, annex A) calls
/// them personal information. Finding is by form alone and deterministic: it prefers to mask a harmless
/// number rather than to show somebody's, and a form that it does not know stays.
public enum Privacy {
  public enum Kind: String, Sendable, CaseIterable {
    case mobile = "手机号"
    case landline = "电话"
    case idCard = "身份证号"
    case email = "邮箱"
    /// A run of 12 digits or more: an order, a parcel, a bank card.
    case longNumber = "单号"
    /// What follows `微信`, `QQ` and the like.
    case account = "账号"
    case address = "地址"
  }

  public struct Finding: Sendable, Equatable {
    public let kind: Kind
    /// UTF-8 bytes of the text, on character boundaries.
    public let range: Range<Int>
  }

  /// What to mask in `text`, in text order, not overlapping.
  /// - Complexity: O(length).
  public static func findings(in text: some StringProtocol) -> [Finding] {
    var scanner = PrivacyScanner(text.unicodeScalars)
    return scanner.run()
  }

  /// `text` with every finding replaced by its kind in brackets: `打138 1234 5678` → `打[手机号]`.
  /// Masking twice changes nothing more.
  public static func mask(_ text: some StringProtocol) -> String {
    let findings = findings(in: text)
    guard !findings.isEmpty else { return String(text) }
    let bytes = Array(text.utf8)
    var masked: [UInt8] = []
    var position = 0
    for finding in findings {
      masked += bytes[position..<finding.range.lowerBound]
      masked += "[\(finding.kind.rawValue)]".utf8
      position = finding.range.upperBound
    }
    masked += bytes[position...]
    return String(decoding: masked, as: UTF8.self)
  }
}

/// Walks once over the scalars; every rule looks at a bounded stretch.
private struct PrivacyScanner {
  private let scalars: [Unicode.Scalar]
  /// Byte offset of every scalar, and of the end.
  private var offsets: [Int] = [0]
  private var findings: [Privacy.Finding] = []
  private var position = 0
  /// Where the last finding ended: nothing before it is taken again.
  private var floor = 0

  init(_ text: some Sequence<Unicode.Scalar>) {
    scalars = Array(text)
    offsets.reserveCapacity(scalars.count + 1)
    for scalar in scalars { offsets.append(offsets[offsets.count - 1] + UTF8.width(scalar)) }
  }

  mutating func run() -> [Privacy.Finding] {
    while position < scalars.count {
      if let (kind, range) = match() {
        findings.append(
          Privacy.Finding(kind: kind, range: offsets[range.lowerBound]..<offsets[range.upperBound]))
        position = range.upperBound
        floor = position
      } else {
        position += 1
      }
    }
    return findings
  }

  /// What begins at `position`, or has its mark there (`@` of an address, the digits of a house number).
  private func match() -> (Privacy.Kind, Range<Int>)? {
    let scalar = scalars[position]
    if scalar == "@" || scalar == "＠" { return email().map { (.email, $0) } }
    if let end = accountStart() { return account(at: end).map { (.account, $0) } }
    guard digit(position) != nil, position == 0 || digit(position - 1) == nil else { return nil }
    return number() ?? address().map { (.address, $0) }
  }

  // The value of the digit at `index`, full-width ones too.
  private func digit(_ index: Int) -> Int? {
    guard scalars.indices.contains(index) else { return nil }
    switch scalars[index].value {
    case let value where (0x30...0x39).contains(value): return Int(value) - 0x30
    case let value where (0xFF10...0xFF19).contains(value): return Int(value) - 0xFF10
    default: return nil
    }
  }

  /// After the digits from `start`.
  private func digitsEnd(_ start: Int) -> Int {
    var end = start
    while digit(end) != nil { end += 1 }
    return end
  }

  private func number() -> (Privacy.Kind, Range<Int>)? {
    let end = digitsEnd(position)
    let count = end - position
    let range = position..<end
    if count == 17, end < scalars.count, "xXＸｘ".unicodeScalars.contains(scalars[end]) {
      return (.idCard, position..<end + 1)
    }
    if count == 18, isBirthday(position + 6) { return (.idCard, range) }
    if count == 13, digit(position) == 8, digit(position + 1) == 6, isMobile(position + 2) {
      return (.mobile, range)
    }
    if count >= 12 { return (.longNumber, range) }
    if count == 11, isMobile(position) { return (.mobile, range) }
    if count == 11 || count == 12, digit(position) == 0 { return (.landline, range) }
    return grouped(firstEnd: end)
  }

  /// Numbers written in groups: `138-1234-5678`, `010-12345678`, `6222 0212 3456 7890`.
  private func grouped(firstEnd: Int) -> (Privacy.Kind, Range<Int>)? {
    var lengths = [firstEnd - position]
    var end = firstEnd
    while end < scalars.count, "- －—".unicodeScalars.contains(scalars[end]), digit(end + 1) != nil,
      lengths.count < 8
    {
      let next = digitsEnd(end + 1)
      lengths.append(next - end - 1)
      end = next
      if lengths.count == 2, digit(position) == 0, (3...4).contains(lengths[0]), (7...8).contains(lengths[1])
      {
        return (.landline, position..<end)
      }
      if lengths == [3, 4, 4], isMobile(position) { return (.mobile, position..<end) }
    }
    if lengths.count >= 3, lengths.dropLast().allSatisfy({ $0 == 4 }), lengths.reduce(0, +) >= 12 {
      return (.longNumber, position..<end)
    }
    return nil
  }

  /// 1 and 3…9: the form of mobile numbers in China (MIIT, 电信网编号计划 2017).
  private func isMobile(_ start: Int) -> Bool { digit(start) == 1 && (digit(start + 1) ?? 0) >= 3 }

  /// Whether eight digits of an identity number (GB 11643-1999) can be a date of birth.
  private func isBirthday(_ start: Int) -> Bool {
    let digits = (start..<start + 8).compactMap(digit)
    guard digits.count == 8 else { return false }
    let year = digits[0] * 10 + digits[1]
    return year == 19 || year == 20 ? (1...12).contains(digits[4] * 10 + digits[5]) : false
  }

  private func email() -> Range<Int>? {
    var start = position
    while start > floor, isAddressCharacter(scalars[start - 1]) { start -= 1 }
    var end = position + 1
    while end < scalars.count, isAddressCharacter(scalars[end]) { end += 1 }
    while end > position + 1, scalars[end - 1] == "." { end -= 1 }
    guard start < position, scalars[position + 1..<max(end, position + 1)].contains(".") else { return nil }
    return start..<end
  }

  private func isAddressCharacter(_ scalar: Unicode.Scalar) -> Bool {
    isAlphanumeric(scalar) || "._%+-".unicodeScalars.contains(scalar)
  }

  private func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && (scalar.properties.isAlphabetic || digitValue(scalar) != nil)
  }

  private func digitValue(_ scalar: Unicode.Scalar) -> UInt32? {
    (0x30...0x39).contains(scalar.value) ? scalar.value - 0x30 : nil
  }

  private static let accountNames = [
    "微信", "威信", "薇信", "QQ", "qq", "Qq", "扣扣", "VX", "vx", "Vx", "WX", "wx", "v信", "V信",
  ]
  .map { Array($0.unicodeScalars) }

  /// After the name of a messenger and what may stand between it and the account.
  private func accountStart() -> Int? {
    for name in Self.accountNames where scalars[position...].starts(with: name) {
      var end = position + name.count
      let limit = min(end + 4, scalars.count)
      while end < limit, "号码群是加:：为 +".unicodeScalars.contains(scalars[end]) { end += 1 }
      return end
    }
    return nil
  }

  private func account(at start: Int) -> Range<Int>? {
    var end = start
    while end < scalars.count, isAlphanumeric(scalars[end]) || "_-".unicodeScalars.contains(scalars[end]) {
      end += 1
    }
    return end - start >= 5 ? start..<end : nil
  }

  private static let placeEnds = Set("路街道巷弄村苑园区庄镇座厦寨屯组".unicodeScalars)
  private static let units = Set("号弄栋幢室单座楼层".unicodeScalars)
  private static let more = Set("号弄栋幢室单元座楼层户排院之-－".unicodeScalars)
  /// Characters that end the way back to where an address begins.
  private static let before = Set("在到住寄送是址于从往来去我的了给和与让发".unicodeScalars)
  private static let farthestBack = 24

  /// A house number after the name of a road or settlement, with all that belongs to it on both sides.
  private func address() -> Range<Int>? {
    var end = digitsEnd(position)
    guard position > floor, Self.placeEnds.contains(scalars[position - 1]), end - position <= 5,
      end < scalars.count, Self.units.contains(scalars[end])
    else { return nil }
    let afterName = position - 1
    if scalars[afterName] == "道", afterName > 0, "味知渠频赛一".unicodeScalars.contains(scalars[afterName - 1]) {
      return nil
    }
    while end < scalars.count,
      Self.more.contains(scalars[end]) || isAlphanumeric(scalars[end]) || digit(end) != nil
    {
      end += 1
    }
    var start = position - 1
    while start > floor, position - start < Self.farthestBack, isNamePart(scalars[start - 1]) { start -= 1 }
    return position - start >= 3 ? start..<end : nil
  }

  private func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
    (scalar.properties.isIdeographic || digitValue(scalar) != nil) && !Self.before.contains(scalar)
  }
}
