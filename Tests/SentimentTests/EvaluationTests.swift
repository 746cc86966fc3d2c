import Testing

@testable import Sentiment

@Suite struct EvaluationTests {
  private func score(_ polarity: Polarity, _ value: Double) -> SentimentScore {
    SentimentScore(
      polarity: polarity, score: value, confidence: 0.5, praise: 0, complaint: 0, aspects: AspectSums(),
      signals: [])
  }

  /// Reference: python3 -c "from sklearn.metrics import *; y=[1,1,1,0,0]; p=[1,1,0,0,0];
  /// print(accuracy_score(y,p), f1_score(y,p,average='macro'))" → 0.8 0.8
  @Test("two classes are compared by the sign of the score, zero being a complaint")
  func binary() {
    var evaluation = SentimentEvaluation()
    evaluation.add(label: .positive, score: score(.positive, 0.6))
    evaluation.add(label: .positive, score: score(.neutral, 0.01))
    evaluation.add(label: .positive, score: score(.neutral, 0))
    evaluation.add(label: .negative, score: score(.neutral, 0))
    evaluation.add(label: .negative, score: score(.negative, -0.6))
    #expect(evaluation.isBinary)
    #expect(abs(evaluation.accuracy - 0.8) < 1e-12)
    #expect(abs(evaluation.macroF1 - 0.8) < 1e-12)
    #expect(evaluation.count(label: .positive, predicted: .negative) == 1)
  }

  /// Reference: python3 -c "from sklearn.metrics import *; y=[0,1,2,2]; p=[0,1,2,1];
  /// print(accuracy_score(y,p), f1_score(y,p,average='macro'))" → 0.75 0.7777777777777777
  @Test("with neutral labels the three classes are compared")
  func three() {
    var evaluation = SentimentEvaluation()
    evaluation.add(label: .positive, score: score(.positive, 0.6))
    evaluation.add(label: .neutral, score: score(.neutral, 0))
    evaluation.add(label: .negative, score: score(.negative, -0.6))
    evaluation.add(label: .negative, score: score(.neutral, -0.01))
    #expect(abs(evaluation.accuracy - 0.75) < 1e-12)
    #expect(abs(evaluation.macroF1 - 7.0 / 9) < 1e-12)
  }

  /// Reference: two of confidence 0.95 both right, two of 0.65 one right: (2 × 0.05 + 2 × 0.15) / 4.
  @Test("the calibration error is how far confidence lies from truth, neutral texts apart")
  func calibration() {
    var evaluation = SentimentEvaluation()
    for (label, confidence) in [
      (Polarity.positive, 0.95), (.positive, 0.95), (.positive, 0.65), (.negative, 0.65),
    ] {
      var score = score(.positive, 0.5)
      score.confidence = confidence
      evaluation.add(label: label, score: score)
    }
    evaluation.add(label: .negative, score: score(.neutral, 0))
    #expect(abs(evaluation.calibrationError - 0.1) < 1e-12)
    #expect(SentimentEvaluation().calibrationError == 0)
  }

  @Test("labels are read in the usual spellings; others are refused")
  func labels() {
    #expect(SentimentEvaluation.polarity(label: "1") == .positive)
    #expect(SentimentEvaluation.polarity(label: "Negative") == .negative)
    #expect(SentimentEvaluation.polarity(label: "中评") == .neutral)
    #expect(SentimentEvaluation.polarity(label: "5") == nil)
  }

  @Test("an empty evaluation has no accuracy to boast of")
  func empty() {
    #expect(SentimentEvaluation().accuracy == 0)
    #expect(SentimentEvaluation().macroF1 == 0)
  }
}
