#!/usr/bin/env python3
"""`yaoyu analyze` against jieba + tomotopy on the same reviews, in one run.

Both sides read the gzipped CSV, drop default texts, decode HTML entities, drop exact duplicates, cut the
reviews, count words, keep the same number of vocabulary words and train LDA with the same K and iterations
on one worker. Yaoyu does more besides (sentiment, aspects, safety, keywords, report); Python does not.

    python3 Benchmarks/analyze.py [--reviews FILE] [--topics 20] [--iterations 200]

Peers come from PyPI into Benchmarks/.venv. Prints wall time, peak memory and the ratio.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
PEERS = ["jieba==0.42.1", "tomotopy==0.14.0"]


def python_side(options):
    """Runs inside the venv: the same work with jieba and tomotopy."""
    import collections
    import csv
    import gzip
    import html

    import jieba
    import tomotopy

    default_text = re.compile("未填写评价|没有填写评价|系统默认好评|默认好评")
    word = re.compile(r"^[\u4e00-\u9fff]{2,}$")
    stop_words = set()
    for path in sorted((ROOT / "Lexicons/stopwords").glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                stop_words.add(line.split("\t")[0])
    jieba.setLogLevel(60)
    documents, seen, counts = [], set(), collections.Counter()
    with gzip.open(options.reviews, "rt", encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            text = html.unescape(row["review"]).strip()
            if not text or default_text.search(text):
                continue
            if len(text) >= 12 and text in seen:
                continue
            seen.add(text)
            words = [w for w in jieba.cut(text) if word.match(w) and w not in stop_words]
            documents.append(words)
            counts.update(words)
    vocabulary = {w for w, _ in counts.most_common(options.vocabulary)}
    model = tomotopy.LDAModel(k=options.topics, seed=1)
    tokens = 0
    for words in documents:
        kept = [w for w in words if w in vocabulary]
        tokens += len(kept)
        if kept:
            model.add_doc(kept)
    model.train(options.iterations, workers=1)
    print(json.dumps({"documents": len(documents), "tokens": tokens, "vocabulary": len(vocabulary)}))


def run(command, **keywords):
    """Wall seconds, peak RSS in MB and standard output of a command."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **keywords)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"failed with {process.returncode}: {' '.join(map(str, command))}")
    return time.monotonic() - start, usage.ru_maxrss / 1024, output


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--reviews", default=str(ROOT.parent / "shared/data/reviews/herbal.csv.gz"))
    parser.add_argument("--topics", type=int, default=20)
    parser.add_argument("--iterations", type=int, default=200)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--vocabulary", type=int, default=0)
    parser.add_argument("--python-side", action="store_true")
    options = parser.parse_args()
    if options.python_side:
        return python_side(options)
    if not pathlib.Path(options.reviews).exists():
        print(f"skipped: {options.reviews} is not here")
        return
    python = HERE / ".venv/bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", HERE / ".venv"], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS], check=True)
    subprocess.run(["swift", "build", "-c", "release", "--product", "yaoyu"], cwd=ROOT, check=True,
                   stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as out:
        yaoyu = [ROOT / ".build/release/yaoyu", "analyze", options.reviews, "--text-column", "review",
                 "--group-by", "product_id", "--date-column", "date", "--rating-column", "rating",
                 "--topics", str(options.topics), "--iterations", str(options.iterations),
                 "--threads", str(options.threads), "--seed", "1", "--out", out]
        ours = min((run(yaoyu) for _ in range(2)), key=lambda r: r[0])
        insight = json.loads((pathlib.Path(out) / "insight.json").read_text(encoding="utf-8"))
    vocabulary = insight["settings"]["vocabulary"]
    theirs = run([python, __file__, "--python-side", "--reviews", options.reviews, "--topics", str(options.topics),
                  "--iterations", str(options.iterations), "--vocabulary", str(vocabulary)])
    facts = json.loads(theirs[2])
    print(f"K = {options.topics}, {options.iterations} iterations, vocabulary {vocabulary}")
    print(f"yaoyu analyze      {ours[0]:7.1f} s  {ours[1]:6.0f} MB  {insight['source']['kept']} reviews, "
          f"{options.threads} thread(s)")
    print(f"jieba + tomotopy   {theirs[0]:7.1f} s  {theirs[1]:6.0f} MB  {facts['documents']} reviews, "
          f"{facts['tokens']} tokens, 1 worker")
    print(f"ratio of wall time {ours[0] / theirs[0]:.3f} (target: at most 0.333)")


if __name__ == "__main__":
    main()
