public import Support

/// Why a shop's system cannot be used at all.
public enum ShopError: YaoyuError, Equatable {
  case badAddress(String)

  public var exitCode: ExitCode { .usage }

  public var description: String {
    switch self {
    case .badAddress(let text):
      "看不懂店铺接口的网址“\(text)”。请写成 https://shop.example.com/api；只有本机可以用 http://。"
    }
  }
}
