#!/usr/bin/env python3
"""Speed of `yaoyu sentiment` on shop reviews, one core: reviews a second, training time, model size.

    python3 Benchmarks/sentiment/speed.py [--data DIR] [--peers yes|no]

Yaoyu reports the time spent in tokenizing and judging (`evaluate`), best of three runs; peers judge seeded
samples of the same reviews in one Python process (snownlp 300, cnsenti 300).
"""
import argparse
import csv
import gzip
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VENV = HERE.parent / ".venv"
PEERS = ["snownlp==0.12.3", "cnsenti==0.0.7", "jieba==0.42.1"]
PROGRAM = ROOT / ".build/release/yaoyu"
csv.field_size_limit(1 << 30)


def read(path):
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        return [(row["label"], row["review"]) for row in csv.DictReader(file)]


def rate(*arguments):
    """The best of three runs, in reviews a second."""
    rates = []
    for _ in range(3):
        errors = subprocess.run([PROGRAM, "sentiment", "evaluate", *arguments, "--home", ROOT], check=True,
                                capture_output=True, text=True).stderr
        rates.append(int(re.search(r"每秒 (\d+) 条", errors).group(1)))
    return max(rates)


def peers(path):
    """Runs inside the venv."""
    import jieba
    from cnsenti import Sentiment
    from snownlp import SnowNLP

    jieba.setLogLevel(60)
    texts = [t for _, t in random.Random(1).sample(read(path), 300) if t.strip()]
    counter = Sentiment()
    for name, judge in [("snownlp", lambda t: SnowNLP(t).sentiments), ("cnsenti", counter.sentiment_count)]:
        judge(texts[0])
        start = time.perf_counter()
        for text in texts:
            judge(text)
        print(f"{name:28s} {len(texts) / (time.perf_counter() - start):10.0f} reviews/s")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data/reviews")
    parser.add_argument("--peers", choices=["yes", "no"], default="yes")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    path = options.data / "shopping.csv.gz"
    if not path.exists():
        print(f"skipped: {path} is not here")
        return
    if options.inside:
        return peers(path)
    subprocess.run(["swift", "build", "-c", "release", "--product", "yaoyu"], cwd=ROOT, check=True,
                   stdout=subprocess.DEVNULL)
    rows = read(path)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        train, model = folder / "train.csv", folder / "shop.model"
        with open(train, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("label", "review"), *random.Random(1).sample(rows, 50_000)])
        seconds = []
        for _ in range(2):
            start = time.perf_counter()
            subprocess.run([PROGRAM, "sentiment", "train", train, "--model", model, "--home", ROOT], check=True,
                           capture_output=True)
            seconds.append(time.perf_counter() - start)
        print(f"{'training on 50,000 reviews':28s} {min(seconds):10.2f} s          (target below 5)")
        print(f"{'model file':28s} {model.stat().st_size / 1e6:10.2f} MB         (target at most 8)")
        lexicon = rate(path, "--text-column", "review")
        print(f"{'yaoyu, lexicon and rules':28s} {lexicon:10d} reviews/s  (target 200000)")
        trained = rate(path, "--text-column", "review", "--model", model)
        print(f"{'yaoyu, trained model':28s} {trained:10d} reviews/s  (target 100000)", flush=True)
    if options.peers == "yes":
        if not (VENV / "bin/python").exists():
            subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([VENV / "bin/python", "-m", "pip", "install", "--quiet", *PEERS], check=True)
        subprocess.run([VENV / "bin/python", __file__, "--data", options.data, "--inside"], check=True)


if __name__ == "__main__":
    main()
