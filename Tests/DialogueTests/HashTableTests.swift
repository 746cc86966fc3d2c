import Support
import Testing

@testable import Dialogue

@Suite("Tables by hash")
struct HashTableTests {
  @Test("a table says of every key what a dictionary says, however many there are")
  func table() {
    var generator = SeededGenerator(seed: 3)
    for size in [0, 1, 7, 1000, 20_000] {
      var table = HashTable(capacity: size / 3)
      var known: [UInt64: Int32] = [:]
      for value in 0..<Int32(size) {
        // Small keys collide: neighbours in the table, and keys that come twice.
        let key = Bool.random(using: &generator) ? generator.next() : UInt64(value / 3)
        let number = table.number(of: key, orNew: value)
        #expect(number == known[key] ?? value)
        known[key] = number
      }
      #expect(table.count == known.count)
      #expect(known.allSatisfy { table[$0.key] == $0.value })
      for key in 1...100 { #expect(table[UInt64(key) << 40 | 1] == known[UInt64(key) << 40 | 1]) }
    }
  }

  @Test("lists keep the order in which numbers were added")
  func lists() {
    var generator = SeededGenerator(seed: 4)
    var lists = HashLists()
    var known: [UInt64: [Int]] = [:]
    for number in 0..<3000 {
      let key = UInt64.random(in: 0..<500, using: &generator)
      lists.add(number, to: key)
      known[key, default: []].append(number)
    }
    for key in UInt64(0)..<600 { #expect(lists[key] == known[key]) }
  }

  @Test("a word that stands in a text is never denied; one that does not hardly ever passes")
  func grams() {
    let text = Array("我吃了两片布洛芬以后胸口闷，喘不上气，现在该怎么办才好".unicodeScalars)
    var set = GramSet()
    set.insert(text)
    for start in text.indices {
      for end in start + 1...text.count {
        #expect(set.mayHold(GramSet.grams(of: Array(text[start..<end]))[...]))
      }
    }
    let others = (0x4E00..<0x5E00).compactMap(Unicode.Scalar.init).filter { !text.contains($0) }
    let passing = zip(others, others.dropFirst()).filter { set.mayHold(GramSet.grams(of: [$0, $1])[...]) }
    #expect(passing.count < others.count / 20)
  }
}
