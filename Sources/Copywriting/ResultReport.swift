/// Results as people and programs read them.
public struct ResultReport: Sendable {
  public enum Metric: String, Sendable, CaseIterable {
    case click
    case convert

    public var title: String { self == .click ? "点击" : "转化" }

    public func rate(_ counts: ResultCounts) -> Rate {
      Rate(successes: self == .click ? counts.clicked : counts.converted, trials: counts.delivered)
    }
  }

  /// A group against all the others of its dimension.
  public struct Line: Sendable {
    public let name: String
    public let counts: ResultCounts
    public let test: ProportionTest?
    /// After Holm's correction over the dimension.
    public let adjusted: Double?
  }

  public let results: CampaignResults
  public let metric: Metric

  public init(_ results: CampaignResults, metric: Metric) {
    self.results = results
    self.metric = metric
  }

  /// The groups of a dimension with their tests, by name.
  public func lines(_ dimension: CampaignResults.Dimension) -> [Line] {
    let groups = results.groups(dimension)
    let all = metric.rate(results.total)
    let tests = groups.map { _, counts in
      let own = metric.rate(counts)
      let rest = Rate(successes: all.successes - own.successes, trials: all.trials - own.trials)
      return ProportionTest(own, rest)
    }
    let adjusted = holm(tests.compactMap { $0?.p })
    var next = 0
    return zip(groups, tests).map { group, test in
      defer { if test != nil { next += 1 } }
      return Line(
        name: group.name, counts: group.counts, test: test, adjusted: test.map { _ in adjusted[next] })
    }
  }

  /// Those who got messages against those who were held out.
  public var lift: ProportionTest? {
    results.holdout.delivered > 0
      ? ProportionTest(metric.rate(results.total), metric.rate(results.holdout)) : nil
  }

  /// For reading.
  public var text: String {
    var lines = ["\(results.rows) 行，送达 \(results.total.delivered) 条", "全部  " + figures(results.total)]
    if let lift {
      lines.append(
        "对照组 \(results.holdout.delivered) 人，\(metric.title) \(percent(metric.rate(results.holdout).share))：发了的"
          + "\(signed(lift.difference))，\(judgement(lift.p))")
    }
    for dimension in CampaignResults.Dimension.allCases {
      let groups = self.lines(dimension)
      guard groups.count > 1 else { continue }
      lines += ["", "按\(dimension.title)（\(metric.title)率和其余的比，p 值按 Holm 校正）"]
      let width = groups.map { displayWidth($0.name) }.max() ?? 0
      for group in groups {
        let compared =
          group.test.map { "\(signed($0.difference))，\(judgement(group.adjusted ?? $0.p))" } ?? "没法比"
        lines.append("  " + padded(group.name, width) + "  " + figures(group.counts) + "  " + compared)
      }
    }
    return lines.joined(separator: "\n")
  }

  private func figures(_ counts: ResultCounts) -> String {
    func rate(_ title: String, _ successes: Int) -> String {
      let rate = Rate(successes: successes, trials: counts.delivered)
      return "\(title) \(percent(rate.share))（\(percent(rate.lower))–\(percent(rate.upper))）"
    }
    let money = counts.returnOnInvestment.map { "  投入产出 \(decimal($0 + 1))（净 \(percent($0))）" } ?? ""
    return "送达 \(counts.delivered)  \(rate("点击", counts.clicked))  \(rate("转化", counts.converted))  "
      + rate("退订", counts.unsubscribed) + money
  }

  private func percent(_ share: Double) -> String { decimal(share * 100) + "%" }
  private func signed(_ difference: Double) -> String {
    (difference < 0 ? "低 " : "高 ") + decimal(abs(difference) * 100) + " 个百分点"
  }
  private func decimal(_ number: Double) -> String { shortest((number * 100).rounded() / 100) }
  private func judgement(_ p: Double) -> String {
    let figure = p < 0.001 ? "p < 0.001" : "p = \(shortest((p * 1000).rounded() / 1000))"
    return figure + (p < 0.05 ? "，不是碰巧" : "，可能是碰巧")
  }

  /// One object.
  public var json: String {
    var json = JSONWriter()
    json.object { json in
      json.member("rows", results.rows)
      json.member("metric", metric.rawValue)
      json.key("total")
      json.object { write(results.total, to: &$0) }
      if let lift {
        json.key("holdout")
        json.object {
          write(results.holdout, to: &$0)
          write(lift, nil, to: &$0)
        }
      }
      for dimension in CampaignResults.Dimension.allCases {
        json.key(dimension.rawValue)
        json.array {
          for line in lines(dimension) {
            $0.object {
              $0.member("name", line.name)
              write(line.counts, to: &$0)
              if let test = line.test { write(test, line.adjusted, to: &$0) }
            }
          }
        }
      }
    }
    return json.text
  }

  private func write(_ counts: ResultCounts, to json: inout JSONWriter) {
    json.member("delivered", counts.delivered)
    for (name, successes) in [
      ("click", counts.clicked), ("convert", counts.converted), ("unsubscribe", counts.unsubscribed),
    ] {
      let rate = Rate(successes: successes, trials: counts.delivered)
      json.key(name)
      json.object {
        $0.member("count", successes)
        $0.member("rate", rate.share)
        $0.member("lower", rate.lower)
        $0.member("upper", rate.upper)
      }
    }
    json.member("revenue", counts.revenue)
    json.member("cost", counts.cost)
    json.key("roi")
    if let roi = counts.returnOnInvestment { json.value(roi) } else { json.value(nil) }
  }

  private func write(_ test: ProportionTest, _ adjusted: Double?, to json: inout JSONWriter) {
    json.member("difference", test.difference)
    json.member("z", test.z)
    json.member("p", test.p)
    if let adjusted { json.member("p_holm", adjusted) }
  }
}
