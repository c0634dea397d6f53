"""The article's chain in scikit-image: resize, histograms of the resized picture, grey, bytes, texture. Imported by the
scripts beside it.
"""

import numpy as np
from skimage import img_as_ubyte
from skimage.color import rgb2gray
from skimage.feature import graycomatrix, graycoprops
from skimage.transform import resize

PROPERTIES = ["contrast", "homogeneity", "energy", "correlation"]


def shrink(picture, width, height):
    """Bytes, height × width × channels, to doubles from 0 to 1."""
    return resize(picture, (height, width), anti_aliasing=True)


def gray_bytes(picture):
    """An array of one or three channels, in bytes or doubles, to bytes."""
    gray = picture[:, :, 0] if picture.shape[2] == 1 else rgb2gray(picture)
    return img_as_ubyte(gray)


def features(picture):
    """The article's 52 numbers."""
    three = picture if picture.shape[2] == 3 else np.repeat(picture, 3, axis=2)
    densities = [np.histogram(three[:, :, c], bins=16, density=True)[0] for c in range(3)]
    matrix = graycomatrix(gray_bytes(picture), [5], [0], levels=256, symmetric=False, normed=False)
    return [*np.ravel(densities), *(graycoprops(matrix, name)[0, 0] for name in PROPERTIES)]
