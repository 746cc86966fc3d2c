#!/usr/bin/env python3
"""A campaign over 10,000 customers who do not exist, on what the herbal reviews say: do the counts add up, does a blocked
text leave, is every character of regulated copy accounted for, does `kill -9` change the outbox, does memory grow?

    python3 Benchmarks/copy/campaign.py [--yaoyu BINARY] [--customers 10000] [--no-memory | --only-memory]

Four channels, three segments, four categories of goods. Exits 1 when anything is not as it should be.
"""
import argparse
import collections
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
REVIEWS = ROOT.parent / "shared/data/reviews/herbal.csv.gz"
REGULATED = {"otc", "health", "device", "fsmp"}
failures = []


def check(condition, what):
    print(("   ok  " if condition else " FAIL  ") + what)
    if not condition:
        failures.append(what)


def customers(count, path):
    with open(path, "w", encoding="utf-8") as file:
        subprocess.run([sys.executable, HERE / "customers.py", str(count)], stdout=file, check=True)


def copy(binary, *options, output=subprocess.PIPE):
    """Standard output, standard error, seconds and peak memory in MB of `yaoyu copy`."""
    start = time.monotonic()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen([binary, "copy", "--home", str(ROOT), *map(str, options)], stdout=output, stderr=errors)
        text = process.stdout.read() if output == subprocess.PIPE else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        message = errors.read().decode()
    if process.returncode != 0:
        sys.exit(f"copy failed with {process.returncode}: {message}")
    return text, message, time.monotonic() - start, usage.ru_maxrss / 1024


def rows(outbox):
    with sqlite3.connect(outbox) as database:
        return database.execute("SELECT * FROM message ORDER BY campaign, customer, channel").fetchall()


def put(outbox):
    """How many messages an outbox that is being written to has; 0 before there is one."""
    try:
        with sqlite3.connect(f"file:{outbox}?mode=ro", uri=True) as database:
            return database.execute("SELECT count(*) FROM message").fetchone()[0]
    except sqlite3.Error:
        return 0


def judge(records, people, channels):
    """What every campaign must keep."""
    check(len(records) == people * channels, f"{people} customers × {channels} channels = {len(records)} records")
    reasons = collections.Counter(record["skipped"] for record in records)
    written = [record for record in records if record["skipped"] is None]
    check(sum(reasons.values()) == len(records), f"written {len(written)}, skipped {dict((k, v) for k, v in reasons.items() if k)}")
    check(all(record["compliance"]["verdict"] in ("ok", "warn") for record in written), "every text that leaves is clean")
    check(all(record["text"] is None and not record["spans"] for record in records if record["skipped"]),
          "no skipped record carries a text")
    check(all(record["compliance"]["coverage"] == 1 for record in written if record["category"] in REGULATED),
          "coverage 1.0 of regulated texts")
    check(all(record["length"]["units"] <= record["length"]["limit"] for record in written), "every text fits its channel")
    return written


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--yaoyu", default=str(ROOT / ".build/release/yaoyu"))
    parser.add_argument("--reviews", type=pathlib.Path, default=REVIEWS)
    parser.add_argument("--insight", type=pathlib.Path, help="instead of analysing the reviews")
    parser.add_argument("--customers", type=int, default=10000)
    parser.add_argument("--no-memory", action="store_true")
    parser.add_argument("--only-memory", action="store_true")
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    binary = options.yaoyu
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        insight = []
        if options.insight:
            insight = ["--insight", options.insight]
        elif options.reviews.exists():
            subprocess.run(
                [binary, "analyze", options.reviews, "--home", ROOT, "--group-by", "product_id", "--topics", "20", "--seed",
                 "1", "--out", folder / "insight"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            insight = ["--insight", folder / "insight/insight.json"]
        else:
            print("no herbal reviews here: without an insight")
        people = folder / "customers.csv"
        campaign = ROOT / "Templates/campaigns/rudong.yaml"
        base = ["--campaign", campaign, "--customers", people, *insight]
        # Before anything is held here: Linux counts the memory of the parent at the time of the fork as the child's.
        if not options.no_memory:
            peaks = {}
            for count in (100_000, 1_000_000):
                customers(count, people)
                _, _, seconds, peaks[count] = copy(binary, *base, "--channel", "sms", output=subprocess.DEVNULL)
                print(f"   {count:,} customers, one channel: {peaks[count]:.0f} MB, {count / seconds:,.0f} a second")
            check(peaks[1_000_000] - peaks[100_000] < 24, "memory does not grow with the customers (filter of at most 16 MB)")
        if options.only_memory:
            sys.exit("not as it should be" if failures else 0)
        customers(options.customers, people)

        print("入冬: 4 channels, 3 segments, food, OTC, health, device")
        output, message, seconds, memory = copy(binary, *base, "--outbox", folder / "whole.sqlite", "--timing")
        records = [json.loads(line) for line in output.splitlines()]
        print("  " + message.strip().replace("\n", "\n  "))
        written = judge(records, options.customers, 4)
        print(f"   {len(records) / seconds:,.0f} records a second with planning, compliance, NDJSON and outbox; {memory:.0f} MB")
        check(len(rows(folder / "whole.sqlite")) == len(written), "the outbox holds each written message once")
        again = copy(binary, *base, "--outbox", folder / "whole.sqlite")
        check(len(rows(folder / "whole.sqlite")) == len(written) and "新放入 0 条" in again[1], "a second run adds nothing")
        check(again[0] == output, "a second run writes the same bytes")

        killed = 0
        for share in (.1, .4, .7):
            process = subprocess.Popen(
                [binary, "copy", "--home", str(ROOT), *map(str, base), "--outbox", str(folder / "cut.sqlite")],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while process.poll() is None:
                if put(folder / "cut.sqlite") >= share * len(written):
                    process.send_signal(signal.SIGKILL)
                    killed += process.wait() == -signal.SIGKILL
                time.sleep(.005)
        there = len(rows(folder / "cut.sqlite"))
        copy(binary, *base, "--outbox", folder / "cut.sqlite")
        check(rows(folder / "cut.sqlite") == rows(folder / "whole.sqlite"),
              f"killed {killed} times with {there} of {len(written)} messages put, then run through: the same outbox")

        for product in ("gouqi", "liuwei", "gaipian", "xueyaji", "ningmeng"):
            yaml = folder / f"{product}.yaml"
            yaml.write_text(
                f"id: {product}\nsend_date: 2026-11-21\nsignature: 安和堂大药房\nproducts: [{product}]\n"
                "channels: [sms, wechat, push, email]\nseed: 3\nvariables: {活动: 会员周, 截止: 2026-11-30, 短链: ahtang.example/d}\n",
                encoding="utf-8")
            print(product)
            output, message, _, _ = copy(binary, "--campaign", yaml, "--customers", people, *insight, "--limit", 3000)
            limited = min(3000, options.customers)
            records = [json.loads(line) for line in output.splitlines()]
            written = judge(records, limited, 4)
            segments = collections.Counter((record["channel"], record["segment"]) for record in written)
            check(all(segments[channel, segment] for channel in ("sms", "wechat", "push", "email")
                      for segment in ("新客", "老客", "沉睡")), "texts for every channel and segment")
            shares = {}
            for channel in ("sms", "wechat", "push", "email"):
                texts = [record["text"] for record in written if record["channel"] == channel][:1000]
                shares[channel] = len(set(texts)) / len(texts)
            distinct = ", ".join(f"{channel} {share:.1%}" for channel, share in shares.items())
            if records[0]["category"] in REGULATED:
                print(f"   distinct among 1,000 (regulated): {distinct}")
            else:
                check(min(shares.values()) >= .99, f"distinct among 1,000: {distinct}")
            for record in written[:options.show]:
                print(f"--- {record['channel']} {record['segment']} {record['variant']}\n{record['text']}")
    if failures:
        sys.exit("not as it should be: " + "; ".join(failures))


if __name__ == "__main__":
    main()
