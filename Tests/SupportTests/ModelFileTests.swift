import Support
import Testing

@Suite("The model file")
struct ModelFileTests {
  private static let small: ModelFile = {
    var file = ModelFile(format: "test-model", version: 3)
    file.set("numbers", [1, 2, 0xffff_ffff] as [UInt32])
    file.set("weights", [0.5, -0.0, .infinity])
    file.set("name", "药语")
    file.set("nothing", [] as [UInt8])
    return file
  }()

  private func read(_ bytes: [UInt8], version: Int = 3) throws(ModelFileError) -> ModelFile {
    try ModelFile(bytes, name: "m.model", format: "test-model", version: version)
  }

  @Test("gives back what was put in")
  func roundTrip() throws {
    let file = try read(Self.small.encoded())
    #expect(file.version == 3)
    #expect(try file.values("numbers", as: UInt32.self) == [1, 2, 0xffff_ffff])
    #expect(try file.doubles("weights").map(\.bitPattern) == [0.5, -0.0, .infinity].map(\.bitPattern))
    #expect(try file.text("name") == "药语")
    #expect(try file.values("nothing") as [UInt8] == [])
    #expect(file.encoded() == Self.small.encoded())
  }

  @Test("is refused when cut off at any byte")
  func truncation() {
    let bytes = Self.small.encoded()
    for count in bytes.indices {
      #expect(throws: ModelFileError.self) { try read(Array(bytes[..<count])) }
    }
    #expect(throws: ModelFileError.truncated("m.model", expected: UInt64(bytes.count), found: 100)) {
      try read(Array(bytes[..<100]))
    }
    #expect(throws: ModelFileError.damaged("m.model")) { try read(bytes + [0]) }
  }

  @Test("is refused when any bit is flipped")
  func bitFlips() {
    let bytes = Self.small.encoded()
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << UInt8(bit)
        #expect(throws: ModelFileError.self) { try read(damaged) }
      }
    }
  }

  @Test("says what it is when it is something else")
  func otherFiles() {
    #expect(throws: ModelFileError.notAModel("m.model")) { try read(Array("text,review\n".utf8)) }
    #expect(throws: ModelFileError.notAModel("m.model")) { try read([]) }
    #expect(throws: ModelFileError.newer("m.model", version: 3)) {
      try read(Self.small.encoded(), version: 2)
    }
    #expect(throws: ModelFileError.otherFormat("m.model", expected: "test-model", found: "topic-model")) {
      try read(ModelFile(format: "topic-model", version: 1).encoded())
    }
    #expect(throws: ModelFileError.missingSection("m.model", section: "more")) {
      try read(Self.small.encoded()).doubles("more")
    }
    #expect(throws: ModelFileError.inconsistent("m.model", section: "name")) {
      try read(Self.small.encoded()).values("name", as: UInt32.self)
    }
    #expect(
      "\(ModelFileError.truncated("a.topics", expected: 100, found: 7))"
        == "模型文件“a.topics”不完整：应有 100 字节，只有 7 字节。可能是复制或下载中断了，请重新复制，或者重新训练。")
  }

  @Test("reads no section outside itself, whatever a valid checksum covers")
  func hostileOffsets() throws {
    // A section may only lie inside the file, or reading it would trap.
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<500 {
      let bytes = (0..<Int.random(in: 0..<200, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      #expect(throws: ModelFileError.self) { try read(bytes) }
    }
  }
}
