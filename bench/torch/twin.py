"""bnn's networks in PyTorch, layer for layer: what the comparisons in this folder run against.

A block is weights, batch-norm, sign (ReLU in a float network), and where it says so a 2x2 max-pool.
Weights are the signs of latent ones; sign(0) is +1; the gradient of a sign passes straight to latent
weights and, through the window |y| <= 1, to normalized accumulators. The last layer is dense, without
batch-norm; its scores are scaled and go to softmax cross-entropy. Inputs are integers.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

CLASSES = 10
EPSILON = 1e-5


@dataclass(frozen=True)
class Dense:
    neurons: int


@dataclass(frozen=True)
class Conv:
    """3x3; padded with -1, what a black pixel becomes in the first block, or after ReLU 0."""

    channels: int
    pooled: bool = False
    padded: bool = False


# width 1; (blocks, shape of an image)
NETWORKS = {
    "tfc": ([Dense(64)] * 3, (1, 28, 28)),
    "sfc": ([Dense(256)] * 3, (1, 28, 28)),
    "lfc": ([Dense(1024)] * 3, (1, 28, 28)),
    "cnv": (
        [Conv(64), Conv(64, True), Conv(128), Conv(128, True), Conv(256), Conv(256), Dense(512), Dense(512)],
        (3, 32, 32),
    ),
    "cnn": (
        [Conv(channels, pooled, True) for channels in (128, 256, 512) for pooled in (False, True)] + [Dense(1024)] * 2,
        (3, 32, 32),
    ),
}


def scaled(block, width):
    if isinstance(block, Dense):
        return Dense(round(block.neurons * width))
    return Conv(round(block.channels * width), block.pooled, block.padded)


def score_scale(inputs):
    """About 1/sqrt(inputs), a power of two."""
    return 2.0 ** -(int(math.log2(inputs)) // 2)


def encode(images, encoding):
    """Bytes become the float32 integers that enter the network."""
    if encoding == "pixels":
        return images.to(torch.float32)
    if encoding == "binary":
        return (images >= 128).to(torch.float32).mul_(2).sub_(1)
    raise ValueError(f"unknown encoding '{encoding}': use pixels or binary")


def signs(values):
    """The fastest of PyTorch's ways by far; -0, which it takes for negative, does not occur."""
    return torch.copysign(torch.ones((), dtype=values.dtype), values)


class SignOfWeights(torch.autograd.Function):
    """The gradient goes straight through."""

    @staticmethod
    def forward(context, latent):
        return signs(latent)

    @staticmethod
    def backward(context, gradient):
        return gradient


class SignOfActivations(torch.autograd.Function):
    """The gradient goes through where |value| <= 1."""

    @staticmethod
    def forward(context, values):
        context.save_for_backward(values)
        return signs(values)

    @staticmethod
    def backward(context, gradient):
        (values,) = context.saved_tensors
        # hardtanh's derivative is 0 at its edges, so these are the next numbers after 1
        edge = float(torch.nextafter(torch.ones((), dtype=values.dtype), torch.tensor(2, dtype=values.dtype)))
        return torch.ops.aten.hardtanh_backward(gradient, values, -edge, edge)


class Block(nn.Module):
    """Weights, batch-norm, sign or ReLU, perhaps a max-pool.

    pool_by says what is pooled: "value" what the sign is taken of, so that the gradient goes to the
    largest value, as in bnn; "sign" the signs, so that it goes to the first of the largest signs. The
    outputs are the same.
    """

    def __init__(self, weights, channels, pooled, padding, binary, pool_by):
        super().__init__()
        self.padding = padding
        self.weights = nn.Parameter(weights)
        self.norm = (nn.BatchNorm2d if weights.dim() == 4 else nn.BatchNorm1d)(channels, eps=EPSILON, momentum=0.1)
        self.pooled = pooled
        self.binary = binary
        self.pool_by = pool_by

    def accumulate(self, x):
        weights = SignOfWeights.apply(self.weights) if self.binary else self.weights
        if self.padding is not None:
            x = F.pad(x, (1, 1, 1, 1), value=self.padding)
        return F.conv2d(x, weights) if weights.dim() == 4 else F.linear(x.flatten(1), weights)

    def decide(self, y):
        return SignOfActivations.apply(y) if self.binary else F.relu(y)

    def forward(self, x):
        y = self.norm(self.accumulate(x))
        if not self.pooled:
            return self.decide(y)
        if self.pool_by == "value":
            return self.decide(F.max_pool2d(y, 2))
        return F.max_pool2d(self.decide(y), 2)


class Twin(nn.Module):
    """A whole network; its output are scores, scaled as they enter softmax."""

    def __init__(self, model, width=1.0, encoding="pixels", binary=True, pool_by="value"):
        super().__init__()
        blocks, self.shape = NETWORKS[model]
        channels, size, _ = self.shape
        built = []
        self.inputs = []  # (channels, height, width) of every layer of weights
        outside = 0.0 if encoding == "pixels" else -1.0
        for block in (scaled(block, width) for block in blocks):
            self.inputs.append((channels, size, size))
            pooled, padding = False, None
            if isinstance(block, Conv):
                weights = torch.empty(block.channels, channels, 3, 3)
                channels, pooled = block.channels, block.pooled
                padding = outside if block.padded else None
                size = (size if block.padded else size - 2) // (2 if pooled else 1)
            else:
                weights = torch.empty(block.neurons, channels * size * size)
                channels, size = block.neurons, 1
            outside = -1.0 if binary else 0.0
            built.append(Block(weights, channels, pooled, padding, binary, pool_by))
        self.inputs.append((channels, size, size))
        self.blocks = nn.ModuleList(built)
        self.last = nn.Parameter(torch.empty(CLASSES, channels * size * size))
        self.binary = binary
        self.scale = score_scale(channels * size * size) if binary else 1.0
        self.initialize()

    def latents(self):
        """Weights of every layer, first to last."""
        return [block.weights for block in self.blocks] + [self.last]

    @torch.no_grad()
    def initialize(self):
        for weights in self.latents():
            gain = 3 if weights is self.last else 6
            bound = 0.1 if self.binary else math.sqrt(gain / weights[0].numel())
            weights.uniform_(-bound, bound)

    @torch.no_grad()
    def clip(self):
        """Latent weights back to [-1, 1], after every step of the optimizer."""
        for weights in self.latents():
            weights.clamp_(-1, 1)

    def scores(self, x):
        weights = SignOfWeights.apply(self.last) if self.binary else self.last
        return F.linear(x.flatten(1), weights) * self.scale

    def forward(self, x):
        if self.blocks[0].weights.dim() == 2:
            x = x.flatten(1)
        for block in self.blocks:
            x = block(x)
        return self.scores(x)
