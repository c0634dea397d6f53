"""Numbers for test/learn/training/optimizer.test.ts, from Keras.

python3 -m venv /tmp/reference && /tmp/reference/bin/pip install tensorflow==2.21.0 keras==3.15.1
/tmp/reference/bin/python test/reference/optimizers.py > test/reference/optimizers.json
"""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np

STEPS = 6
RATE = 0.02
WARMUP = 0
random = np.random.default_rng(7)
kernel = random.normal(size=(3, 2)).astype(np.float32)
bias = random.normal(size=(2,)).astype(np.float32)
gradients = [[random.normal(size=w.shape).astype(np.float32) * 3 for w in (kernel, bias)] for _ in range(STEPS)]


def numbers(array):
    return [float(value) for value in np.asarray(array).ravel()]


def run(make, decay=0.0, exclude_bias=True):
    """The weights after each step. Decay that goes with the gradient is added to it here; a bias has none."""
    variables = [keras.Variable(kernel, name="kernel"), keras.Variable(bias, name="bias")]
    optimizer = make()
    if exclude_bias and optimizer.weight_decay:
        optimizer.exclude_from_weight_decay(var_list=[variables[1]])
    optimizer.build(variables)
    after = []
    for of_step in gradients:
        of_kernel = of_step[0] + decay * np.asarray(variables[0])
        optimizer.apply([of_kernel, of_step[1]], variables)
        after.append([numbers(variable) for variable in variables])
    return after


cosine = keras.optimizers.schedules.CosineDecay(RATE, decay_steps=STEPS)
print(
    json.dumps(
        {
            "rate": RATE,
            "kernel": numbers(kernel),
            "bias": numbers(bias),
            "gradients": [[numbers(g) for g in of_step] for of_step in gradients],
            "cosine": [float(cosine(step)) for step in range(STEPS)],
            "after": {
                "sgd": run(lambda: keras.optimizers.SGD(RATE)),
                "momentum": run(lambda: keras.optimizers.SGD(RATE, momentum=0.9)),
                "momentum, decay": run(lambda: keras.optimizers.SGD(RATE, momentum=0.9), decay=0.1),
                "adam": run(lambda: keras.optimizers.Adam(RATE)),
                "adam, decay": run(lambda: keras.optimizers.Adam(RATE), decay=0.1),
                "adam, clipped": run(lambda: keras.optimizers.Adam(RATE, global_clipnorm=1.5)),
                "adamw": run(lambda: keras.optimizers.AdamW(RATE, weight_decay=0.1)),
            },
        }
    )
)
