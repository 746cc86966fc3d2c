/// What a corpus of reviews says: per product, per aspect, per month, with the evidence. The file
/// `insight.json` is this value; `copy` and `chat` act on it.
public struct Insight: Codable, Sendable, Equatable {
  /// `yaoyu-insight`; anything else is not such a file.
  public var format: String
  public var version: Int
  public var source: Source
  public var settings: Settings
  public var topics: [Topic]
  /// The whole corpus.
  public var overall: Group
  /// One per value of `--group-by`, most reviews first, then by name.
  public var groups: [Group]
  /// One per customer segment, largest first; nil where reviews tell no segment.
  public var segments: [Group]?
  /// One per month of `--date-column`, oldest first.
  public var months: [Month]
  /// Nil without dates, or with dates of one year only.
  public var trend: Trend?

  /// The group named `name`, if it was analysed.
  public func group(_ name: String) -> Group? { groups.first { $0.name == name } }

  /// What the customers of a segment say, if any reviews are theirs.
  public func segment(_ name: String) -> Group? { segments?.first { $0.name == name } }

  /// Where the reviews came from and what cleaning did to them. Counts add up:
  /// `read = kept + Σ dropped`.
  public struct Source: Codable, Sendable, Equatable {
    public var name: String
    public var read: Int
    public var kept: Int
    /// Reviews left out, by reason: `default-text`, `duplicate`, `pooled` (shown under several groups, counted once),
    /// `empty`, `damaged`.
    public var dropped: [String: Int]
    /// Reviews mended and kept, by what was mended: `html-entity`, `invalid-utf8`.
    public var repaired: [String: Int]
  }

  public struct Settings: Codable, Sendable, Equatable {
    public var topics: Int
    public var iterations: Int
    public var seed: UInt64
    public var vocabulary: Int
    public var minimumDocumentFrequency: Int
  }

  /// What a share of the tokens talks about, from LDA over the whole corpus.
  public struct Topic: Codable, Sendable, Equatable {
    public var id: Int
    /// A few of the topic's most distinctive words, for people.
    public var label: String
    /// Share of all tokens, 0…1; over all topics they sum to 1.
    public var weight: Double
    public var words: [Word]
    /// The aspect of `Lexicons/sentiment/aspects.tsv` that most of its probability falls on, if any does.
    public var aspect: String?
    /// As `TopicShare.sentiment`, over the whole corpus.
    public var sentiment: Polarity
    /// A few reviews in which the topic dominates, with personal data masked.
    public var examples: [String]
    /// The words among which the most relevant ones are for any λ (`RelevantWord.relevance`), by λ = 0.6. Nil in
    /// files of before there were any.
    public var relevant: [RelevantWord]?
    /// Where the topic stands on the map of topics; nil where there is none.
    public var position: Point?
  }

  /// A word of a topic, with what it takes to say how much it tells of the topic.
  public struct RelevantWord: Codable, Sendable, Equatable {
    public var word: String
    /// P(word | topic).
    public var probability: Double
    /// P(word): share of all tokens.
    public var share: Double
  }

  /// A point of the map of topics (`TopicMap`). Only distances mean something: topics near each other share words.
  public struct Point: Codable, Sendable, Equatable {
    public var x: Double
    public var y: Double
  }

  public struct Word: Codable, Sendable, Equatable {
    public var word: String
    public var probability: Double
  }

  /// The whole corpus, one product or one customer segment of it.
  public struct Group: Codable, Sendable, Equatable {
    public var name: String
    public var reviews: Int
    /// Mean star rating, 1…5, where there is a rating column.
    public var rating: Double?
    public var sentiment: Polarity
    /// What sets the group apart from the others, by log-odds; of the whole corpus, by mean TF-IDF.
    public var keywords: [Keyword]
    /// How much of the group each topic is, and how the reviews led by it feel. Largest share first.
    public var topics: [TopicShare]
    /// Most mentioned first.
    public var aspects: [Aspect]
    public var safety: [SafetySignal]
  }

  public struct Keyword: Codable, Sendable, Equatable {
    public var word: String
    public var score: Double
  }

  public struct TopicShare: Codable, Sendable, Equatable {
    public var topic: Int
    /// Share of the group's tokens, 0…1.
    public var share: Double
    /// Over the group's reviews in which this topic is the largest: of a topic with an aspect, what they say of
    /// that aspect; their polarity as a whole where they do not speak of it, or the topic has none.
    public var sentiment: Polarity
  }

  public struct Aspect: Codable, Sendable, Equatable {
    /// 疗效 副作用 价格 物流 包装 客服 真伪 有效期 体验
    public var aspect: String
    /// Share of the group's reviews that speak of it, 0…1.
    public var share: Double
    public var sentiment: Polarity
    /// Pieces of reviews, masked.
    public var praised: [String]
    public var criticised: [String]
  }

  public struct SafetySignal: Codable, Sendable, Equatable {
    /// `adverse-reaction`, `overdose`, `counterfeit`, `expired`, `pregnancy`, `infant`.
    public var signal: String
    public var count: Int
    public var examples: [String]
  }

  public struct Month: Codable, Sendable, Equatable {
    /// `2024-05`.
    public var month: String
    public var reviews: Int
    public var rating: Double?
    public var sentiment: Polarity
    /// By topic id.
    public var topicShares: [Double]
  }

  /// The last twelve months against the twelve before.
  public struct Trend: Codable, Sendable, Equatable {
    public var before: Span
    public var after: Span
    /// Largest drop of the share of praise first; only where the 95 % intervals of the two years do not overlap.
    public var worse: [Change]
    /// The same for gains.
    public var better: [Change]
  }

  /// Months from the first through the last: `2023-07` … `2024-06`.
  public struct Span: Codable, Sendable, Equatable {
    public var from: String
    public var through: String
  }

  public struct Change: Codable, Sendable, Equatable {
    /// The groups that changed alike because they show the same reviews; empty for the whole corpus.
    public var groups: [String]
    /// Nil for all that is said.
    public var aspect: String?
    public var before: Polarity
    public var after: Polarity
    /// Reviews of the last year, masked: complaints where it became worse, praise where better.
    public var examples: [String]

    /// Change of the share of praise, −1…1.
    public var difference: Double { after.positiveShare - before.positiveShare }
    /// Whether the intervals do not overlap, the later one below.
    public var isWorse: Bool { after.positiveUpperBound < before.positiveLowerBound }
    public var isBetter: Bool { before.positiveUpperBound < after.positiveLowerBound }
  }

  /// Counts of reviews (or mentions) by polarity.
  public struct Polarity: Codable, Sendable, Equatable {
    public var positive: Int
    public var neutral: Int
    public var negative: Int

    public init(positive: Int = 0, neutral: Int = 0, negative: Int = 0) {
      self.positive = positive
      self.neutral = neutral
      self.negative = negative
    }

    public var total: Int { positive + neutral + negative }
    /// Those that are for or against.
    public var opinions: Int { positive + negative }
    /// Of those with an opinion, the share that is positive; 0 when there is none.
    public var positiveShare: Double {
      positive + negative == 0 ? 0 : Double(positive) / Double(positive + negative)
    }
    public var negativeShare: Double {
      positive + negative == 0 ? 0 : Double(negative) / Double(positive + negative)
    }
    /// Lower end of the 95 % Wilson score interval of `positiveShare` (Wilson 1927, JASA 22:209), so that
    /// few reviews promise little.
    public var positiveLowerBound: Double { wilsonLowerBound(positive, of: positive + negative) }
    /// Its upper end; 1 without opinions.
    public var positiveUpperBound: Double { 1 - negativeLowerBound }
    public var negativeLowerBound: Double { wilsonLowerBound(negative, of: positive + negative) }
  }
}

/// Lower end of the Wilson score interval for `successes` of `trials` at 95 % (z = 1.959964); 0 without trials.
public func wilsonLowerBound(_ successes: Int, of trials: Int) -> Double {
  guard trials > 0 else { return 0 }
  let z = 1.959964
  let n = Double(trials)
  let share = Double(successes) / n
  let centre = share + z * z / (2 * n)
  let margin = z * ((share * (1 - share) + z * z / (4 * n)) / n).squareRoot()
  return max(0, (centre - margin) / (1 + z * z / n))
}
