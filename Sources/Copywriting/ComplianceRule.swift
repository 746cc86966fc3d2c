public import Support
import Tokenization

/// One rule of `Lexicons/compliance/rules.tsv`. A class, immutable, so that the matcher's loop passes one
/// reference instead of copying a dozen.
final class ComplianceRule: Sendable {
  let id: String
  let severity: Severity
  let categories: Set<Category>
  /// Empty: every channel.
  let channels: Set<String>
  let pattern: Pattern
  let exempt: Pattern?
  let allowsNegation: Bool
  let source: String
  let suggestion: String

  init(
    id: String, severity: Severity, categories: Set<Category>, channels: Set<String>, pattern: Pattern,
    exempt: Pattern?, allowsNegation: Bool, source: String, suggestion: String
  ) {
    self.id = id
    self.severity = severity
    self.categories = categories
    self.channels = channels
    self.pattern = pattern
    self.exempt = exempt
    self.allowsNegation = allowsNegation
    self.source = source
    self.suggestion = suggestion
  }

  func applies(to category: Category, on channel: String?) -> Bool {
    guard categories.contains(category) else { return false }
    return channels.isEmpty || channel.map(channels.contains) ?? false
  }

  func hit(start: Int, end: Int, text: String) -> LintHit {
    LintHit(
      rule: id, start: start, end: end, text: text, severity: severity, source: source,
      suggestion: suggestion)
  }
}

/// The rules with the words they speak of, as read from `Lexicons/compliance/`.
struct ComplianceRules: Sendable {
  let rules: [ComplianceRule]
  /// Generic names and statutory sentences in which no rule finds anything.
  let names: [String]
  let classes: [String: WordTrie]

  /// - Throws: `FileError`, or every mistake with its place as a `DiagnosticList`.
  static func load(home: Home) throws -> ComplianceRules {
    let folder = home.lexicons + "/compliance"
    func table(_ name: String, _ required: [String], _ optional: [String]) throws -> Table {
      let path = "\(folder)/\(name)"
      return try Table(path: path, name: home.display(path), required: required, optional: optional)
    }
    var words: [String: [String]] = [:]
    for row in try table("classes.tsv", ["class", "words"], ["note"]).rows {
      words[row["class"], default: []] += row["words"].split(separator: " ").map(String.init)
    }
    var scalars = ScalarFolder()
    var classes: [String: WordTrie] = [:]
    for (name, list) in words { classes[name] = WordTrie(list, folder: &scalars) }
    let names = try table("names.tsv", ["name", "kind"], ["note"]).rows.map { $0["name"] }
    let columns = [
      "title", "severity", "categories", "channels", "exempt", "negation", "source", "suggestion",
    ]
    let rows = try table("rules.tsv", ["id", "pattern"], columns).rows
    return ComplianceRules(
      rules: try rules(from: rows, classes: classes, folder: &scalars), names: names, classes: classes)
  }

  /// A row with the id of an earlier one adds a wording to it and inherits the cells that it leaves empty.
  private static func rules(
    from rows: [Table.Row], classes: [String: WordTrie], folder: inout ScalarFolder
  ) throws(DiagnosticList) -> [ComplianceRule] {
    var rules: [ComplianceRule] = []
    var byID: [String: Table.Row] = [:]
    var mistakes: [Diagnostic] = []
    for row in rows {
      let first = byID[row["id"]] ?? row
      byID[row["id"]] = first
      func cell(_ column: String) -> String { row[column].isEmpty ? first[column] : row[column] }
      func pattern(_ column: String) -> Pattern? {
        if row[column].isEmpty { return nil }
        do throws(Pattern.Mistake) {
          return try Pattern(row[column], classes: classes, folder: &folder)
        } catch {
          var mistake = row.mistake(
            column, error.message, suggestion: error.name.flatMap { didYouMean($0, among: classes.keys) })
          mistake.column += error.position
          mistakes.append(mistake)
          return nil
        }
      }
      guard let severity = Severity(rawValue: cell("severity")) else {
        let known = Severity.allCases.map(\.rawValue)
        mistakes.append(
          row.mistake(
            "severity", "不认识的级别“\(cell("severity"))”，可用：\(known.joined(separator: "、"))。",
            suggestion: didYouMean(cell("severity"), among: known)))
        continue
      }
      let categories = Category.list(cell("categories"), row, "categories", &mistakes)
      guard let wording = pattern("pattern") else { continue }
      rules.append(
        ComplianceRule(
          id: row["id"], severity: severity, categories: categories, channels: Set(names(cell("channels"))),
          pattern: wording, exempt: pattern("exempt"), allowsNegation: cell("negation") == "y",
          source: cell("source"), suggestion: cell("suggestion")))
    }
    guard mistakes.isEmpty else { throw DiagnosticList(mistakes) }
    return rules
  }

  /// `sms,wechat` → both; `*` or nothing → empty, which means all.
  static func names(_ cell: String) -> [String] {
    cell == "*" ? [] : cell.split { ",，、 ".contains($0) }.map(String.init)
  }
}

extension Linter {
  /// The rules of `home` with its mandatory texts.
  /// - Parameter productNames: more names in which no rule finds anything.
  public static func load(home: Home, catalogue: Catalogue, productNames: [String] = []) throws -> Linter {
    let rules = try ComplianceRules.load(home: home)
    return Linter(
      rules: rules.rules, names: rules.names + productNames, required: catalogue.required,
      tokenizer: try Tokenizer(home: home))
  }
}
