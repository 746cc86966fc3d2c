#!/usr/bin/env python3
"""How often `yaoyu chat` knows the drug when its name is typed wrong, and how often it hears one where none is.

    python3 Benchmarks/dialogue/names.py [--names 3000] [--yaoyu .build/release/yaoyu]

3,000 names of three and more Han characters drawn with a fixed seed from Lexicons/words/drugs.tsv and brands.tsv
(drugs, supplements, and brands with a generic name); when there are fewer, generic names with a dosage form make up
the number. Each is the whole message of a session of its own. Right is a slot `drug` with the generic name; where two
drugs fit what was typed equally well and the bot asks, its first guess counts. Names of two characters are
reported apart: many homophones of theirs are everyday words.

Typos, seeded: two characters (one, where only one has any) replaced by others with the same reading (pypinyin) among
the characters of all names; the name in letters without tones; two neighbouring characters swapped; initials.

False alarms: utterances of small talk (smalltalk.tsv.gz, smp2019.tsv.gz), in which no customer means a drug.
"""
import argparse
import collections
import csv
import gzip
import json
import pathlib
import random
import re
import subprocess

import peer_venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PEERS = ["pypinyin==0.55.0"]
FORMS = ["片", "胶囊", "颗粒", "口服液"]


def lexicon():
    """{name: generic name}"""
    names = {}
    for file in ("drugs", "brands"):
        lines = [line for line in (ROOT / f"Lexicons/words/{file}.tsv").read_text(encoding="utf-8").splitlines()
                 if line and not line.startswith("#")]
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            canonical = row.get("canonical") or row["word"]
            if row["tag"] in ("drug", "supplement") or (row["tag"] == "brand" and row.get("canonical")):
                if re.fullmatch(r"[一-鿿]{2,}", row["word"]):
                    names[row["word"]] = canonical
    return names


def typed(name, kind, readings, generator):
    from pypinyin import lazy_pinyin
    if kind == "pinyin":
        return "".join(lazy_pinyin(name))
    if kind == "initials":
        return "".join(syllable[0] for syllable in lazy_pinyin(name))
    characters = list(name)
    if kind == "swapped":
        places = [i for i in range(len(name) - 1) if name[i] != name[i + 1]]
        place = generator.choice(places) if places else 0
        characters[place], characters[place + 1] = characters[place + 1], characters[place]
    elif kind == "homophones":
        syllables = lazy_pinyin(name)
        places = [i for i, s in enumerate(syllables) if len(readings[s]) > 1]
        generator.shuffle(places)
        for place in places[:2]:
            characters[place] = generator.choice([c for c in readings[syllables[place]] if c != name[place]])
    return "".join(characters)


def ask(yaoyu, texts):
    """Turns, one a session."""
    lines = "".join(json.dumps({"session": str(i), "text": text}, ensure_ascii=False) + "\n" for i, text in enumerate(texts))
    result = subprocess.run([yaoyu, "chat", "--json", "--now", "2026-11-21T10:00:00"], cwd=ROOT, check=True,
                            input=lines.encode(), capture_output=True)
    turns = [json.loads(line) for line in result.stdout.decode().splitlines()]
    assert len(turns) == len(texts), (len(turns), len(texts))
    return turns


def heard(turn, names):
    """(generic name of the first guess or None, whether the bot asks which)"""
    if turn["slots"].get("drug"):
        return turn["slots"]["drug"], False
    for reply in turn["replies"]:
        first = re.search(r"还是.*\n1\. (\S+)", reply)
        if first:
            return names.get(first.group(1), first.group(1)), True
    return None, False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--names", type=int, default=3000)
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data/intents")
    parser.add_argument("--yaoyu", default=str(ROOT / ".build/release/yaoyu"))
    parser.add_argument("--wrong", type=int, default=0, help="show so many that went wrong")
    options = parser.parse_args()
    peer_venv.run_inside(__file__, PEERS)
    from pypinyin import lazy_pinyin
    yaoyu = str(pathlib.Path(options.yaoyu).resolve())
    names = lexicon()
    readings = collections.defaultdict(list)
    for character in sorted(set("".join(names))):
        readings[lazy_pinyin(character)[0]].append(character)
    generator = random.Random(7)
    pool = sorted(name for name in names if len(name) >= 3)
    generator.shuffle(pool)
    for name in list(pool):
        for form in FORMS if len(pool) < options.names else []:
            made = name + form
            if made not in names and len(pool) < options.names:
                names[made] = names[name]
                pool.append(made)
    groups = [("3 and more characters", pool[:options.names], ["as written", "homophones", "pinyin", "swapped", "initials"]),
              ("2 characters", sorted(name for name in names if len(name) == 2), ["as written", "homophones", "pinyin"])]
    for title, group, kinds in groups:
        for kind in kinds:
            texts = [typed(name, kind, readings, generator) for name in group]
            found = [heard(turn, names) for turn in ask(yaoyu, texts)]
            right = sum(answer == names[name] for name, (answer, _) in zip(group, found))
            asked = sum(is_asked for _, is_asked in found)
            missed = sum(answer is None for answer, _ in found)
            print(f"{title}, {kind:10}  top-1 {right / len(group):.4f}  missed {missed}  another {len(group) - right - missed}"
                  f"  asked which {asked}  of {len(group)}", flush=True)
            wrong = [(t, n, a) for t, n, (a, _) in zip(texts, group, found) if a != names[n]]
            for text, name, answer in wrong[:options.wrong]:
                print(f"    {text} for {name} ({names[name]}): {answer}")
    if (options.data / "smalltalk.tsv.gz").exists():
        texts = []
        for file in ("smalltalk", "smp2019"):
            with gzip.open(options.data / f"{file}.tsv.gz", "rt", encoding="utf-8") as stream:
                texts += [row["text"] for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)]
        alarms = [(text, turn["slots"]["drug"]) for text, turn in zip(texts, ask(yaoyu, texts)) if turn["slots"].get("drug")]
        print(f"small talk: {len(alarms)} drugs heard in {len(texts)} utterances")
        for text, drug in alarms[:options.wrong]:
            print(f"    {drug} in {text}")


if __name__ == "__main__":
    main()
