"""Computes the scores of a network from the plain files of `bnn export --weights`, in NumPy.

Written from docs/weights.md, not from the exporter.

    python3 weights_reader.py JOBS

Each line of the file JOBS names, with tabs between: the folder of weights, npy, csv or hex, a file of raw bytes,
image after image, and the file that gets a line of scores for each image.
"""
import json
import sys
from pathlib import Path

import numpy as np


def load(folder, array, form):
    shape = array["shape"]
    file = folder / array[form]
    if form == "npy":
        numbers = np.load(file)
        assert list(numbers.shape) == shape
        return numbers.astype(np.int64)
    lines = file.read_text("ascii").splitlines()
    assert len(lines) == shape[0]
    if form == "csv":
        rows = [[int(number) for number in line.split(",")] for line in lines]
    elif array["c"].endswith(("weights", "poolings")):
        size = int(np.prod(shape[1:]))
        rows = [[1 if int(line, 16) >> i & 1 else -1 for i in range(size)] for line in lines]
        assert all(int(line, 16) < 1 << size for line in lines)
    else:
        rows = [[(int(word, 16) ^ 1 << 31) - (1 << 31) for word in line.split()] for line in lines]
    return np.array(rows, np.int64).reshape(shape)


def windows(x, kernel, stride):
    """(images, channels, rows, columns, kernel, kernel)"""
    view = np.lib.stride_tricks.sliding_window_view(x, (kernel, kernel), (2, 3))
    return view[:, :, ::stride, ::stride]


def pad(x, layer, table):
    if layer["padding"] == "none":
        return x
    plus = layer["padding"] == "plus-one"
    if layer["kind"].startswith("input"):
        outside = np.resize(table[:, 255 if plus else 0], x.shape[1])
    else:
        outside = np.full(x.shape[1], 1 if plus else -1)
    before, after = layer["padBefore"], layer["padAfter"]
    padded = np.empty(x.shape[:2] + tuple(side + before + after for side in x.shape[2:]), x.dtype)
    padded[:] = outside[None, :, None, None]
    padded[:, :, before : before + x.shape[2], before : before + x.shape[3]] = x
    return padded


def run(manifest, folder, form, images):
    for layer in manifest["layers"]:
        arrays = {role: load(folder, array, form) for role, array in layer["arrays"].items()}
        kind = layer["kind"].split()[0]
        if kind == "input-encoding":
            table = arrays["table"]
            x = np.stack([table[level][images] for level in range(len(table))], 2)
        elif kind == "max-pool":
            view = windows(x, layer["kernel"], layer["stride"])
            is_or = (arrays["poolings"] == 1)[None, :, None, None]
            x = np.where(is_or, view.max((4, 5)), view.min((4, 5)))
        elif kind.endswith("conv2d"):
            view = windows(pad(x.reshape([-1] + layer["input"]), layer, table), layer["kernel"], layer["stride"])
            d = np.einsum("bcyxij,ocij->boyx", view, arrays["weights"], optimize=True)
            x = np.where(d >= arrays["thresholds"][None, :, None, None], 1, -1)
        else:
            d = x.reshape(len(images), -1) @ arrays["weights"].T
            x = d + arrays["offsets"] if kind == "scores" else np.where(d >= arrays["thresholds"], 1, -1)
        x = x.reshape([-1] + layer["output"])
    return x.reshape(len(images), -1)


def main(folder, form, images, scores):
    folder = Path(folder)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["format"] == "bnn-weights" and manifest["version"] == 1
    shape = manifest["layers"][0]["input"]
    np.savetxt(scores, run(manifest, folder, form, np.fromfile(images, np.uint8).reshape([-1] + shape)), "%d")


if __name__ == "__main__":
    for arguments in Path(sys.argv[1]).read_text().splitlines():
        main(*arguments.split("\t"))
