#!/usr/bin/env python3
"""How well `yaoyu tokenize` and its peers cut words, on texts that people have cut (SIGHAN 2005's tests).

Scores are the bakeoff's: a word is right when it begins and ends where a gold word does; out of vocabulary is
what the list of training words lacks. Texts: PKU; the same in traditional characters (OpenCC s2t, one for one);
MSR where `msr_test_gold.utf8` lies beside PKU's; or the one that --gold names.

    python3 Benchmarks/words/accuracy.py [--gold FILE --known FILE] [--no-peers]

Rows of ours: as installed (with the system's word list); ICU alone (`YAOYU_WORD_LIST=none`); ICU with costs
estimated from raw reviews, which have nothing to do with the newspapers tested (`yaoyu words estimate`); and
ten-fold cross-training on the gold text itself (`yaoyu words evaluate GOLD --folds 10`), each tenth cut by a
model that has seen the other nine, since there is no training corpus here. Peers come from PyPI into
Benchmarks/.venv-words; one that does not install is left out and named.
"""
import argparse
import gzip
import pathlib
import re
import subprocess
import tempfile

import peers

REVIEWS = ["herbal", "shopping", "takeaway"]


def spans(words):
    start, result = 0, set()
    for word in words:
        result.add((start, start + len(word)))
        start += len(word)
    return result


def score(gold_lines, found_lines, known):
    """Precision, recall, F1 and recall of the words that are not in `known`."""
    gold_words = found_words = right = unknown = right_unknown = 0
    for gold_line, found_line in zip(gold_lines, found_lines, strict=True):
        gold, found = gold_line.split(), found_line.split()
        if "".join(gold) != "".join(found):
            raise SystemExit(f"the text was changed: {''.join(gold)!r} became {''.join(found)!r}")
        gold_spans, found_spans = spans(gold), spans(found)
        gold_words += len(gold)
        found_words += len(found)
        right += len(gold_spans & found_spans)
        start = 0
        for word in gold:
            span = (start, start + len(word))
            start = span[1]
            if word not in known:
                unknown += 1
                right_unknown += span in found_spans
    precision, recall = right / found_words, right / gold_words
    f1 = 2 * precision * recall / (precision + recall)
    return precision, recall, f1, right_unknown / unknown if unknown else float("nan")


def estimated_list(folder):
    """A word list estimated from the raw reviews; None where they are absent."""
    raw = pathlib.Path(folder) / "reviews.txt"
    with open(raw, "wb") as output:
        for name in REVIEWS:
            path = peers.DATA / f"reviews/{name}.csv.gz"
            if not path.exists():
                return None
            with gzip.open(path) as file:
                output.write(file.read())
    path = pathlib.Path(folder) / "list.txt"
    subprocess.run([peers.YAOYU, "words", "estimate", raw, "--out", path], check=True, cwd=peers.ROOT,
                   stderr=subprocess.DEVNULL)
    return path


def row(name, values):
    print(f"{name:28}" + "".join(f"{value:7.3f}" for value in values[:3]) + f"{values[3]:12.3f}")


def measure(title, gold_path, known, commands, numbers, folder):
    print(f"\n{title:28}{'P':>7}{'R':>7}{'F1':>7}{'OOV recall':>12}")
    gold = gold_path.read_text(encoding="utf-8").splitlines()
    text = pathlib.Path(folder) / "text.txt"
    text.write_text("".join("".join(line.split()) + "\n" for line in gold), encoding="utf-8")
    results = {}
    for name, (command, environment) in commands.items():
        output = pathlib.Path(folder) / "out.txt"
        if peers.run([text if part is TEXT else part for part in command], output, environment) is None:
            print(f"left out: {name} does not run here")
            continue
        results[name] = score(gold, output.read_text(encoding="utf-8").splitlines(), known)
        row(name, results[name])
    report = subprocess.run([peers.YAOYU, "words", "evaluate", gold_path, "--folds", "10", "--top", "0",
                             "--numbers", numbers], capture_output=True, text=True, check=True,
                            cwd=peers.ROOT).stdout
    values = [float(value) / 100 for value in re.findall(r"([\d.]+)%", report)]
    row("yaoyu, 10-fold trained", [*values[:3], values[4]])
    print(f"{'':28}(its own out of vocabulary: {values[3]:.1%} of the words)")
    ours = results["yaoyu"][2]
    rivals = [(r[2], n) for n, r in results.items() if not n.startswith("yaoyu")]
    if rivals:
        best = max(rivals)
        print(f"errors (1 − F1) against the best peer, {best[1]}: {(1 - ours) / (1 - best[0]):.2f} times as many")
    if "ICU BreakIterator" in results:
        print("F1 ahead of ICU's BreakIterator: " + ", ".join(
            f"{name} {result[2] - results['ICU BreakIterator'][2]:+.3f}" for name, result in results.items()
            if name.startswith("yaoyu")))
    print(f"F1 {ours:.3f} (target: at least 0.890)")


# Stands for the text's path in a command.
TEXT = object()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gold")
    parser.add_argument("--known", default=str(peers.DATA / "words/pku_training_words.utf8"))
    parser.add_argument("--numbers", default="newspaper", choices=["newspaper", "retail"])
    parser.add_argument("--no-peers", action="store_true")
    options = parser.parse_args()
    pku, msr = (peers.DATA / f"words/{name}_test_gold.utf8" for name in ["pku", "msr"])
    if not pathlib.Path(options.gold or pku).exists():
        print(f"skipped: {options.gold or pku} is not here")
        return
    peers.build_yaoyu()
    known = set(pathlib.Path(options.known).read_text(encoding="utf-8").split())
    with tempfile.TemporaryDirectory() as folder:
        ours = [peers.YAOYU, "tokenize", TEXT, "--numbers", options.numbers]
        commands = {"yaoyu": (ours, {}), "yaoyu, ICU alone": (ours, {"YAOYU_WORD_LIST": "none"})}
        estimated = estimated_list(folder)
        if estimated:
            commands["yaoyu, ICU and estimate"] = (ours, {"YAOYU_WORD_LIST": str(estimated)})
        icu = peers.build_icu(folder)
        if icu:
            commands["ICU BreakIterator"] = ([icu, TEXT], {})
        for name in [] if options.no_peers else peers.CUT:
            if peers.install(name):
                commands[name] = (peers.command(name, TEXT), {})
            else:
                print(f"left out: {name} does not install here")
        if options.gold:
            measure(options.gold, pathlib.Path(options.gold), known, commands, options.numbers, folder)
            return
        measure("PKU", pku, known, commands, options.numbers, folder)
        if msr.exists():
            words = msr.with_name("msr_training_words.utf8")
            seen = set(words.read_text(encoding="utf-8").split()) if words.exists() else known
            measure("MSR", msr, seen, commands, options.numbers, folder)
        else:
            print(f"\nleft out: {msr.name} is not here")
        if peers.install("opencc"):
            traditional = pathlib.Path(folder) / "traditional.utf8"
            peers.run([peers.python(), "-c", peers.TRADITIONAL, pku], traditional)
            listed = pathlib.Path(folder) / "known.utf8"
            peers.run([peers.python(), "-c", peers.TRADITIONAL, options.known], listed)
            measure("PKU, traditional", traditional, set(listed.read_text(encoding="utf-8").split()), commands,
                    options.numbers, folder)
        else:
            print("\nleft out: the traditional text, opencc does not install here")


if __name__ == "__main__":
    main()
