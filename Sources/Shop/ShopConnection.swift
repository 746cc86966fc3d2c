public import Dialogue
import FoundationEssentials
import Storage
public import Support

/// Finds what `--orders` means: a shop's address, a SQLite store, a JSON file, or the samples of the home.
public enum ShopConnection {
  /// The environment variable with the key that the shop's system wants.
  public static let tokenVariable = "YAOYU_SHOP_TOKEN"

  /// - Throws: `ShopError`, `StoreError`, `FileError`, `DialogueError`.
  public static func open(_ place: String?, home: Home) throws -> any Actions {
    guard let place else {
      let sample = home.conversations + "/样例订单.json"
      return try OrderBook(path: sample, name: home.display(sample))
    }
    if place.contains("://") {
      return try HTTPShop(address: place, token: ProcessInfo.processInfo.environment[tokenVariable])
    }
    let isStore = [".db", ".sqlite", ".sqlite3"].contains { place.hasSuffix($0) }
    return isStore ? try OrderStore(path: place) : try OrderBook(path: place)
  }
}
