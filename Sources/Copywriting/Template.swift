public import Support

/// A variable as a template uses it.
public struct TemplateVariable: Sendable, Hashable {
  public let name: String
  /// Its first use.
  public let place: SourcePlace
  /// Its first use that needs a value: not asked for by `if`, not inside such an `if`, not with a default. Nil when none does.
  public internal(set) var strictPlace: SourcePlace?
}

/// Text with places to fill, parsed once and rendered for every customer.
///
///     {{ 称呼 | 默认: "您好" }}，{~ 天凉了 | 入冬了 ~}，{{ 商品 }}{{ 价格 | 元 }}。
///     {% if 赠言 %}{{ 赠言 }}{% elsif 活动 == "会员日" %}…{% else %}…{% endif %}
///     {% for 点 in 支持点 %}{{ 点 }}{% if not 点.末 %}；{% endif %}{% endfor %}
///     {% optional 2 %}可省的话{% endoptional %} {# 注释 #} {%- … -%}
///
/// An unknown variable is a mistake with its place, except where `if` asks for it (and
/// inside that `if`) or `默认` stands in for it. Whatever is
/// rendered carries its origin; there is no operation that shortens a text.
/// Rendering is O(output) and deterministic.
public struct Template: Sendable {
  public let file: String
  public let variables: [TemplateVariable]
  /// How many `{~ … ~}` there are.
  public let choices: Int
  /// The ranks of `optional` parts, highest first: the order in which they may go.
  public let ranks: [Int]
  let nodes: [TemplateNode]

  /// - Parameters:
  ///   - bodyFrom: characters of `text` to leave out at the start (a header that is already read).
  ///   - origin: where `text` begins in `file`.
  ///   - keepsLines: whether line breaks are part of the text; otherwise lines are joined.
  ///   - literalOrigin: the origin of the n-th literal, from 1.
  /// - Throws: every mistake, with file, line and column.
  public init(
    text: String, file: String, bodyFrom: Int = 0, origin: SourcePlace = SourcePlace(line: 1, column: 1),
    keepsLines: Bool = true, literalOrigin: @escaping (Int) -> Origin
  ) throws(DiagnosticList) {
    let source = TemplateText(file: file, text: text, bodyFrom: bodyFrom, origin: origin)
    var parser = TemplateParser(source: source, keepsLines: keepsLines, literalOrigin: literalOrigin)
    let result = try parser.parse()
    self.file = file
    nodes = result.nodes
    variables = result.variables
    choices = result.choices
    ranks = result.ranks
  }

  /// The variables that `known` lacks and the template needs.
  public func mistakes(known: some Collection<String>) -> [Diagnostic] {
    let names = Set(known)
    return variables.compactMap { variable in
      guard let place = variable.strictPlace, !names.contains(variable.name) else { return nil }
      let fallback = names.sorted().prefix(12).joined(separator: "、")
      let nearest = didYouMean(variable.name, among: names)
      return Diagnostic(
        file: file, line: place.line, column: place.column, "没有“\(variable.name)”这个变量。",
        suggestion: nearest ?? "可用的有：\(fallback)等。")
    }
  }

  /// What rendering one text needs besides the variables' values.
  public struct Choices: Sendable {
    /// Decides the alternatives: mixed with each slot's number.
    public var seed: UInt64
    /// Optional parts of this rank and above are left out.
    public var dropFrom: Int
    /// Takes the shortest alternative everywhere instead of drawing.
    public var shortest: Bool

    public init(seed: UInt64 = 0, dropFrom: Int = .max, shortest: Bool = false) {
      self.seed = seed
      self.dropFrom = dropFrom
      self.shortest = shortest
    }
  }

  /// The text for `values`, one per entry of `variables`; nil where a variable is not filled.
  /// - Returns: the text, and which alternative was taken in each slot (0 where none was reached).
  /// - Throws: `RenderFailure` when a needed variable is nil or a filter cannot work on its value.
  public func render(
    _ values: [TemplateValue?], choices options: Choices = Choices(), measures: MeasureWords = MeasureWords()
  ) throws(RenderFailure) -> (text: RenderedText, chosen: [Int]) {
    var renderer = TemplateRenderer(template: self, values: values, options: options, measures: measures)
    try renderer.render(nodes)
    return (renderer.output, renderer.chosen)
  }

  /// The same with values by name.
  public func render(
    named values: [String: TemplateValue], choices: Choices = Choices(),
    measures: MeasureWords = MeasureWords()
  ) throws(RenderFailure) -> (text: RenderedText, chosen: [Int]) {
    try render(variables.map { values[$0.name] }, choices: choices, measures: measures)
  }
}

/// Why a text could not be rendered for one customer.
public struct RenderFailure: YaoyuError, Equatable {
  public let file: String
  public let place: SourcePlace
  /// The variable without a value; nil when a filter failed.
  public let missing: String?
  public let message: String

  public var exitCode: ExitCode { .badData }
  public var description: String {
    Diagnostic(file: file, line: place.line, column: place.column, message).description
  }
}
