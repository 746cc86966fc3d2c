#!/usr/bin/env python3
"""`yaoyu segment` against scikit-learn: RFM clusters of real orders, and k-means on a million customers.

    python3 Benchmarks/audience/audience.py [--customers 1000000] [--data ../shared/data]

1. RFM on 541,909 rows of Online Retail (recency, frequency, monetary value; ln(1 + x), z-score): k-means with k = 4,
   Ward's clusters, DBSCAN with radius 0.3 and 10 points, by both sides from the same file.
2. k-means, k = 8, of 1,000,000 × 10 seeded numbers around 8 places, 10 restarts by both sides, two threads. Time of
   the whole process on our side (reading the CSV and writing the result included, told apart), of `fit` alone on theirs.

Peers come from PyPI into Benchmarks/audience/.venv.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PEERS = ["scikit-learn==1.9.1", "pandas"]
DATA = ROOT.parent / "shared/data"


def sklearn_rfm(path):
    import numpy
    import pandas
    from sklearn.cluster import DBSCAN, AgglomerativeClustering, KMeans
    from sklearn.metrics import silhouette_score

    rows = pandas.read_csv(path, parse_dates=["InvoiceDate"])
    rows = rows[rows.CustomerID.notna() & (rows.Quantity > 0) & (rows.UnitPrice > 0)].copy()
    rows["amount"] = rows.Quantity * rows.UnitPrice
    today = rows.InvoiceDate.max().normalize() + pandas.Timedelta(days=1)
    table = rows.groupby("CustomerID").agg(
        last=("InvoiceDate", "max"), frequency=("InvoiceNo", "nunique"), monetary=("amount", "sum"))
    recency = (today - table["last"].dt.normalize()).dt.days
    points = numpy.log1p(numpy.c_[recency, table.frequency, table.monetary])
    points = (points - points.mean(0)) / points.std(0)
    means = KMeans(4, n_init=10, random_state=0).fit(points)
    ward = AgglomerativeClustering(4, linkage="ward").fit_predict(points)
    dense = DBSCAN(eps=0.3, min_samples=10).fit(points)
    return {
        "customers": len(points), "inertia": means.inertia_,
        "silhouette": silhouette_score(points, means.labels_),
        "ward": sorted(numpy.bincount(ward).tolist()),
        "dbscan": [int(dense.labels_.max() + 1), len(dense.core_sample_indices_), int((dense.labels_ < 0).sum())],
    }


def sklearn_large(path, restarts):
    import numpy
    import pandas
    from sklearn.cluster import KMeans

    points = pandas.read_csv(path).iloc[:, 1:].to_numpy()
    points = (points - points.mean(0)) / points.std(0)
    started = time.perf_counter()
    means = KMeans(8, n_init=restarts, random_state=0).fit(points)
    return {"seconds": time.perf_counter() - started, "inertia": means.inertia_}


def make(path, customers):
    import numpy

    generator = numpy.random.default_rng(1)
    places = generator.normal(0, 2, (8, 10))
    points = places[generator.integers(0, 8, customers)] + generator.normal(0, 1.5, (customers, 10))
    with open(path, "w") as file:
        file.write("id," + ",".join(f"f{i}" for i in range(10)) + "\n")
        for number, row in enumerate(points):
            file.write(f"{number}," + ",".join(f"{value:.4f}" for value in row) + "\n")


def yaoyu(*arguments):
    command = [str(ROOT / ".build/release/yaoyu"), "segment", *arguments, "--format", "json"]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout), time.perf_counter() - started, done.stderr


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--data", type=pathlib.Path, default=DATA)
    parser.add_argument("--side", nargs=3)
    options = parser.parse_args()
    venv = HERE / ".venv"
    if options.side:
        kind, path, number = options.side
        if kind == "make":
            make(path, int(number))
        else:
            print(json.dumps(sklearn_rfm(path) if kind == "rfm" else sklearn_large(path, int(number))))
        return
    orders = options.data / "orders/online_retail.csv.gz"
    if not orders.exists():
        sys.exit(f"skipped: {orders.name} is not there")
    if not venv.exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin/pip", "install", "--quiet", *PEERS], check=True)

    def peer(*side):
        command = [venv / "bin/python", __file__, "--side", *side]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return json.loads(output) if output else None

    theirs = peer("rfm", str(orders), "0")
    means, seconds, _ = yaoyu(str(orders), "--method", "kmeans", "--k", "4")
    ward, _, _ = yaoyu(str(orders), "--method", "hierarchical", "--linkage", "ward", "--k", "4")
    dense, _, _ = yaoyu(str(orders), "--method", "dbscan", "--radius", "0.3", "--min-points", "10")
    trial = means["trials"][0]
    print(f"RFM of {means['customers']} customers (scikit-learn: {theirs['customers']}), {seconds:.2f} s in all")
    print(f"  k-means inertia {trial['inertia']:.2f} (scikit-learn {theirs['inertia']:.2f}), "
          f"silhouette {trial['silhouette']:.3f} ({theirs['silhouette']:.3f})")
    print(f"  ward {sorted(s['customers'] for s in ward['segments'])} ({theirs['ward']})")
    print(f"  dbscan clusters, cores, noise {[dense['clusters'], dense['cores'], dense['noise']]} ({theirs['dbscan']})")

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "customers.csv")
        peer("make", path, str(options.customers))
        features = ",".join(f"f{i}" for i in range(10))
        columns = [path, "--method", "kmeans", "--features", features, "--threads", "2"]
        theirs = peer("large", path, "10")
        ours, whole, errors = yaoyu(*columns, "--k", "8")
        _, base, _ = yaoyu(*columns, "--k", "1")
        print(f"k-means of {options.customers:,} × 10, k = 8, 10 restarts, 2 threads")
        print(f"  scikit-learn fit {theirs['seconds']:.2f} s, inertia {theirs['inertia']:.0f}")
        print(f"  yaoyu {whole:.2f} s in all, {whole - base:.2f} s beyond k = 1 (reading, silhouette, portrait), "
              f"inertia {ours['trials'][0]['inertia']:.0f}: "
              f"{theirs['seconds'] / (whole - base):.2f} × scikit-learn")


if __name__ == "__main__":
    main()
