import Foundation
import Testing

@Suite struct KeywordsCommandTests {
  private static let reviews = """
    product,text
    A,物流很快，包装完好
    A,物流太慢了
    B,失眠改善了，效果明显
    B,睡眠改善，效果不错
    B,此用户未填写评价内容

    """

  private func run(_ options: [String]) throws -> Program.Result {
    try Program.run(["keywords", "-", "--input-format", "csv"] + options, input: Self.reviews)
  }

  @Test("the corpus' keywords come with bars, and what cleaning left out is told")
  func text() throws {
    let result = try run(["--top", "2"])
    #expect(result.exitCode == 0)
    #expect(
      result.output == """
          物流  ████████████████████████ 0.4048
          改善  ███████████████▋         0.2632

        """)
    #expect(result.errors.contains("读了 5 条，去掉默认评价 1 条"))
  }

  @Test("groups come with their own keywords, in every format")
  func groups() throws {
    let json = try Program.object(run(["--group-by", "product", "--top", "1", "--format", "json"]).output)
    let groups = try #require(json["groups"] as? [[String: Any]])
    #expect(groups.map { $0["group"] as? String } == ["A", "B"])
    #expect(groups.map { $0["documents"] as? Int } == [2, 2])
    let first = try groups.map {
      try #require(($0["keywords"] as? [[String: Any]])?.first?["word"] as? String)
    }
    #expect(first[0] == "物流")
    #expect(["改善", "效果"].contains(first[1]))
    let csv = try run(["--group-by", "product", "--top", "1", "--format", "csv"]).lines
    #expect(csv.count == 3)
    #expect(csv[0] == "group,word,score")
    #expect(csv[1].hasPrefix("A,物流,"))
    let tfidf = try run(["--group-by", "product", "--method", "tfidf", "--top", "1", "--format", "csv"]).lines
    #expect(tfidf[1].hasPrefix("A,物流,"))
    #expect(try run(["--group-by", "product", "--format", "ndjson"]).lines.count == 2)
  }

  @Test(
    "log-odds needs groups to compare: without a column it is refused, with one group TF-IDF takes its place")
  func method() throws {
    let refused = try run(["--method", "log-odds"])
    #expect(refused.exitCode == 64)
    #expect(refused.errors.contains("--group-by"))
    let one = try Program.run(
      ["keywords", "-", "--input-format", "csv", "--group-by", "product", "--format", "csv"],
      input: "product,text\nA,物流很快，包装好\nA,物流太慢了\n")
    #expect(one.errors.contains("只有一组，没有别的组可比，改用 TF-IDF。"))
    #expect(one.lines[1].hasPrefix("A,物流,"))
  }

  @Test("a missing column is named with those there are")
  func missingColumn() throws {
    let result = try run(["--group-by", "produkt"])
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("现有的列：product、text"))
    #expect(result.errors.contains("您是不是想写“product”？"))
  }
}
