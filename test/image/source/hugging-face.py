# Makes hugging-face-*.parquet: the layout that `datasets` writes images in, by pyarrow itself.
# python hugging-face.py   (pyarrow 26.0.1)
import json
import struct
import zlib

import pyarrow as pa
import pyarrow.parquet as pq


def png(value):
    """A grey PNG of 4 x 3 pixels."""
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + bytes([value, value + 1, value + 2, value + 3]) for _ in range(3))
    header = struct.pack(">IIBBBBB", 4, 3, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


image = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
feature = {"info": {"features": {"image": {"_type": "Image"}, "label": {"names": ["wolf", "Bär"], "_type": "ClassLabel"}}}}
schema = pa.schema([("image", image), ("label", pa.int64())], metadata={"huggingface": json.dumps(feature)})
for part, labels, compression in [("train", [1, 0, 1, 0, 1], "snappy"), ("test", [0, 1, -1, 0], "zstd")]:
    rows = [
        {"image": {"bytes": png(10 * i + (100 if part == "test" else 0)), "path": f"{i}.png"}, "label": label}
        for i, label in enumerate(labels)
    ]
    if part == "test":
        rows[3]["image"] = {"bytes": None, "path": "gone.png"}
    table = pa.Table.from_pylist(rows, schema=schema)
    pq.write_table(table, f"hugging-face-{part}.parquet", compression=compression, row_group_size=2)
