#!/usr/bin/env python3
"""`copy` against jinja2 on the same kind of text, and `lint` in MB a second, in one run.

    python3 Benchmarks/copy/speed.py [--yaoyu BINARY] [--customers 50000] [--megabytes 24]

jinja2 renders the WeChat text of the food template for each customer: a greeting by segment, wordings drawn by a hash, a
loop over claims, a date. It returns text only; Yaoyu also returns who answers for every stretch of it.
"""
import argparse
import gzip
import csv
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

from neutral import composed
from recall import ROOT

HERE = pathlib.Path(__file__).resolve().parent
PEERS = ["jinja2==3.1.6"]

TEMPLATE = """{% if name %}{{ name }}，您好。{% else %}您好。{% endif %}\
{% if segment == "新客" %}{{ pick(1, new) }}。{% elif segment == "老客" %}{{ pick(2, old) }}。\
{% elif segment == "沉睡" %}{{ pick(3, gone) }}。{% endif %}{{ pick(4, season) }}。

{{ pick(5, intro) }}{{ product }}：
{{ lead }}。
{% for claim in claims %}{{ claim }}。
{% endfor %}{% if answer %}{{ answer }}。
{% endif %}
{{ spec }}，{{ price }}元一罐。{{ campaign }}到{{ until.month }}月{{ until.day }}日。{{ pick(6, order) }}。"""


def python_side(options):
    import datetime
    import zlib

    import jinja2

    environment = jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined)
    template = environment.from_string(TEMPLATE)
    with open(options.python_side, encoding="utf-8") as file:
        people = [(row["id"], row["name"][0] + "女士", row["segment"]) for row in csv.DictReader(file)]
    phrases = {"new": ["第一次来，有不清楚的随时问"] * 5, "old": ["谢谢您一直惦记着小店"] * 5, "gone": ["好久不见，愿您一切都好"] * 5,
               "season": ["小雪前后，天一日冷似一日，出门记得添衣"] * 5, "intro": ["今天想跟您说说"] * 5, "order": ["想多了解，点开商品卡片慢慢看"] * 5}
    fixed = dict(product="安和堂宁夏枸杞", lead="粒大肉厚，泡一会儿就舒展开，入口是干干净净的甜", spec="250克/罐", price=39.9, campaign="会员周",
                 claims=["宁夏中宁的头茬果，产地批次写在罐底，扫码能查", "当天下单当天发，多数城市次日就能泡上"], answer="收到不满意，七天内联系客服，运费我们出",
                 until=datetime.date(2026, 11, 30), **phrases)
    start = time.process_time()
    length = 0
    for person, name, segment in people:
        seed = zlib.crc32(person.encode())
        text = template.render(name=name, segment=segment,
                               pick=lambda slot, words: words[(seed * 2654435761 + slot * 40503 >> 7) % len(words)], **fixed)
        length += len(text)
    print(json.dumps({"rate": len(people) / (time.process_time() - start), "length": length / len(people)}))


def user_seconds(command, **keywords):
    process = subprocess.Popen(command, **keywords)
    error = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"failed with {process.returncode}: {error.decode()}")
    return usage.ru_utime + usage.ru_stime, error.decode()


def lint_speed(options, folder):
    lines = [text for _, text in composed(20000, random.Random(3))]
    reviews = ROOT.parent / "shared/data/reviews/shopping.csv.gz"
    if options.data:
        reviews = options.data / "reviews/shopping.csv.gz"
    if reviews.exists():
        with gzip.open(reviews, "rt", encoding="utf-8", errors="replace", newline="") as file:
            lines += [row["review"].replace("\n", " ") for row in csv.DictReader(file)]
    data = ("\n".join(lines) + "\n").encode()
    data *= max(1, options.megabytes * 1_000_000 // len(data))
    (folder / "lines.txt").write_bytes(data)
    (folder / "one.txt").write_bytes(b"\n")
    times = {}
    for name in ("one.txt", "lines.txt"):
        command = [options.yaoyu, "lint", str(folder / name), "--category", "otc", "--home", str(ROOT)]
        times[name] = min(user_seconds(command, stdout=subprocess.DEVNULL)[0] for _ in range(3))
    rate = len(data) / 1e6 / (times["lines.txt"] - times["one.txt"])
    print(f"lint with all rules: {rate:.1f} MB/s of processor time ({len(data) / 1e6:.0f} MB; start {times['one.txt'] * 1000:.0f} ms)")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--yaoyu", default=str(ROOT / ".build/release/yaoyu"))
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--customers", type=int, default=50000)
    parser.add_argument("--megabytes", type=int, default=24)
    parser.add_argument("--python-side")
    options = parser.parse_args()
    if options.python_side:
        return python_side(options)
    python = HERE / ".venv/bin/python3"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", HERE / ".venv"], check=True)
        subprocess.run([python, "-m", "pip", "-q", "install", *PEERS], check=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        people = folder / "customers.csv"
        with open(people, "w", encoding="utf-8") as file:
            subprocess.run([sys.executable, HERE / "customers.py", str(options.customers)], stdout=file, check=True)
        for product in ("gouqi", "liuwei"):
            yaml = folder / f"{product}.yaml"
            yaml.write_text(
                f"id: {product}\nsend_date: 2026-11-21\nsignature: 安和堂大药房\nproducts: [{product}]\nchannels: [wechat, sms]\n"
                "variables: {活动: 会员周, 截止: 2026-11-30}\n", encoding="utf-8")
            command = [options.yaoyu, "copy", "--campaign", str(yaml), "--customers", str(people), "--home", str(ROOT), "--timing"]
            runs = [user_seconds(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(3)]
            seconds, message = min(runs)
            rendering = max(int(message.split("每秒 ")[-1].split(" 条")[0]) for _, message in runs)
            rate = 2 * options.customers / seconds
            print(f"copy {product}: {rate:,.0f} records a second of processor time with everything; rendering alone {rendering:,}")
        done = subprocess.run([python, __file__, "--python-side", people], capture_output=True, text=True, check=True)
        peer = json.loads(done.stdout)
        print(f"jinja2: {peer['rate']:,.0f} texts of {peer['length']:.0f} characters a second, rendering alone")
        lint_speed(options, folder)


if __name__ == "__main__":
    main()
