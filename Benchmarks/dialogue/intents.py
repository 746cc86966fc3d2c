#!/usr/bin/env python3
"""How often `yaoyu intents` is right on labelled utterances, how sure it is, and how long it trains.

    python3 Benchmarks/dialogue/intents.py [--data ../shared/data/intents] [--yaoyu .build/release/yaoyu] [--parts smalltalk,smp,scope]

smalltalk.tsv.gz has a column `fold` (5 folds; fold -1 is in every training part), smp2019.tsv.gz a column `split`
(train and dev against test). The peer is scikit-learn's LinearSVC on binary character 1-2-grams with the ends
marked, pinyin 1-2-grams and jieba words, C = 0.1, on the same folds in the same run. Training time is what the
program reports, without start-up; the peer's is that of fit. A homophone typo replaces a character, chosen with a
fixed seed, by another one of the training texts with the same reading.

Calibration: expected calibration error of the confidence over ten equal bins (Guo et al. 2017).

Scope: the intents are dealt into five groups by a seeded shuffle. For each fold and group, the intents of the
group are left out of the training part altogether; of the fold's test utterances, those of the group are unseen
(near: the same kind of talk) and the others seen. The figure is the area under the ROC curve of `in_scope`, seen
against unseen, over all 25 rounds together; the peer's score is its largest margin.
"""
import argparse
import collections
import csv
import gzip
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time
import unicodedata

import peer_venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PEERS = ["scikit-learn==1.9.1", "pypinyin==0.55.0", "jieba==0.42.1"]


def read(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


class Ours:
    def __init__(self, yaoyu, folder):
        self.yaoyu, self.model = yaoyu, str(pathlib.Path(folder) / "intents.model")

    def train(self, rows):
        text = "label\ttext\n" + "".join(f"{row['label']}\t{row['text']}\n" for row in rows)
        result = subprocess.run([self.yaoyu, "intents", "train", "-", "--input-format", "tsv", "--model", self.model],
                                cwd=ROOT, input=text.encode(), capture_output=True, check=True)
        return float(re.search(r"用时 ([\d.]+) 秒", result.stderr.decode()).group(1))

    def predict(self, texts):
        """(label, confidence, score that it is in scope) of each text."""
        result = subprocess.run([self.yaoyu, "intents", "predict", self.model, "-"], cwd=ROOT,
                                input="".join(text + "\n" for text in texts).encode(), capture_output=True, check=True)
        lines = [json.loads(line) for line in result.stdout.decode().splitlines()]
        assert len(lines) == len(texts), (len(lines), len(texts))
        return [(line["intent"], line["confidence"], line["in_scope"]) for line in lines]


class Peer:
    def __init__(self):
        import jieba
        jieba.setLogLevel(60)
        list(jieba.cut("预热"))

    @staticmethod
    def features(text):
        import jieba
        from pypinyin import lazy_pinyin
        text = "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())
        units = ["^", *text, "$"]
        sounds = ["^", *((lazy_pinyin(c) or [c])[0] for c in text), "$"]
        return list({*text, *("~" + s for s in sounds), *(a + b for a, b in zip(units, units[1:])),
                     *(f"~{a} {b}" for a, b in zip(sounds, sounds[1:])), *("=" + w for w in jieba.cut(text))})

    def train(self, rows):
        from sklearn.feature_extraction.text import CountVectorizer
        from sklearn.svm import LinearSVC
        start = time.monotonic()
        self.vectorizer = CountVectorizer(analyzer=self.features, binary=True)
        matrix = self.vectorizer.fit_transform([row["text"] for row in rows])
        self.svm = LinearSVC(C=0.1).fit(matrix, [row["label"] for row in rows])
        return time.monotonic() - start

    def predict(self, texts):
        margins = self.svm.decision_function(self.vectorizer.transform(texts))
        return [(self.svm.classes_[row.argmax()], None, row.max()) for row in margins]


def calibration_error(hits, confidences, bins=10):
    groups = collections.defaultdict(list)
    for hit, confidence in zip(hits, confidences):
        groups[min(bins - 1, int(confidence * bins))].append((hit, confidence))
    return sum(abs(sum(hit for hit, _ in group) - sum(c for _, c in group)) for group in groups.values()) / len(hits)


def roc_area(seen, unseen):
    """Probability that a seen one scores higher than an unseen one, ties counting half."""
    ordered = sorted([(score, 1) for score in seen] + [(score, 0) for score in unseen])
    total, start = 0.0, 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and ordered[end][0] == ordered[start][0]:
            end += 1
        total += (start + end + 1) / 2 * sum(label for _, label in ordered[start:end])
        start = end
    return (total - len(seen) * (len(seen) + 1) / 2) / (len(seen) * len(unseen))


def typo(text, count, readings, generator):
    from pypinyin import lazy_pinyin
    places = [i for i, c in enumerate(text) if len(readings.get(lazy_pinyin(c)[0], "")) > 1]
    generator.shuffle(places)
    characters = list(text)
    for place in places[:count]:
        others = [c for c in readings[lazy_pinyin(characters[place])[0]] if c != characters[place]]
        characters[place] = generator.choice(others)
    return "".join(characters)


def homophones(rows):
    from pypinyin import lazy_pinyin
    readings = collections.defaultdict(str)
    for character in sorted({c for row in rows for c in row["text"] if "一" <= c <= "鿿"}):
        readings[lazy_pinyin(character)[0]] += character
    return readings


def smalltalk(rows, sides):
    found = {name: collections.defaultdict(list) for name in sides}
    for fold in sorted({row["fold"] for row in rows} - {"-1"}):
        learned = [row for row in rows if row["fold"] != fold]
        tested = [row for row in rows if row["fold"] == fold]
        readings = homophones(learned)
        variants = {0: [row["text"] for row in tested]}
        for count in (1, 2):
            generator = random.Random(count)
            variants[count] = [typo(row["text"], count, readings, generator) for row in tested]
        for name, side in sides.items():
            found[name]["seconds"].append(side.train(learned))
            for count, texts in variants.items():
                answers = side.predict(texts)
                found[name][count] += [answer[0] == row["label"] for answer, row in zip(answers, tested)]
                if count == 0:
                    found[name]["confidence"] += [answer[1] for answer in answers]
    for name, result in found.items():
        accuracy = [sum(result[count]) / len(result[count]) for count in (0, 1, 2)]
        print(f"smalltalk  {name:12} accuracy {accuracy[0]:.4f}, with one homophone typo {accuracy[1]:.4f}, with two "
              f"{accuracy[2]:.4f}; {len(result[0])} utterances, training {max(result['seconds']):.2f} s at most")
    ours = found["yaoyu"]
    print(f"           calibration error {calibration_error(ours[0], ours['confidence']):.3f}"
          "   (targets: 0.875, 0.855, 0.835; 0.05)", flush=True)


def smp(rows, sides):
    learned = [row for row in rows if row["split"] != "test"]
    tested = [row for row in rows if row["split"] == "test"]
    for name, side in sides.items():
        seconds = side.train(learned)
        answers = side.predict([row["text"] for row in tested])
        hits = [answer[0] == row["label"] for answer, row in zip(answers, tested)]
        error = "" if answers[0][1] is None else f", calibration error {calibration_error(hits, [a[1] for a in answers]):.3f}"
        print(f"smp2019    {name:12} accuracy {sum(hits) / len(hits):.4f}{error}; {len(tested)} utterances, training "
              f"{seconds:.2f} s for {len(learned)}   (target 0.945)", flush=True)


def scope(rows, sides):
    labels = sorted({row["label"] for row in rows})
    random.Random(1).shuffle(labels)
    group = {label: number % 5 for number, label in enumerate(labels)}
    scores = {name: ([], []) for name in sides}
    for fold in sorted({row["fold"] for row in rows} - {"-1"}):
        tested = [row for row in rows if row["fold"] == fold]
        for left_out in range(5):
            learned = [row for row in rows if row["fold"] != fold and group[row["label"]] != left_out]
            for name, side in sides.items():
                side.train(learned)
                for row, answer in zip(tested, side.predict([row["text"] for row in tested])):
                    scores[name][group[row["label"]] == left_out].append(answer[2])
    for name, (seen, unseen) in scores.items():
        print(f"scope      {name:12} AUROC {roc_area(seen, unseen):.4f}  ({len(seen)} seen, {len(unseen)} unseen; target 0.86)",
              flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data/intents")
    parser.add_argument("--yaoyu", default=str(ROOT / ".build/release/yaoyu"))
    parser.add_argument("--parts", default="smalltalk,smp,scope")
    parser.add_argument("--no-peer", action="store_true")
    options = parser.parse_args()
    if not (options.data / "smalltalk.tsv.gz").exists():
        sys.exit(f"no data in {options.data}: nothing measured")
    peer_venv.run_inside(__file__, PEERS)
    with tempfile.TemporaryDirectory() as folder:
        sides = {"yaoyu": Ours(str(pathlib.Path(options.yaoyu).resolve()), folder)}
        if not options.no_peer:
            sides["scikit-learn"] = Peer()
        for part in options.parts.split(","):
            name = "smp2019" if part == "smp" else "smalltalk"
            {"smalltalk": smalltalk, "smp": smp, "scope": scope}[part](read(options.data / f"{name}.tsv.gz"), sides)


if __name__ == "__main__":
    main()
