#!/usr/bin/env python3
"""How well `yaoyu tokenize` and its peers cut words, on a text that people have cut (SIGHAN 2005's PKU test).

Scores are the bakeoff's: a word is right when it begins and ends where a gold word does; out of vocabulary is
what the list of training words lacks.

    python3 Benchmarks/words/accuracy.py [--gold FILE --known FILE]

GOLD has a sentence a line, words separated by spaces. The trained path has no training corpus here: its row
is ten-fold cross-training on the gold text itself (`yaoyu words evaluate GOLD --folds 10`), each tenth cut by
a model that has seen the other nine. Peers come from PyPI into Benchmarks/.venv-words; one that does not
install is left out and named.
"""
import argparse
import pathlib
import re
import subprocess
import tempfile

import peers


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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gold", default=str(peers.DATA / "words/pku_test_gold.utf8"))
    parser.add_argument("--known", default=str(peers.DATA / "words/pku_training_words.utf8"))
    parser.add_argument("--numbers", default="newspaper", choices=["newspaper", "retail"])
    options = parser.parse_args()
    if not pathlib.Path(options.gold).exists():
        print(f"skipped: {options.gold} is not here")
        return
    peers.build_yaoyu()
    gold = pathlib.Path(options.gold).read_text(encoding="utf-8").splitlines()
    known = set(pathlib.Path(options.known).read_text(encoding="utf-8").split())
    with tempfile.TemporaryDirectory() as folder:
        text = pathlib.Path(folder) / "text.txt"
        text.write_text("".join("".join(line.split()) + "\n" for line in gold), encoding="utf-8")
        commands = [("yaoyu tokenize", [peers.YAOYU, "tokenize", text, "--numbers", options.numbers])]
        icu = peers.build_icu(folder)
        if icu:
            commands.append(("ICU BreakIterator", [icu, text]))
        for name in peers.CUT:
            if peers.install(name):
                commands.append((name, peers.command(name, text)))
            else:
                print(f"left out: {name} does not install here")
        print(f"{'':24}{'P':>7}{'R':>7}{'F1':>7}{'OOV recall':>12}")
        results = {}
        for name, command in commands:
            output = pathlib.Path(folder) / "out.txt"
            if peers.run(command, output) is None:
                print(f"left out: {name} does not run here")
                continue
            found = output.read_text(encoding="utf-8").splitlines()
            results[name] = score(gold, found, known)
            print(f"{name:24}" + "".join(f"{value:7.3f}" for value in results[name][:3])
                  + f"{results[name][3]:12.3f}")
        report = subprocess.run([peers.YAOYU, "words", "evaluate", options.gold, "--folds", "10", "--top", "0",
                                 "--numbers", options.numbers], capture_output=True, text=True, check=True,
                                cwd=peers.ROOT).stdout
        values = [float(value) / 100 for value in re.findall(r"([\d.]+)%", report)]
        print(f"{'yaoyu, 10-fold trained':24}" + "".join(f"{value:7.3f}" for value in values[:3])
              + f"{values[4]:12.3f}  (its own OOV: {values[3]:.1%} of the words)")
    best = max((r[2], n) for n, r in results.items() if n != "yaoyu tokenize")
    ours = results["yaoyu tokenize"][2]
    print(f"errors (1 − F1) against the best peer, {best[1]}: {(1 - ours) / (1 - best[0]):.2f} times as many")
    print(f"F1 {ours:.3f} (target: at least 0.890)")


if __name__ == "__main__":
    main()
