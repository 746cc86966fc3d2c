#!/usr/bin/env python3
r"""TF-IDF against scikit-learn on the same tokens; the search index on a million reviews.

    python3 Benchmarks/features/features.py [--data FOLDER] [--documents 1000000]

TF-IDF: fit and transform of the 62,774 shopping reviews, cut once by `yaoyu tokenize`; both sides get the
lines in memory and make a sparse matrix of unit rows (scikit-learn's TfidfVectorizer once with
analyzer=str.split, its fastest way, and once with token_pattern=r"\S+"). Best of five each; the sum of all weights is compared so that both have made the same matrix.

Search: the herbal, shopping and takeaway reviews, cut, then repeated with every word left out with a seeded
chance of 0.15 until there are a million. Queries are word groups of one to six words from reviews, and the
search room's own kind: questions of patients (faq/queries.txt.gz), cut the same way. Prints the time to open
the index, percentiles of a query (top 5), the size of the file and peak memory.

scikit-learn comes from PyPI into Benchmarks/.venv.
"""
import argparse
import csv
import gzip
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PEERS = ["scikit-learn==1.9.1"]
YAOYU = ROOT / ".build/release/yaoyu"


def python_side(path):
    """Runs inside the venv."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    lines = pathlib.Path(path).read_text(encoding="utf-8").split("\n")[:-1]
    times = []
    for options in [{"analyzer": str.split}, {"token_pattern": r"\S+", "lowercase": False}]:
        best = float("inf")
        for _ in range(5):
            start = time.monotonic()
            matrix = TfidfVectorizer(**options).fit_transform(lines)
            best = min(best, time.monotonic() - start)
        times.append(best * 1e3)
    print(json.dumps({"milliseconds": times[0], "pattern_milliseconds": times[1], "documents": matrix.shape[0], "entries": int(matrix.nnz),
                      "sum": float(matrix.sum())}))


def run(command):
    """Standard output as JSON, and peak RSS in MB."""
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"failed with {process.returncode}: {' '.join(map(str, command))}")
    return json.loads(output), usage.ru_maxrss / 1024


def compile_program(folder):
    """`main.swift` against the modules and objects of the release build."""
    subprocess.run(["swift", "build", "-c", "release", "--product", "yaoyu"], cwd=ROOT, check=True,
                   stdout=subprocess.DEVNULL)
    release = ROOT / ".build/release"
    objects = [path for room in ["CICU", "Support", "Tokenization", "Features"]
               for path in sorted((release / f"{room}.build").rglob("*.o"))]
    program = folder / "features"
    subprocess.run(["swiftc", "-O", "-swift-version", "6", "-I", release / "Modules", "-Xcc",
                    f"-fmodule-map-file={release / 'CICU.build/module.modulemap'}", HERE / "main.swift",
                    *objects, "-licui18n", "-licuuc", "-licudata", "-lstdc++", "-o", program], check=True)
    return program


def cut(texts):
    """The texts' words, by `yaoyu tokenize`, a line each."""
    lines = "".join(" ".join(text.split()) + "\n" for text in texts)
    output = subprocess.run([YAOYU, "tokenize", "-"], cwd=ROOT, input=lines.encode(), check=True,
                            stdout=subprocess.PIPE).stdout
    return output.decode().split("\n")[:-1]


def reviews(path):
    with gzip.open(path, "rt", encoding="utf-8", errors="replace", newline="") as file:
        return [row["review"] for row in csv.DictReader(file)]


def measure_tfidf(program, python, lines, folder):
    path = folder / "shopping.txt"
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    ours, _ = run([program, "tfidf", path])
    theirs, _ = run([python, __file__, "--python-side", path])
    print(f"TF-IDF, {ours['documents']} reviews, {ours['entries']} weights "
          f"(scikit-learn {theirs['entries']}, sums differ by {abs(ours['sum'] - theirs['sum']):.1e})")
    print(f"  yaoyu          {ours['milliseconds']:8.0f} ms")
    for name, key in [("str.split", "milliseconds"), ("regex \\S+", "pattern_milliseconds")]:
        print(f"  scikit-learn   {theirs[key]:8.0f} ms  with {name}: ratio {theirs[key] / ours['milliseconds']:.1f} "
              "(target: at least 10)")


def measure_search(program, lines, queries, documents, folder):
    generator = random.Random(1)
    path, index, asked = folder / "million.txt", folder / "million.index", folder / "queries.txt"
    with open(path, "w", encoding="utf-8") as file:
        for number in range(documents):
            words = lines[number % len(lines)].split(" ")
            if number >= len(lines):
                words = [word for word in words if generator.random() >= 0.15]
            file.write(" ".join(words) + "\n")
    built, building = run([program, "index", path, index])
    print(f"index of {built['documents']} reviews: built and written in {built['milliseconds'] / 1e3:.1f} s, "
          f"{index.stat().st_size / 1e6:.0f} MB (texts {path.stat().st_size / 1e6:.0f} MB), peak {building:.0f} MB")
    groups = []
    while len(groups) < 2000:
        words = generator.choice(lines).split(" ")
        start = generator.randrange(len(words))
        groups.append(" ".join(words[start:start + generator.randint(1, 6)]))
    for name, texts in [("words of reviews", groups), ("patients' questions", queries)]:
        asked.write_text("".join(text + "\n" for text in texts), encoding="utf-8")
        result, peak = run([program, "search", index, asked, ROOT])
        print(f"{name}: {result['queries']} queries, {result['found'] // 3} results, peak {peak:.0f} MB")
        print(f"  open           {result['open']:8.2f} ms  (target: below 50)")
        print(f"  median         {result['median']:8.2f} ms")
        print(f"  p99            {result['p99']:8.2f} ms  (target: below 5)  first time {result['first_p99']:.2f} ms")
        print(f"  slowest        {result['maximum']:8.2f} ms")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data")
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--python-side")
    options = parser.parse_args()
    if options.python_side:
        return python_side(options.python_side)
    if not (options.data / "reviews").exists():
        print(f"skipped: {options.data}/reviews is not here")
        return
    python = HERE.parent / ".venv/bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", HERE.parent / ".venv"], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS], check=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        program = compile_program(folder)
        cuts = {name: cut(reviews(options.data / f"reviews/{name}.csv.gz"))
                for name in ["herbal", "shopping", "takeaway"]}
        measure_tfidf(program, python, cuts["shopping"], folder)
        with gzip.open(options.data / "faq/queries.txt.gz", "rt", encoding="utf-8") as file:
            queries = cut(file.read().split("\n")[:-1])
        measure_search(program, cuts["herbal"] + cuts["shopping"] + cuts["takeaway"], queries, options.documents,
                       folder)


if __name__ == "__main__":
    main()
