"""The classifier in PyTorch, timed: what `make bench-torch` compares build/bench with.

    torch_step.py plain|fast [THREADS] [BATCH]

Prints the milliseconds of a training step and the images per second of inference, medians, on random images of
CIFAR-10's size, and the BLAS library that PyTorch found. Written from the paper's equations, as one would in PyTorch, in two variants:

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


def plain_transpose(z, w):
    return F.conv_transpose2d(z, w, padding=PADDING)


def unit_norm(x):
    return x / torch.linalg.matrix_norm(x, keepdim=True)


class Network(torch.nn.Module):
    def __init__(self, transpose):
        super().__init__()
        parameters = lambda tensors: torch.nn.ParameterList([torch.nn.Parameter(t) for t in tensors])
        draw = lambda *shape: [unit_norm(torch.randn(GROUPS, CHANNELS, *shape)) for _ in range(LAYERS)]
        self.transpose = transpose
        self.B = parameters(draw(KERNEL, KERNEL))
        self.A = parameters(draw(KERNEL**2, KERNEL**2))
        self.lmbd = parameters([torch.ones(1, FILTERS, 1, 1) for _ in range(LAYERS)])
        self.bn = torch.nn.ModuleList([torch.nn.BatchNorm2d(FILTERS) for _ in range(LAYERS - 1)])
        self.fc = torch.nn.Linear(FILTERS * POOL**2, CLASSES)

    def filter_bank(self, k):
        """All base filters, then A times them, then A^2 ..."""
        elements = [self.B[k].flatten(2).unsqueeze(-1)]
        for _ in range(1, GROUP_SIZE):
            elements.append(self.A[k] @ elements[-1])
        return torch.cat(elements).reshape(FILTERS, CHANNELS, KERNEL, KERNEL)

    def forward(self, y):
        u = z = None
        t = 1.0
        for k in range(LAYERS):
            W = self.filter_bank(k)
            residual = y if z is None else y - self.transpose(z, W)
            step = ETA * F.conv2d(residual, W, padding=PADDING) - ETA * self.lmbd[k]
            u_next = F.relu(step if z is None else z + step)
            t_next = (1 + (1 + 4 * t * t) ** 0.5) / 2
            momentum = (t - 1) / t_next
            z = u_next if u is None else u_next + momentum * (u_next - u)
            if k < LAYERS - 1:
                z = self.bn[k](z)
            u, t = u_next, t_next
        return self.fc(F.adaptive_avg_pool2d(u, POOL).flatten(1))

    @torch.no_grad()
    def project(self):
        for x in [*self.A, *self.B]:
            x.copy_(unit_norm(x))


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
    network = Network(FastTranspose.apply if fast else plain_transpose)
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
