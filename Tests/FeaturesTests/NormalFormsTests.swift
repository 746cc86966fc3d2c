import Support
import Testing
import Tokenization

@testable import Features

@Suite("Normal forms")
struct NormalFormsTests {
  @Test("what is taken for normal by its bytes is normal for the normaliser too")
  func agreement() {
    var generator = SeededGenerator(seed: 3)
    let scalars =
      (0x4e00...0x9fff).compactMap { Unicode.Scalar($0 as UInt32) }
      + (0x20...0x7e).map { Unicode.Scalar(UInt8($0)) }
    var fast = 0
    for _ in 0..<3000 {
      var view = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        scalars.randomElement(using: &generator).map { view.append($0) }
      }
      let word = String(view)
      guard Array(word.utf8).withUnsafeBufferPointer(NormalForms.isNormal) else { continue }
      fast += 1
      #expect(Normalizer.normalize(word) == word)
    }
    #expect(fast > 1000)
  }

  @Test("other spellings are asked for once and remembered")
  func remembered() {
    var forms = NormalForms()
    for _ in 0..<2 {
      for (word, normal) in [("ＶＣ", "vc"), ("藥", "药"), ("药", "药"), ("SK-II", "sk-ii"), ("é", "é")] {
        let result = Array(word.utf8).withUnsafeBufferPointer {
          forms.withNormal($0) { String(decoding: $0, as: UTF8.self) }
        }
        #expect(result == normal)
      }
    }
  }
}
