"""Numbers for test/learn/metrics.test.ts, from scikit-learn and scipy.

python3 -m venv /tmp/reference && /tmp/reference/bin/pip install numpy==2.1.3 scipy==1.14.1 scikit-learn==1.5.2
/tmp/reference/bin/python test/reference/metrics.py > test/reference/metrics.json
"""

import json

import numpy as np
from scipy.stats import binomtest
from sklearn.metrics import accuracy_score, confusion_matrix, precision_recall_fscore_support

random = np.random.default_rng(7)


def case(name, truth, predicted, classes):
    labels = list(range(classes))
    precision, recall, f1, support = precision_recall_fscore_support(
        truth, predicted, labels=labels, zero_division=0
    )
    # Without `labels`, averages are over the classes that occur.
    averages = {}
    for kind in ("macro", "weighted"):
        values = precision_recall_fscore_support(truth, predicted, average=kind, zero_division=0)
        averages[kind] = [float(value) for value in values[:3]]
    return {
        "name": name,
        "classes": classes,
        "truth": [int(value) for value in truth],
        "predicted": [int(value) for value in predicted],
        "confusion": confusion_matrix(truth, predicted, labels=labels).tolist(),
        "accuracy": float(accuracy_score(truth, predicted)),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
        **averages,
    }


def noisy(rows, classes, wrong):
    truth = random.integers(0, classes, rows)
    other = random.integers(0, classes, rows)
    return truth, np.where(random.random(rows) < wrong, other, truth)


cases = [
    case("ten classes", *noisy(500, 10, 0.3), 10),
    case("two classes", *noisy(37, 2, 0.5), 2),
    case("one class never predicted", [0, 0, 1, 1, 2, 2, 2], [0, 1, 1, 1, 0, 0, 1], 3),
    case("one class predicted that does not occur", [0, 0, 1, 1], [0, 2, 1, 1], 3),
    case("one class that is neither", [0, 0, 3, 3], [0, 3, 3, 3], 4),
    case("all wrong", [0, 1, 0, 1], [1, 0, 1, 0], 2),
    case("all right", [0, 1, 2], [0, 1, 2], 3),
]

wilson = []
for right, total in [(0, 10), (10, 10), (1, 1), (5, 10), (206, 404), (12740, 14000), (499, 500)]:
    interval = binomtest(right, total).proportion_ci(confidence_level=0.95, method="wilson")
    wilson.append({"right": right, "total": total, "low": float(interval.low), "high": float(interval.high)})

folds = []
for values in ([0.91, 0.93, 0.9, 0.94, 0.92], [0.5, 0.5], [0.1, 0.9, 0.4]):
    folds.append({"values": values, "mean": float(np.mean(values)), "deviation": float(np.std(values, ddof=1))})

print(json.dumps({"cases": cases, "wilson": wilson, "folds": folds}))
