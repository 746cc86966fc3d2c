#!/usr/bin/env python3
"""How much of our paraphrases of illegal claims the linter objects to, and how well it judges a file of labelled cases.

    python3 Benchmarks/copy/recall.py [--yaoyu BINARY] [--cases ../shared/reference/compliance_cases.tsv] [--misses]

A paraphrase is found when its verdict is anything but `ok` in the category that it is written for. Each of the sets
was written before the rules of its time had seen it, and looked at afterwards; what counts is its first run, told in
Benchmarks/README.md. A run today only says that nothing was lost.
"""
import argparse
import collections
import json
import pathlib
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def rows(path):
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    names = lines[0].split("\t")
    return [dict(zip(names, line.split("\t"))) for line in lines[1:]]


def lint(binary, category, texts, *options):
    """The linter's judgements of `texts`, in order."""
    done = subprocess.run(
        [binary, "lint", "-", "--category", category, "--home", str(ROOT), *options],
        input="\n".join(texts) + "\n", capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def judged(binary, table):
    """Each row with its judgement; one process a category."""
    result = [None] * len(table)
    groups = collections.defaultdict(list)
    for index, row in enumerate(table):
        groups[row["category"], row.get("channel") or "any", row.get("scope") or "fragment"].append(index)
    for (category, channel, scope), indices in groups.items():
        answers = lint(binary, category, [table[i]["text"] for i in indices], "--channel", channel, "--scope", scope, "--date", "2026-11-21")
        for i, answer in zip(indices, answers):
            result[i] = answer
    return result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--yaoyu", default=str(ROOT / ".build/release/yaoyu"))
    parser.add_argument("--cases", type=pathlib.Path, default=ROOT.parent / "shared/reference/compliance_cases.tsv")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()

    for name in ("paraphrases.tsv", "paraphrases-second.tsv", "paraphrases-third.tsv", "paraphrases-fourth.tsv", "paraphrases-fifth.tsv"):
        table = rows(HERE / name)
        missed = [row for row, answer in zip(table, judged(options.yaoyu, table)) if answer["verdict"] == "ok"]
        print(f"{name}: found {len(table) - len(missed)} of {len(table)}")
        for row in missed if options.misses else []:
            print(f"  {row['category']} {row['kind']} {row['rewrite']}: {row['text']}")

    table = rows(HERE / "lookalikes.tsv")
    flagged = [(row, answer) for row, answer in zip(table, judged(options.yaoyu, table)) if answer["verdict"] != "ok"]
    print(f"lookalikes.tsv: false alarms {len(flagged)} of {len(table)}")
    for row, answer in flagged if options.misses else []:
        print(f"  {row['category']} {row['kind']} {[hit['rule'] for hit in answer['hits']]}: {row['text']}")

    if not options.cases.exists():
        print("no labelled cases here: left out")
        return
    cases = [row for row in rows(options.cases)]
    answers = judged(options.yaoyu, cases)
    right = wrong = missed = 0
    for row, answer in zip(cases, answers):
        expected = row["expected_verdict"] != "clean" and row["expected_verdict"] != "ok"
        hit = answer["verdict"] not in ("ok",)
        right += expected and hit
        missed += expected and not hit
        wrong += hit and not expected
        if options.misses and expected != hit:
            print(f"  {row['id']} {row['split']} {'missed' if expected else 'false alarm'}: {row['text']}")
    f1 = 2 * right / (2 * right + wrong + missed)
    print(f"labelled cases: F1 {f1:.3f}, missed {missed}, false alarms {wrong} of {len(cases)}")


if __name__ == "__main__":
    main()
