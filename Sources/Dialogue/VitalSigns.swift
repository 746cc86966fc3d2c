import Tokenization

/// Readings of the devices that people have at home: 185/115, 高压190, 血压一百八, 血糖掉到2.1, 血氧88.
///
/// A reading counts as one only where its name or the form of a blood pressure says so; whether it is dangerous is
/// for the safety rules to say.
enum VitalSigns {
  /// What customers call a reading; longer names stand before those that they begin with.
  private static let names: [(name: [Unicode.Scalar], kind: Entity.Kind)] = nameWords.map {
    (Array($0.0.unicodeScalars), $0.1)
  }

  private static let nameWords: [(String, Entity.Kind)] = [
    ("收缩压", .systolic), ("高压", .systolic), ("上压", .systolic), ("舒张压", .diastolic), ("低压", .diastolic),
    ("下压", .diastolic), ("血压", .systolic), ("血糖", .glucose), ("血氧饱和度", .oxygen), ("血氧", .oxygen),
  ]

  /// What can be measured at all: mmHg, mmol/L, per cent.
  private static let ranges: [Entity.Kind: ClosedRange<Double>] = [
    .systolic: 40...300, .diastolic: 20...200, .glucose: 0.5...60, .oxygen: 30...100,
  ]

  /// What may stand between a name and its reading: 血压今早量出来都190了.
  private static let room = 8

  /// After 血压计 only what it shows is a reading, not what it costs.
  private static let devices = Set("计仪表机".unicodeScalars)
  private static let measuring = Set("量测显".unicodeScalars)
  /// What makes a number something else: a price, a pack, a dose, a day.
  private static let otherUnits = Set("元块片粒盒瓶袋支条台个次天年月号岁gm".unicodeScalars)

  static func entities(in text: FoldedText) -> [Entity] {
    var found = pressures(in: text)
    var index = 0
    while index < text.count {
      guard let (name, kind) = names.first(where: { text.matches($0.name, at: index) }) else {
        index += 1
        continue
      }
      index += name.count
      guard let range = reading(after: index, of: kind, in: text),
        !found.contains(where: { $0.range.overlaps(range) }),
        let entity = entity(kind, range, in: text)
      else { continue }
      found.append(entity)
    }
    return found
  }

  /// Two numbers with a stroke between: the upper and the lower pressure.
  private static func pressures(in text: FoldedText) -> [Entity] {
    let groups = DigitRun.groups(in: text)
    var found: [Entity] = []
    for (upper, lower) in zip(groups, groups.dropFirst())
    where lower.lowerBound == upper.upperBound + 1
      && "/／".unicodeScalars.contains(text.scalars[upper.upperBound])
      && !isPart(upper.lowerBound..<lower.upperBound, in: text)
    {
      guard let systolic = entity(.systolic, upper, in: text),
        let diastolic = entity(.diastolic, lower, in: text),
        systolic.number ?? 0 > diastolic.number ?? 0, systolic.number ?? 0 >= 70
      else { continue }
      found += [systolic, diastolic]
    }
    return found
  }

  /// The first number within reach of a name, in its clause.
  private static func reading(after start: Int, of kind: Entity.Kind, in text: FoldedText) -> Range<Int>? {
    let last = min(start + room, text.clause(around: max(start - 1, 0)).upperBound, text.count)
    if start < last, devices.contains(text.scalars[start]),
      !text.scalars[start..<last].contains(where: measuring.contains)
    {
      return nil
    }
    guard let first = (start..<max(start, last)).first(where: { Measure.isNumeral(text.scalars[$0]) }) else {
      return nil
    }
    var end = first
    while end < text.count, Measure.isNumeral(text.scalars[end]) || isPoint(end, in: text) { end += 1 }
    return isPart(first..<end, in: text) ? nil : first..<end
  }

  /// 二点八: the point of a Chinese decimal.
  private static func isPoint(_ index: Int, in text: FoldedText) -> Bool {
    text.scalars[index] == "点" && index + 1 < text.count && Measure.isNumeral(text.scalars[index + 1])
  }

  /// Whether the number belongs to something else: a longer fraction, a price, a dose.
  private static func isPart(_ range: Range<Int>, in text: FoldedText) -> Bool {
    let before = range.lowerBound > 0 ? text.scalars[range.lowerBound - 1] : " "
    guard range.upperBound < text.count else { return "./／".unicodeScalars.contains(before) }
    let after = text.scalars[range.upperBound]
    // 血糖3.2mmol/L, 血压185mmHg: its own unit.
    if text.matches(Array("mm".unicodeScalars), at: range.upperBound) { return false }
    return otherUnits.contains(after) || "./／".unicodeScalars.contains(before)
  }

  private static func entity(_ kind: Entity.Kind, _ range: Range<Int>, in text: FoldedText) -> Entity? {
    guard let number = ChineseNumeral.value(text.text(range)), let possible = ranges[kind],
      possible.contains(number)
    else { return nil }
    return Entity(kind: kind, range: range, value: text.text(range), number: number)
  }
}
