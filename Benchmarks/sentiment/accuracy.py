#!/usr/bin/env python3
"""Accuracy of `yaoyu sentiment`, with and without a trained model, against peers on the same reviews.

    python3 Benchmarks/sentiment/accuracy.py [--data DIR] [--peers all|trained|none]

Splits are fixed: stratified 80/20 with seed 1 for shop and food-delivery reviews; for herbal reviews (stars 1-2,
3, 4-5 as three classes) a fifth of the products, drawn with seed 1, is the test part, so that no product is in
both. Some of its reviews stand word for word in the training part all the same (customers copy, shops pool), so
it is also told how models fare on the others. "100 labels" is the mean over five draws of 50 praising and 50 complaining reviews from
the training part, without and with the texts of 5,000 others. The calibration error is that of `evaluate`: how far confidence and truth lie apart.

Peers come from PyPI into Benchmarks/.venv: snownlp and cnsenti as shipped (on 2,000 seeded test reviews: they
judge a few hundred a second), scikit-learn trained on the same part: TF-IDF of character 1-3-grams with
logistic regression and linear SVM, NB-SVM (Wang & Manning 2012) on character 1-3-grams and on jieba words.
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
import warnings

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VENV = HERE.parent / ".venv"
PEERS = ["snownlp==0.12.3", "cnsenti==0.0.7", "scikit-learn==1.9.1", "jieba==0.42.1"]
STARS = {"1": "negative", "2": "negative", "3": "neutral", "4": "positive", "5": "positive"}
csv.field_size_limit(1 << 30)


def read(data, name):
    with gzip.open(data / f"{name}.csv.gz", "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def stratified(rows, seed=1):
    """80 % to learn from, 20 % to test on, label by label."""
    generator = random.Random(seed)
    train, test = [], []
    for label in sorted({row[0] for row in rows}):
        members = [row for row in rows if row[0] == label]
        generator.shuffle(members)
        fifth = len(members) // 5
        test += members[:fifth]
        train += members[fifth:]
    generator.shuffle(train)
    return train, test


def by_product(rows, seed=1):
    products = sorted({row["product_id"] for row in rows})
    random.Random(seed).shuffle(products)
    tested = set(products[: len(products) // 5])
    rows = [row for row in rows if row["rating"] in STARS]
    part = lambda inside: [(STARS[r["rating"]], r["review"]) for r in rows if (r["product_id"] in tested) == inside]
    return part(False), part(True)


def few(train, seed):
    generator = random.Random(100 + seed)
    rows = []
    for label in "01":
        rows += generator.sample([row for row in train if row[0] == label], 50)
    generator.shuffle(rows)
    return rows


class Yaoyu:
    program = ROOT / ".build/release/yaoyu"

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def write(self, rows, name):
        path = self.folder / f"{name}.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("label", "review"), *rows])
        return path

    def run(self, *arguments):
        command = [self.program, "sentiment", *map(str, arguments), "--home", ROOT]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def train(self, rows, unlabelled=()):
        model = self.folder / "trained.model"
        more = ["--unlabelled", self.write(unlabelled, "unlabelled")] if unlabelled else []
        self.run("train", self.write(rows, "train"), "--model", model, *more)
        return model

    def evaluate(self, rows, model=None):
        options = ["--model", model] if model else []
        result = json.loads(self.run("evaluate", self.write(rows, "test"), "--format", "json", *options))
        return result["accuracy"], result["macro_f1"], result["calibration_error"]


def linear_peers(train, tests, three):
    """Yields name and (accuracy, macro-F1) per test part."""
    import jieba
    import numpy
    from scipy import sparse
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.linear_model import LogisticRegression, SGDClassifier
    from sklearn.metrics import accuracy_score, f1_score
    from sklearn.svm import LinearSVC

    jieba.setLogLevel(60)
    warnings.filterwarnings("ignore")
    labels = numpy.array([row[0] for row in train])
    texts = [row[1] for row in train]

    def report(name, predict):
        results = []
        for test in tests:
            truth, guess = [row[0] for row in test], predict([row[1] for row in test])
            results.append((accuracy_score(truth, guess), f1_score(truth, guess, average="macro")))
        return name, results

    characters = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    features = characters.fit_transform(texts)
    weights = ["balanced", None] if three else [None]
    for weight in weights:
        note = ", balanced" if weight else ""
        for cost in (0.1, 0.5):
            model = LinearSVC(C=cost, class_weight=weight).fit(features, labels)
            yield report(f"char 1-3 TF-IDF, LinearSVC C={cost}{note}", lambda t: model.predict(characters.transform(t)))
        if three:
            model = SGDClassifier(loss="log_loss", alpha=1e-6, class_weight=weight, random_state=1)
        else:
            model = LogisticRegression(C=10, max_iter=300)
        model.fit(features, labels)
        name = "logistic (SGD)" if three else "logistic regression"
        yield report(f"char 1-3 TF-IDF, {name}{note}", lambda t: model.predict(characters.transform(t)))
    if three:
        return
    positive = labels == sorted(set(labels))[-1]
    for name, vectorizer in [
        ("char 1-3 NB-SVM", CountVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, binary=True)),
        ("jieba words 1-2 NB-SVM", CountVectorizer(tokenizer=jieba.lcut, token_pattern=None, ngram_range=(1, 2),
                                                   min_df=2, binary=True)),
    ]:
        counts = vectorizer.fit_transform(texts)
        up = 1 + numpy.asarray(counts[positive].sum(0)).ravel()
        down = 1 + numpy.asarray(counts[~positive].sum(0)).ravel()
        ratio = sparse.diags(numpy.log((up / up.sum()) / (down / down.sum())))
        model = LinearSVC(C=0.003).fit(counts @ ratio, labels)
        yield report(name, lambda t: model.predict(vectorizer.transform(t) @ ratio))


def shipped_peers(test):
    """snownlp and cnsenti as they come, on at most 2,000 reviews."""
    import jieba
    from cnsenti import Sentiment
    from snownlp import SnowNLP

    jieba.setLogLevel(60)
    sample = random.Random(1).sample(test, min(2000, len(test)))
    counter = Sentiment()

    def cnsenti(text):
        counts = counter.sentiment_count(text)
        return counts["pos"] > counts["neg"]

    for name, judge in [("snownlp", lambda t: SnowNLP(t).sentiments > 0.5), ("cnsenti", cnsenti)]:
        right = sum(judge(text or " ") == (label == "1") for label, text in sample if text.strip())
        yield name, right / sum(bool(text.strip()) for _, text in sample)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data/reviews")
    parser.add_argument("--peers", choices=["all", "trained", "none"], default="all")
    parser.add_argument("--only", choices=["shopping", "takeaway", "herbal"])
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not (options.data / "shopping.csv.gz").exists():
        print(f"skipped: {options.data} has no reviews")
        return
    if not options.inside:
        if options.peers != "none":
            if not (VENV / "bin/python").exists():
                subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
            subprocess.run([VENV / "bin/python", "-m", "pip", "install", "--quiet", *PEERS], check=True)
        subprocess.run(["swift", "build", "-c", "release", "--product", "yaoyu"], cwd=ROOT, check=True,
                       stdout=subprocess.DEVNULL)
        python = VENV / "bin/python" if options.peers != "none" else sys.executable
        sys.exit(subprocess.run([python, __file__, *sys.argv[1:], "--inside"]).returncode)

    def show(name, accuracy, f1=None, calibration=None, target=None):
        print(f"  {name:46s} {100 * accuracy:6.2f}" + (f"  macro-F1 {100 * f1:6.2f}" if f1 is not None else "")
              + (f"  calibration error {100 * calibration:5.2f}" if calibration is not None else "")
              + (f"  (target {target})" if target else ""), flush=True)

    with tempfile.TemporaryDirectory() as folder:
        yaoyu = Yaoyu(folder)
        rows = {n: [(r["label"], r["review"]) for r in read(options.data, n)] for n in ("shopping", "takeaway")}
        targets = {"shopping": (91, 94.2), "takeaway": (87.5, 91.0)}
        for name in ("shopping", "takeaway"):
            if options.only not in (None, name):
                continue
            train, test = stratified(rows[name])
            print(f"{name}: {collections.Counter(r[0] for r in test)} in the test part")
            show("yaoyu, lexicon and rules, all reviews", *yaoyu.evaluate(rows[name]), target=targets[name][0])
            show("yaoyu, lexicon and rules", *yaoyu.evaluate(test))
            model = yaoyu.train(train)
            show("yaoyu, trained", *yaoyu.evaluate(test, model), target=targets[name][1])
            tests = [test]
            if name == "shopping":
                show("yaoyu, trained here, on all of takeaway", *yaoyu.evaluate(rows["takeaway"], model), target=87)
                tests.append(rows["takeaway"])
                draws = [yaoyu.evaluate(test, yaoyu.train(few(train, seed))) for seed in range(5)]
                show("yaoyu, 100 labels, mean of 5 draws", *(sum(d) / 5 for d in zip(*draws)), target=91.5)
                draws = [yaoyu.evaluate(test, yaoyu.train(few(train, seed), train[:5000])) for seed in range(5)]
                show("yaoyu, 100 labels, 5,000 reviews without", *(sum(d) / 5 for d in zip(*draws)), target=91.5)
            if options.peers != "none":
                for peer, results in linear_peers(train, tests, three=False):
                    show(peer, *results[0])
                    for other in results[1:]:
                        show(f"{peer}, on takeaway", *other)
            if options.peers == "all":
                for peer, accuracy in shipped_peers(test):
                    show(f"{peer} (2,000 reviews)", accuracy)
        if options.only in (None, "herbal"):
            train, test = by_product(read(options.data, "herbal"))
            print(f"herbal: {len(train)} to learn from, {collections.Counter(r[0] for r in test)} of other products")
            show("yaoyu, lexicon and rules", *yaoyu.evaluate(test))
            known = {text for _, text in train}
            unseen = [row for row in test if row[1] not in known]
            model = yaoyu.train(train)
            ours = yaoyu.evaluate(test, model)
            show("yaoyu, trained", *ours)
            show("yaoyu, trained, on unseen reviews", *yaoyu.evaluate(unseen, model))
            if options.peers != "none":
                best = 0
                for peer, results in linear_peers(train, [test, unseen], three=True):
                    show(peer, *results[0])
                    show(f"{peer}, on unseen reviews", *results[1])
                    best = max(best, results[0][1])
                print(f"  ahead of the best scikit-learn model by {100 * (ours[1] - best):+.2f} points of macro-F1 (target 1)")


if __name__ == "__main__":
    main()
