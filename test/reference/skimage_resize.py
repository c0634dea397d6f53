"""Reference numbers for lib/image/skimage, made by scikit-image: small pictures, what `resize` makes of them in doubles and in
bytes, and the article's features of both.

python3.11 -m venv venv && venv/bin/pip install -r test/reference/skimage.txt
venv/bin/python -P test/reference/skimage_resize.py > test/reference/skimage-resize.json
(-P: a file beside this one is called as the package it imports.)
"""

import base64
import json
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parent))

import numpy as np
import skimage
from skimage import img_as_ubyte
from skimage_chain import features, shrink

random = np.random.default_rng(20261125)


def noise(width, height, channels, low=0, high=256):
    return random.integers(low, high, (height, width, channels)).astype(np.uint8)


def smooth(width, height, channels):
    rows, columns = np.mgrid[0:height, 0:width]
    planes = [127 + 90 * np.sin(rows / (5 + c)) * np.cos(columns / (7 + c)) for c in range(channels)]
    noisy = np.stack(planes, axis=-1) + random.normal(0, 6, (height, width, channels))
    return np.clip(noisy, 0, 255).astype(np.uint8)


def flat(width, height, *levels):
    return np.tile(np.array(levels, np.uint8), (height, width, 1))


def edge(width, height, channels):
    """Black, and white from an odd column on."""
    picture = np.zeros((height, width, channels), np.uint8)
    picture[:, width // 3 :] = 255
    return picture


# name, picture, width and height to resize to
CASES = [
    ("gray, down by 2", noise(56, 56, 1), 28, 28),
    ("gray, down by 3, an odd factor", smooth(84, 60, 1), 28, 20),
    ("gray, down by a fraction", smooth(101, 67, 1), 28, 28),
    ("gray, down by a little", noise(31, 30, 1), 28, 28),
    ("gray, up by 2", noise(9, 11, 1), 18, 22),
    ("gray, up by a fraction", smooth(17, 13, 1), 40, 28),
    ("gray, the same size", noise(13, 11, 1), 13, 11),
    ("gray, down one way and up the other", noise(90, 9, 1), 20, 25),
    ("gray, up one way and down the other", noise(7, 95, 1), 30, 12),
    ("rgb, down by 8", noise(96, 64, 3), 12, 8),
    ("rgb, down by a fraction", smooth(77, 53, 3), 28, 28),
    ("rgb, up", noise(5, 6, 3), 17, 19),
    ("rgb, down one way and up the other", smooth(60, 7, 3), 16, 24),
    ("rgb, the same size", noise(7, 9, 3), 7, 9),
    ("rgb, narrow range", noise(40, 40, 3, 120, 124), 12, 12),
    ("gray, an edge", edge(64, 48, 1), 16, 12),
    ("rgb, an edge", edge(50, 50, 3), 20, 20),
    ("gray, flat", flat(40, 30, 77), 12, 9),
    ("gray, black", flat(30, 30, 0), 8, 8),
    ("rgb, white", flat(33, 21, 255, 255, 255), 10, 10),
    ("rgb, flat, one level", flat(33, 21, 90, 90, 90), 10, 10),
    ("rgb, flat, three levels", flat(24, 24, 10, 120, 230), 9, 9),
    ("gray, one pixel", noise(1, 1, 1), 28, 28),
    ("rgb, one pixel", noise(1, 1, 3), 5, 7),
    ("gray, to one pixel", noise(23, 31, 1), 1, 1),
    ("rgb, to one pixel", noise(12, 10, 3), 1, 1),
    ("gray, a row", noise(300, 1, 1), 28, 28),
    ("rgb, a column", noise(1, 211, 3), 9, 14),
    ("gray, two columns", noise(2, 40, 1), 12, 12),
    ("gray, very long", noise(2500, 3, 1), 10, 6),
    ("rgb, very tall", noise(3, 1700, 3), 6, 4),
    ("gray, down by more than 256 taps", noise(5, 1999, 1), 7, 3),
    ("gray, far up", noise(3, 2, 1), 60, 50),
]


def base64_of(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def numbers(values):
    """null for what numpy makes of a channel whose doubles differ by rounding alone: infinite, or no number."""
    return [float(value) if np.isfinite(value) else None for value in values]


def reference(name, picture, width, height):
    resized = shrink(picture, width, height).astype("<f8")
    in_bytes = img_as_ubyte(resized)
    return {
        "name": name,
        "from": [picture.shape[1], picture.shape[0], picture.shape[2]],
        "to": [width, height],
        "data": base64_of(picture),
        "resized": base64_of(resized),
        "bytes": base64_of(in_bytes),
        "features": numbers(features(resized)),
        "byteFeatures": numbers(features(in_bytes)),
    }


print(
    json.dumps(
        {
            "numpy": np.__version__,
            "scikit-image": skimage.__version__,
            "pictures": [reference(*case) for case in CASES],
        },
        separators=(",", ":"),
    )
)
