#!/usr/bin/env python3
"""Whether `kill -9` at any moment loses a turn that `yaoyu chat --store` has answered.

    python3 Benchmarks/dialogue/kill.py [ROUNDS]

Each round starts the program on the same store, sends it more messages than it can answer, reads answers for a
random time, kills it with SIGKILL and counts: every turn whose answer came out must be in the store, and the next
round must go on with the number after the last stored turn. Fails at the first turn that is missing.
"""
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
YAOYU = ROOT / ".build/release/yaoyu"
LINES = ["你好", "我想退货", "202611180012345678", "质量问题", "对", "布洛芬一次吃几粒", "算了", "帮我写首诗"]


def one_round(store, generator):
    process = subprocess.Popen([YAOYU, "chat", "--json", "--store", store], cwd=ROOT, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    def feed():
        try:
            for number in range(100_000):
                process.stdin.write((LINES[number % len(LINES)] + "\n").encode())
        except (BrokenPipeError, ValueError):
            pass

    threading.Thread(target=feed, daemon=True).start()
    answers = [process.stdout.readline()]
    timer = threading.Timer(generator.uniform(0, 0.25), process.kill)
    timer.start()
    answers += process.stdout.readlines()
    process.wait()
    timer.cancel()
    return [json.loads(line)["turn"] for line in answers if line.endswith(b"\n")]


def stored(store):
    result = subprocess.run([YAOYU, "bot", "export", "--json", "--store", store], cwd=ROOT, check=True,
                            capture_output=True)
    return [json.loads(line)["record"]["turn"] for line in result.stdout.splitlines()]


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    subprocess.run(["swift", "build", "-c", "release", "--product", "yaoyu"], cwd=ROOT, check=True,
                   stdout=subprocess.DEVNULL)
    generator = random.Random(1)
    answered, last, unanswered = 0, 0, 0
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        store = folder + "/store.db"
        for number in range(1, rounds + 1):
            turns = one_round(store, generator)
            if turns != list(range(last + 1, last + 1 + len(turns))):
                raise SystemExit(f"round {number}: expected turns from {last + 1}, got {turns[:3]}…")
            answered += len(turns)
            kept = stored(store)
            if kept != list(range(1, len(kept) + 1)) or len(kept) < last + len(turns):
                raise SystemExit(f"round {number}: {last + len(turns)} turns answered, {len(kept)} stored")
            unanswered += len(kept) - last - len(turns)
            last = len(kept)
    print(f"{rounds} kills: {answered} turns answered, none lost; {unanswered} were stored whose answer did not come "
          f"out ({time.monotonic() - start:.0f} s)")


if __name__ == "__main__":
    main()
