#!/usr/bin/env python3
"""How fast `yaoyu tokenize` and its peers cut 11 MB of shopping reviews: whole processes, loading included.

    python3 Benchmarks/words/speed.py [--reviews FILE] [--repeat 5]

The first token, from an empty cache and from a full one, is timed too.
Every side reads the same text file and writes the words joined by spaces; sides take turns, the best time of
each counts. The model for the tagged row is trained on the PKU test's gold text, where that is present. Peers:
rjieba (Rust) from PyPI, called from Python, and ICU's BreakIterator in a small C++ program (icu_break.cpp).
Prints MB/s, CPU seconds, peak memory and ratios of wall time. Where CPU and wall time of a one-thread run differ,
the machine was busy: run again.
"""
import argparse
import csv
import gzip
import os
import pathlib
import subprocess
import tempfile
import time

import peers


def first_token(folder, repeat):
    """Wall seconds and peak RSS in MB of cutting two characters, by name: without a cache, with one."""
    text = pathlib.Path(folder) / "hello.txt"
    text.write_text("你好\n", encoding="utf-8")
    results = {}
    for index in range(repeat):
        environment = {"XDG_CACHE_HOME": str(pathlib.Path(folder) / f"cache{index}")}
        for name in ["cold cache", "warm cache"]:
            seconds, _, memory = peers.run([peers.YAOYU, "tokenize", text], pathlib.Path(folder) / "out.txt",
                                           environment)
            results.setdefault(name, []).append((seconds, memory))
    return {name: min(runs) for name, runs in results.items()}


def side_by_side(text, folder):
    """Wall seconds of two processes of one thread that cut half of the text each: what this machine's two cores
    give to work that shares nothing, starting included."""
    # Not split here: a child's peak memory begins with what this process has had.
    subprocess.run(["split", "-n", "l/2", text, folder / "half-"], check=True)
    halves = [folder / "half-aa", folder / "half-ab"]
    with open(folder / "first.out", "wb") as first, open(folder / "second.out", "wb") as second:
        start = time.monotonic()
        for process in [subprocess.Popen([peers.YAOYU, "tokenize", half], stdout=output, cwd=peers.ROOT)
                        for half, output in zip(halves, [first, second])]:
            process.wait()
        return time.monotonic() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--reviews", default=str(peers.DATA / "reviews/shopping.csv.gz"))
    parser.add_argument("--gold", default=str(peers.DATA / "words/pku_test_gold.utf8"))
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    if not pathlib.Path(options.reviews).exists():
        print(f"skipped: {options.reviews} is not here")
        return
    peers.build_yaoyu()
    # In memory where that is possible: no side waits for a disk.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        text = pathlib.Path(folder) / "reviews.txt"
        with gzip.open(options.reviews, "rt", encoding="utf-8", newline="") as source, \
                open(text, "w", encoding="utf-8") as target:
            for row in csv.DictReader(source):
                target.write(" ".join(row["review"].split()) + "\n")
        size = text.stat().st_size / 1e6
        tokenize = [peers.YAOYU, "tokenize", text]
        commands = {"yaoyu, 1 thread": tokenize}
        if (os.cpu_count() or 1) > 1:
            commands["yaoyu, 2 threads"] = [*tokenize, "--threads", "2"]
        if pathlib.Path(options.gold).exists():
            model = pathlib.Path(folder) / "words.model"
            subprocess.run([peers.YAOYU, "words", "train", options.gold, "--model", model], check=True,
                           cwd=peers.ROOT, stderr=subprocess.DEVNULL)
            commands["yaoyu with a model"] = [*tokenize, "--model", model]
        icu = peers.build_icu(folder)
        if icu:
            commands["ICU BreakIterator, C++"] = [icu, text]
        if peers.install("rjieba"):
            commands["rjieba from Python"] = peers.command("rjieba", text)
        starts = first_token(folder, options.repeat)
        results, apart = {}, []
        for _ in range(options.repeat):
            apart.append(side_by_side(text, pathlib.Path(folder)))
            for name, command in commands.items():
                result = peers.run(command, pathlib.Path(folder) / "out.txt")
                if result is None:
                    raise SystemExit(f"failed: {name}")
                results[name] = min(results.get(name, result), result)
    print(f"{size:.1f} MB, best of {options.repeat}, whole process")
    for name, (seconds, cpu, memory) in results.items():
        print(f"{name:24}{seconds:7.3f} s{size / seconds:8.1f} MB/s{cpu:8.3f} s CPU{memory:7.0f} MB")

    def ratio(a, b, target):
        if a in results and b in results:
            print(f"{a} / {b}: {results[b][0] / results[a][0]:.2f} times as fast (target: at least {target})")

    ratio("yaoyu, 1 thread", "rjieba from Python", 3)
    ratio("yaoyu, 1 thread", "ICU BreakIterator, C++", 4)
    ratio("yaoyu, 2 threads", "yaoyu, 1 thread", 1.8)
    print(f"two processes with half of the text each: {results['yaoyu, 1 thread'][0] / min(apart):.2f} times as fast "
          "as one: what the machine allows")
    if "yaoyu with a model" in results:
        print(f"with a model {size / results['yaoyu with a model'][0]:.1f} MB/s (target: at least 25)")
    for (name, (seconds, memory)), target in zip(starts.items(), [400, 30]):
        print(f"first token, {name}: {seconds * 1000:.0f} ms (target: below {target}), {memory:.0f} MB")


if __name__ == "__main__":
    main()
