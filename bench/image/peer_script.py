"""The article's work for each picture: python peer_script.py <width> <height> <file>…  Prints a line of JSON.

The first picture is done once before the clock starts.
"""

import json
import sys
import time

import numpy as np
from skimage import img_as_ubyte
from skimage.color import rgb2gray
from skimage.feature import graycomatrix, graycoprops
from skimage.io import imread
from skimage.transform import resize

PROPERTIES = ["contrast", "homogeneity", "energy", "correlation"]


def features(path, width, height):
    picture = resize(imread(path), (height, width), anti_aliasing=True)
    histograms = [np.histogram(picture[:, :, channel], bins=16, density=True)[0] for channel in range(3)]
    matrix = graycomatrix(img_as_ubyte(rgb2gray(picture)), [5], [0], levels=256)
    return [*np.ravel(histograms), *(graycoprops(matrix, name)[0, 0] for name in PROPERTIES)]


width, height = int(sys.argv[1]), int(sys.argv[2])
files = sys.argv[3:]
first = features(files[0], width, height)
cpu, began = time.process_time(), time.time()
for path in files:
    features(path, width, height)
ended = time.time()
print(
    json.dumps(
        {
            "cpuSeconds": time.process_time() - cpu,
            "began": began,
            "ended": ended,
            "first": [float(value) for value in first],
        }
    )
)
