#!/usr/bin/env python3
"""Whether `yaoyu chat` grows slow or large: 10,000 turns in one session, and a line of 8 MB.

    python3 Benchmarks/dialogue/endurance.py [--yaoyu .build/release/yaoyu] [--turns 10000]

The repository's content; the same thirty messages again and again, with flows, corrections, safety rules and small
talk. Told are the median turn of the first and of the last tenth and the ratio of both, the growth of the resident
set from the first tenth to the end, and how long a line of 8 MB takes that is no message.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
MESSAGES = """你好
我的快递到哪了
202611180012345678
那明天能到吗
我想退货
202611100055556666
收到就是坏的
不是坏的，是发错了
对
布洛芬一次吃几粒
那一天最多几粒
和感冒灵能一起吃吗
孩子4岁发烧美林喝多少
他16公斤
头孢吃完能喝酒吗
没有呼吸困难，就是有点咳嗽
胸痛贴多少钱
帮我写首诗
能开发票吗
开发票
个人 张三
算了不开了
运费多少
满多少包邮
改地址
不记得单号
取消
谢谢
转人工
找机器人""".split("\n")


def resident(process):
    """MB."""
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--yaoyu", default=str(ROOT / ".build/release/yaoyu"))
    parser.add_argument("--turns", type=int, default=10_000)
    options = parser.parse_args()
    process = subprocess.Popen(
        [str(pathlib.Path(options.yaoyu).resolve()), "chat", "--json", "--now", "2026-11-21T10:00:00"], cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def say(line):
        sent = time.monotonic()
        process.stdin.write(line + b"\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        return time.monotonic() - sent, json.loads(answer)

    tenth = max(1, options.turns // 10)
    times, memory = [], []
    for number in range(options.turns):
        text = MESSAGES[number % len(MESSAGES)]
        seconds, turn = say(json.dumps({"session": "1", "text": text}, ensure_ascii=False).encode())
        times.append(seconds)
        if turn["turn"] != number + 1:
            sys.exit(f"turn {number + 1} came back as {turn['turn']}")
        if (number + 1) % tenth == 0:
            memory.append(resident(process))
    first, last = (sorted(part)[tenth // 2] * 1e3 for part in (times[:tenth], times[-tenth:]))
    before = resident(process)
    seconds, turn = say("药".encode() * ((8 << 20) // 3))
    refused = bool(turn["replies"])
    _, after = say(json.dumps({"session": "1", "text": "你好"}, ensure_ascii=False).encode())
    grown = resident(process) - before
    process.stdin.close()
    _, status, _ = os.wait4(process.pid, 0)
    if status or not refused or after["turn"] < options.turns:
        sys.exit("the chat did not survive")
    print(f"{options.turns} turns in one session: median {first:.2f} ms in the first tenth, {last:.2f} ms in the last "
          f"({last / first:.2f} ×), {memory[0]:.0f} MB then {memory[-1]:.0f} MB")
    print(f"a line of 8 MB: told so after {seconds * 1e3:.0f} ms, {grown:+.1f} MB, and the chat goes on")


if __name__ == "__main__":
    main()
