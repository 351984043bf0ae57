"""The classifier in PyTorch, timed: what `make bench-torch` compares build/bench with.

    torch_step.py plain|fast [THREADS] [BATCH]

Prints the milliseconds of a training step and the images per second of inference, medians, on random images of
CIFAR-10's size, and the BLAS library that PyTorch found. The network is lgn_torch.py's, in two variants:

plain  conv_transpose2d is PyTorch's.
fast   conv_transpose2d is a differentiable function of our own, made of plain convolutions, which PyTorch
       computes much faster; inference keeps channels last in memory.

In both the first layer's code, which is zero, is left out. OpenBLAS must not start threads of its own inside
PyTorch's: set OPENBLAS_NUM_THREADS=1.
"""
import statistics
import sys
import time

import torch
import torch.nn.functional as F

import lgn_torch

CHANNELS, SIZE, CLASSES = 3, 32, 10
GROUPS, GROUP_SIZE, KERNEL, LAYERS, POOL, ETA = 5, 4, 6, 4, 4, 0.01
FILTERS, PADDING = GROUPS * GROUP_SIZE, 1


class FastTranspose(torch.autograd.Function):
    """conv_transpose2d with stride 1: a convolution with the flipped filters."""

    @staticmethod
    def forward(ctx, z, w):
        ctx.save_for_backward(z, w)
        flipped = w.flip(-1, -2).transpose(0, 1).contiguous()
        return F.conv2d(z, flipped, padding=KERNEL - 1 - PADDING)

    @staticmethod
    def backward(ctx, dy):
        z, w = ctx.saved_tensors
        dz = F.conv2d(dy, w, padding=PADDING)
        dw = torch.nn.grad.conv2d_weight(dy, w.shape, z, padding=PADDING)
        return dz, dw


class FastNetwork(lgn_torch.Network):
    @staticmethod
    def transpose(z, w, **geometry):
        return FastTranspose.apply(z, w)


def drawn_network(kind):
    """A network of the paper's size with random weights."""
    d = KERNEL**2
    tensors = {"fc.weight": torch.randn(CLASSES, FILTERS * POOL**2) / 20, "fc.bias": torch.zeros(CLASSES)}
    for k in range(LAYERS):
        tensors[f"B.{k}"] = torch.randn(GROUPS, CHANNELS, KERNEL, KERNEL)
        tensors[f"A.{k}"] = torch.randn(GROUPS, CHANNELS, d, d)
        tensors[f"lmbd.{k}"] = torch.ones(1, FILTERS, 1, 1)
    numbers = {"group_size": GROUP_SIZE, "kernel": KERNEL, "stride": 1, "layers": LAYERS, "eta": ETA, "pool": POOL}
    network = kind(tensors, {"task": "classify", **{key: str(value) for key, value in numbers.items()}})
    network.project()
    return network


def median_seconds(work, warm_up, repetitions):
    times = []
    for _ in range(warm_up + repetitions):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times[warm_up:])


def blas():
    """The file name of the library that PyTorch multiplies matrices with; "built-in" where it has its own."""
    with open("/proc/self/maps") as maps:
        files = {line.split()[-1].rsplit("/", 1)[-1] for line in maps if ".so" in line}
    found = sorted(name for name in files if "openblas" in name or "libblas" in name or "mkl_rt" in name)
    return found[-1] if found else "built-in"


def main(variant, threads=2, batch=128):
    torch.set_num_threads(int(threads))
    batch = int(batch)
    fast = variant == "fast"
    network = drawn_network(FastNetwork if fast else lgn_torch.Network)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-2)
    images, labels = torch.randn(batch, CHANNELS, SIZE, SIZE), torch.arange(batch) % CLASSES

    def training_step():
        loss = F.cross_entropy(network(images), labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimizer.step()
        network.project()

    def inference():
        with torch.inference_mode():
            network(inference_images)

    step_seconds = median_seconds(training_step, 2, 7)
    network.eval()
    inference_images = images.to(memory_format=torch.channels_last) if fast else images
    print(1e3 * step_seconds, batch / median_seconds(inference, 2, 9), blas())


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in ("plain", "fast"):
        sys.exit(__doc__)
    main(*sys.argv[1:])
