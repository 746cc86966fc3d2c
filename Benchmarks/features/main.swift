// Times TF-IDF and the search index in one process. `features.py` compiles it against the release build and
// calls it:
//   main tfidf TOKENS                            words separated by spaces, a document a line
//   main index TOKENS INDEX                      builds and writes an index
//   main search INDEX QUERIES HOME               opens the index, asks every line of QUERIES for its top 5
// Each prints one line of JSON.
import Features
import FoundationEssentials
import Support
import Tokenization

#if canImport(Glibc)
  import Glibc
#endif

let arguments = CommandLine.arguments

/// Processor time of this thread, which other programs on the machine disturb little; wall time is never less.
func milliseconds<R>(_ body: () throws -> R) rethrows -> (Double, R) {
  func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }
  let start = now()
  let result = try body()
  return (now() - start, result)
}

func lines(_ path: String) throws -> [ArraySlice<UInt8>] {
  try FileAccess.read(path).split(separator: 0x0a, omittingEmptySubsequences: false).dropLast()
}

/// Words separated by single spaces, as tokens.
func tokens(_ line: UnsafeBufferPointer<UInt8>, into tokens: inout [Token]) {
  tokens.removeAll(keepingCapacity: true)
  var start = 0
  for end in 0...line.count where end == line.count || line[end] == 0x20 {
    if end > start { tokens.append(Token(start: start, end: end, kind: .word)) }
    start = end + 1
  }
}

func tfidf(_ path: String) throws {
  let text = try FileAccess.read(path)
  let documents = try lines(path).map { $0.startIndex..<$0.endIndex }
  var best = Double.infinity
  var entries = 0
  var sum = 0.0
  for _ in 0..<5 {
    let (time, matrix) = try milliseconds {
      var builder = BagOfWordsBuilder()
      text.withUnsafeBufferPointer { text in
        for document in documents { builder.add(pretokenized: UnsafeBufferPointer(rebasing: text[document])) }
      }
      let (vocabulary, bag, _) = try builder.build(VocabularyOptions(minimumDocumentFrequency: 1))
      return TFIDF(vocabulary).transform(bag)
    }
    best = min(best, time)
    entries = matrix.values.count
    sum = matrix.values.reduce(0, +)
  }
  print("{\"milliseconds\":\(best),\"documents\":\(documents.count),\"entries\":\(entries),\"sum\":\(sum)}")
}

func index(_ path: String, _ output: String) throws {
  let documents = try lines(path)
  let (time, count) = try milliseconds {
    var builder = SearchIndexBuilder()
    var scratch: [Token] = []
    for document in documents {
      document.withUnsafeBufferPointer { line in
        tokens(line, into: &scratch)
        scratch.withUnsafeBufferPointer { builder.add(tokens: $0, of: line) }
      }
    }
    let count = builder.documentCount
    try builder.write(to: output)
    return count
  }
  print("{\"milliseconds\":\(time),\"documents\":\(count)}")
}

func search(_ path: String, _ queries: String, _ home: String) throws {
  let functionWords = try StopWords(home: Home.find(home), for: .search)
  let (opening, index) = try milliseconds { try SearchIndex.load(path) }
  let texts = try lines(queries).map { line in
    line.withUnsafeBufferPointer { line in
      var scratch: [Token] = []
      tokens(line, into: &scratch)
      return TokenizedText(text: String(decoding: line, as: UTF8.self), tokens: scratch)
    }
  }
  var first: [Double] = []
  var times: [Double] = []
  var found = 0
  // The first round meets pages of the file that nobody has read or checked yet.
  for round in 0..<3 {
    for text in texts {
      let (time, hits) = try milliseconds { try index.search(index.query(text, stopWords: functionWords), top: 5) }
      if round == 0 { first.append(time) } else { times.append(time) }
      found += hits.count
    }
  }
  func percentile(_ values: [Double], _ share: Double) -> Double {
    values.sorted()[min(values.count - 1, Int(Double(values.count) * share))]
  }
  print(
    "{\"open\":\(opening),\"documents\":\(index.documentCount),\"words\":\(index.wordCount),"
      + "\"queries\":\(texts.count),\"found\":\(found),\"first_p99\":\(percentile(first, 0.99)),"
      + "\"median\":\(percentile(times, 0.5)),\"p99\":\(percentile(times, 0.99)),"
      + "\"maximum\":\(percentile(times, 1))}")
}

switch arguments.dropFirst().first {
case "tfidf": try tfidf(arguments[2])
case "index": try index(arguments[2], arguments[3])
case "search": try search(arguments[2], arguments[3], arguments[4])
default: exit(64)
}
