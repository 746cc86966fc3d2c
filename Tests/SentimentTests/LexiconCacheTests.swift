import Support
import Testing

@testable import Sentiment

@Suite("The cached lexicon")
struct LexiconCacheTests {
  @Test("what is read back is what was made, table by table")
  func roundTrip() throws {
    let made = try SentimentLexicon(uncached: Fixture.home.get())
    let bytes = LexiconCache.payload(of: made)
    let found = bytes.withUnsafeBytes { LexiconCache.read($0) }
    let read = try #require(found)
    #expect(read.characters.entries == made.characters.entries)
    #expect(read.characters.folded == made.characters.folded)
    #expect(read.characters.alphabet == made.characters.alphabet)
    #expect(read.trie.base == made.trie.base && read.trie.check == made.trie.check)
    #expect(read.trie.values == made.trie.values)
    #expect(read.context == made.context && read.dependents == made.dependents)
    #expect(read.counts == made.counts)
    #expect(read.terms.map { "\($0)" } == made.terms.map { "\($0)" })
  }

  @Test("a payload that was cut anywhere is none")
  func cut() throws {
    let bytes = LexiconCache.payload(of: try SentimentLexicon(uncached: Fixture.home.get()))
    for length in stride(from: 0, to: bytes.count, by: 9973) {
      #expect(bytes[..<length].withUnsafeBytes { LexiconCache.read($0) == nil })
    }
    #expect((bytes + [0]).withUnsafeBytes { LexiconCache.read($0) == nil })
  }
}
