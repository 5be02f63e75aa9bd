"""Evaluates an ONNX file in NumPy, node by node, as the operators are defined.

Knows the operators that standard and QONNX files of binary networks use, and no others. Written from
the operator definitions at https://onnx.ai (opset 13) and QONNX's BipolarQuant, not from the exporter.

    python3 onnx_evaluator.py FOLDER BATCH

checks every FOLDER/NAME.onnx with onnx.checker (full) and strict shape inference, runs NAME.images (uint8,
image after image) through it, BATCH at a time, and writes NAME.scores: the scores, an image a line, and
behind them the label if the file gives one.
"""
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import checker, helper, numpy_helper, shape_inference


def pad(x, pads, value):
    rank = x.ndim
    return np.pad(x, [(int(pads[i]), int(pads[i + rank])) for i in range(rank)], constant_values=value)


def reshape(x, shape):
    return x.reshape([x.shape[i] if side == 0 else int(side) for i, side in enumerate(shape)])


def windows(x, kernel, strides):
    """(batch, channels, rows, columns, kernel rows, kernel columns)"""
    view = np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(2, 3))
    return view[:, :, :: strides[0], :: strides[1]]


def conv(x, w, kernel_shape, strides=(1, 1), group=1):
    batch, channels = x.shape[:2]
    view = windows(x, kernel_shape, strides).astype(np.float64)
    split = view.reshape((batch, group, channels // group) + view.shape[2:])
    kernels = w.reshape((group, w.shape[0] // group) + w.shape[1:]).astype(np.float64)
    y = np.einsum("bgcyxij,gocij->bgoyx", split, kernels, optimize=True)
    return y.reshape((batch, w.shape[0]) + y.shape[3:]).astype(np.float32)


def batch_normalization(x, scale, bias, mean, variance, epsilon):
    column = [-1] + [1] * (x.ndim - 2)
    scale, bias, mean, variance = (v.reshape(column) for v in (scale, bias, mean, variance))
    return (x - mean) / np.sqrt(variance + np.float32(epsilon)) * scale + bias


def arg_max(x, axis, keepdims, select_last_index):
    assert keepdims == 0 and select_last_index == 0
    return np.argmax(x, axis)


OPERATORS = {
    ("", "Add"): np.add,
    ("", "ArgMax"): arg_max,
    ("", "BatchNormalization"): batch_normalization,
    ("", "Cast"): lambda x, to: x.astype(helper.mapping.TENSOR_TYPE_TO_NP_TYPE[to]),
    ("", "Conv"): conv,
    ("", "Flatten"): lambda x, axis: x.reshape(int(np.prod(x.shape[:axis])), -1),
    ("", "Gather"): lambda x, index, axis: np.take(x, index, axis),
    ("", "GreaterOrEqual"): np.greater_equal,
    ("", "MatMul"): np.matmul,
    ("", "MaxPool"): lambda x, kernel_shape, strides: windows(x, kernel_shape, strides).max((4, 5)),
    ("", "Mul"): np.multiply,
    ("", "Pad"): pad,
    ("", "Reshape"): reshape,
    ("", "Sub"): np.subtract,
    ("", "Unsqueeze"): lambda x, axes: np.expand_dims(x, tuple(int(axis) for axis in axes)),
    ("", "Where"): np.where,
    ("qonnx.custom_op.general", "BipolarQuant"): lambda x, scale: np.where(
        x >= 0, np.float32(1), np.float32(-1)
    ) * scale,
}


def run(model, image):
    """The graph's outputs, in order."""
    values = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
    values[model.graph.input[0].name] = image
    for node in model.graph.node:
        operator = OPERATORS[(node.domain, node.op_type)]
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        values[node.output[0]] = operator(*(values[name] for name in node.input), **attributes)
        assert values[node.output[0]].dtype != np.float64, node.name
    return [values[output.name] for output in model.graph.output]


def evaluate(file, batch):
    model = onnx.load(file)
    checker.check_model(model, full_check=True)
    shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)

    kind = model.graph.input[0].type.tensor_type
    sides = [side.dim_value for side in kind.shape.dim[1:]]
    images = np.fromfile(file.with_suffix(".images"), np.uint8).reshape([-1] + sides)
    images = images.astype(helper.mapping.TENSOR_TYPE_TO_NP_TYPE[kind.elem_type])
    with open(file.with_suffix(".scores"), "w") as lines:
        for start in range(0, len(images), batch):
            table = np.column_stack(run(model, images[start : start + batch]))
            assert np.array_equal(table, np.rint(table)), "scores are no integers"
            np.savetxt(lines, table, "%d")


if __name__ == "__main__":
    for model_file in sorted(Path(sys.argv[1]).glob("*.onnx")):
        evaluate(model_file, int(sys.argv[2]))
