"""Where the time of a compiled training step goes: its graph, run and traced by Keras's TensorFlow."""

import collections
import json
import os

import numpy as np
import tensorflow as tf

WARM_UP = 10
TRACED = 20


def operations(question):
    """Milliseconds that a step spends in each kind of operation, added up over threads."""
    v1 = tf.compat.v1
    v1.disable_eager_execution()
    with v1.Session() as session:
        v1.saved_model.load(session, ["serve"], question["graph"])
        restore(session, os.path.join(question["graph"], "variables.json"))
        fetches, feed = ["training_loss:0", "training_right:0"], batch(question)
        for _ in range(WARM_UP):
            session.run(fetches, feed)
        total = collections.Counter()
        for _ in range(TRACED):
            metadata = v1.RunMetadata()
            session.run(fetches, feed, options=v1.RunOptions(trace_level=3), run_metadata=metadata)
            for device in metadata.step_stats.dev_stats:
                for node in device.node_stats:
                    label = node.timeline_label
                    kind = label.split("=")[-1].split("(")[0].strip() if "=" in label else label
                    total[kind] += (node.op_end_rel_micros - node.op_start_rel_micros) / 1000 / TRACED
        return dict(total.most_common(12))


def restore(session, path):
    generator = np.random.default_rng(1)
    with open(path) as file:
        for variable in json.load(file):
            values = generator.uniform(-0.05, 0.05, variable["shape"]).astype(np.float32)
            # Variances, and what Adam keeps, are not negative.
            name = variable["name"]
            session.run(f"{name}.restored:0", {f"{name}.fed:0": np.abs(values)})


def batch(question):
    shape, size = question["files"]["shape"], question["batch"]
    generator = np.random.default_rng(2)
    pixels = generator.integers(0, 256, (size, shape["height"], shape["width"], shape["channels"]), np.uint8)
    return {
        "pixels:0": pixels,
        "labels:0": generator.integers(0, 10, size, np.int32),
        "step:0": 1,
        "learning_rate:0": 1e-4,
        "beta1_power:0": 0.9,
        "beta2_power:0": 0.999,
        "epsilon:0": 1e-7,
    }
