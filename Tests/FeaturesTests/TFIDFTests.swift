import Features
import Testing

/// Reference values, scikit-learn 1.9.1:
/// ```
/// docs = ["物流 很 快 包装 好", "药 效果 好 好 好", "物流 慢 药 没有 效果", "苦 药 苦 味道", "好"]
/// v = TfidfVectorizer(token_pattern=r"\S+"); X = v.fit_transform(docs); v.idf_; X.mean(axis=0)
/// ```
@Suite("TF-IDF")
struct TFIDFTests {
  @Test("inverse document frequency and weights are scikit-learn's")
  func reference() throws {
    let (vocabulary, bag, _) = try build(reviews)
    let model = TFIDF(vocabulary)
    let idf = [
      "包装": 2.09861228866811, "好": 1.4054651081081644, "效果": 1.6931471805599454, "药": 1.4054651081081644,
    ]
    for (word, value) in idf {
      let id = try #require(vocabulary.id(of: word))
      #expect(abs(model.inverseDocumentFrequency[id] - value) < 1e-12)
    }
    let rows: [[String: Double]] = [
      [
        "包装": 0.4938991447697859, "好": 0.33077001342584644, "很": 0.4938991447697859,
        "快": 0.4938991447697859, "物流": 0.39847472015836516,
      ],
      ["好": 0.8865318841812295, "效果": 0.3559981559410405, "药": 0.29551062806040984],
      [
        "慢": 0.5163739676148649, "效果": 0.4166072657167828, "没有": 0.5163739676148649,
        "物流": 0.4166072657167828, "药": 0.345821664219199,
      ],
      ["味道": 0.42841135808141123, "苦": 0.8568227161628225, "药": 0.28691207944979275],
      ["好": 1],
    ]
    let matrix = model.transform(bag)
    #expect(matrix.rowCount == rows.count)
    for (index, expected) in rows.enumerated() {
      let row = matrix[index]
      #expect(row.map(\.column) == row.map(\.column).sorted())
      #expect(row.count == expected.count)
      for (column, value) in row {
        #expect(abs(value - (expected[vocabulary.word(column)] ?? .nan)) < 1e-9)
      }
    }
  }

  @Test("sublinear weights are scikit-learn's with sublinear_tf=True")
  func sublinear() throws {
    let (vocabulary, bag, _) = try build(reviews)
    let matrix = TFIDF(vocabulary, sublinear: true).transform(bag)
    let rows: [(Int, [String: Double])] = [
      (1, ["好": 0.8015199182177638, "药": 0.3819285356069513, "效果": 0.4601047863142906]),
      (3, ["药": 0.3223920462856648, "苦": 0.8150629909050211, "味道": 0.48138933240019294]),
      (4, ["好": 1]),
    ]
    for (index, expected) in rows {
      #expect(matrix[index].count == expected.count)
      for (column, value) in matrix[index] {
        #expect(abs(value - (expected[vocabulary.word(column)] ?? .nan)) < 1e-9)
      }
    }
  }

  @Test("rows have unit length and ascending words, however long a document is")
  func longDocuments() throws {
    let text = (0..<400).map { "w\($0 * $0 % 61)" }
    let documents = [text.joined(separator: " "), text.prefix(33).joined(separator: " "), "w0", "w1 w4"]
    let (vocabulary, bag, _) = try build(documents)
    let matrix = TFIDF(vocabulary).transform(bag)
    for (index, document) in documents.enumerated() {
      let row = matrix[index]
      #expect(row.map(\.column) == row.map(\.column).sorted())
      #expect(
        Set(row.map { vocabulary.word($0.column) }) == Set(document.split(separator: " ").map(String.init)))
      #expect(abs(row.reduce(0) { $0 + $1.value * $1.value } - 1) < 1e-12)
    }
  }

  @Test("keywords of a corpus are the words with the largest mean weight")
  func overall() throws {
    let (vocabulary, bag, _) = try build(reviews)
    let keywords = TFIDF(vocabulary).keywords(of: bag, vocabulary: vocabulary, top: 3)
    #expect(keywords.map(\.word) == ["好", "药", "苦"])
    for (keyword, score) in zip(keywords, [0.4434603795214152, 0.18564887434588032, 0.1713645432325645]) {
      #expect(abs(keyword.score - score) < 1e-9)
    }
  }

  @Test("keywords of a group are what it says and the others do not")
  func groups() throws {
    let (vocabulary, bag, _) = try build(["快 药", "快 快 药", "苦 药", "苦 药 药", ""])
    let keywords = TFIDF.keywords(
      of: bag, group: [0, 0, 1, 1, 2], groups: 4, vocabulary: vocabulary, top: 1)
    #expect(keywords.map { $0.map(\.word) } == [["快"], ["药"], [], []])
    // tf · idf = 3 · (ln(5/2) + 1) beside 2 · (ln(5/3) + 1), at unit length.
    let score = try #require(keywords[0].first?.score)
    #expect(abs(score - 0.8852) < 1e-4)
  }

  @Test("an empty document has an empty row, an empty corpus no keywords")
  func empty() throws {
    let (vocabulary, _, _) = try build(["药"])
    #expect(TFIDF(vocabulary).transform(BagOfWords([[], [0]])).offsets == [0, 0, 1])
    #expect(TFIDF(vocabulary).keywords(of: BagOfWords([]), vocabulary: vocabulary).isEmpty)
    #expect(TFIDF(vocabulary).keywords(of: BagOfWords([[0]]), vocabulary: vocabulary, top: 0).isEmpty)
  }
}
