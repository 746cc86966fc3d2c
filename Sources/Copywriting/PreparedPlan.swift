import Support

/// How to make a text fit, from the richest form to the barest.
struct Fitting: Sendable {
  var usesShortClaims = false
  var dropFrom = Int.max
  var shortest = false

  /// What the record's variant says of it.
  var suffix: String {
    (usesShortClaims ? "/short" : "") + (dropFrom == .max ? "" : "/drop\(dropFrom)")
      + (shortest ? "/min" : "")
  }

  /// Full claims, short claims, then without the optional parts one rank after the other, at last with the
  /// shortest alternatives. Nothing is ever cut.
  static func ladder(ranks: [Int]) -> [Fitting] {
    var steps = [Fitting(), Fitting(usesShortClaims: true)]
    steps += ranks.map { Fitting(usesShortClaims: true, dropFrom: $0) }
    steps.append(Fitting(usesShortClaims: true, dropFrom: ranks.last ?? .max, shortest: true))
    return steps
  }
}

/// Everything about one product on one channel that does not depend on the customer.
struct PreparedPlan: Sendable {
  struct Step: Sendable {
    let fitting: Fitting
    let template: PreparedTemplate
  }

  let product: Product
  let channel: Channel
  /// Its place among the run's plans.
  var number = 0
  var plan: CopyPlan?
  var skipped: SkipReason?
  /// The template's id.
  var template = ""
  var steps: [Step] = []
  /// The evidence as it stands in every record.
  var evidence: [UInt8] = []
}
