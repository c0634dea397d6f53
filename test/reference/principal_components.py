"""Reference numbers for lib/learn/principal-components.ts, made by numpy's singular value decomposition.

python3.11 -m venv venv && venv/bin/pip install -r test/reference/skimage.txt
venv/bin/python -P test/reference/principal_components.py > test/reference/principal-components.json
"""

import json

import numpy as np

random = np.random.default_rng(52)


def reference(name, rows):
    deviation = rows.std(axis=0, ddof=1)
    standard = (rows - rows.mean(axis=0)) / np.where(deviation > 1e-9, deviation, np.inf)
    _, singular, directions = np.linalg.svd(standard, full_matrices=False)
    variance = singular**2
    first = directions[:2]
    first = first * np.sign(first[np.arange(2), np.abs(first).argmax(axis=1)])[:, None]
    return {
        "name": name,
        "rows": rows.tolist(),
        "shares": (variance / variance.sum())[:2].tolist(),
        "loadings": first.tolist(),
        "scores": (standard @ first.T).tolist(),
    }


mixed = random.normal(size=(40, 3)) @ random.normal(size=(3, 12)) * random.uniform(0.01, 1000, 12)
constant = np.column_stack([random.normal(size=(15, 4)), np.full(15, 7.3)])
print(
    json.dumps(
        {
            "numpy": np.__version__,
            "cases": [
                reference("noise of other scales around three directions", mixed + random.normal(size=mixed.shape)),
                reference("a feature that does not vary", constant),
                reference("more features than rows", random.normal(size=(6, 30))),
            ],
        },
        separators=(",", ":"),
    )
)
