"""A contender: PyTorch. Answers one question, JSON in its first argument, with JSON on its last line."""

import json
import resource
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional

CLASSES = 10


class ArticleCnn(nn.Module):
    def __init__(self, shape):
        super().__init__()
        widths = [shape["channels"], 32, 64, 128]
        self.convolutions = nn.ModuleList(
            nn.Conv2d(before, after, 3, padding=1) for before, after in zip(widths, widths[1:])
        )
        self.hidden = nn.Linear(128 * (shape["height"] // 8) * (shape["width"] // 8), 128)
        self.logits = nn.Linear(128, CLASSES)

    def forward(self, x):
        for convolution in self.convolutions:
            x = functional.max_pool2d(functional.relu(convolution(x)), 2)
        return self.logits(functional.relu(self.hidden(x.flatten(1))))


def convolve(before, after, size, stride):
    convolution = nn.Conv2d(before, after, size, stride=stride, padding=size // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(after, eps=1e-3, momentum=0.01))


class Block(nn.Module):
    def __init__(self, before, after, stride):
        super().__init__()
        self.first = convolve(before, after, 3, stride)
        self.second = convolve(after, after, 3, 1)
        self.shortcut = nn.Identity() if stride == 1 else convolve(before, after, 1, stride)

    def forward(self, x):
        return functional.relu(self.second(functional.relu(self.first(x))) + self.shortcut(x))


class ResNet8(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.stem = convolve(shape["channels"], 16, 3, 1)
        self.blocks = nn.Sequential(Block(16, 16, 1), Block(16, 32, 2), Block(32, 64, 2))
        self.logits = nn.Linear(64, CLASSES)

    def forward(self, x):
        x = self.blocks(functional.relu(self.stem(x)))
        return self.logits(x.mean((2, 3)))


NETWORKS = {"article-cnn": ArticleCnn, "resnet-8": ResNet8}


def read(question):
    """Pictures as float32 in 0…1, channels last in memory, which is the faster layout on a CPU."""
    files, count = question["files"], question["pictures"]
    height, width, channels = (files["shape"][name] for name in ("height", "width", "channels"))
    pixels = np.fromfile(files["pixels"], np.uint8, count * height * width * channels)
    x = torch.from_numpy(pixels.reshape(count, height, width, channels).astype(np.float32) / np.float32(255))
    labels = np.fromfile(files["labels"], np.uint8, count).astype(np.int64)
    return x.permute(0, 3, 1, 2), torch.from_numpy(labels)


def build(question):
    return NETWORKS[question["network"]](question["files"]["shape"]).to(memory_format=torch.channels_last)


def train(question):
    x, y = read(question)
    model = build(question)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7)
    batch, rates, measured, epoch, first_step_at = question["batch"], [], 0.0, 0, None
    while True:
        start = time.perf_counter()
        for rows in torch.randperm(len(x)).split(batch):
            optimizer.zero_grad()
            outputs = model(x[rows])
            loss = functional.cross_entropy(outputs, y[rows])
            loss.backward()
            optimizer.step()
            (outputs.argmax(1) == y[rows]).sum().item()
            loss.item()
            first_step_at = first_step_at or time.time() * 1000
        seconds = time.perf_counter() - start
        epoch += 1
        if epoch <= question["warmUp"]:
            continue
        rates.append(len(x) / seconds)
        measured += seconds
        if len(rates) >= question["epochs"] and measured >= question["seconds"]:
            return {"rates": rates, "firstStepAt": first_step_at}


def predict(question):
    x, _ = read(question)
    model = build(question).eval()

    def one_pass():
        with torch.inference_mode():
            return [functional.softmax(model(part), 1).numpy() for part in x.split(question["batch"])]

    one_pass()
    rates, began = [], time.perf_counter()
    while len(rates) < 2 or time.perf_counter() - began < question["seconds"]:
        start = time.perf_counter()
        one_pass()
        rates.append(len(x) / (time.perf_counter() - start))
    return {"rates": rates}


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    answer = {"train": train, "predict": predict}[asked["ask"]](asked)
    unit = 1 if sys.platform == "darwin" else 1024
    answer["peakBytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    print(json.dumps(answer))
