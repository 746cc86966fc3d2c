/// Numbers as Chinese people write them. ICU's spell-out parser reads 三万五 as 30005, so this is ours.
public enum ChineseNumeral {
  /// The value of a whole numeral, or nil if `text` is not one.
  ///
  /// - Digits, half or full width, with a decimal point: `12`, `１２`, `0.25`.
  /// - Places up to 亿: `一百二十`, `三万五` (35,000: after a place the last digit is of the next lower one),
  ///   `两千零三`, `十五`; financial forms `壹贰叁…拾佰仟`.
  /// - Digit by digit: `二〇二四`, `一二三` (three or more, or with a zero).
  /// - `半` (0.5), `一点五` (1.5).
  /// - Mixed: `3万`, `1.5亿`.
  public static func value(_ text: some StringProtocol) -> Double? {
    let normal = Normalizer.normalize(text)
    guard !normal.isEmpty else { return nil }
    if normal == "半" { return 0.5 }
    if let plain = decimal(normal) { return plain }
    if let point = normal.firstIndex(of: "点") {
      guard let whole = value(normal[..<point]), whole == whole.rounded(),
        let fraction = digitString(normal[normal.index(after: point)...])
      else { return nil }
      return Double("\(Int(exactly: whole) ?? 0).\(fraction)")
    }
    if let last = normal.last, let unit = largePlaces[last], let head = decimal(String(normal.dropLast())) {
      return head * unit
    }
    if normal.count >= 2, let digits = digitString(normal[...]), normal.count >= 3 || digits.contains("0") {
      return Double(digits)
    }
    return places(normal)
  }

  /// Whether the character can be part of a Chinese numeral.
  static func isNumeral(_ scalar: UInt16) -> Bool {
    guard let scalar = Unicode.Scalar(scalar) else { return false }
    let character = Character(scalar)
    return digits[character] != nil || smallPlaces[character] != nil || largePlaces[character] != nil
      || character == "半" || character == "几"
  }

  static let digits: [Character: Int] = [
    "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9, "俩": 2, "仨": 3,
  ]
  private static let smallPlaces: [Character: Double] = [
    "十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000,
  ]
  private static let largePlaces: [Character: Double] = ["万": 1e4, "亿": 1e8]

  private static func decimal(_ text: String) -> Double? {
    guard text.utf8.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2E || $0 == 0x2C }),
      text.utf8.first != 0x2E, text.utf8.last != 0x2E, text.utf8.last != 0x2C
    else { return nil }
    return Double(text.filter { $0 != "," })
  }

  private static func digitString(_ text: Substring) -> String? {
    var result = ""
    for character in text {
      guard let digit = digits[character], character != "两", character != "俩", character != "仨" else {
        return nil
      }
      result += "\(digit)"
    }
    return result.isEmpty ? nil : result
  }

  /// Place notation: sections of 千百十 closed by 万 or 亿, places falling within a section.
  private static func places(_ text: String) -> Double? {
    var closed = 0.0  // what 亿 has closed
    var tenThousands = 0.0  // what 万 has closed since
    var section = 0.0
    var digit: Double?
    var lastPlace = Double.infinity
    var afterZero = false
    for character in text {
      if let value = digits[character] {
        guard digit == nil else { return nil }
        if value == 0 {
          if text.count == 1 { return 0 }
          afterZero = true
        } else {
          digit = Double(value)
        }
      } else if let place = smallPlaces[character] {
        guard place < lastPlace, let times = digit ?? (place == 10 && section == 0 ? 1 : nil) else {
          return nil
        }
        section += times * place
        (lastPlace, digit, afterZero) = (place, nil, false)
      } else if let place = largePlaces[character] {
        section += digit ?? 0
        if place == 1e4 {
          guard section > 0, tenThousands == 0 else { return nil }
          tenThousands = section * 1e4
        } else {
          guard section + tenThousands > 0, closed == 0 else { return nil }
          closed = (tenThousands + section) * 1e8
          tenThousands = 0
        }
        (section, lastPlace, digit, afterZero) = (0, place, nil, false)
      } else {
        return nil
      }
    }
    if let digit {
      // 三万五 is 35,000 but 三万零五 is 30,005 and 十五 is 15.
      let isNextPlace = !afterZero && lastPlace.isFinite && lastPlace > 10
      section += isNextPlace ? digit * lastPlace / 10 : digit
    }
    return closed + tenThousands + section
  }
}
