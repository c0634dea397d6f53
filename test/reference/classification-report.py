# Prints the reference for test/report/classification-report.test.ts as JSON.
# python3 -m venv venv && venv/bin/pip install scikit-learn==1.9.1
# venv/bin/python test/reference/classification-report.py > test/reference/classification-report.json
import json

from sklearn.metrics import classification_report, confusion_matrix, precision_recall_fscore_support

CASES = {
    # names longer and shorter than the averages' names; 0.625 and 0.375 lie halfway between two decimals
    "five": (
        ["agua", "bosque", "desierto de arena fina", "montaña", "z"],
        [0] * 8 + [1] * 8 + [2] * 7 + [3] * 5 + [4] * 3,
        [0, 0, 0, 0, 0, 1, 2, 3, 1, 1, 1, 4, 4, 2, 2, 0, 2, 2, 2, 2, 2, 2, 2, 3, 3, 1, 3, 0, 4, 4, 4],
    ),
    # a class that is never predicted, and one that does not occur: scikit-learn leaves it out
    "gaps": (["a", "b", "c", "d"], [0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 0, 0]),
    "perfect": (["llaves", "celular"], [0] * 100 + [1] * 1000, [0] * 100 + [1] * 1000),
}

out = {}
for case, (names, truth, predicted) in CASES.items():
    labels = sorted(set(truth) | set(predicted))
    names = [names[label] for label in labels]
    common = {"labels": labels, "zero_division": 0}
    p, r, f, s = precision_recall_fscore_support(truth, predicted, **common)
    averages = {
        kind: precision_recall_fscore_support(truth, predicted, average=kind, **common)[:3] for kind in ("macro", "weighted")
    }
    scores = lambda values, support: dict(zip(("precision", "recall", "f1", "support"), (*map(float, values), support)))
    out[case] = {
        "names": CASES[case][0],
        "truth": truth,
        "predicted": predicted,
        "test": {
            "accuracy": sum(t == q for t, q in zip(truth, predicted)) / len(truth),
            "pictures": len(truth),
            "classes": [{"name": name, **scores((p[i], r[i], f[i]), int(s[i]))} for i, name in enumerate(names)],
            **{kind: scores(values, len(truth)) for kind, values in averages.items()},
            "confusion": confusion_matrix(truth, predicted, labels=labels).tolist(),
        },
        "text": classification_report(truth, predicted, target_names=names, **common),
    }
print(json.dumps(out, ensure_ascii=False, indent=1))
