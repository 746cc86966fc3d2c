"""Reviews as the same words for every tool: one line per review, words separated by spaces."""
import collections
import csv
import gzip
import html
import re
import subprocess

DEFAULT = re.compile("未填写评价|没有填写评价|系统默认好评|默认好评")
WORD = re.compile(r"^[一-鿿]{2,}$")
HAN = re.compile(r"^[一-鿿]+$")


def read(path, label=None):
    """Texts of a gzipped CSV and, with `label`, that column; default texts and exact duplicates left out."""
    texts, labels, seen = [], [], set()
    with gzip.open(path, "rt", encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            text = " ".join(html.unescape(row["review"]).split())
            if not text or DEFAULT.search(text) or (len(text) >= 12 and text in seen):
                continue
            seen.add(text)
            texts.append(text)
            labels.append(row[label] if label else "")
    return texts, labels


def cut(texts, yaoyu, root):
    """The words of `texts` by `yaoyu tokenize`."""
    output = subprocess.run([yaoyu, "tokenize", "-"], input="\n".join(texts) + "\n", capture_output=True, text=True,
                            check=True, cwd=root).stdout
    return [line.split(" ") for line in output.split("\n")[:len(texts)]]


def large(folder, yaoyu, root, minimum=5, every=56):
    """8.4 M tokens: every Han word of all three corpora, stop words and single characters too, the herbal reviews
    twice. Every 56th review is held out, of both copies."""
    documents, herbal = [], 0
    for name in ["herbal", "shopping", "takeaway"]:
        documents += [[w for w in d if HAN.match(w)] for d in cut(read(folder / f"{name}.csv.gz")[0], yaoyu, root)]
        herbal = herbal or len(documents)
    frequency = collections.Counter(w for d in documents for w in set(d))
    documents = [[w for w in d if frequency[w] >= minimum] for d in documents]
    train = [d for i, d in enumerate(documents) if i % every]
    train += [d for i, d in enumerate(documents[:herbal]) if i % every]
    known = {w for d in train for w in d}
    held = [[w for w in d if w in known] for d in documents[::every]]
    return train, [d for d in held if len(d) > 1]


def words(texts, yaoyu, root, minimum=5):
    """Cuts `texts` with `yaoyu tokenize`; keeps Han words of two characters and more that are no stop words and
    occur in at least `minimum` texts."""
    stop = set()
    for path in sorted((root / "Lexicons/stopwords").glob("*.tsv")):
        stop |= {line.split("\t")[0] for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"}
    documents = [[w for w in d if WORD.match(w) and w not in stop] for d in cut(texts, yaoyu, root)]
    frequency = collections.Counter(w for d in documents for w in set(d))
    return [[w for w in d if frequency[w] >= minimum] for d in documents]


def split(documents, every=10):
    """Every tenth document is held out; training vocabulary decides which of its words count."""
    train = [d for i, d in enumerate(documents) if i % every]
    known = {w for d in train for w in d}
    held = [[w for w in d if w in known] for i, d in enumerate(documents) if i % every == 0]
    return train, [d for d in held if len(d) > 1]


def write(path, documents):
    path.write_text("".join(" ".join(d) + "\n" for d in documents), encoding="utf-8")
