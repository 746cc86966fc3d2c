#!/usr/bin/env python3
"""How long `yaoyu chat` takes to start and to answer with 200 intents and 20,000 questions in a table.

    python3 Benchmarks/dialogue/turn.py [--data ../shared/data] [--yaoyu .build/release/yaoyu] [--turns 2000]

A home folder is made of the repository's Lexicons and Conversations, intents of smalltalk.tsv.gz until there are 200,
and 20,000 titles of faq/query_title.tsv.gz as `--faq` table. Messages are seeded: half queries of faq/queries.txt.gz,
half small talk. A line is written, its answer awaited: the time includes both pipes. Once with and once without the
additions.
"""
import argparse
import csv
import gzip
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def plain(text):
    return re.sub(r"[\s{}#“”\"|｜]", "", unicodedata.normalize("NFKC", text))


def compact(text):
    """What the program compares examples by: letters, digits and Han characters."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text).lower())


def make_home(folder, data):
    for name in ("Lexicons", "Conversations"):
        shutil.copytree(ROOT / name, folder / name)
    content = "\n".join(path.read_text(encoding="utf-8") for path in (folder / "Conversations").glob("*.话"))
    own = len(re.findall(r"^# 意图 ", content, re.M))
    # One sentence belongs to one intent.
    taken = {compact(line) for line in re.findall(r"^- (.*)", content, re.M)} | {""}
    examples = {}
    for row in rows(data / "intents/smalltalk.tsv.gz"):
        examples.setdefault(row["label"], []).append(plain(row["text"]))
    for row in rows(data / "intents/smp2019.tsv.gz"):
        examples.setdefault("smp" + row["label"], []).append(plain(row["text"]))
    lines = []
    made = 0
    for label in sorted(examples, key=lambda label: -len(examples[label])):
        texts = []
        for text in examples[label]:
            if compact(text) not in taken and len(texts) < 20:
                taken.add(compact(text))
                texts.append(text)
        if texts and own + made < 200:
            lines += [f"# 意图 闲谈{made}", *(f"- {text}" for text in texts), "答：", "- 好的。", ""]
            made += 1
    (folder / "Conversations/闲谈.话").write_text("\n".join(lines), encoding="utf-8")
    titles = list(dict.fromkeys(plain(row["title"]) for row in rows(data / "faq/query_title.tsv.gz")))[:20000]
    review = "李敏 执业药师 2026-11-01，有效至 2027-10-31"
    (folder / "faq.tsv").write_text("question\tanswer\tsource\treview\n" + "".join(
        f"{title}\t请问药师。\t样例\t{review}\n" for title in titles if title), encoding="utf-8")
    return own + made, len(titles)


def measure(command, messages):
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    times = []
    for number, message in enumerate(messages):
        line = json.dumps({"session": str(number), "text": message}, ensure_ascii=False).encode() + b"\n"
        sent = time.monotonic()
        process.stdin.write(line)
        process.stdin.flush()
        process.stdout.readline()
        times.append(time.monotonic() - (start if number == 0 else sent))
    process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"failed: {' '.join(command)}")
    turns = sorted(times[1:])
    return times[0], turns[len(turns) // 2], turns[int(len(turns) * 0.99)], usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data")
    parser.add_argument("--yaoyu", default=str(ROOT / ".build/release/yaoyu"))
    parser.add_argument("--turns", type=int, default=2000)
    options = parser.parse_args()
    if not (options.data / "faq/query_title.tsv.gz").exists():
        sys.exit(f"no data in {options.data}: nothing measured")
    generator = random.Random(1)
    with gzip.open(options.data / "faq/queries.txt.gz", "rt", encoding="utf-8") as file:
        queries = [line.strip() for line in file if line.strip()]
    talk = [row["text"] for row in rows(options.data / "intents/smalltalk.tsv.gz")]
    messages = [generator.choice(queries if generator.random() < 0.5 else talk) for _ in range(options.turns)]
    yaoyu = str(pathlib.Path(options.yaoyu).resolve())
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        intents, titles = make_home(home, options.data)
        now = ["--now", "2026-11-21T10:00:00"]
        for name, command in {
            "the repository's content": [yaoyu, "chat", "--json", *now],
            f"{intents} intents, {titles} questions": [yaoyu, "chat", "--json", *now, "--home", str(home), "--faq", str(home / "faq.tsv")],
        }.items():
            first, median, late, memory = measure(command, messages)
            print(f"{name}: first answer {first * 1e3:.0f} ms, a turn {median * 1e3:.2f} ms, p99 {late * 1e3:.2f} ms, "
                  f"{memory:.0f} MB", flush=True)


if __name__ == "__main__":
    main()
