#!/usr/bin/env python3
"""`yaoyu topics train` against tomotopy, gensim and GSDMM: same tokens, same vocabulary, one evaluator.

    python3 Benchmarks/topics/run.py [speed] [quality] [clusters] [infer] [large] [--reviews DIR]

speed     tokens a second at K = 20 and 100, one thread and two, peak memory
quality   held-out document-completion perplexity after 5 … 400 iterations; seconds to tomotopy's 400th
clusters  K = 10 against the ten categories of the shopping reviews: normalised mutual information
infer     texts a second of `topics infer` on the herbal reviews, K = 20, all threads
large     K = 1000 on 8.4 M tokens (see corpus.py), one thread and two, `--iterations` sweeps

Peers come from PyPI into Benchmarks/.venv. All seeds are fixed; times are the best of `--repeats` runs.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PYTHON = HERE.parent / ".venv/bin/python"
PEERS = ["tomotopy==0.14.0", "gensim==4.4.0", "scikit-learn==1.9.1", "lda==3.0.2"]


def measured(command):
    """Standard output, standard error and peak RSS in MB of a command. The peak is read from /proc while it runs:
    what wait4 says counts this process' own memory before exec as well."""
    peak = 0

    def watch(pid):
        nonlocal peak
        while process.returncode is None:
            try:
                status = pathlib.Path(f"/proc/{pid}/status").read_text()
            except OSError:
                return
            found = re.search(r"VmHWM:\s*(\d+)", status)
            if found:
                peak = max(peak, int(found.group(1)))
            time.sleep(0.01)

    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, stderr=errors, cwd=ROOT)
        watcher = threading.Thread(target=watch, args=(process.pid,))
        watcher.start()
        output = process.stdout.read().decode()
        process.wait()
        watcher.join()
        errors.seek(0)
        text = errors.read().decode()
    if process.returncode:
        sys.exit(f"failed with {process.returncode}: {' '.join(map(str, command))}\n{text}")
    return output, text, peak / 1024


class Runner:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.yaoyu = pathlib.Path(options.yaoyu)

    def ours(self, train, topics, iterations, threads=1, seed=1, repeats=1, extra=()):
        """Seconds, MB, and the model (words, phi, alpha)."""
        import evaluate

        best, memory = None, 0
        path = self.folder / "ours.topics"
        for _ in range(repeats):
            _, errors, memory = measured(
                [self.yaoyu, "topics", "train", train, "--pretokenized", "--topics", topics, "--iterations",
                 iterations, "--threads", threads, "--seed", seed, "--min-df", 1, "--model", path, *extra])
            seconds = float(re.search(r"训练用了 ([0-9.]+) 秒", errors).group(1))
            best = min(seconds, best or seconds)
        return best, memory, evaluate.read_model(path)

    def peer(self, tool, train, topics, checkpoints, workers=1, seed=1):
        """By checkpoint: seconds and the model; and MB."""
        import numpy

        out = self.folder / "peer"
        output, _, memory = measured(
            [PYTHON, HERE / "peers.py", tool, train, out, "--topics", topics, "--workers", workers, "--seed", seed,
             "--iterations", checkpoints[-1], "--checkpoints", ",".join(map(str, checkpoints))])
        models = {}
        for checkpoint, seconds in json.loads(output).items():
            data = numpy.load(f"{out}.{checkpoint}.npz")
            models[int(checkpoint)] = (seconds, ([str(w) for w in data["words"]], data["phi"], data["alpha"]))
        return models, memory


def corpus_of(runner, name, label=None):
    import corpus

    texts, labels = corpus.read(pathlib.Path(runner.options.reviews) / f"{name}.csv.gz", label)
    documents = corpus.words(texts, runner.yaoyu, ROOT)
    train, held = corpus.split(documents)
    path = runner.folder / f"{name}.txt"
    corpus.write(path, train)
    tokens = sum(map(len, train))
    print(f"\n{name}: {len(train)} documents, {tokens} tokens, {len({w for d in train for w in d})} words; "
          f"{len(held)} held out")
    return path, tokens, held, documents, labels


def speed(runner, name="herbal", counts=(20, 100), iterations=100):
    path, tokens, held, _, _ = corpus_of(runner, name)
    compare(runner, path, tokens, held[:4000], counts, iterations)


def large(runner):
    import corpus

    train, held = corpus.large(pathlib.Path(runner.options.reviews), runner.yaoyu, ROOT)
    path = runner.folder / "large.txt"
    corpus.write(path, train)
    tokens = sum(map(len, train))
    print(f"\nlarge: {len(train)} documents, {tokens} tokens, {len({w for d in train for w in d})} words")
    compare(runner, path, tokens, held[:1000], (1000,), runner.options.iterations)


def compare(runner, path, tokens, held, counts, iterations):
    print(f"{'K':>5} {'tool':<22} {'M tokens/s':>10} {'MB':>6} {'perplexity':>10}")
    import evaluate

    for topics in counts:
        peers, memory = runner.peer("tomotopy", path, topics, [iterations])
        theirs, model = peers[iterations]
        rate = tokens * iterations / theirs / 1e6
        print(f"{topics:>5} {'tomotopy, 1 worker':<22} {rate:>10.2f} {memory:>6.0f} "
              f"{evaluate.perplexity(*model, held):>10.1f}")
        single = None
        for threads in (1, 2):
            seconds, memory, model = runner.ours(path, topics, iterations, threads, repeats=runner.options.repeats)
            own = tokens * iterations / seconds / 1e6
            single = single or own
            print(f"{topics:>5} {f'yaoyu, {threads} thread(s)':<22} {own:>10.2f} {memory:>6.0f} "
                  f"{evaluate.perplexity(*model, held):>10.1f}  {own / rate:.2f} × tomotopy, "
                  f"{own / single:.2f} × one thread", flush=True)


def quality(runner, name="shopping", topics=20):
    import evaluate

    path, tokens, held, _, _ = corpus_of(runner, name)
    checkpoints = [5, 10, 20, 50, 100, 200, 400]
    seeds = range(1, runner.options.seeds + 1)
    theirs = [runner.peer("tomotopy", path, topics, checkpoints, seed=seed)[0] for seed in seeds]
    held = held[:4000]
    print(f"K = {topics}; held-out perplexity, mean of {len(seeds)} seeds\n{'iterations':>10} {'tomotopy':>9} "
          f"{'s':>7} {'yaoyu':>9} {'s':>7} {'ratio':>7}")
    target, reached = None, None
    rows = []
    for checkpoint in checkpoints:
        peer = sum(evaluate.perplexity(*m[checkpoint][1], held) for m in theirs) / len(seeds)
        peer_seconds = sum(m[checkpoint][0] for m in theirs) / len(seeds)
        runs = [runner.ours(path, topics, checkpoint, seed=seed) for seed in seeds]
        own = sum(evaluate.perplexity(*r[2], held) for r in runs) / len(seeds)
        seconds = sum(r[0] for r in runs) / len(seeds)
        rows.append((checkpoint, peer, peer_seconds, own, seconds))
        print(f"{checkpoint:>10} {peer:>9.1f} {peer_seconds:>7.2f} {own:>9.1f} {seconds:>7.2f} {own / peer:>7.4f}",
              flush=True)
    _, target, limit, _, _ = rows[-1]
    for checkpoint in [500, 650, 800]:
        if rows[-1][3] <= target:
            break
        runs = [runner.ours(path, topics, checkpoint, seed=seed) for seed in seeds]
        rows.append((checkpoint, target, limit, sum(evaluate.perplexity(*r[2], held) for r in runs) / len(seeds),
                     sum(r[0] for r in runs) / len(seeds)))
        print(f"{checkpoint:>10} {'':>9} {'':>7} {rows[-1][3]:>9.1f} {rows[-1][4]:>7.2f}", flush=True)
    reached = next((r for r in rows if r[3] <= target), None)
    if reached:
        print(f"tomotopy's perplexity after 400 iterations ({target:.1f}, {limit:.2f} s): {reached[0]} iterations, "
              f"{reached[4]:.2f} s = {reached[4] / limit:.3f} of its time")
    else:
        print(f"tomotopy's perplexity after 400 iterations ({target:.1f}) not reached in {rows[-1][0]} iterations")
    if runner.options.gensim:
        models, memory = runner.peer("gensim", path, topics, [20])
        seconds, model = models[20]
        print(f"gensim, 20 passes: {evaluate.perplexity(*model, held):.1f} in {seconds:.1f} s, {memory:.0f} MB")


def clusters(runner, topics=10, iterations=200):
    import evaluate
    from sklearn.metrics import normalized_mutual_info_score as information

    path, _, _, documents, labels = corpus_of(runner, "shopping", "cat")
    kept = [(d, l) for d, l in zip(documents, labels) if d]
    documents, labels = [d for d, _ in kept], [l for _, l in kept]
    path = runner.folder / "all.txt"
    import corpus

    corpus.write(path, documents)

    def score(model):
        return information(labels, evaluate.dominant(*model, documents))

    def show(name, scores):
        print(f"{name:<28} {sum(scores) / len(scores):.3f}   {' '.join(f'{s:.3f}' for s in scores)}", flush=True)

    seeds = range(1, runner.options.seeds + 1)
    print(f"K = {topics}, {iterations} iterations; NMI with the ten categories, mean and by seed")
    show("tomotopy", [score(runner.peer("tomotopy", path, topics, [iterations], seed=s)[0][iterations][1]) for s in seeds])
    show("lda (plain collapsed Gibbs)", [
        score(runner.peer("lda", path, topics, [iterations], seed=s)[0][iterations][1]) for s in seeds])
    show("yaoyu", [score(runner.ours(path, topics, iterations, seed=s)[2]) for s in seeds])
    for method in runner.options.methods:
        show(f"yaoyu {method}", [score(runner.ours(path, topics, 30 if method == "gsdmm" else iterations, seed=s,
                                                   extra=["--method", method])[2]) for s in seeds])
    if runner.options.gsdmm:
        show("GSDMM (numpy), 15 sweeps", [score(runner.peer("gsdmm", path, topics, [15])[0][15][1])])


def infer(runner, topics=20):
    reviews = pathlib.Path(runner.options.reviews) / "herbal.csv.gz"
    text_model, word_model = runner.folder / "texts.topics", runner.folder / "ours.topics"
    path, _, _, _, _ = corpus_of(runner, "herbal")
    runner.ours(path, topics, 50)
    measured([runner.yaoyu, "topics", "train", reviews, "--topics", topics, "--iterations", 50, "--model", text_model])
    for name, command in (("texts", [text_model, reviews]), ("words", [word_model, path])):
        best = None
        for _ in range(runner.options.repeats):
            start = time.perf_counter()
            output, _, _ = measured([runner.yaoyu, "topics", "infer", *command])
            seconds = time.perf_counter() - start
            best = min(seconds, best or seconds)
        lines = output.count("\n")
        print(f"infer from {name}: {lines} in {best:.2f} s, {lines / best:,.0f} a second, start-up included", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=[])
    parser.add_argument("--reviews", default=str(ROOT.parent / "shared/data/reviews"))
    parser.add_argument("--yaoyu", default=str(ROOT / ".build/release/yaoyu"))
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--iterations", type=int, default=10, help="for `large`")
    parser.add_argument("--gensim", action="store_true", help="gensim as well: minutes")
    parser.add_argument("--no-gsdmm", dest="gsdmm", action="store_false", help="without GSDMM in numpy, which takes minutes")
    parser.add_argument("--methods", type=lambda text: [x for x in text.split(",") if x], default=["gsdmm"])
    options = parser.parse_args()
    if not pathlib.Path(options.reviews).exists():
        print(f"skipped: {options.reviews} is not here")
        return
    if pathlib.Path(sys.executable).resolve() != PYTHON.resolve() or sys.prefix == sys.base_prefix:
        if not PYTHON.exists():
            subprocess.run([sys.executable, "-m", "venv", PYTHON.parent.parent], check=True)
        subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", *PEERS], check=True)
        sys.exit(subprocess.run([PYTHON, __file__, *sys.argv[1:]]).returncode)
    sys.path.insert(0, str(HERE))
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(options, pathlib.Path(folder))
        for part in options.parts or ["speed", "quality", "clusters", "infer", "large"]:
            if part == "speed":
                speed(runner)
            elif part == "quality":
                quality(runner)
            elif part == "clusters":
                clusters(runner)
            elif part == "infer":
                infer(runner)
            elif part == "large":
                large(runner)
            else:
                sys.exit(f"no part {part}")


if __name__ == "__main__":
    main()
