/// Sorts the words of a document: by insertion where it is as short as a review, by the library's sort else.
func sortFew<Key: Comparable & BitwiseCopyable>(_ keys: UnsafeMutableBufferPointer<Key>) {
  if keys.count > 32 {
    var keys = keys
    return keys.sort()
  }
  for index in keys.indices.dropFirst() {
    let key = keys[index]
    var place = index
    while place > 0, keys[place - 1] > key {
      keys[place] = keys[place - 1]
      place -= 1
    }
    keys[place] = key
  }
}
