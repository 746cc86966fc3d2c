import Audience
import Insight
import Support
import Tokenization

/// Portraits of segments, for the terminal and as JSON.
struct SegmentReport {
  private let source: String
  private let style: TextStyle
  private var lines: [String] = []
  private var members: [String] = []

  init(source: String, style: TextStyle) {
    self.source = source
    self.style = style
    lines = [source]
  }

  var text: String { lines.joined(separator: "\n") + "\n" }

  mutating func add(_ trials: [ClusterSweep.Trial]) {
    let best = trials.max { ($0.silhouette ?? -1, $1.k) < ($1.silhouette ?? -1, $0.k) }
    lines.append("")
    lines.append(style.paint("试过的群数", .bold) + style.paint("  轮廓系数越近 1，群和群分得越开", .dim))
    for trial in trials {
      let silhouette = trial.silhouette.map { decimal($0, 3) } ?? "—"
      let chosen = trial.k == best?.k ? "  ← 用它" : ""
      lines.append(
        "  \(padded("\(trial.k) 群", 6)) 轮廓系数 \(padded(silhouette, 6, alignRight: true))"
          + "  群内平方和 \(padded(decimal(trial.inertia, 2), 14, alignRight: true))\(chosen)")
    }
    members.append(
      "\"trials\":["
        + trials.map {
          "{\"k\":\($0.k),\"inertia\":\($0.inertia),\"silhouette\":\($0.silhouette.map { "\($0)" } ?? "null")}"
        }.joined(separator: ",") + "]")
  }

  mutating func add(_ result: DBSCAN.Result, silhouette: Double?) {
    let noise = result.labels.count { $0 < 0 }
    lines.append("")
    lines.append(
      "DBSCAN：\(result.clusters) 群，核心 \(result.cores) 位，零散 \(noise) 位"
        + (silhouette.map { "，轮廓系数（零散的不算） \(decimal($0, 3))" } ?? ""))
    members.append("\"clusters\":\(result.clusters),\"cores\":\(result.cores),\"noise\":\(noise)")
  }

  mutating func add(_ segmentation: Segmentation, units: [String]) {
    lines.append("")
    lines.append(style.paint("顾客分群", .bold) + style.paint("  括号里是全体平均的几倍", .dim))
    let features = segmentation.table.names
    let largest = max(segmentation.segments.map(\.share).max() ?? 0, 1e-9)
    let nameWidth = max(4, segmentation.segments.map { displayWidth($0.name) }.max() ?? 0)
    for segment in segmentation.segments {
      lines.append(
        "  \(padded(segment.name, nameWidth))  "
          + style.paint(bar(segment.share / largest, width: 16), .cyan)
          + padded("\(segment.customers) 位", 12, alignRight: true)
          + padded(percentage(segment.share), 8, alignRight: true))
      guard segment.customers > 0 else { continue }
      let values = features.indices.map { index in
        let average = segmentation.averages[index]
        let ratio = average > 0 ? "（\(decimal(segment.means[index] / average, 1))）" : ""
        return "\(features[index]) \(decimal(segment.means[index], 1))\(units[index])\(ratio)"
      }
      lines.append(contentsOf: wrapped(values, indent: nameWidth + 4))
    }
    let outside = segmentation.labels.count { $0 < 0 }
    if outside > 0 { lines.append("  另有 \(outside) 位哪一条规则也不适合。") }
  }

  /// Values beside each other as far as the line goes.
  private func wrapped(_ values: [String], indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var result: [String] = []
    for value in values {
      if let last = result.last, displayWidth(last) + displayWidth(value) + 2 <= style.width {
        result[result.count - 1] = last + "  " + value
      } else {
        result.append(margin + value)
      }
    }
    return result.map { style.paint($0, .dim) }
  }

  func json(_ segmentation: Segmentation) -> String {
    let names = segmentation.table.names
    func object(_ values: [Double]) -> String {
      "{" + zip(names, values).map { "\(jsonString($0)):\($1)" }.joined(separator: ",") + "}"
    }
    let segments = segmentation.segments.map {
      "{\"segment\":\(jsonString($0.name)),\"customers\":\($0.customers),\"share\":\($0.share),"
        + "\"means\":\(object($0.means)),\"deviations\":\(object($0.deviations))}"
    }
    let all =
      ["\"source\":\(jsonString(source))", "\"customers\":\(segmentation.table.count)"] + members
      + [
        "\"averages\":\(object(segmentation.averages))", "\"segments\":[\(segments.joined(separator: ","))]",
      ]
    return "{\(all.joined(separator: ","))}\n"
  }
}
