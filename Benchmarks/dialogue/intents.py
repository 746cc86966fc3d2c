#!/usr/bin/env python3
"""How often `yaoyu intents` is right on labelled utterances, and how long it trains.

    python3 Benchmarks/dialogue/intents.py [--data ../shared/data/intents] [--yaoyu .build/release/yaoyu]

smalltalk.tsv.gz has a column `fold` (5 folds), smp2019.tsv.gz a column `split` (train and dev against test).
Training time is what the program reports, without start-up. A homophone typo replaces a character, chosen with
a fixed seed, by another one of the training texts with the same reading (needs `pypinyin`; left out without).
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
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def read(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def train(yaoyu, rows, model):
    text = "label\ttext\n" + "".join(f"{row['label']}\t{row['text']}\n" for row in rows)
    result = subprocess.run([yaoyu, "intents", "train", "-", "--input-format", "tsv", "--model", model], cwd=ROOT,
                            input=text.encode(), capture_output=True, check=True)
    return float(re.search(r"用时 ([\d.]+) 秒", result.stderr.decode()).group(1))


def right(yaoyu, model, texts, labels):
    result = subprocess.run([yaoyu, "intents", "predict", model, "-"], cwd=ROOT,
                            input="".join(text + "\n" for text in texts).encode(), capture_output=True, check=True)
    lines = [json.loads(line) for line in result.stdout.decode().splitlines()]
    assert len(lines) == len(texts), (len(lines), len(texts))
    return ([line["intent"] == label for line, label in zip(lines, labels)], [line["confidence"] for line in lines])


def calibration_error(hits, confidences, bins=10):
    """Expected calibration error over ten equal bins (Guo et al. 2017)."""
    groups = collections.defaultdict(list)
    for hit, confidence in zip(hits, confidences):
        groups[min(bins - 1, int(confidence * bins))].append((hit, confidence))
    return sum(abs(sum(hit for hit, _ in group) - sum(c for _, c in group)) for group in groups.values()) / len(hits)


def typo(text, count, readings, generator):
    from pypinyin import lazy_pinyin
    places = [i for i, c in enumerate(text) if len(readings.get(lazy_pinyin(c)[0], "")) > 1]
    generator.shuffle(places)
    characters = list(text)
    for place in places[:count]:
        others = [c for c in readings[lazy_pinyin(characters[place])[0]] if c != characters[place]]
        characters[place] = generator.choice(others)
    return "".join(characters)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data/intents")
    parser.add_argument("--yaoyu", default=str(ROOT / ".build/release/yaoyu"))
    options = parser.parse_args()
    yaoyu = str(pathlib.Path(options.yaoyu).resolve())
    with tempfile.TemporaryDirectory() as folder:
        model = str(pathlib.Path(folder) / "intents.model")
        rows = read(options.data / "smalltalk.tsv.gz")
        hits, confidences, times, typos = [], [], [], {1: [], 2: []}
        try:
            from pypinyin import lazy_pinyin
        except ImportError:
            lazy_pinyin = None
        for fold in sorted({row["fold"] for row in rows}):
            learned = [row for row in rows if row["fold"] != fold]
            tested = [row for row in rows if row["fold"] == fold]
            labels = [row["label"] for row in tested]
            times.append(train(yaoyu, learned, model))
            found = right(yaoyu, model, [row["text"] for row in tested], labels)
            hits += found[0]
            confidences += found[1]
            if lazy_pinyin:
                readings = collections.defaultdict(str)
                for character in sorted({c for row in learned for c in row["text"] if "一" <= c <= "鿿"}):
                    readings[lazy_pinyin(character)[0]] += character
                for count in typos:
                    generator = random.Random(count)
                    texts = [typo(row["text"], count, readings, generator) for row in tested]
                    typos[count] += right(yaoyu, model, texts, labels)[0]
        print(f"smalltalk  accuracy {sum(hits) / len(hits):.4f}  (5 folds, {len(hits)} utterances; target 0.875)")
        print(f"           calibration error {calibration_error(hits, confidences):.3f}  (target 0.05)")
        print(f"           training {max(times):.2f} s at most for {len(rows) * 4 // 5} utterances  (target 1 s for 2,000)")
        for count, found in typos.items():
            if found:
                print(f"           with {count} homophone typo(s) {sum(found) / len(found):.4f}")
        rows = read(options.data / "smp2019.tsv.gz")
        learned = [row for row in rows if row["split"] != "test"]
        tested = [row for row in rows if row["split"] == "test"]
        time = train(yaoyu, learned, model)
        found = right(yaoyu, model, [row["text"] for row in tested], [row["label"] for row in tested])
        print(f"smp2019    accuracy {sum(found[0]) / len(found[0]):.4f}  (test, {len(found[0])} utterances; target 0.945)")
        print(f"           training {time:.2f} s for {len(learned)} utterances")


if __name__ == "__main__":
    main()
