/// A fact found in a message: what it is, where, and its normalised value.
struct Entity: Sendable, Equatable {
  /// What the extractor knows by itself. The raw value is the name in 话本 files.
  enum Kind: String, CaseIterable, Sendable {
    case drug = "药品"
    case phone = "手机号"
    case dose = "剂量"
    case quantity = "数量"
    case duration = "时长"
    case age = "年龄"
    case date = "时间"
    case money = "金额"
    case frequency = "次数"
    case timing = "用药时机"
    case address = "地址"
    case systolic = "收缩压"
    case diastolic = "舒张压"
    case glucose = "血糖"
    case oxygen = "血氧"

    /// Its name in `--json`.
    var key: String {
      switch self {
      case .drug: "drug"
      case .phone: "phone"
      case .dose: "dose"
      case .quantity: "quantity"
      case .duration: "duration"
      case .age: "age"
      case .date: "date"
      case .money: "amount"
      case .frequency: "frequency"
      case .timing: "timing"
      case .address: "address"
      case .systolic: "systolic"
      case .diastolic: "diastolic"
      case .glucose: "glucose"
      case .oxygen: "oxygen"
      }
    }
  }

  var kind: Kind
  /// Indexes into the folded text.
  var range: Range<Int>
  /// What counts as the same: the generic name, `202611180012345678`, `2026-11-20 20:30`, `0.3g`, `3天`,
  /// `3次/天`, `饭后`.
  var value: String
  /// Where the value is a measure: years for ages, grams-as-written for doses, else the count.
  var number: Double?
  var drug: DrugName?
  /// What a wrongly typed name may mean as well as `drug`: other drugs, as the lexicon writes them.
  var otherDrugs: [DrugName] = []
}

/// A drug as customers and answers name it: the generic name, and the dosage form where one is said.
struct DrugName: Sendable, Hashable, Codable {
  /// Without its form: 布洛芬, 蒙脱石.
  var generic: String
  /// Class of the form (胶囊, 片, 液…); nil when not said.
  var form: String?
  /// The principal name, the value of the 词 药品: 布洛芬.
  var title: String
  /// The name as the lexicon writes what was said: 芬必得.
  var said: String
  var isBrand = false

  /// Whether an answer about `other` may serve a question about this one: the same generic name, and no
  /// two different forms. A question about 布洛芬 may get 布洛芬缓释胶囊, one about 布洛芬混悬液 may not.
  func isServed(by other: DrugName) -> Bool {
    generic == other.generic && (form == nil || other.form == nil || form == other.form)
  }

  /// Splits a normalised name into generic name and form.
  init(_ name: String, generic known: String? = nil) {
    title = name
    said = name
    let (stem, form) = DrugName.cut(name)
    self.form = form
    generic = DrugName.cut(known ?? stem).stem
  }

  init(generic: String, form: String?, title: String, said: String) {
    self.said = said
    self.generic = generic
    self.form = form
    self.title = title
  }

  static func cut(_ name: String) -> (stem: String, form: String?) {
    let bytes = Array(name.utf8)
    // Two characters at least must remain; a Han character has three bytes.
    for (suffix, form) in formBytes
    where bytes.count >= suffix.count + 6 && bytes.suffix(suffix.count) == suffix {
      return (String(decoding: bytes.dropLast(suffix.count), as: UTF8.self), form)
    }
    return (name, nil)
  }

  private static let formBytes = forms.map { (suffix: ArraySlice($0.suffix.utf8), form: $0.form) }

  /// Dosage forms of the Chinese Pharmacopoeia's general chapter 0100 as they end product names, longest
  /// first, with the class in which two products of one generic name are the same thing to take.
  static let forms: [(suffix: String, form: String)] = [
    ("干混悬剂", "混悬"), ("缓释胶囊", "胶囊"), ("肠溶胶囊", "胶囊"), ("软胶囊", "胶囊"), ("胶囊", "胶囊"), ("缓释片", "片"), ("肠溶片", "片"),
    ("分散片", "片"), ("咀嚼片", "片"), ("泡腾片", "泡腾片"), ("含片", "含片"), ("片", "片"), ("颗粒", "颗粒"), ("冲剂", "颗粒"),
    ("混悬滴剂", "滴剂"), ("滴剂", "滴剂"), ("混悬液", "混悬"), ("口服溶液", "口服液"), ("口服液", "口服液"), ("糖浆", "糖浆"),
    ("滴眼液", "滴眼液"), ("眼膏", "眼膏"), ("滴鼻液", "滴鼻液"), ("喷雾剂", "喷雾"), ("喷鼻剂", "喷雾"), ("气雾剂", "喷雾"), ("洗剂", "洗剂"),
    ("搽剂", "搽剂"), ("软膏", "膏"), ("乳膏", "膏"), ("凝胶", "凝胶"), ("贴膏", "贴"), ("栓", "栓"), ("滴丸", "丸"), ("丸", "丸"),
    ("散", "散"), ("水", "水"), ("注射液", "注射液"),
  ]
}
