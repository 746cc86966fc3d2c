"""One evaluator for every tool: document-completion perplexity, normalised mutual information, agreement."""
import struct

import numpy


def read_model(path):
    """A topic model file of yaoyu as (words, P(word | topic) by topic and word, alpha)."""
    data = path.read_bytes()
    at = 20

    def take(kind):
        nonlocal at
        value = struct.unpack_from("<" + kind, data, at)[0]
        at += struct.calcsize(kind)
        return value

    def text():
        nonlocal at
        length = take("I")
        at += length
        return data[at - length:at].decode()

    take("I"), text()
    sections = {}
    for _ in range(take("I")):
        name, offset, length = text(), take("Q"), take("Q")
        sections[name] = data[offset:offset + length]
    ends = numpy.frombuffer(sections["vocabulary.ends"], "<u8")
    arena = sections["vocabulary.words"]
    words = [arena[a:b].decode() for a, b in zip(ends, ends[1:])]
    alpha = numpy.frombuffer(sections["alpha"], "<f8")
    beta = numpy.frombuffer(sections["beta"], "<f8")[0]
    counts = numpy.frombuffer(sections["counts"], "<u4").reshape(len(words), len(alpha)).T + beta
    return words, counts / counts.sum(1, keepdims=True), alpha


def mixtures(phi, alpha, documents, iterations=50):
    """Topic mixtures by fold-in with the topics held fixed: CVB0 (Asuncion et al. 2009), a token's own share
    taken out. `documents` are lists of word ids, `phi` is topics × words; yields (indexes, mixtures)."""
    rows = numpy.ascontiguousarray(phi.T, dtype=numpy.float32)
    alpha = numpy.asarray(alpha, dtype=numpy.float32)
    order = sorted(range(len(documents)), key=lambda i: len(documents[i]))
    size = max(1, 4_000_000 // (len(alpha) * 16))
    for start in range(0, len(order), size):
        batch = order[start:start + size]
        longest = max(1, max(len(documents[i]) for i in batch))
        ids = numpy.zeros((len(batch), longest), dtype=numpy.int64)
        mask = numpy.zeros((len(batch), longest, 1), dtype=numpy.float32)
        for row, i in enumerate(batch):
            ids[row, :len(documents[i])] = documents[i]
            mask[row, :len(documents[i])] = 1
        likelihood = rows[ids] * mask
        share = likelihood * alpha
        share /= numpy.maximum(share.sum(2, keepdims=True), 1e-30)
        for _ in range(iterations):
            counts = share.sum(1, keepdims=True)
            share = likelihood * (counts - share + alpha)
            share /= numpy.maximum(share.sum(2, keepdims=True), 1e-30)
        mixture = share.sum(1) + alpha
        yield batch, mixture / mixture.sum(1, keepdims=True)


def perplexity(words, phi, alpha, documents):
    """From every other word of a held-out document its mixture is inferred, and the words between are predicted
    (Wallach et al. 2009); words that the model does not know are left out, by the training vocabulary."""
    index = {word: i for i, word in enumerate(words)}
    ids = [[index[w] for w in d if w in index] for d in documents]
    phi = phi + 1e-12
    phi = phi / phi.sum(1, keepdims=True)
    logarithms, count = 0.0, 0
    for batch, mixture in mixtures(phi, alpha, [d[::2] for d in ids]):
        for row, i in enumerate(batch):
            rest = ids[i][1::2]
            if rest:
                logarithms += float(numpy.log(mixture[row] @ phi[:, rest]).sum())
                count += len(rest)
    return float(numpy.exp(-logarithms / count))


def dominant(words, phi, alpha, documents):
    """The most probable topic of every document."""
    index = {word: i for i, word in enumerate(words)}
    result = numpy.zeros(len(documents), dtype=int)
    for batch, mixture in mixtures(phi, alpha, [[index[w] for w in d if w in index] for d in documents], 20):
        result[batch] = mixture.argmax(1)
    return result
