"""Trains one peer in a process of its own, so that its memory can be measured.

    peers.py tomotopy|gensim|gsdmm|lda TRAIN.txt OUT.npz --topics K --iterations N [--seed S]
Prints one line of JSON: seconds of training, and with tomotopy of every checkpoint.
"""
import argparse
import json
import time

import numpy


def tomotopy_model(options, documents):
    import tomotopy

    # The priors that yaoyu begins with.
    model = tomotopy.LDAModel(k=options.topics, seed=options.seed, alpha=min(50 / options.topics, 0.1), eta=0.01)
    for d in documents:
        if d:
            model.add_doc(d)
    seconds = 0.0
    for checkpoint in options.checkpoints or [options.iterations]:
        start = time.perf_counter()
        model.train(checkpoint - model.global_step, workers=options.workers)
        seconds += time.perf_counter() - start
        phi = numpy.stack([model.get_topic_word_dist(k) for k in range(options.topics)])
        yield checkpoint, seconds, list(model.used_vocabs), phi, numpy.array(model.alpha)


def gensim_model(options, documents):
    from gensim.corpora import Dictionary
    from gensim.models import LdaModel

    dictionary = Dictionary(documents)
    bags = [dictionary.doc2bow(d) for d in documents if d]
    start = time.perf_counter()
    model = LdaModel(bags, num_topics=options.topics, id2word=dictionary, passes=options.iterations,
                     random_state=options.seed, alpha="auto", eta=0.01, eval_every=None)
    seconds = time.perf_counter() - start
    yield options.iterations, seconds, [dictionary[i] for i in range(len(dictionary))], model.get_topics(), model.alpha


def lda_model(options, documents):
    """Plain collapsed Gibbs sampling (Griffiths & Steyvers 2004) by the package `lda`, with priors that stay."""
    import logging

    import lda
    from sklearn.feature_extraction.text import CountVectorizer

    logging.getLogger("lda").setLevel(logging.ERROR)
    vectorizer = CountVectorizer(analyzer=lambda words: words)
    counts = vectorizer.fit_transform([d for d in documents if d])
    alpha = min(50 / options.topics, 0.1)
    model = lda.LDA(options.topics, n_iter=options.iterations, alpha=alpha, eta=0.01, random_state=options.seed)
    start = time.perf_counter()
    model.fit(counts)
    yield (options.iterations, time.perf_counter() - start, list(vectorizer.get_feature_names_out()),
           model.topic_word_, numpy.full(options.topics, alpha))


def gsdmm_model(options, documents):
    """Collapsed Gibbs for the Dirichlet multinomial mixture (Yin & Wang 2014) in numpy, alpha = beta = 0.1."""
    from scipy.special import gammaln

    words = sorted({w for d in documents for w in d})
    index = {w: i for i, w in enumerate(words)}
    ids = [numpy.array([index[w] for w in d], dtype=int) for d in documents if d]
    alpha, beta, topics, random = 0.1, 0.1, options.topics, numpy.random.default_rng(options.seed)
    start = time.perf_counter()
    labels = random.integers(0, topics, len(ids))
    counts, totals = numpy.zeros((len(words), topics)), numpy.zeros(topics)
    sizes = numpy.bincount(labels, minlength=topics).astype(float)
    for d, k in zip(ids, labels):
        numpy.add.at(counts[:, k], d, 1)
        totals[k] += len(d)
    repeats = [numpy.array([(d[:i] == w).sum() for i, w in enumerate(d)])[:, None] for d in ids]
    for _ in range(options.iterations):
        for i, d in enumerate(ids):
            k = labels[i]
            sizes[k] -= 1
            totals[k] -= len(d)
            numpy.subtract.at(counts[:, k], d, 1)
            score = numpy.log(sizes + alpha) + numpy.log(counts[d] + beta + repeats[i]).sum(0)
            base = totals + len(words) * beta
            score -= gammaln(base + len(d)) - gammaln(base)
            weight = numpy.exp(score - score.max()).cumsum()
            k = labels[i] = int(numpy.searchsorted(weight, random.random() * weight[-1]))
            sizes[k] += 1
            totals[k] += len(d)
            numpy.add.at(counts[:, k], d, 1)
    phi = (counts + beta).T / (totals + len(words) * beta)[:, None]
    # As a mixture of one topic per document: a prior that a single word outweighs.
    yield options.iterations, time.perf_counter() - start, words, phi, 0.01 * (sizes + alpha) / sizes.sum()
    numpy.save(options.out + ".labels.npy", labels)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tool", choices=["tomotopy", "gensim", "gsdmm", "lda"])
    parser.add_argument("train")
    parser.add_argument("out")
    parser.add_argument("--topics", type=int, required=True)
    parser.add_argument("--iterations", type=int, default=200)
    parser.add_argument("--checkpoints", type=lambda text: [int(x) for x in text.split(",")])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    documents = [line.split() for line in open(options.train, encoding="utf-8")]
    train = {"tomotopy": tomotopy_model, "gensim": gensim_model, "gsdmm": gsdmm_model, "lda": lda_model}[options.tool]
    seconds = {}
    for checkpoint, elapsed, words, phi, alpha in train(options, documents):
        seconds[checkpoint] = elapsed
        numpy.savez(f"{options.out}.{checkpoint}.npz", words=words, phi=phi.astype(numpy.float32), alpha=alpha)
    print(json.dumps(seconds))


if __name__ == "__main__":
    main()
