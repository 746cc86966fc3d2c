public import Support

extension Catalogue {
  /// The aspects of `Insight`, to which claims belong.
  public static let aspects = ["疗效", "副作用", "价格", "物流", "包装", "客服", "真伪", "有效期", "体验"]

  /// Reads `Templates/` and checks that its files agree.
  /// - Throws: `FileError`, or every mistake with file, line and column as a `DiagnosticList`.
  public static func load(home: Home) throws -> Catalogue {
    var reader = CatalogueReader(home: home)
    return try reader.read()
  }
}

/// Reads the tables one after the other and collects their mistakes.
private struct CatalogueReader {
  let home: Home
  var mistakes: [Diagnostic] = []

  init(home: Home) { self.home = home }

  mutating func read() throws -> Catalogue {
    let rules = try ComplianceRules.load(home: home)
    let channels = try readChannels()
    let products = try readProducts()
    let claims = try readClaims(products, channels)
    let required = try readRequired(channels, rules.classes)
    let phrases = try readPhrases()
    let templates = try readTemplates(channels)
    let catalogue = Catalogue(
      products: products, claims: claims, channels: channels, required: required, phrases: phrases,
      templates: templates, opposites: try readOpposites(), claimsFile: display("claims.tsv"))
    mistakes += ClaimChecker(catalogue: catalogue).strayNames()
    guard mistakes.isEmpty else { throw DiagnosticList(mistakes) }
    return catalogue
  }

  private func trim(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace ?? false { text.removeFirst() }
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return String(text)
  }

  private func display(_ name: String) -> String { home.display("\(home.templates)/\(name)") }

  private mutating func rows(_ name: String, _ required: [String], _ optional: [String] = []) throws
    -> [Table.Row]
  {
    let table = try Table(
      path: "\(home.templates)/\(name)", name: display(name), required: required, optional: optional)
    var lines: [String: Int] = [:]
    for row in table.rows {
      if let earlier = lines[row["id"]] {
        mistakes.append(row.mistake("id", "编号“\(row["id"])”在第 \(earlier) 行已经用过。", suggestion: "请换一个。"))
      }
      lines[row["id"]] = row.line
    }
    return table.rows
  }

  private mutating func readChannels() throws -> [Channel] {
    let columns = ["id", "name", "unit", "limit", "part_limit", "max_parts", "audience", "lines"]
    return try rows("channels.tsv", columns, ["interrupts", "note"]).compactMap { row in
      guard let unit: Channel.Unit = choice(row, "unit"), let limit = count(row, "limit"),
        let part = count(row, "part_limit"), let parts = count(row, "max_parts"),
        let audience: Channel.Audience = choice(row, "audience"), let lines: Lines = choice(row, "lines"),
        let interrupts = yes(row, "interrupts")
      else { return nil }
      return Channel(
        id: row["id"], name: row["name"], unit: unit, limit: limit, partLimit: part, maximumParts: parts,
        audience: audience, keepsLines: lines == .keep, interrupts: interrupts)
    }
  }

  private enum Lines: String, CaseIterable { case keep, join }

  private mutating func yes(_ row: Table.Row, _ column: String) -> Bool? {
    if ["", "n", "y"].contains(row[column]) { return row[column] == "y" }
    mistakes.append(row.mistake(column, "“\(column)”写 y 或 n，空着是 n，这里是“\(row[column])”。"))
    return nil
  }

  private mutating func readOpposites() throws -> [(String, String)] {
    let path = home.lexicons + "/compliance/opposites.tsv"
    let table = try Table(path: path, name: home.display(path), required: ["a", "b"], optional: ["note"])
    return table.rows.map { ($0["a"], $0["b"]) }
  }

  private mutating func readProducts() throws -> [Product] {
    let required = ["id", "name", "category"]
    let optional =
      Product.variables.map(\.column).filter { !required.contains($0) } + ["review_group", "note"]
    return try rows("products.tsv", required, optional).compactMap { row in
      guard let category: Category = choice(row, "category") else { return nil }
      if !row["price"].isEmpty, Double(row["price"]).map({ !$0.isFinite || $0 < 0 }) ?? true {
        mistakes.append(row.mistake("price", "价格“\(row["price"])”不是数字。", suggestion: "只写数字，如 39.9，单位是元。"))
      }
      var fields: [String: String] = [:]
      for (column, variable) in Product.variables where !row[column].isEmpty {
        fields[variable] = row[column]
      }
      return Product(
        id: row["id"], name: row["name"], category: category, reviewGroup: row["review_group"],
        fields: fields)
    }
  }

  private mutating func readClaims(_ products: [Product], _ channels: [Channel]) throws -> [Claim] {
    let required = ["id", "product", "kind", "aspect", "text", "source", "approver"]
    let productIDs = products.map(\.id)
    let optional = ["short", "synonyms", "channels", "valid_until", "note"]
    return try rows("claims.tsv", required, optional).compactMap { row in
      if !productIDs.contains(row["product"]) {
        mistakes.append(
          row.mistake(
            "product", "products.tsv 里没有商品“\(row["product"])”。",
            suggestion: didYouMean(row["product"], among: productIDs)))
      }
      if !Catalogue.aspects.contains(row["aspect"]) {
        mistakes.append(
          row.mistake(
            "aspect", "不认识的方面“\(row["aspect"])”，可用：\(Catalogue.aspects.joined(separator: "、"))。",
            suggestion: didYouMean(row["aspect"], among: Catalogue.aspects)))
      }
      var validUntil: CivilDate?
      if !row["valid_until"].isEmpty {
        validUntil = CivilDate(row["valid_until"])
        if validUntil == nil {
          mistakes.append(
            row.mistake("valid_until", "“\(row["valid_until"])”不是日期。", suggestion: "写成 2027-12-31 这样。"))
        }
      }
      let allowed = channelSet(row, channels)
      guard let kind: Claim.Kind = choice(row, "kind") else { return nil }
      return Claim(
        id: row["id"], product: row["product"], kind: kind, aspect: row["aspect"], text: row["text"],
        short: row["short"].isEmpty ? row["text"] : row["short"],
        synonyms: row["synonyms"].split(separator: "|").map { trim($0) }.filter { !$0.isEmpty },
        channels: allowed, source: row["source"], approver: row["approver"], validUntil: validUntil,
        line: row.line)
    }
  }

  private mutating func readRequired(_ channels: [Channel], _ classes: [String: WordTrie]) throws
    -> [RequiredText]
  {
    let columns = ["id", "categories", "channels", "place", "text", "check", "source"]
    return try rows("required.tsv", columns, ["note"]).compactMap { row in
      let categories = Category.list(row["categories"], row, "categories", &mistakes)
      let allowed = channelSet(row, channels)
      guard let place: RequiredText.Place = choice(row, "place"),
        let template = cellTemplate(row, "text", origin: .required(row["id"]))
      else { return nil }
      do throws(Pattern.Mistake) {
        return RequiredText(
          id: row["id"], categories: categories, channels: allowed, place: place, template: template,
          check: try Pattern(row["check"], classes: classes), shown: row["text"], source: row["source"])
      } catch {
        mistakes.append(row.mistake("check", error.message))
        return nil
      }
    }
  }

  private mutating func readPhrases() throws -> [String: Phrase] {
    var phrases: [String: Phrase] = [:]
    for row in try rows("phrases.tsv", ["id", "text", "approver"], ["note"]) {
      if let template = cellTemplate(row, "text", origin: .phrase(row["id"])) {
        phrases[row["id"]] = Phrase(template: template, approver: row["approver"])
      }
    }
    return phrases
  }

  private mutating func cellTemplate(_ row: Table.Row, _ column: String, origin: Origin) -> Template? {
    let place = row.mistake(column, "")
    do throws(DiagnosticList) {
      return try Template(
        text: row[column], file: place.file, origin: SourcePlace(line: place.line, column: place.column),
        literalOrigin: { _ in origin })
    } catch {
      mistakes += error.diagnostics
      return nil
    }
  }

  private mutating func readTemplates(_ channels: [Channel]) throws -> [CopyTemplate] {
    var templates: [CopyTemplate] = []
    for path in Home.files(in: home.templates + "/copy", suffix: ".txt") {
      do {
        templates += try CopyTemplate.read(path: path, name: home.display(path), channels: channels)
      } catch let list as DiagnosticList {
        mistakes += list.diagnostics
      }
    }
    return templates
  }

  private mutating func channelSet(_ row: Table.Row, _ channels: [Channel]) -> Set<String> {
    let names = ComplianceRules.names(row["channels"])
    for name in names where !channels.contains(where: { $0.id == name }) {
      let ids = channels.map(\.id)
      mistakes.append(
        row.mistake(
          "channels", "channels.tsv 里没有渠道“\(name)”，有的是：\(ids.joined(separator: "、"))。",
          suggestion: didYouMean(name, among: ids)))
    }
    return Set(names)
  }

  private mutating func choice<Choice: RawRepresentable & CaseIterable>(_ row: Table.Row, _ column: String)
    -> Choice? where Choice.RawValue == String
  {
    if let choice = Choice(rawValue: row[column]) { return choice }
    let known = Choice.allCases.map(\.rawValue)
    mistakes.append(
      row.mistake(
        column, "“\(column)”不能是“\(row[column])”，可用：\(known.joined(separator: "、"))。",
        suggestion: didYouMean(row[column], among: known)))
    return nil
  }

  private mutating func count(_ row: Table.Row, _ column: String) -> Int? {
    if let count = Int(row[column]), count > 0 { return count }
    mistakes.append(row.mistake(column, "“\(row[column])”不是正整数。"))
    return nil
  }
}
