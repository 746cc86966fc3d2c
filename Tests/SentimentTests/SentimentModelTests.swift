import FoundationEssentials
import Sentiment
import Support
import Testing
import Tokenization

@Suite struct SentimentModelTests {
  /// Words that no lexicon knows, so that only the labels can teach them.
  private static let praise = ["爱用牌甲子香囊", "甲子香囊到了", "又来甲子香囊", "甲子香囊三件", "家里的甲子香囊"]
  private static let complaints = ["爱用牌乙丑药枕", "乙丑药枕到了", "又来乙丑药枕", "乙丑药枕三件", "家里的乙丑药枕"]

  private func trained(neutral: [String] = [], seed: UInt64 = 1) throws -> SentimentModel {
    var trainer = SentimentTrainer(analyzer: try Fixture.analyzer.get())
    for text in Self.praise { trainer.add(text, label: .positive) }
    for text in Self.complaints { trainer.add(text, label: .negative) }
    for text in neutral { trainer.add(text, label: .neutral) }
    var options = SentimentTrainer.Options()
    options.seed = seed
    return try trainer.train(options)
  }

  private static let model = Result { try SentimentModelTests().trained() }

  private func temporary(_ name: String) -> String {
    FileManager.default.temporaryDirectory.path + "/yaoyu-sentiment-\(name).model"
  }

  @Test("a handful of labels teaches words that the lexicon does not know, and the model says which")
  func learns() throws {
    let analyzer = try Fixture.analyzer.get()
    #expect(analyzer.analyze("新的甲子香囊").score == 0)
    let trained = analyzer.with(try Self.model.get())
    let praise = trained.analyze("新的甲子香囊")
    let complaint = trained.analyze("新的乙丑药枕")
    #expect(praise.polarity == .positive && praise.score > 0)
    #expect(complaint.polarity == .negative && complaint.score < 0)
    #expect(praise.reasons.contains { $0.rules == .model && $0.weight > 0 })
    #expect((0.5...1).contains(praise.confidence))
    for reason in praise.reasons { #expect("新的甲子香囊".utf8Slice(reason.range) == reason.text) }
  }

  @Test("reviews without labels teach words that stand beside what the rules are sure of")
  func unlabelled() throws {
    let analyzer = try Fixture.analyzer.get()
    var trainer = SentimentTrainer(analyzer: analyzer)
    for text in ["见效快，会回购", "包装很好，很满意", "客服耐心，推荐", "非常好用"] {
      trainer.add(text, label: .positive)
    }
    for text in ["没效果，白花钱", "太差了，退货", "客服不理人，失望", "根本没用"] {
      trainer.add(text, label: .negative)
    }
    let sides = zip(
      ["非常好用", "很满意", "强烈推荐", "见效很快", "做工精致", "值得回购", "特别喜欢", "味道很香"],
      ["根本没用", "很失望", "太难吃了", "一股臭味", "质量太差", "再也不买", "破损严重", "态度恶劣"])
    for (praise, complaint) in sides {
      trainer.add(unlabelled: "\(praise)，戊辰竹席")
      trainer.add(unlabelled: "\(complaint)，己巳铜镜")
      trainer.add(unlabelled: "")
    }
    #expect(trainer.count == 8 && trainer.unlabelledCount == 24)
    let trained = analyzer.with(try trainer.train())
    #expect(trained.analyze("戊辰竹席").polarity == .positive)
    #expect(trained.analyze("己巳铜镜").polarity == .negative)
    #expect(trained.analyze("戊辰竹席").score > trained.analyze("己巳铜镜").score)
  }

  @Test("what a few labels do not contradict stays as the rules see it")
  func shrinks() throws {
    let analyzer = try Fixture.analyzer.get()
    let trained = analyzer.with(try Self.model.get())
    for text in ["效果非常好，推荐", "包装很好，物流很快", "根本没效果，太差了", "客服态度恶劣，再也不买"] {
      #expect(trained.analyze(text).polarity == analyzer.analyze(text).polarity, "\(text)")
    }
  }

  @Test("aspects and safety signals stay the rules' with a model")
  func keepsRules() throws {
    let analyzer = try Fixture.analyzer.get()
    let text = "快递很快，吃了过敏"
    let plain = analyzer.analyze(text)
    let trained = analyzer.with(try Self.model.get()).analyze(text)
    #expect(trained.aspects == plain.aspects)
    #expect(trained.safety == plain.safety)
  }

  @Test("text without words stays neutral", arguments: ["", " ", "\n\n", "\u{FFFD}"])
  func empty(_ text: String) throws {
    let result = try Fixture.analyzer.get().with(Self.model.get()).analyze(text)
    #expect(result.polarity == .neutral && result.score == 0)
  }

  @Test("a third class is learned and chosen")
  func threeClasses() throws {
    let model = try trained(neutral: ["普洱茶杯丙寅", "丙寅普洱茶杯到了", "又来普洱茶杯丙寅", "丙寅普洱茶杯三件"])
    #expect(model.classes == [.positive, .neutral, .negative])
    #expect(model.trainedOn == [5, 4, 5])
    let analyzer = try Fixture.analyzer.get().with(model)
    #expect(analyzer.analyze("新的丙寅普洱茶杯").polarity == .neutral)
    #expect(analyzer.analyze("新的甲子香囊").polarity == .positive)
  }

  @Test("the same reviews and seed give the same bytes; a file gives back the model")
  func file() throws {
    let paths = (temporary("first"), temporary("second"))
    defer {
      try? FileManager.default.removeItem(atPath: paths.0)
      try? FileManager.default.removeItem(atPath: paths.1)
    }
    let model = try Self.model.get()
    try model.write(to: paths.0)
    try trained().write(to: paths.1)
    let bytes = try FileAccess.read(paths.0)
    #expect(try FileAccess.read(paths.1) == bytes)
    #expect(bytes.count <= 8_000_000)
    #expect(try SentimentModel(path: paths.0) == model)
  }

  /// Texts in whose characters there is nothing to learn: each `copies` times, labelled by `label`.
  private func trainedOnCopies(
    _ copies: Int, label: (_ text: Int, _ copy: Int) -> Polarity
  ) throws -> (model: SentimentModel, texts: [String]) {
    var generator = SeededGenerator(seed: 7)
    let characters = Array("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉")
    let texts = (0..<40).map { _ in String(characters.shuffled(using: &generator).prefix(14)) }
    var trainer = SentimentTrainer(analyzer: try Fixture.analyzer.get())
    for copy in 0..<copies {
      for (index, text) in texts.enumerated() { trainer.add(text, label: label(index, copy)) }
    }
    return (try trainer.train(), texts)
  }

  @Test("a text that reads word for word like reviews learned from has their label, and the model says so")
  func remembers() throws {
    let label = { (text: Int, _: Int) in Polarity.allCases[text % 3] }
    let (model, texts) = try trainedOnCopies(2, label: label)
    let path = temporary("memory")
    defer { try? FileManager.default.removeItem(atPath: path) }
    try model.write(to: path)
    let analyzer = try Fixture.analyzer.get().with(SentimentModel(path: path))
    for (index, text) in texts.enumerated() {
      let result = analyzer.analyze(text)
      #expect(result.polarity == label(index, 0), "\(text)")
      #expect(result.reasons.contains { $0.rules == .known && $0.text == text })
    }
    let other = analyzer.analyze(texts[0] + texts[1])
    #expect(!other.reasons.contains { $0.rules == .known })
    let line = SentimentRendering(text: texts[0], result: analyzer.analyze(texts[0])).readable(
      style: TextStyle())
    #expect(line.hasSuffix("学过一模一样的评论"))
  }

  @Test("texts of which every copy has another label are not remembered")
  func forgets() throws {
    let (model, texts) = try trainedOnCopies(2) { text, copy in
      copy == text % 2 ? .positive : .negative
    }
    let analyzer = try Fixture.analyzer.get().with(model)
    for text in texts { #expect(!analyzer.analyze(text).reasons.contains { $0.rules == .known }) }
  }

  @Test("reviews that all read the same are learned without a crash")
  func oneText() throws {
    var trainer = SentimentTrainer(analyzer: try Fixture.analyzer.get())
    for index in 0..<200 { trainer.add("默认好评", label: index % 4 == 0 ? .negative : .positive) }
    let analyzer = try Fixture.analyzer.get().with(try trainer.train())
    #expect(analyzer.analyze("默认好评").polarity == .positive)
  }

  @Test("another kind of file, a newer version and a damaged file are refused with the reason")
  func badFiles() throws {
    let path = temporary("bad")
    defer { try? FileManager.default.removeItem(atPath: path) }
    func failure(_ bytes: [UInt8]) throws -> ModelFileError {
      try FileAccess.write(bytes, to: path)
      return try #require(throws: ModelFileError.self) { try SentimentModel(path: path) }
    }
    #expect(
      try failure(ModelFile(format: "topic-model", version: 1).encoded())
        == .otherFormat(path, expected: "sentiment-model", found: "topic-model"))
    #expect(
      try failure(ModelFile(format: "sentiment-model", version: 99).encoded()) == .newer(path, version: 99))
    #expect(
      try failure(ModelFile(format: "sentiment-model", version: 1).encoded())
        == .missingSection(path, section: "classes"))
    #expect(try failure(Array("not a model".utf8)) == .notAModel(path))
    var file = ModelFile(format: "sentiment-model", version: 1)
    file.set("classes", "positive negative")
    file.set("weights", [UInt8](repeating: 0, count: 5))
    #expect(try failure(file.encoded()) == .inconsistent(path, section: "weights"))
  }

  @Test("too little to learn from is told")
  func tooLittle() throws {
    var trainer = SentimentTrainer(analyzer: try Fixture.analyzer.get())
    #expect(throws: SentimentTrainingError.noReviews) { try trainer.train() }
    trainer.add("好", label: .positive)
    trainer.add("不错", label: .positive)
    #expect(throws: SentimentTrainingError.oneClass(.positive, count: 2)) { try trainer.train() }
    trainer.add("差", label: .negative)
    #expect(throws: SentimentTrainingError.tooFew(.negative)) { try trainer.train() }
  }
}
