/// The name that a person most likely meant, for error messages.
///
/// Distance is optimal string alignment (Damerau 1964: insert, delete, replace, swap neighbours) over Unicode
/// scalars. A candidate counts when at most a third of the longer name (but at least one scalar) differs;
/// among equals the first in `candidates`' sorted order wins, so the answer does not depend on their order.
/// - Complexity: O(candidates × length²).
public func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
  let target = Array(name.unicodeScalars)
  var best: (name: String, distance: Int)?
  for candidate in candidates.sorted() where candidate != name {
    let scalars = Array(candidate.unicodeScalars)
    let distance = editDistance(target, scalars)
    let limit = max(1, max(target.count, scalars.count) / 3)
    guard distance <= limit, distance < max(target.count, scalars.count) else { continue }
    if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
  }
  return best?.name
}

/// Optimal string alignment distance between two sequences.
public func editDistance<Element: Equatable>(_ a: [Element], _ b: [Element]) -> Int {
  if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
  var beforePrevious = [Int](repeating: 0, count: b.count + 1)
  var previous = Array(0...b.count)
  for i in 1...a.count {
    var current = [i] + [Int](repeating: 0, count: b.count)
    for j in 1...b.count {
      let substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      current[j] = min(substitution, previous[j] + 1, current[j - 1] + 1)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        current[j] = min(current[j], beforePrevious[j - 2] + 1)
      }
    }
    beforePrevious = previous
    previous = current
  }
  return previous[b.count]
}

/// `您是不是想写“…”？`, or nil when nothing is near.
public func didYouMean(_ name: String, among candidates: some Sequence<String>) -> String? {
  nearestName(to: name, among: candidates).map { "您是不是想写“\($0)”？" }
}
