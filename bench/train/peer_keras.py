"""A contender: Keras on TensorFlow. Answers one question, JSON in its first argument, with JSON on its last line."""

import json
import os
import resource
import statistics
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import layers

CLASSES = 10


def article_cnn(x):
    for index, filters in enumerate((32, 64, 128), 1):
        x = layers.Conv2D(filters, 3, padding="same", activation="relu", name=f"convolution_{index}")(x)
        x = layers.MaxPooling2D(2, strides=2, name=f"pool_{index}")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(128, activation="relu", name="hidden")(x)
    return layers.Dense(CLASSES, name="logits")(x)


def resnet_8(x):
    def convolve(x, name, filters, size, strides):
        x = layers.Conv2D(
            filters, size, strides=strides, padding="same", use_bias=False, name=f"{name}_convolution"
        )(x)
        return layers.BatchNormalization(name=f"{name}_normalization")(x)

    def relu(x, name):
        return layers.Activation("relu", name=f"{name}_relu")(x)

    x = relu(convolve(x, "stem", 16, 3, 1), "stem")
    for index, filters in enumerate((16, 32, 64)):
        name, strides = f"block_{index + 1}", 1 if index == 0 else 2
        shortcut = x if index == 0 else convolve(x, f"{name}_shortcut", filters, 1, strides)
        first = relu(convolve(x, f"{name}_first", filters, 3, strides), f"{name}_first")
        residual = convolve(first, f"{name}_second", filters, 3, 1)
        x = relu(layers.Add(name=f"{name}_sum")([residual, shortcut]), name)
    x = layers.GlobalAveragePooling2D(name="average")(x)
    return layers.Dense(CLASSES, name="logits")(x)


NETWORKS = {"article-cnn": article_cnn, "resnet-8": resnet_8}


def build(question, setting):
    shape = question["files"]["shape"]
    picture = keras.Input((shape["height"], shape["width"], shape["channels"]), name="picture")
    logits = NETWORKS[question["network"]](picture)
    model = keras.Model(picture, layers.Activation("softmax", name="probabilities")(logits))
    model.compile(
        optimizer=keras.optimizers.Adam(1e-3),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=True if setting.get("xla") else "auto",
    )
    return model


def read(question):
    """Pictures as float32 in 0…1, and their classes."""
    files, count = question["files"], question["pictures"]
    height, width, channels = (files["shape"][name] for name in ("height", "width", "channels"))
    pixels = np.fromfile(files["pixels"], np.uint8, count * height * width * channels)
    x = pixels.reshape(count, height, width, channels).astype(np.float32) / np.float32(255)
    return x, np.fromfile(files["labels"], np.uint8, count).astype(np.int32)


class EpochClock(keras.callbacks.Callback):
    def __init__(self, question):
        super().__init__()
        self.question = question
        self.rates = []
        self.seen = 0
        self.measured = 0.0

    def on_train_begin(self, logs=None):
        self.last = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        now = time.perf_counter()
        seconds, self.last = now - self.last, now
        self.seen += 1
        if self.seen <= self.question["warmUp"]:
            return
        self.rates.append(self.question["pictures"] / seconds)
        self.measured += seconds
        enough = len(self.rates) >= self.question["epochs"] and self.measured >= self.question["seconds"]
        self.model.stop_training = enough


def train(question, setting):
    x, y = read(question)
    model = build(question, setting)
    batch = question["batch"]
    model.fit(x[:batch], y[:batch], batch_size=batch, verbose=0)
    first_step_at = time.time() * 1000
    clock = EpochClock(question)
    if question["seconds"] > 0:
        model.fit(x, y, batch_size=batch, epochs=2**31, verbose=0, callbacks=[clock])
    return {"rates": clock.rates, "firstStepAt": first_step_at}


def predict(question, setting):
    """Passes with the default batch size and with the other side's take turns; the faster of both counts."""
    x, _ = read(question)
    model = build(question, setting)
    rates = {32: [], question["batch"]: []}
    for batch in rates:
        model.predict(x, batch_size=batch, verbose=0)
    began = time.perf_counter()
    while len(rates[32]) < 2 or time.perf_counter() - began < question["seconds"]:
        for batch, measured in rates.items():
            start = time.perf_counter()
            model.predict(x, batch_size=batch, verbose=0)
            measured.append(len(x) / (time.perf_counter() - start))
    return {"rates": max(rates.values(), key=statistics.median)}


def seed(question, setting):
    keras.utils.set_random_seed(question["seed"])
    x, y = read(question)
    model = build(question, setting)
    order = np.random.permutation(len(x)).astype(np.int32)
    weights = [("/".join(weight.path.split("/")[-2:]), weight.numpy()) for weight in model.weights]
    os.makedirs(question["exchange"], exist_ok=True)
    with open(os.path.join(question["exchange"], "weights.json"), "w") as file:
        json.dump([{"name": name, "length": value.size} for name, value in weights], file)
    np.concatenate([value.ravel() for _, value in weights]).tofile(os.path.join(question["exchange"], "weights.f32"))
    order.tofile(os.path.join(question["exchange"], "order.i32"))
    history = model.fit(x[order], y[order], batch_size=question["batch"], shuffle=False, verbose=0)
    return {"loss": history.history["loss"][0]}


def fold(question, setting):
    x, y = read(question)
    held = question["held"]
    model = build(question, setting)
    model.fit(x[:-held], y[:-held], batch_size=question["batch"], epochs=question["epochs"], verbose=0)
    model.predict(x[-held:], batch_size=512, verbose=0)
    return {}


def limit(question, setting):
    import tensorflow as tf

    size, products = question["size"], 8
    matrix = tf.random.normal((size, size))
    for _ in range(2):
        tf.matmul(matrix, matrix)[0, 0].numpy()
    began = time.perf_counter()
    for _ in range(products):
        tf.matmul(matrix, matrix)[0, 0].numpy()
    return {"gflops": 2 * size**3 * products / (time.perf_counter() - began) / 1e9}


def trace(question, setting):
    from peer_trace import operations

    return {"operations": operations(question)}


ANSWERS = {
    "train": train,
    "predict": predict,
    "seed": seed,
    "fold": fold,
    "limit": limit,
    "trace": trace,
}

if __name__ == "__main__":
    asked, how = (json.loads(text) for text in sys.argv[1:3])
    answer = ANSWERS[asked["ask"]](asked, how)
    unit = 1 if sys.platform == "darwin" else 1024
    answer["peakBytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    print(json.dumps(answer))
