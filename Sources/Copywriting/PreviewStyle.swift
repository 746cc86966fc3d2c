/// The style sheet and the script of the preview page.
enum PreviewStyle {
  static let sheet = """
    :root { --ink: #1f2933; --soft: #66727f; --line: #e3e7eb; --paper: #fff; --ground: #f5f6f4; --claim: #d8ecdf;
      --phrase: #e6e8f5; --slot: #fbeed2; --required: #e8e8e8; --warning: #c8553d; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #98a3ad; --line: #333b43; --paper: #1d2329;
      --ground: #14181c; --claim: #234534; --phrase: #2d3152; --slot: #4d3f1d; --required: #363b40; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; max-width: 1180px; padding: 28px 20px 64px; background: var(--ground); color: var(--ink);
      font: 16px/1.8 "PingFang SC", "Source Han Sans SC", "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei",
      system-ui, sans-serif; line-break: strict; overflow-wrap: anywhere; }
    h1 { font-size: 28px; line-height: 1.3; margin: 0; } h2 { font-size: 17px; margin: 0 0 8px; }
    .kicker, .meta, small, summary { color: var(--soft); font-size: 14px; } .kicker { margin: 0; letter-spacing: .06em; }
    .figures b { font-size: 20px; font-variant-numeric: tabular-nums; }
    .legend span { margin-right: 14px; font-size: 14px; } .legend .key { padding: 3px 10px; border-radius: 4px; }
    .claim { background: var(--claim); } .phrase { background: var(--phrase); } .slot { background: var(--slot); }
    .required { background: var(--required); color: var(--soft); }
    nav label { margin-right: 16px; font-size: 14px; } select { font: inherit; padding: 2px 6px; }
    main { display: grid; grid-template-columns: repeat(auto-fill, minmax(320px, 1fr)); gap: 16px; align-items: start;
      margin: 20px 0; }
    article, section { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 16px 18px; }
    article h3 { font-size: 15px; margin: 0 0 8px; } article small { display: block; font-weight: 400; }
    .text { margin: 0 0 10px; white-space: pre-line; } .text span { cursor: pointer; border-radius: 3px; padding: 2px 0;
      box-decoration-break: clone; -webkit-box-decoration-break: clone; }
    .text span:hover, .text span:focus, .text .open { outline: 2px solid var(--ink); outline-offset: 1px; }
    [data-hit] { text-decoration: underline wavy var(--warning); text-underline-offset: 4px; }
    .meta { margin: 0; } .meta span { margin-right: 10px; padding: 1px 8px; border-radius: 9px; border: 1px solid; }
    .meta .needs-review, .meta .warn { color: var(--warning); } .meta .ok { color: #3b8f6a; }
    details { margin-top: 6px; } summary { cursor: pointer; } details ul { margin: 4px 0 0; padding-left: 18px;
      font-size: 14px; }
    aside { position: fixed; right: 20px; bottom: 20px; width: min(360px, calc(100vw - 40px)); padding: 16px 18px;
      background: var(--paper); border: 1px solid var(--ink); border-radius: 10px; box-shadow: 0 6px 24px #0003; }
    aside button { float: right; border: 0; background: none; font-size: 20px; color: inherit; cursor: pointer; }
    aside dl { margin: 0; display: grid; grid-template-columns: 5em 1fr; gap: 4px 8px; font-size: 14px; }
    aside dt { color: var(--soft); } aside dd { margin: 0; }
    td { padding: 2px 24px 2px 0; } td + td { text-align: right; font-variant-numeric: tabular-nums; }
    @media print { aside, nav { display: none; } body { background: none; } article { break-inside: avoid; } }
    """

  static let script = """
    (() => {
      const facts = JSON.parse(document.getElementById('facts').textContent);
      const why = document.getElementById('why');
      let open = null;
      const close = () => { if (open) open.classList.remove('open'); open = null; why.hidden = true; };
      const show = span => {
        close();
        open = span;
        span.classList.add('open');
        why.querySelector('h2').textContent = span.textContent.trim();
        const list = why.querySelector('dl');
        list.replaceChildren();
        const rows = (facts[span.dataset.origin] || []).slice();
        if (span.dataset.hit) rows.push(['注意', span.dataset.hit]);
        for (const [name, value] of rows) {
          const term = document.createElement('dt'), text = document.createElement('dd');
          term.textContent = name; text.textContent = value; list.append(term, text);
        }
        why.hidden = false;
      };
      document.addEventListener('click', event => {
        const span = event.target.closest('[data-origin]');
        if (span) show(span); else if (!event.target.closest('aside') || event.target.closest('aside button')) close();
      });
      document.addEventListener('keydown', event => {
        if (event.key === 'Escape') close();
        const span = event.target.closest('[data-origin]');
        if (span && (event.key === 'Enter' || event.key === ' ')) { event.preventDefault(); show(span); }
      });
      for (const select of document.querySelectorAll('select')) select.addEventListener('change', () => {
        const wanted = [...document.querySelectorAll('select')].filter(s => s.value !== '*');
        for (const card of document.querySelectorAll('article'))
          card.hidden = wanted.some(s => card.dataset[s.dataset.what] !== s.value);
      });
      if (location.hash === '#first') { const first = document.querySelector('.text .claim'); if (first) show(first); }
    })();
    """
}
