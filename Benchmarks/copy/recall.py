#!/usr/bin/env python3
"""How much of `paraphrases.tsv` the linter objects to, and how much of a file of labelled cases it judges rightly.

    python3 Benchmarks/copy/recall.py [--yaoyu BINARY] [--cases ../shared/reference/compliance_cases.tsv] [--misses]

A paraphrase counts as found when its verdict is anything but `ok` in the category that it is written for. Rows with an
odd number were looked at while the synonym classes were widened, rows with an even number were not: both are printed.
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
        answers = lint(binary, category, [table[i]["text"] for i in indices], "--channel", channel, "--scope", scope)
        for i, answer in zip(indices, answers):
            result[i] = answer
    return result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--yaoyu", default=str(ROOT / ".build/release/yaoyu"))
    parser.add_argument("--cases", type=pathlib.Path, default=ROOT.parent / "shared/reference/compliance_cases.tsv")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()

    table = rows(HERE / "paraphrases.tsv")
    answers = judged(options.yaoyu, table)
    found = [answer["verdict"] != "ok" for answer in answers]
    odd, even = found[0::2], found[1::2]
    print(f"paraphrases found: {sum(found)}/{len(found)} (odd rows {sum(odd)}/{len(odd)}, even rows {sum(even)}/{len(even)})")
    if options.misses:
        for number, (row, answer) in enumerate(zip(table, answers), 1):
            if answer["verdict"] == "ok" and number % 2 == 1:
                print(f"  {number:3} {row['category']:7} {row['kind']} {row['rewrite']}: {row['text']}")

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
