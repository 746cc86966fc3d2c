extension StoreSchema {
  /// Messages that wait to be sent, and what people decided about them.
  ///
  /// There is no time of writing in `message`: a run that was cut off and one that was not leave the same rows.
  static let outbox = StoreSchema(
    name: "待发文案", code: "YYOB",
    steps: [
      """
      CREATE TABLE message (
        campaign TEXT NOT NULL,
        customer TEXT NOT NULL,
        channel TEXT NOT NULL,
        record_id TEXT NOT NULL UNIQUE,
        segment TEXT,
        product TEXT,
        variant TEXT NOT NULL,
        text TEXT NOT NULL,
        send_date TEXT NOT NULL,
        verdict TEXT NOT NULL,
        hits TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('ready', 'held', 'approved', 'rejected')),
        PRIMARY KEY (campaign, customer, channel)
      ) WITHOUT ROWID;
      CREATE INDEX message_of_customer ON message (customer, send_date);
      CREATE INDEX message_by_state ON message (state);
      CREATE TABLE review (
        id INTEGER PRIMARY KEY,
        record_id TEXT NOT NULL REFERENCES message (record_id),
        decision TEXT NOT NULL CHECK (decision IN ('approved', 'rejected')),
        reviewer TEXT NOT NULL,
        reason TEXT NOT NULL,
        text TEXT NOT NULL,
        decided_at TEXT NOT NULL
      );
      """
    ])
}
