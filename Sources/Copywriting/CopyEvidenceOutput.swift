extension CopyEvidence {
  func writeObject(to json: inout JSONWriter) {
    json.object { json in
      json.member("insight", insight)
      json.member("group", group)
      json.member("formula", "share × positive_lower_bound × attention × praise")
      write(lead, "lead", to: &json) { $0.leadScore }
      write(runnerUp, "runner_up", to: &json) { $0.leadScore }
      write(objection, "objection", to: &json) { $0.objectionScore }
      json.key("wordings")
      json.array {
        for wording in wordings {
          $0.object {
            $0.member("claim", wording.claim)
            $0.member("text", wording.text)
            $0.member("words", wording.words)
          }
        }
      }
      json.member("notes", notes)
    }
  }

  private func write(
    _ review: ReviewEvidence?, _ name: String, to json: inout JSONWriter,
    value: (ReviewEvidence) -> Double
  ) {
    guard let review else { return json.null(name) }
    json.key(name)
    json.object { json in
      json.member("aspect", review.aspect)
      json.member("basis", review.topic == nil ? "aspect-mentions" : "topic")
      if let topic = review.topic { json.member("topic", topic) } else { json.null("topic") }
      json.member("label", review.label)
      json.member("share", review.share)
      json.key("sentiment")
      json.object {
        $0.member("positive", review.positive)
        $0.member("neutral", review.neutral)
        $0.member("negative", review.negative)
      }
      json.member("positive_lower_bound", review.positiveLowerBound)
      json.member("negative_share", review.negativeShare)
      json.key("segment")
      if let lift = review.lift {
        json.object {
          $0.member("name", lift.segment)
          $0.member("reviews", lift.reviews)
          $0.member("share", lift.share)
          $0.member("overall_share", lift.overallShare)
          $0.member("attention", lift.attention)
          $0.member("praise", lift.praise)
          $0.member("complaint", lift.complaint)
        }
      } else {
        json.value(nil)
      }
      json.member("value", value(review))
    }
  }

  /// The reasons in Chinese.
  var sentences: [String] {
    var result: [String] = []
    if let lead {
      let whose = group.map { "“\($0)”的评价" } ?? "全部评价"
      var text = "\(whose)里，\(lead.what)占 \(percent(lead.share))，好评 \(lead.positive)、差评 \(lead.negative)"
      text += "（好评率下限 \(percent(lead.positiveLowerBound))），得分 \(decimal(lead.leadScore))，所以先说“\(lead.aspect)”"
      if let runnerUp { text += "；其次是“\(runnerUp.aspect)”，\(decimal(runnerUp.leadScore))" }
      result.append(text + "。")
      if let lift = lead.lift { result.append(lift.sentence(lead.aspect)) }
    }
    if let objection {
      result.append(
        "\(objection.what)占 \(percent(objection.share))，其中 \(percent(objection.negativeShare)) 不满意，所以回应“\(objection.aspect)”。"
      )
    }
    result += wordings.map { wording in
      "卖点 \(wording.claim) 的几种批准说法里选了“\(wording.text)”，因为这些评价里常说“\(wording.words.joined(separator: "、"))”。"
    }
    return result + notes
  }

  private func decimal(_ number: Double) -> String { shortest((number * 10000).rounded() / 10000) }
}

extension SegmentLift {
  /// Says how far the segment differs; the factor is the shrunken one (`SegmentLift.attention`), so that it is less than
  /// the ratio of the two shares.
  fileprivate func sentence(_ aspect: String) -> String {
    let degree = attention > 1.1 ? "更在意" : attention < 0.9 ? "没有那么在意" : "和大家一样在意"
    let feeling = praise > 1.02 ? "，说得也比大家满意" : praise < 0.98 ? "，不如大家满意" : ""
    let tenths = (attention * 10).rounded() / 10
    return "“\(segment)”这一群\(degree)“\(aspect)”\(feeling)：他们的评价有 \(percent(share)) 说到它，全部评价 "
      + "\(percent(overallShare))（\(reviews) 条评价，折算 \(shortest(tenths)) 倍），得分已按此调整。"
  }
}

private func percent(_ share: Double) -> String { shortest((share * 1000).rounded() / 10) + "%" }

extension ReviewEvidence {
  fileprivate var what: String { topic.map { "话题 \($0)“\(label)”" } ?? "提到“\(aspect)”的" }
}
