import Support

/// Finds claims that cannot all be true: two of one product that contradict each other, one that speaks of another
/// product, a short form with other figures than the long one.
///
/// Three kinds of contradiction: the same quantity with two numbers (会员价28元, 会员价30元), said and denied (无糖, 含糖),
/// and the pairs of `Lexicons/compliance/opposites.tsv` (常温, 冷藏).
struct ClaimChecker {
  let catalogue: Catalogue

  /// Claims that name another product of the catalogue.
  func strayNames() -> [Diagnostic] {
    catalogue.claims.flatMap { claim in
      let own = catalogue.product(claim.product)?.name ?? ""
      return catalogue.products.filter { product in
        product.id != claim.product && !own.contains(product.name)
          && claim.wordings.contains { $0.contains(product.name) }
      }.map { product in
        mistake(
          claim, "卖点“\(claim.id)”登记在“\(claim.product)”名下，说的却是“\(product.name)”。",
          "改 product 一格，或改写这条卖点。")
      }
    }
  }

  /// Contradictions among the claims of `product` that may be used on `date`, each told once, at the later line.
  func contradictions(of product: Product, on date: CivilDate) -> [Diagnostic] {
    let claims = catalogue.claims.filter { $0.product == product.id && $0.isValid(on: date) }
    var mistakes: [Diagnostic] = []
    for claim in claims {
      if let odd = unknownFigure(in: claim) {
        mistakes.append(
          mistake(claim, "卖点“\(claim.id)”的短说法里有“\(odd)”，长说法里没有。", "两种说法里的数要一样。"))
      }
    }
    for (index, later) in claims.enumerated() {
      for earlier in claims[..<index] where shareChannel(earlier, later) {
        guard let (a, b) = contradiction(earlier, later) else { continue }
        mistakes.append(
          mistake(
            later,
            "卖点“\(later.id)”的“\(b)”和第 \(earlier.line) 行“\(earlier.id)”的“\(a)”对不上，不能同时有效。",
            "改正其中一条，或给其中一条写上 valid_until。"))
      }
    }
    return mistakes
  }

  private func mistake(_ claim: Claim, _ message: String, _ suggestion: String) -> Diagnostic {
    Diagnostic(file: catalogue.claimsFile, line: claim.line, message, suggestion: suggestion)
  }

  private func shareChannel(_ a: Claim, _ b: Claim) -> Bool {
    a.channels.isEmpty || b.channels.isEmpty || !a.channels.isDisjoint(with: b.channels)
  }

  private func contradiction(_ a: Claim, _ b: Claim) -> (String, String)? {
    for first in a.wordings {
      for second in b.wordings {
        if let pair = quantities(first, second) ?? denial(first, second) ?? opposite(first, second) {
          return pair
        }
      }
    }
    return nil
  }

  private func quantities(_ a: String, _ b: String) -> (String, String)? {
    let others = Figure.all(in: b)
    for figure in Figure.all(in: a) where figure.label.count >= 2 {
      for other in others where other.label.suffix(2) == figure.label.suffix(2) && other.unit == figure.unit {
        if other.number != figure.number { return (figure.shown, other.shown) }
      }
    }
    return nil
  }

  private func denial(_ a: String, _ b: String) -> (String, String)? {
    if let pair = denied(a, saidBy: b) { return pair }
    return denied(b, saidBy: a).map { ($0.1, $0.0) }
  }

  private static let denials = ["不含", "不添加", "未添加", "没有添加", "零添加", "不加", "无"]
  private static let assertions = ["含", "含有", "添加", "添加了", "加了", "有"]

  private func denied(_ text: String, saidBy other: String) -> (String, String)? {
    for denial in Self.denials {
      guard let tail = text.firstRange(of: denial).map({ text[$0.upperBound...] }) else { continue }
      let thing = tail.prefix { $0.isLetter && !"，。、；的".contains($0) }.prefix(4)
      guard let first = thing.first else { continue }
      for length in stride(from: thing.count, through: 1, by: -1) {
        let name = length == 1 ? String(first) : String(thing.prefix(length))
        for word in Self.assertions {
          guard let place = other.firstRange(of: word + name) else { continue }
          let before = other[..<place.lowerBound].suffix(2)
          if before.contains(where: { "不未没无零".contains($0) }) { continue }
          return (denial + name, word + name)
        }
      }
    }
    return nil
  }

  private func opposite(_ a: String, _ b: String) -> (String, String)? {
    for (one, other) in catalogue.opposites {
      if a.contains(one), b.contains(other) { return (one, other) }
      if a.contains(other), b.contains(one) { return (other, one) }
    }
    return nil
  }

  /// A number of the short form that the long form and its synonyms lack.
  private func unknownFigure(in claim: Claim) -> String? {
    let known = Set(([claim.text] + claim.synonyms).flatMap { Figure.all(in: $0) }.map(\.number))
    return Figure.all(in: claim.short).first { !known.contains($0.number) }?.shown
  }
}

/// A number in a text with the characters around it: 会员价 28 元.
private struct Figure {
  let label: String
  let number: Double
  /// The character after it.
  let unit: Character?
  let shown: String

  static func all(in text: String) -> [Figure] {
    let characters = Array(text)
    var figures: [Figure] = []
    var index = 0
    while index < characters.count {
      guard characters[index].isASCII, characters[index].isNumber else {
        index += 1
        continue
      }
      var end = index
      while end < characters.count, characters[end].isASCII,
        characters[end].isNumber || characters[end] == "."
      {
        end += 1
      }
      if let number = Double(String(characters[index..<end])) {
        var start = index
        while start > 0, index - start < 4, isHanCharacter(characters[start - 1]) { start -= 1 }
        let unit = end < characters.count ? characters[end] : nil
        figures.append(
          Figure(
            label: String(characters[start..<index]), number: number, unit: unit,
            shown: String(characters[max(start, index - 3)..<min(characters.count, end + 1)])))
      }
      index = end
    }
    return figures
  }

  private static func isHanCharacter(_ character: Character) -> Bool {
    character.unicodeScalars.first.map { isHan($0.value) } ?? false
  }
}
