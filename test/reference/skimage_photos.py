"""The article's features of TrashNet's photos, made by scikit-image from their files; the files are not part of this.

python3.11 -m venv venv && venv/bin/pip install -r test/reference/skimage.txt
venv/bin/python -P test/reference/skimage_photos.py ../shared/data/trashnet > test/reference/skimage-photos.json
(-P: a file beside this one is called as the package it imports.)
"""

import base64
import json
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parent))

import numpy as np
import skimage
from skimage.io import imread
from skimage_chain import features, shrink

# Down, and the article's own size for its objects: for these photos of 150 × 150 up one way and down the other.
SIZES = [(28, 28), (240, 135)]
EVERY = 10

folder = pathlib.Path(sys.argv[1])
names = sorted(str(path.relative_to(folder)) for path in folder.glob("*/*.jpg"))[::EVERY]
photos = []
values = []
for index, name in enumerate(names):
    width, height = SIZES[index % len(SIZES)]
    photos.append({"id": name, "width": width, "height": height})
    values.append(features(shrink(imread(folder / name), width, height)))

print(
    json.dumps(
        {
            "numpy": np.__version__,
            "scikit-image": skimage.__version__,
            "photos": photos,
            "features": base64.b64encode(np.array(values, "<f8").tobytes()).decode(),
        },
        separators=(",", ":"),
    )
)
