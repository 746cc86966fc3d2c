/// The report's script: ranks the words of every topic by relevance as the slider says (see `Relevance`), and opens
/// the part that a link leads to.
enum ReportScript {
  static let source: HTML = """
    (() => {
      const open = () => {
        const part = location.hash && document.getElementById(location.hash.slice(1));
        if (part && part.tagName === 'DETAILS') part.open = true;
      };
      addEventListener('hashchange', open);
      open();
      const slider = document.getElementById('lambda');
      if (!slider) return;
      document.getElementById('lambda-box').hidden = false;
      const rank = () => {
        const lambda = slider.value / 10;
        document.getElementById('lambda-value').textContent = lambda.toFixed(1);
        const score = word => Math.log(word.dataset.p) - (1 - lambda) * Math.log(word.dataset.q);
        for (const list of document.querySelectorAll('.ranked'))
          list.append(...[...list.children].sort((a, b) => score(b) - score(a)));
      };
      slider.addEventListener('input', rank);
      rank();
    })();
    """
}
