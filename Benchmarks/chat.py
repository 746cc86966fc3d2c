#!/usr/bin/env python3
"""How long `yaoyu chat` takes to its first prompt, and for a turn.

    python3 Benchmarks/chat.py

First prompt: from start of the process in a pseudo-terminal to the prompt sign, caches warm, best and median
of 20. Turn: from writing a line to `chat --json` to reading its answer, median and 99th percentile of 2,000.
"""
import json
import os
import pathlib
import pty
import select
import statistics
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
YAOYU = ROOT / ".build/release/yaoyu"
TURNS = ["你好", "布洛芬一次吃几粒", "我想退货", "202611180012345678", "质量问题", "对", "我的快递到哪了", "算了",
         "帮我写首诗", "板蓝根怎么吃", "芬必得饭前吃还是饭后吃", "你们的药是正品吗", "发票怎么开", "谢谢"]


def first_prompt():
    start = time.monotonic()
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execv(YAOYU, [str(YAOYU), "chat"])
    seen = b""
    while "> ".encode() not in seen and "›".encode() not in seen and "：".encode() + b" " not in seen[-4:]:
        ready, _, _ = select.select([terminal], [], [], 10)
        if not ready:
            raise SystemExit("no prompt within 10 s:\n" + seen.decode(errors="replace"))
        seen += os.read(terminal, 65536)
    elapsed = time.monotonic() - start
    os.write(terminal, b"\x04")
    os.waitpid(pid, 0)
    os.close(terminal)
    return elapsed


def turns(count):
    process = subprocess.Popen([YAOYU, "chat", "--json"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    times = []
    for index in range(count):
        line = (TURNS[index % len(TURNS)] + "\n").encode()
        start = time.monotonic()
        process.stdin.write(line)
        process.stdin.flush()
        answer = process.stdout.readline()
        times.append(time.monotonic() - start)
        json.loads(answer)
    process.stdin.close()
    process.wait()
    return times


def main():
    subprocess.run(["swift", "build", "-c", "release", "--product", "yaoyu"], cwd=ROOT, check=True,
                   stdout=subprocess.DEVNULL)
    first_prompt()
    starts = sorted(first_prompt() for _ in range(20))
    print(f"first prompt  best {starts[0] * 1e3:.0f} ms  median {statistics.median(starts) * 1e3:.0f} ms  (target < 300 ms)")
    times = sorted(turns(2000)[20:])
    print(f"a turn        median {statistics.median(times) * 1e3:.2f} ms  "
          f"p99 {times[int(len(times) * .99)] * 1e3:.2f} ms  (target < 5 ms)")


if __name__ == "__main__":
    main()
