"""PyTorch's side of the comparison of speeds: see TrainingSpeed, which answers the same orders.

usage: speed_worker.py MODEL WIDTH ENCODING MODE BATCH

Every line of standard input is SECONDS, or "variants": that one tries what PyTorch can be asked to do
differently (memory format, what is pooled, how Adam loops) for a second each, keeps the fastest, and
names it. The end of the input ends the worker.
"""

import itertools
import sys
import time

import torch
import torch.nn.functional as F

import twin

IMAGES = 10_000


class Training:
    """Steps on random images: encoding, forward, backward, Adam, clipping, the loss as a number."""

    def __init__(self, model, width, encoding, binary, batch, variant):
        self.channels_last, pool_by, foreach = variant
        self.encoding, self.batch, self.binary = encoding, batch, binary
        self.network = twin.Twin(model, width, encoding, binary, pool_by)
        if self.channels_last:
            self.network = self.network.to(memory_format=torch.channels_last)
        self.optimizer = torch.optim.Adam(self.network.parameters(), lr=0.004, foreach=foreach)
        torch.manual_seed(1)
        self.images = torch.randint(0, 256, (IMAGES, *self.network.shape), dtype=torch.uint8)
        self.labels = torch.randint(0, twin.CLASSES, (IMAGES,))
        self.order, self.at = torch.randperm(IMAGES), 0

    def step(self):
        if self.at + self.batch > IMAGES:
            self.order, self.at = torch.randperm(IMAGES), 0
        chosen = self.order[self.at : self.at + self.batch]
        self.at += self.batch
        x = twin.encode(self.images[chosen], self.encoding)
        if self.channels_last:
            x = x.to(memory_format=torch.channels_last)
        loss = F.cross_entropy(self.network(x), self.labels[chosen])
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        if self.binary:
            self.network.clip()
        return loss.item()

    def run(self, seconds):
        """(images, seconds, CPU seconds) of at least so many seconds."""
        start, cpu, images = time.perf_counter(), time.process_time(), 0
        while time.perf_counter() - start < seconds:
            self.step()
            images += self.batch
        return images, time.perf_counter() - start, time.process_time() - cpu


def variants(model):
    """(channels last, pooled by, Adam for each parameter together) that might be the fastest."""
    has_maps = any(isinstance(block, twin.Conv) for block in twin.NETWORKS[model][0])
    return itertools.product((False, True) if has_maps else (False,), ("value", "sign") if has_maps else ("value",), (False, True))


def describe(variant):
    channels_last, pool_by, foreach = variant
    return ", ".join(
        ("channels last" if channels_last else "channels first", f"pooled by {pool_by}", f"Adam foreach={foreach}")
    )


def fastest(arguments):
    best = None
    for variant in variants(arguments[0]):
        training = Training(*arguments, variant)
        training.step()
        images, seconds, cpu = training.run(1.5)
        print(f"  {images / seconds:8.0f} images/s  {describe(variant)}", file=sys.stderr)
        if best is None or images / seconds > best[0]:
            best = images / seconds, variant
    return best[1]


def main():
    model, width, encoding, mode, batch = sys.argv[1:]
    torch.set_num_threads(1)
    arguments = model, float(width), encoding, mode == "binary", int(batch)
    training = None
    for order in sys.stdin:
        if order.strip() == "variants":
            variant = fastest(arguments)
            training = Training(*arguments, variant)
            print(describe(variant), flush=True)
        else:
            print("%d %.3f %.3f" % training.run(float(order)), flush=True)


main()
