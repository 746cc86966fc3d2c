import Sentiment
import Support
import Testing

@Suite struct PolarityInductionTests {
  /// 甲子香囊 stands beside praise, 乙丑药枕 beside complaints, 丙寅茶杯 beside both.
  private static let reviews = (0..<12).flatMap { _ in
    [
      "很好用，甲子香囊，推荐", "没效果，乙丑药枕，白花钱", "很满意，丙寅茶杯", "太差了，丙寅茶杯",
    ]
  }

  private func candidates(
    _ reviews: [String], _ change: (inout PolarityInduction.Options) -> Void = { _ in }
  ) throws -> (praise: [PolarityInduction.Candidate], complaint: [PolarityInduction.Candidate]) {
    var induction = try PolarityInduction(analyzer: Fixture.analyzer.get(), home: Fixture.home.get())
    for review in reviews { induction.append(review) }
    var options = PolarityInduction.Options()
    change(&options)
    return induction.candidates(options)
  }

  @Test(
    "what stands beside praise is proposed as praise, beside complaints as a complaint, beside both not at all"
  )
  func sides() throws {
    let found = try candidates(Self.reviews)
    let praise = try #require(found.praise.first)
    let complaint = try #require(found.complaint.first)
    #expect("甲子香囊".contains(praise.word) && praise.complaint == 0 && praise.praise == 24)
    #expect("乙丑药枕".contains(complaint.word) && complaint.praise == 0 && complaint.complaint == 24)
    #expect(praise.orientation > 0 && praise.strength > 0 && praise.firstDocument == 0)
    #expect(complaint.orientation < 0 && complaint.strength < 0 && complaint.firstDocument == 1)
    #expect(!(found.praise + found.complaint).contains { "丙寅茶杯".contains($0.word) })
  }

  /// Reference: with N⁺ = N⁻, log2((24 + .5) / .5) = 5.6147 bits.
  @Test("the orientation is SO-PMI in bits")
  func orientation() throws {
    let found = try candidates(Self.reviews)
    #expect(abs(try #require(found.praise.first).orientation - 5.6147) < 0.01)
  }

  @Test("clauses behind 但是, questions and wishes are no witnesses")
  func connectives() throws {
    let reviews = (0..<20).flatMap { _ in
      ["很好用，但是甲子香囊", "很好用，甲子香囊吗？", "很好用，希望甲子香囊", "没效果", "没效果，丁卯竹席"]
    }
    let found = try candidates(reviews)
    #expect(!(found.praise + found.complaint).contains { $0.word.contains("甲子") || $0.word.contains("香囊") })
  }

  @Test("words that the lexicon has, and words ending in function words, are not proposed")
  func known() throws {
    let found = try candidates(Self.reviews + (0..<20).map { _ in "很好用，香囊的" })
    for word in (found.praise + found.complaint).map(\.word) {
      #expect(!word.hasSuffix("的"))
      #expect(!["好用", "没效果", "推荐", "满意"].contains(word))
    }
  }

  @Test("rare words and surplus ones are left out, and nothing comes of nothing")
  func limits() throws {
    #expect(try candidates(Self.reviews) { $0.minimumCount = 100 }.praise.isEmpty)
    #expect(try candidates(Self.reviews) { $0.top = 1 }.praise.count == 1)
    #expect(try candidates([]).praise.isEmpty)
    #expect(try candidates(["", "。。。", "很好用"]).complaint.isEmpty)
  }

  @Test("the same reviews give the same list")
  func deterministic() throws {
    let (first, second) = (try candidates(Self.reviews), try candidates(Self.reviews))
    #expect(first.praise == second.praise && first.complaint == second.complaint)
  }
}
