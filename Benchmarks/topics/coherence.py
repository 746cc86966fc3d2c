"""The reference values of Tests/TopicsTests/CoherenceTests.swift, by gensim.

    Benchmarks/.venv/bin/python Benchmarks/topics/coherence.py
"""
from gensim.corpora import Dictionary
from gensim.models.coherencemodel import CoherenceModel

state = 12345


def draw():
    global state
    state = (state * 1103515245 + 12345) % 2147483648
    return state >> 16


texts = [[f"w{(draw() % 8 + draw() % (document % 3 + 1)) % 8}" for _ in range(document * 4)] for document in range(40)]
topics = [["w0", "w1", "w2", "w3"], ["w4", "w5", "w6"], ["w7", "w0", "w3", "w5", "w6"]]
for measure in ("c_npmi", "c_v"):
    model = CoherenceModel(topics=topics, texts=texts, dictionary=Dictionary(texts), coherence=measure, processes=1)
    print(measure, [float(x) for x in model.get_coherence_per_topic()])
