"""Reference numbers for lib/image/{histogram,co-occurrence,gray}.ts, made by numpy and scikit-image.

python3.11 -m venv venv && venv/bin/pip install -r test/reference/skimage.txt
venv/bin/python -P test/reference/skimage.py > test/reference/skimage.json
(-P: this file is called as the package it imports.)
"""

import base64
import json

import numpy as np
import skimage
from skimage import img_as_ubyte
from skimage.color import rgb2gray
from skimage.feature import graycomatrix, graycoprops

PROPERTIES = ["contrast", "dissimilarity", "homogeneity", "ASM", "energy", "correlation"]
DISTANCES = [5, 1, 3]
ANGLES = [0, np.pi / 4, np.pi / 2, 3 * np.pi / 4]
random = np.random.default_rng(20240901)


def smooth(height, width, channels):
    rows, columns = np.mgrid[0:height, 0:width]
    planes = [127 + 90 * np.sin(rows / (3 + c)) * np.cos(columns / (4 + c)) for c in range(channels)]
    noisy = np.stack(planes, axis=-1) + random.normal(0, 8, (height, width, channels))
    return np.clip(noisy, 0, 255).astype(np.uint8)


def noise(height, width, channels, low=0, high=256):
    return random.integers(low, high, (height, width, channels)).astype(np.uint8)


def flat(height, width, channels, value):
    return np.full((height, width, channels), value, np.uint8)


def two_levels(height, width, channels):
    return np.where(noise(height, width, channels) < 128, 0, 255).astype(np.uint8)


PICTURES = {
    "gray noise 28x28": noise(28, 28, 1),
    "gray smooth 28x28": smooth(28, 28, 1),
    "rgb smooth 31x17": smooth(17, 31, 3),
    "rgb noise 9x33": noise(33, 9, 3),
    "gray narrow range 13x11": noise(11, 13, 1, 100, 104),
    "rgb narrow range 24x20": noise(20, 24, 3, 60, 107),
    "gray two levels 15x15": two_levels(15, 15, 1),
    "gray flat 12x9": flat(9, 12, 1, 77),
    "rgb flat 8x8": flat(8, 8, 3, 255),
    "gray black 7x7": flat(7, 7, 1, 0),
    "gray one pixel": noise(1, 1, 1),
    "rgb one pixel": noise(1, 1, 3),
    "gray 4x3, smaller than the distance": noise(3, 4, 1),
    "gray 5x5, one short of a pair": noise(5, 5, 1),
    "gray 6x1, one pair": noise(1, 6, 1),
    "gray 1x40, a column": noise(40, 1, 1),
    "rgb 64x48": smooth(48, 64, 3),
}


def numbers(array):
    return [float(value) for value in np.ravel(array)]


def reference(name, picture):
    height, width, channels = picture.shape
    gray = picture[:, :, 0] if channels == 1 else img_as_ubyte(rgb2gray(picture))
    matrix = graycomatrix(gray, DISTANCES, ANGLES, levels=256, symmetric=False, normed=False)
    properties = {name: graycoprops(matrix, name) for name in PROPERTIES}
    textures = [
        [{name: float(values[distance, angle]) for name, values in properties.items()} for angle in range(4)]
        for distance in range(len(DISTANCES))
    ]
    three = picture if channels == 3 else np.repeat(picture, 3, axis=2)
    densities = [np.histogram(three[:, :, c], bins=16, density=True)[0] for c in range(3)]
    return {
        "name": name,
        "width": width,
        "height": height,
        "channels": channels,
        "data": base64.b64encode(picture.tobytes()).decode(),
        "gray": base64.b64encode(gray.tobytes()).decode(),
        "histogram": numbers(densities),
        "textures": textures,
    }


print(
    json.dumps(
        {
            "numpy": np.__version__,
            "scikit-image": skimage.__version__,
            "pictures": [reference(name, picture) for name, picture in PICTURES.items()],
        },
        separators=(",", ":"),
    )
)
