#!/usr/bin/env python3
"""Finds the question in a table that means what a customer asks: `yaoyu bot find` against peers.

    python3 Benchmarks/dialogue/faq.py [--data ../shared/data/faq] [--yaoyu .build/release/yaoyu] [--train]

Each query of queries.txt.gz is searched among all distinct titles of query_title.tsv.gz (NFKC, lower case). A title
is right when its relevance for the query is 3; queries without a right title are left out; ties count half. With
--train 2,000 seeded queries of the training part that are not in queries.txt.gz are searched instead: the weights of
`QuestionIndex` were tuned on those.

Peers in the same run: scikit-learn's TfidfVectorizer on characters 1-2 (sublinear tf) with cosine, and rank_bm25's
BM25Okapi on the same units, which takes a tenth of a second a query and therefore gets the first 300 only.
"""
import argparse
import collections
import csv
import gzip
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import unicodedata

import peer_venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PEERS = ["scikit-learn==1.9.1", "rank_bm25==0.2.2"]


def folded(text):
    return unicodedata.normalize("NFKC", text).lower().strip()


def units(text):
    text = [c for c in text if c.isalnum()]
    return text + [a + b for a, b in zip(text, text[1:])]


def figures(ranked, queries, right):
    """P@1 and MRR@10 of [(score, title)] lists, best first; a tie with wrong ones counts its mean rank."""
    first, reciprocal = 0.0, 0.0
    for query, hits in zip(queries, ranked):
        scores = [score for score, title in hits if title in right[query]]
        if not scores:
            continue
        best = max(scores)
        above = sum(score > best for score, _ in hits)
        tied = [title for score, title in hits if score == best]
        wrong = sum(title not in right[query] for title in tied)
        if above == 0:
            first += 0.5 if wrong else 1
        rank = above + 1 + wrong / 2
        reciprocal += 1 / rank if rank <= 10 else 0
    return first / len(queries), reciprocal / len(queries)


def ours(yaoyu, titles, queries):
    with tempfile.TemporaryDirectory() as folder:
        table = pathlib.Path(folder) / "faq.tsv"
        clean = [title.replace("\t", " ") for title in titles]
        assert len(set(clean)) == len(titles)
        back = dict(zip(clean, titles))
        table.write_text("question\tanswer\n" + "".join(f"{title}\t-\n" for title in clean), encoding="utf-8")
        start = time.monotonic()
        result = subprocess.run([yaoyu, "bot", "find", str(table), "-", "--top", "20"], cwd=ROOT, check=True,
                                input="".join(query + "\n" for query in queries).encode(), capture_output=True)
        seconds = time.monotonic() - start
    lines = [json.loads(line) for line in result.stdout.decode().splitlines()]
    assert len(lines) == len(queries), (len(lines), len(queries))
    return [[(hit["similarity"], back[hit["question"]]) for hit in line["hits"]] for line in lines], seconds


def tfidf(titles, queries):
    from sklearn.feature_extraction.text import TfidfVectorizer
    start = time.monotonic()
    vectorizer = TfidfVectorizer(analyzer=units, sublinear_tf=True)
    matrix = vectorizer.fit_transform(titles)
    scores = vectorizer.transform(queries) @ matrix.T
    ranked = []
    for row in scores:
        order = row.data.argsort()[::-1][:20]
        ranked.append([(float(row.data[i]), titles[row.indices[i]]) for i in order])
    return ranked, time.monotonic() - start


def bm25(titles, queries):
    from rank_bm25 import BM25Okapi
    start = time.monotonic()
    index = BM25Okapi([units(title) for title in titles])
    ranked = []
    for query in queries:
        scores = index.get_scores(units(query))
        ranked.append([(float(scores[i]), titles[i]) for i in scores.argsort()[::-1][:20]])
    return ranked, time.monotonic() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data/faq")
    parser.add_argument("--yaoyu", default=str(ROOT / ".build/release/yaoyu"))
    parser.add_argument("--train", action="store_true")
    parser.add_argument("--no-peer", action="store_true")
    options = parser.parse_args()
    if not (options.data / "query_title.tsv.gz").exists():
        sys.exit(f"no data in {options.data}: nothing measured")
    peer_venv.run_inside(__file__, PEERS)
    with gzip.open(options.data / "query_title.tsv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    titles = list(dict.fromkeys(folded(row["title"]) for row in rows))
    right = collections.defaultdict(set)
    for row in rows:
        if row["relevance"] == "3":
            right[folded(row["query"])].add(folded(row["title"]))
    with gzip.open(options.data / "queries.txt.gz", "rt", encoding="utf-8") as file:
        queries = [folded(line) for line in file if line.strip()]
    if options.train:
        tested = set(queries)
        queries = [query for query in right if query not in tested]
        random.Random(1).shuffle(queries)
    queries = [query for query in queries if query in right][:2000]
    sides = {"yaoyu": lambda: ours(str(pathlib.Path(options.yaoyu).resolve()), titles, queries)}
    if not options.no_peer:
        sides |= {"scikit-learn": lambda: tfidf(titles, queries), "rank_bm25": lambda: bm25(titles, queries[:300])}
    print(f"{len(queries)} queries, {len(titles)} titles   (targets: P@1 0.75, MRR@10 0.84)")
    for name, side in sides.items():
        ranked, seconds = side()
        precision, reciprocal = figures(ranked, queries[:len(ranked)], right)
        print(f"{name:12} {len(ranked)} queries: P@1 {precision:.4f}  MRR@10 {reciprocal:.4f}  {seconds:.1f} s with building the index", flush=True)


if __name__ == "__main__":
    main()
