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
    details.change summary { grid-template-columns: minmax(12em, 1fr) 4em 8em 5em 180px; }
    .card details { border: none; } .card summary { display: list-item; font-size: 14px; color: var(--accent); }
    .value.negative { color: var(--negative); } .value.positive { color: var(--positive); }
    .second { margin-top: 12px; } .second > summary { display: list-item; font-weight: 600; }
    a { color: inherit; }
    .brief { display: grid; grid-template-columns: repeat(auto-fit, minmax(165px, 1fr)); gap: 16px; }
    .brief > div { border-top: 4px solid var(--accent); padding-top: 8px; }
    .brief > .positive { border-color: var(--positive); } .brief > .negative { border-color: var(--negative); }
    .brief > .warning { border-color: var(--warning); }
    .brief h3 a { text-decoration: none; } .brief h3 a::after { content: " ↓"; color: var(--soft); }
    .brief ol { margin: 0; padding: 0; list-style: none; } .brief li { margin-bottom: 8px; line-height: 1.45; }
    .brief b { font-weight: 600; } .brief span { display: block; color: var(--soft); font-size: 14px; }
    .figure { margin: 0 0 6px; font-size: 14px; }
    .ranked li:nth-child(n+11) { display: none; }
    .slider input { vertical-align: middle; width: 200px; accent-color: var(--accent); }
    .t0 { --tone: #b8432f; } .t1 { --tone: #d0694d; } .t2 { --tone: #dba07a; } .t3 { --tone: #c3b78c; }
    .t4 { --tone: #9fbf95; } .t5 { --tone: #6dab86; } .t6 { --tone: #3b8f6a; }
    .key.t0, .key.t3, .key.t6 { background: var(--tone); }
    svg { width: 100%; display: block; }
    svg text { font-size: 13px; fill: var(--soft); text-anchor: middle; } svg text.left { text-anchor: start; }
    svg .scale { stroke: var(--line); }
    .map { height: auto; border: 1px solid var(--line); border-radius: 8px; margin-bottom: 8px; }
    .map circle { fill: var(--tone); fill-opacity: .6; stroke: var(--paper); }
    .map a:hover circle { fill-opacity: .9; } .map text { fill: var(--ink); font-weight: 600; pointer-events: none; }
    .map text.small { font-size: 12px; font-weight: 400; }
    .spark { height: 36px; margin-top: 8px; }
    .spark polyline, .months .share { fill: none; stroke: var(--accent); stroke-width: 2;
      vector-effect: non-scaling-stroke; }
    .months { height: auto; } .months .band { fill: var(--accent); opacity: .2; }
    .months .count { fill: var(--neutral); } .months .hit { fill: transparent; }
    .months g:hover .hit { fill: var(--line); opacity: .5; }
    .interval { height: 22px; min-width: 120px; } .interval .before { stroke: var(--soft); fill: var(--soft); }
    .interval .worse { stroke: var(--negative); fill: var(--negative); }
    .interval .better { stroke: var(--positive); fill: var(--positive); }
    .interval line { stroke-width: 2; } .interval .scale { stroke-width: 1; }
    .scroll { overflow-x: auto; }
    .matrix { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
    .matrix thead th { vertical-align: bottom; font-weight: 400; padding: 0 2px 6px; }
    .matrix thead span { writing-mode: vertical-rl; max-height: 11em; overflow: hidden; }
    .matrix thead a { text-decoration: none; }
    .matrix tbody th { text-align: left; font-weight: 400; padding-right: 12px; white-space: nowrap; }
    .matrix td { width: 34px; min-width: 34px; height: 28px; text-align: center; border: 1px solid var(--paper);
      color: var(--soft); }
    .matrix td[class] { color: var(--ink);
      background: color-mix(in srgb, var(--tone) calc(var(--a) * 100%), transparent); }
    :target { scroll-margin-top: 12px; outline: 2px solid var(--accent); outline-offset: 2px; }
    section:target { outline: none; }
    .axis { display: flex; justify-content: space-between; margin: 0; }
    @media (max-width: 640px) { summary, details.change summary { grid-template-columns: 1fr 4em 3em; } summary .polarity, summary .words {
      grid-column: 1 / -1; } header, section { padding: 18px 16px; } }
    @media print { body { background: none; } header, section { border: none; padding: 0; break-inside: auto; } }
    """
}
