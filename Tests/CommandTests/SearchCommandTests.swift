import Foundation
import Testing

@Suite struct SearchCommandTests {
  private static let reviews = """
    id,text
    1,孩子发烧吃了布洛芬，半小时退烧
    2,物流很快，包装完好
    3,此用户未填写评价内容
    4,布洛芬饭后吃，孩子不难受
    5,孩子发烧吃了布洛芬，半小时退烧
    6,有问题打13812345678找我，孩子咳嗽

    """

  private func search(_ arguments: [String], _ input: String = reviews) throws -> Program.Result {
    try Program.run(["search", "-", "--input-format", "csv"] + arguments, input: input)
  }

  private func withIndex(_ options: [String] = [], _ body: (String) throws -> Void) throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let index = folder.appending(path: "reviews.index").path
    let result = try Program.run(
      ["search", "build", "-", "--input-format", "csv", "--index", index] + options, input: Self.reviews)
    #expect(result.exitCode == 0)
    #expect(result.errors.contains("读了 6 条，去掉空白、默认评价和重复的，4 条可以查。"))
    try body(index)
  }

  @Test("a corpus is searched as it is, best first, copies and default texts once or not at all")
  func corpus() throws {
    let result = try search(["孩子", "发烧"])
    #expect(result.exitCode == 0)
    #expect(
      result.output == """
        1.  1.54   孩子发烧吃了布洛芬，半小时退烧
        2.  0.37   布洛芬饭后吃，孩子不难受
        3.  0.31   有问题打[手机号]找我，孩子咳嗽

        """)
  }

  @Test("an index gives what its corpus gives, with places in JSON")
  func index() throws {
    try withIndex { index in
      let fromIndex = try Program.run(["search", index, "孩子发烧", "--format", "json", "--top", "2"])
      #expect(fromIndex.output == (try search(["孩子发烧", "--format", "json", "--top", "2"]).output))
      let object = try Program.object(fromIndex.output)
      #expect(object["query"] as? String == "孩子发烧")
      #expect(object["documents"] as? Int == 4)
      let results = try #require(object["results"] as? [[String: Any]])
      #expect(results.map { $0["id"] as? Int } == [0, 3])
      #expect(results.allSatisfy { Set($0.keys) == ["rank", "score", "id", "text", "hits"] })
      let text = Array(try #require(results[1]["text"] as? String).unicodeScalars)
      let hits = try #require(results[1]["hits"] as? [[String: Int]])
      let words = hits.map { hit in
        String(String.UnicodeScalarView(text[hit["start", default: 0]..<hit["end", default: 0]]))
      }
      #expect(words == ["孩子"])
      #expect(try Program.run(["search", index, "孩子", "--format", "ndjson"]).lines.count == 3)
    }
  }

  @Test("nobody's number is in the index, nor found in it")
  func privacy() throws {
    try withIndex { index in
      let bytes = try Data(contentsOf: URL(filePath: index))
      #expect(bytes.range(of: Data("13812345678".utf8)) == nil)
      #expect(bytes.range(of: Data("[手机号]".utf8)) != nil)
      let result = try Program.run(["search", index, "13812345678"])
      #expect(result.exitCode == 0)
      #expect(result.output.isEmpty)
      #expect(result.errors.contains("4 条里没有提到“13812345678”的"))
    }
  }

  @Test("with characters a word is found that is cut otherwise")
  func characters() throws {
    #expect(try search(["退烧快"]).output.contains("退烧"))
    try withIndex(["--characters"]) { index in
      let found = try Program.run(["search", index, "难受吗"])
      #expect(found.output.contains("孩子不难受"))
      let refused = try Program.run(["search", index, "难受", "--characters"])
      #expect(refused.exitCode == 64)
    }
  }

  @Test("what cannot be done is said with its exit code")
  func errors() throws {
    #expect(try Program.run(["search", "/nowhere/x.index", "药"]).exitCode == 66)
    #expect(try Program.run(["search", "/nowhere/x.csv", "药"]).exitCode == 66)
    #expect(try search([]).exitCode == 64)
    #expect(try search([" "]).exitCode == 64)
    #expect(try search(["药", "--top", "0"]).exitCode == 64)
    let empty = try search(["药"], "text\n")
    #expect(empty.exitCode == 0)
    #expect(empty.errors.contains("0 条里没有提到“药”的"))
    let unwritable = try Program.run(
      ["search", "build", "-", "--input-format", "txt", "--index", "/nowhere/x.index"], input: "药\n")
    #expect(unwritable.exitCode == 74)
  }

  @Test("an index cut short, with a flipped bit, or of another kind is refused")
  func damaged() throws {
    try withIndex { index in
      let bytes = try Data(contentsOf: URL(filePath: index))
      func result(_ contents: Data) throws -> Program.Result {
        try contents.write(to: URL(filePath: index))
        return try Program.run(["search", index, "孩子"])
      }
      let cut = try result(bytes.prefix(bytes.count / 2))
      #expect(cut.exitCode == 65)
      #expect(cut.errors.contains("不完整：应有 \(bytes.count) 字节，只有 \(bytes.count / 2) 字节"))
      #expect(cut.errors.contains("yaoyu search build 语料 --index \(index)"))
      #expect(try result(Data()).exitCode == 65)
      var flipped = bytes
      flipped[bytes.count - 20] ^= 4
      let damaged = try result(flipped)
      #expect(damaged.exitCode == 65)
      #expect(damaged.errors.contains("损坏了"))
      let other = try result(Data("text\n药\n".utf8))
      #expect(other.exitCode == 65)
      #expect(other.errors.contains("不是药语的检索索引"))
    }
  }
}
