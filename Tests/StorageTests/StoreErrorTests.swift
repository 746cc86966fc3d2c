import Storage
import Testing

@Test("a store of a newer version: the message names the file and both versions")
func newerVersion() {
  let message = StoreError.newerVersion(path: "a.sqlite", found: 9, known: 1).description
  #expect(message.contains("a.sqlite") && message.contains("9") && message.contains("1"))
}
