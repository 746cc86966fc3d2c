/// The parsed form of a template: a tree that is walked once per text.
enum TemplateNode: Sendable, Hashable {
  case literal(Piece, Origin)
  case output(TemplateOutput)
  case branch([TemplateArm], otherwise: [TemplateNode])
  case loop(local: Int, over: VariableReference, at: SourcePlace, body: [TemplateNode])
  /// Equally good wordings; `slot` numbers the places where a choice is made.
  case alternatives(slot: Int, [[TemplateNode]])
  /// A part that may go where the channel has no room; the highest `rank` goes first.
  case optional(rank: Int, [TemplateNode])
}

struct TemplateArm: Sendable, Hashable {
  let condition: TemplateCondition
  let body: [TemplateNode]
}

/// `{{ 价格 | 元 }}`
struct TemplateOutput: Sendable, Hashable {
  enum Source: Sendable, Hashable {
    case variable(VariableReference, name: String)
    case text(Piece)
  }

  let source: Source
  let filters: [TemplateFilter]
  /// What literal text in this tag counts as.
  let literalOrigin: Origin
  let place: SourcePlace
}

indirect enum TemplateCondition: Sendable, Hashable {
  enum Comparison: String, Sendable {
    case equal = "=="
    case notEqual = "!="
    case greater = ">"
    case less = "<"
    case greaterOrEqual = ">="
    case lessOrEqual = "<="
  }

  case isTrue(VariableReference)
  case compare(VariableReference, Comparison, String)
  case not(TemplateCondition)
  case both(TemplateCondition, TemplateCondition)
  case either(TemplateCondition, TemplateCondition)

  /// The global variables that surely have a value where the condition holds.
  var impliedPresent: [Int] {
    switch self {
    case .isTrue(.global(let index)), .compare(.global(let index), .equal, _): [index]
    case .both(let a, let b): a.impliedPresent + b.impliedPresent
    case .either(let a, let b): a.impliedPresent.filter(b.impliedPresent.contains)
    default: []
    }
  }
}

/// A variable resolved at parse time, so that rendering looks nothing up by name.
enum VariableReference: Sendable, Hashable {
  /// Index into the template's `variables`.
  case global(Int)
  /// The n-th enclosing loop's item, and whether it is the list's first or last.
  case local(Int)
  case localIsFirst(Int)
  case localIsLast(Int)
}

/// 1-based line and column, in characters as an editor shows them.
public struct SourcePlace: Sendable, Hashable {
  public var line: Int
  public var column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}
