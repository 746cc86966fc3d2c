public import Support

/// Why customers could not be segmented.
public enum AudienceError: YaoyuError, Equatable {
  /// More clusters asked for than there are customers.
  case tooManyClusters(asked: Int, customers: Int)

  public var exitCode: ExitCode { .badData }

  public var description: String {
    switch self {
    case .tooManyClusters(let asked, let customers):
      "要分成 \(asked) 群，可是只有 \(customers) 位顾客。请把 --k 调小。"
    }
  }
}
