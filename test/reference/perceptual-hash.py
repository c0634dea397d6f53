# Made with: python -m venv venv && venv/bin/pip install imagehash==4.3.2 && venv/bin/python perceptual-hash.py > perceptual-hash.json
# 32 × 32 grey pictures, of which Pillow's resize inside `phash` changes nothing, and their hashes.
import json
import numpy as np
from PIL import Image
import imagehash

generator = np.random.default_rng(7)
y, x = np.mgrid[0:32, 0:32]
pictures = {
    "noise": generator.integers(0, 256, (32, 32)),
    "ramp": x * 8,
    "rings": 127 + 120 * np.sin(np.hypot(x - 11, y - 19) / 2.3),
    "square": np.where((abs(x - 9) < 5) & (abs(y - 20) < 7), 230, 40),
    "faint": 100 + ((x // 16) + (y // 8) % 2) * 4,
}
result = {}
for name, values in pictures.items():
    pixels = np.rint(values).astype(np.uint8)
    result[name] = {"hash": str(imagehash.phash(Image.fromarray(pixels), hash_size=8, highfreq_factor=4)), "pixels": pixels.ravel().tolist()}
print("{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(one, separators=(',', ':'))}" for name, one in result.items()) + "\n}")
