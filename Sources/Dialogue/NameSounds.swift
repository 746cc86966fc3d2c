/// Names by how they sound: all sequences of syllables of all names in alphabetical order, so that the names that
/// begin alike are neighbours and a message is followed through them a syllable at a time.
///
/// A name has a sequence for each way its characters are read (地黄 dihuang and dehuang), and syllables that fuzzy
/// pinyin confuses are one. How close a name is to what was typed is told afterwards: the same character costs
/// nothing, one that sounds the same 2, one that sounds alike 5; so that of the names that fit the one with the
/// most characters written right is meant, and a fuzzy sound never beats an exact one.
struct NameSounds: Sendable {
  /// Names that begin with the same syllables: a range of the sorted sequences.
  typealias Prefix = Range<Int>

  private struct Sequence {
    var start: Int32
    var length: Int32
    var name: Int32
  }

  /// Classes of syllables (`Sound.fuzzyClass`) of all sequences, one after the other.
  private let classes: [UInt16]
  private let sequences: [Sequence]
  /// By class, the sequences that begin with it.
  private let first: [Prefix]
  private let scalars: [[Unicode.Scalar]]
  /// By class, the syllables in it.
  private static let spellings: [[[UInt8]]] = {
    var spellings: [[[UInt8]]] = [[]]
    for (number, syllable) in Sound.syllables.enumerated() where !syllable.isEmpty {
      let place = Int(Sound.fuzzyClass(of: number))
      while spellings.count <= place { spellings.append([]) }
      spellings[place].append(Array(syllable.utf8))
      // ü where no v can be typed.
      if syllable.contains("v") { spellings[place].append(syllable.utf8.map { $0 == 0x76 ? 0x75 : $0 }) }
    }
    return spellings
  }()

  /// The ways to read a name, at most so many.
  private static let mostReadings = 8
  private static let (same, alike) = (2, 5)

  /// - Parameters:
  ///   - names: by number.
  ///   - spoken: those that are to be heard, of Han characters only.
  /// - Complexity: O(n log n) comparisons of sequences.
  init(_ names: [[Unicode.Scalar]], _ spoken: [Int]) {
    var classes: [UInt16] = []
    var sequences: [Sequence] = []
    for number in spoken {
      for reading in Self.readings(of: names[number]) {
        sequences.append(
          Sequence(start: Int32(classes.count), length: Int32(reading.count), name: Int32(number)))
        classes += reading
      }
    }
    classes.withUnsafeBufferPointer { classes in
      sequences.sort { one, other in
        for offset in 0..<Int(min(one.length, other.length)) {
          let (left, right) = (classes[Int(one.start) + offset], classes[Int(other.start) + offset])
          if left != right { return left < right }
        }
        return (one.length, one.name) < (other.length, other.name)
      }
    }
    var first = [Prefix](repeating: 0..<0, count: Int(classes.max() ?? 0) + 1)
    for (place, sequence) in sequences.enumerated() {
      let number = Int(classes[Int(sequence.start)])
      first[number] = (first[number].isEmpty ? place : first[number].lowerBound)..<place + 1
    }
    self.classes = classes
    self.sequences = sequences
    self.first = first
    scalars = names
  }

  /// All ways to read a name, as classes; none when a character has no reading.
  private static func readings(of name: [Unicode.Scalar]) -> [[UInt16]] {
    var ways: [[UInt16]] = [[]]
    for scalar in name {
      let classes = Sound.fuzzyClasses(of: scalar)
      ways = Array(ways.flatMap { way in classes.map { way + [$0] } }.prefix(mostReadings))
    }
    return ways
  }

  // MARK: - Characters

  /// The prefixes one syllable longer: those in `prefixes`, `depth` syllables long, that go on with one of
  /// `readings`. At depth 0 all names are meant.
  /// - Complexity: O(prefixes × readings × log names).
  func extended(_ prefixes: [Prefix], depth: Int, by readings: [UInt16]) -> [Prefix] {
    if depth == 0 {
      return readings.compactMap { Int($0) < first.count && !first[Int($0)].isEmpty ? first[Int($0)] : nil }
    }
    var longer: [Prefix] = []
    for prefix in prefixes {
      for reading in readings {
        let start = place(in: prefix, depth: depth) { $0 < reading }
        let end = place(in: start..<prefix.upperBound, depth: depth) { $0 <= reading }
        if start < end { longer.append(start..<end) }
      }
    }
    return longer
  }

  /// The names that end with the prefixes, each once.
  func complete(_ prefixes: [Prefix], depth: Int) -> [Int] {
    var names: [Int] = []
    for prefix in prefixes {
      for sequence in sequences[prefix] {
        guard sequence.length == depth else { break }
        if !names.contains(Int(sequence.name)) { names.append(Int(sequence.name)) }
      }
    }
    return names
  }

  /// Those of `names` that are closest to what was typed, in order; all of its length.
  func closest(_ names: [Int], to typed: ArraySlice<Unicode.Scalar>) -> [Int] {
    closest(names.map { name in (name, zip(typed, scalars[name]).reduce(0) { $0 + Self.cost($1.0, $1.1) }) })
  }

  private func closest(_ names: [(name: Int, cost: Int)]) -> [Int] {
    let least = names.map(\.cost).min() ?? 0
    return Set(names.filter { $0.cost == least }.map(\.name)).sorted()
  }

  private static func cost(_ typed: Unicode.Scalar, _ meant: Unicode.Scalar) -> Int {
    if typed == meant { return 0 }
    let readings = Sound.readings(of: meant)
    return Sound.readings(of: typed).contains { readings.contains($0) } ? same : alike
  }

  /// The first place in `prefix` whose class at `depth` is not `isBefore`; names that end there come first.
  private func place(in prefix: Prefix, depth: Int, isBefore: (UInt16) -> Bool) -> Int {
    var (low, high) = (prefix.lowerBound, prefix.upperBound)
    while low < high {
      let middle = (low + high) / 2
      let sequence = sequences[middle]
      if depth >= sequence.length || isBefore(classes[Int(sequence.start) + depth]) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  // MARK: - Letters

  /// The names that `letters` spell: those spelled exactly so where there are any, else those that sound alike.
  /// - Complexity: O(syllables) at the first letter, then as many names as begin alike.
  func spelled(_ letters: [UInt8]) -> [Int] {
    var found: [(name: Int, cost: Int)] = []
    for number in first.indices where !first[number].isEmpty {
      follow(letters, 0, UInt16(number), first[number], depth: 0, &found)
    }
    return closest(found)
  }

  private func follow(
    _ letters: [UInt8], _ index: Int, _ number: UInt16, _ prefix: Prefix, depth: Int,
    _ found: inout [(name: Int, cost: Int)]
  ) {
    for spelling in Self.spellings[Int(number)] where letters[index...].starts(with: spelling) {
      let next = index + spelling.count
      if next == letters.count {
        for name in complete([prefix], depth: depth + 1) { found.append((name, cost(letters, name))) }
        continue
      }
      var place = prefix.lowerBound
      while place < prefix.upperBound {
        let sequence = sequences[place]
        guard sequence.length > depth + 1 else {
          place += 1
          continue
        }
        let number = classes[Int(sequence.start) + depth + 1]
        let end = self.place(in: place..<prefix.upperBound, depth: depth + 1) { $0 <= number }
        follow(letters, next, number, place..<end, depth: depth + 1, &found)
        place = end
      }
    }
  }

  /// `same` when some way to read the name is spelled so, else `alike`.
  private func cost(_ letters: [UInt8], _ name: Int) -> Int {
    var ways: [Int] = [0]
    for scalar in scalars[name] {
      var next: [Int] = []
      for start in ways {
        for reading in Sound.readings(of: scalar) {
          let spelling = Sound.syllables[reading].utf8
          if letters[start...].starts(with: spelling) { next.append(start + spelling.count) }
        }
      }
      ways = next
    }
    return ways.contains(letters.count) ? Self.same : Self.alike
  }

  func count(of name: Int) -> Int { scalars[name].count }
}
