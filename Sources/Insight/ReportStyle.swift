/// The style sheet of the report.
enum ReportStyle {
  static let sheet: HTML = """
    :root { --ink: #1f2933; --soft: #66727f; --line: #e3e7eb; --paper: #fff; --ground: #f5f6f4; --positive: #3b8f6a;
      --neutral: #c9ced3; --negative: #c8553d; --warning: #b7791f; --accent: #2f6f8f; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #98a3ad; --line: #333b43; --paper: #1d2329;
      --ground: #14181c; --neutral: #4a545e; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.75 "PingFang SC", "Hiragino Sans GB",
      "Source Han Sans SC", "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", system-ui, sans-serif;
      text-autospace: normal; text-spacing-trim: trim-start; line-break: strict; overflow-wrap: anywhere; }
    main { max-width: 1080px; margin: 0 auto; padding: 32px 20px 64px; }
    header, section { background: var(--paper); border: 1px solid var(--line); border-radius: 10px;
      padding: 24px 28px; margin-bottom: 20px; }
    h1 { font-size: 28px; line-height: 1.35; margin: 0 0 12px; }
    h2 { font-size: 20px; margin: 0 0 8px; }
    h3 { font-size: 16px; margin: 0 0 6px; }
    h4 { font-size: 14px; margin: 8px 0 4px; color: var(--soft); font-weight: 500; }
    small, .note, .legend, .kicker, .axis, footer { color: var(--soft); font-size: 14px; font-weight: 400; }
    .kicker { margin: 0; letter-spacing: .08em; }
    .note { margin: 0 0 14px; }
    .figures { display: flex; flex-wrap: wrap; gap: 12px 40px; margin: 0 0 16px; }
    .figures dt { color: var(--soft); font-size: 14px; }
    .figures dd { margin: 0; font-size: 26px; line-height: 1.3; font-variant-numeric: tabular-nums; }
    .polarity { display: flex; height: 8px; border-radius: 4px; overflow: hidden; background: var(--line);
      min-width: 80px; }
    .polarity i { display: block; height: 100%; }
    i.positive, .key.positive { background: var(--positive); }
    i.neutral, .key.neutral { background: var(--neutral); }
    i.negative, .key.negative { background: var(--negative); }
    rect.positive { fill: var(--positive); } rect.neutral { fill: var(--neutral); } rect.negative { fill: var(--negative); }
    .key { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin: 0 2px 0 8px; }
    .words span { display: inline-block; margin-right: 8px; color: var(--accent); }
    .counts { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    .counts th { text-align: left; font-weight: 400; padding: 2px 40px 2px 0; }
    .counts td { text-align: right; }
    .counts .total th, .counts .total td { font-weight: 600; border-top: 1px solid var(--line); }
    .counts .minus { color: var(--soft); }
    .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 16px; }
    .card { border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; }
    .tag { display: inline-block; margin: 0 0 6px; padding: 0 8px; border-radius: 9px; font-size: 13px; line-height: 20px;
      color: var(--accent); border: 1px solid currentColor; }
    ul { list-style: none; margin: 0 0 10px; padding: 0; }
    .bars li { display: grid; grid-template-columns: 6em 1fr 4em; align-items: center; gap: 8px; font-size: 14px; }
    .track { height: 6px; background: var(--line); border-radius: 3px; }
    .fill { display: block; height: 100%; background: var(--accent); border-radius: 3px; }
    .value { text-align: right; color: var(--soft); font-variant-numeric: tabular-nums; font-size: 14px; }
    .plain li { margin-bottom: 6px; font-size: 14px; }
    .aspect { padding: 12px 0; border-top: 1px solid var(--line); }
    .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); gap: 0 24px; }
    blockquote { margin: 8px 0 0; padding: 2px 0 2px 12px; border-left: 3px solid var(--line); font-size: 15px; }
    blockquote.positive { border-color: var(--positive); } blockquote.negative { border-color: var(--negative); }
    blockquote.warning { border-color: var(--warning); }
    blockquote b { font-weight: 500; color: var(--soft); font-size: 13px; margin-right: 4px; }
    details { border-top: 1px solid var(--line); padding: 6px 0; }
    summary { display: grid; grid-template-columns: minmax(8em, 1.2fr) 5em 3.5em 120px 3fr; gap: 12px; align-items: center;
      cursor: pointer; font-size: 15px; }
    summary .name { font-weight: 500; }
    svg { width: 100%; height: 180px; display: block; }
    .axis { display: flex; justify-content: space-between; margin: 0; }
    @media (max-width: 640px) { summary { grid-template-columns: 1fr 4em 3em; } summary .polarity, summary .words {
      grid-column: 1 / -1; } header, section { padding: 18px 16px; } }
    @media print { body { background: none; } header, section { border: none; padding: 0; break-inside: auto; } }
    """
}
