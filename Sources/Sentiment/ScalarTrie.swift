/// A double-array trie (Aoe 1989, IEEE TSE 15(9), doi:10.1109/32.31365) over small character codes.
///
/// From state `s` the character code `c` leads to `base[s] + c` if `check` there says `s`. A step is two array
/// reads, whatever the number of words.
struct ScalarTrie: Sendable {
  private(set) var base: [Int32] = []
  private(set) var check: [Int32] = []
  /// The value of the word that ends in a state, −1 where none does.
  private(set) var values: [Int32] = []

  /// A trie that was made before.
  init(base: [Int32], check: [Int32], values: [Int32]) {
    self.base = base
    self.check = check
    self.values = values
  }

  /// - Parameter words: non-empty code sequences (codes from 1) with a value ≥ 0 each, without duplicates.
  /// - Complexity: O(total length × log) to sort, then near-linear placement.
  init(words: [(codes: [UInt16], value: Int32)], alphabet: Int) {
    let sorted = words.sorted { $0.codes.lexicographicallyPrecedes($1.codes) }
    grow(to: alphabet + 2)
    check[0] = 0
    var firstFree = 1
    var pending = [(state: 0, words: sorted[...], depth: 0)]
    while let (state, group, depth) = pending.popLast() {
      var rest = group
      if let first = rest.first, first.codes.count == depth {
        values[state] = first.value
        rest = rest.dropFirst()
      }
      let children = split(rest, at: depth)
      guard !children.isEmpty else { continue }
      let offset = place(children.map(\.code), from: &firstFree, alphabet: alphabet)
      base[state] = Int32(offset)
      for child in children { check[offset + Int(child.code)] = Int32(state) }
      for child in children { pending.append((offset + Int(child.code), child.words, depth + 1)) }
    }
  }

  /// The words that begin at `start`, shortest first. For building; the scanner walks the arrays itself.
  func words(at start: Int, of codes: [UInt16]) -> [(length: Int, value: Int32)] {
    var found: [(length: Int, value: Int32)] = []
    var state = 0
    for position in start..<codes.count {
      let next = Int(base[state]) + Int(codes[position])
      guard next < check.count, check[next] == Int32(state) else { break }
      state = next
      if values[state] >= 0 { found.append((position - start + 1, values[state])) }
    }
    return found
  }

  private func split(
    _ words: ArraySlice<(codes: [UInt16], value: Int32)>, at depth: Int
  ) -> [(code: UInt16, words: ArraySlice<(codes: [UInt16], value: Int32)>)] {
    var children: [(code: UInt16, words: ArraySlice<(codes: [UInt16], value: Int32)>)] = []
    var start = words.startIndex
    while start < words.endIndex {
      let code = words[start].codes[depth]
      var end = start + 1
      while end < words.endIndex, words[end].codes[depth] == code { end += 1 }
      children.append((code, words[start..<end]))
      start = end
    }
    return children
  }

  /// The first offset at which every code finds a free cell.
  private mutating func place(_ codes: [UInt16], from firstFree: inout Int, alphabet: Int) -> Int {
    while firstFree < check.count, check[firstFree] >= 0 { firstFree += 1 }
    var offset = max(0, firstFree - Int(codes[0]))
    while true {
      grow(to: offset + alphabet + 1)
      if codes.allSatisfy({ check[offset + Int($0)] < 0 }) { return offset }
      offset += 1
    }
  }

  private mutating func grow(to count: Int) {
    guard count > check.count else { return }
    let added = count - check.count
    base.append(contentsOf: repeatElement(0, count: added))
    check.append(contentsOf: repeatElement(-1, count: added))
    values.append(contentsOf: repeatElement(-1, count: added))
  }
}
