import Corpus
import Support
import Testing

@testable import Audience

@Suite("From orders to features") struct PurchaseHistoryTests {
  static func history(_ csv: String, columns: OrderFile.Columns = .init(), today: CivilDate? = nil) throws
    -> PurchaseHistory
  {
    try PurchaseHistory(
      OrderFile(RowReader(bytes: Array(csv.utf8), name: "orders.csv"), columns: columns), today: today)
  }

  @Test(
    "recency counts days to the day after the newest order, frequency orders, monetary value what was paid")
  func rfm() throws {
    let history = try Self.history(
      """
      订单号,顾客编号,下单时间,单价,数量
      1,甲,2026-11-01 09:00,10,2
      1,甲,2026-11-01 09:00,5,1
      2,甲,2026-11-11 20:30,"￥1,000.5",1
      3,乙,2026/11/20,39.9元,1
      """)
    let table = history.table([.recency, .frequency, .monetary, .average, .tenure, .interval])
    #expect(table.ids == ["甲", "乙"])
    #expect(table.names == ["最近购买", "购买次数", "累计金额", "客单价", "首次购买", "购买间隔"])
    #expect(Array(table.values[..<6]) == [10, 2, 1025.5, 512.75, 20, 10])
    #expect(Array(table.values[6...]) == [1, 1, 39.9, 39.9, 1, 1])
  }

  @Test("returns, gifts, strangers and unreadable dates do not count, and are counted")
  func skipped() throws {
    let history = try Self.history(
      """
      customer,date,amount
      a,2026-01-01,10
      ,2026-01-01,10
      a,昨天,10
      a,2026-01-02,-10
      a,2026-01-02,0
      a,2026-01-02,abc
      a,2026-01-02,inf
      a,2026-01-03
      """)
    #expect(history.skipped == [.noCustomer: 1, .noDate: 1, .noAmount: 4, .damaged: 1])
    #expect(history.counts.read == 8)
    #expect(history.table([.frequency, .monetary]).values == [1, 10])
  }

  @Test("without order numbers a day is one order")
  func days() throws {
    let history = try Self.history("customer,date,amount\na,20260101,1\na,20260101,2\na,20260102,3\n")
    #expect(history.table([.frequency]).values == [2])
  }

  @Test("a missing column tells what it is for, what is there, and the option")
  func missingColumn() throws {
    let error = #expect(throws: AudienceError.self) {
      try Self.history("buyer,date,amount\na,2026-01-01,1\n")
    }
    let message = try #require(error).description
    #expect(message.contains("顾客编号") && message.contains("buyer") && message.contains("--customer-column"))
    #expect(throws: AudienceError.self) { try Self.history("customer,date,amount\n,2026-01-01,1\n") }
    let columns = OrderFile.Columns(customer: "buyer")
    #expect(try Self.history("buyer,date,amount\na,2026-01-01,1\n", columns: columns).customers == ["a"])
  }

  @Test("recency can be counted to a given day")
  func today() throws {
    let day = try #require(CivilDate("2026-01-31"))
    #expect(
      try Self.history("customer,date,amount\na,2026-01-01,1\n", today: day).table([.recency]).values == [30])
  }
}
