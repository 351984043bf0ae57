"""A Linear Group Network in PyTorch, from a model file: the same outputs, with numpy and torch alone.

    import lgn_torch, torch
    network = lgn_torch.load("runs/demo-classify/model.safetensors").eval()
    logits = network(images)                                             # [N, C, H, W], as infer takes them
    torch.onnx.export(network, images, "network.onnx")                   # elsewhere
    optimizer = torch.optim.Adam(network.parameters())                   # fine-tuning: call network.project()
    lgn_torch.save("tuned.safetensors", network)                         # and back: infer, classify --init

Every form of generator (with --stages, those whose elements are the powers of A): the elements of the groups that the file describes are constants here, except free
matrices A, which are trained as their own numbers, and so are base filters, thresholds, batch norms and the last
layer. Saved files hold what was trained; generators that are constants stay as the file had them.
"""
import json

import numpy as np
import torch
import torch.nn.functional as F


def read_safetensors(path):
    """Tensors by name, and the metadata."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    types = {"F32": "<f4", "F64": "<f8", "I64": "<i8", "I32": "<i4", "U8": "|u1", "U64": "<u8"}
    arrays = {
        name: np.frombuffer(data[slice(*t["data_offsets"])], types[t["dtype"]]).reshape(t["shape"])
        for name, t in header.items()
    }
    return {name: torch.from_numpy(array.astype(array.dtype.newbyteorder("="))) for name, array in arrays.items()
            if array.dtype != np.uint64}, metadata


def save(path, network):
    """Writes the network as a model file."""
    tensors = {**network.stored, **network.named_tensors()}
    header, blocks, offset = {"__metadata__": network.metadata}, [], 0
    for name, tensor in tensors.items():
        block = tensor.detach().cpu().float().contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + len(block)]}
        blocks.append(block)
        offset += len(block)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + b"".join(blocks))


def elements(tensors, metadata, k, n):
    """All n elements of layer k's groups, [n, G or 1, C or 1, d, d]: those of the file, or the powers of A."""
    for name in (f"elements.{k}", f"generator.elements.{k}", "generator.elements"):
        if name in tensors:
            return tensors[name].movedim(2, 0)
    if metadata.get("generator") in ("dihedral", "polyhedral", "rotations"):
        raise ValueError("the file has no elements of its groups, which are no powers of A: train the model again")
    A = tensors[f"A.{k}"].double()
    return torch.stack([torch.linalg.matrix_power(A, i) for i in range(n)])


def windows(extent, pool):
    """Adaptive average pooling of an axis as a matrix [pool, extent]: ONNX has none whose windows overlap."""
    means = np.zeros((pool, extent), np.float32)
    for i in range(pool):
        begin, end = i * extent // pool, -(-(i + 1) * extent // pool)
        means[i, begin:end] = 1 / (end - begin)
    return torch.from_numpy(means)


class Network(torch.nn.Module):
    """The unfolded network of a model file's tensors and metadata."""

    def __init__(self, tensors, metadata):
        super().__init__()
        self.metadata = metadata
        number = lambda key: int(metadata[key])
        self.n, self.stride, self.layers = map(number, ("group_size", "stride", "layers"))
        sides = [int(side) for side in metadata["kernel"].split("x")]  # "6" or "1x40"
        self.kernel = (sides[0], sides[-1])
        self.eta, self.classifies = float(metadata["eta"]), metadata["task"] == "classify"
        self.head, K = metadata.get("head", "linear"), range(self.layers)
        self.free = metadata.get("generator", "free") == "free" and metadata.get("share", "none") == "none"
        parameters = lambda symbol: torch.nn.ParameterList([torch.nn.Parameter(tensors[f"{symbol}.{k}"]) for k in K])
        self.B, self.lmbd = parameters("B"), parameters("lmbd")
        if self.free:
            self.A = parameters("A")
        else:
            for k in K:
                self.register_buffer(f"E{k}", elements(tensors, metadata, k, self.n).float())
        stages = range(int(metadata.get("stages", 0)))
        if stages and metadata["generator"] in ("dihedral", "polyhedral"):
            raise ValueError("stages are made here of groups whose elements are the powers of A")
        self.stage_B = torch.nn.ParameterList([torch.nn.Parameter(tensors[f"B.stage.{s}"]) for s in stages])
        self.stage_bn = torch.nn.ModuleList([torch.nn.BatchNorm2d(self.B[0].shape[0]) for _ in stages])
        if self.classifies:
            self.bn = torch.nn.ModuleList([torch.nn.BatchNorm2d(self.lmbd[0].shape[1]) for _ in K[1:]])
            self.fc = torch.nn.Linear(tensors["fc.weight"].shape[1], tensors["fc.weight"].shape[0])
            modules = {f"bn.{k}": module for k, module in enumerate(self.bn)} | {"fc": self.fc}
            modules |= {f"bn.stage.{s}": module for s, module in enumerate(self.stage_bn)}
            for name, module in modules.items():
                own = module.state_dict()
                module.load_state_dict({key: tensors.get(f"{name}.{key}", value) for key, value in own.items()})
        else:
            self.D = torch.nn.Parameter(tensors["D"])
        orbits = ("orbit.",)  # what orbits share is saved as what each filter has
        self.stored = {k: v for k, v in tensors.items() if not k.startswith(orbits) and v.dtype == torch.float32}
        if any(k.startswith(orbits) for k in tensors):
            self.metadata = {**metadata, "thresholds": "free", "norm": "free"}

    def elements_for(self, base, k):
        """Of a layer's groups, which stages share over all their channels."""
        E = getattr(self, f"E{k}")
        return E if E.shape[2] in (1, base.shape[1]) else E[:, :, :1]

    def filter_bank(self, base, k):
        """All base filters, then element 1 of layer k's groups times them, then element 2, ..: [n G, C, m, m]."""
        b = base.flatten(2).unsqueeze(-1)
        orbit = [b]
        for i in range(1, self.n):
            orbit.append(self.A[k] @ orbit[-1] if self.free else self.elements_for(base, k)[i] @ b)
        return torch.cat(orbit).reshape(-1, *base.shape[1:])

    def stage(self, x, s):
        """Group convolution s of pooled codes [N, n G, h, w] (lgn/group_convolution.h)."""
        W = self.filter_bank(self.stage_B[s], self.layers - 1).unflatten(1, (self.n, -1)).unflatten(0, (self.n, -1))
        W = torch.stack([W[i].roll(i, 1) for i in range(self.n)]).flatten(0, 1).flatten(1, 2)
        x = F.conv2d(x, W, padding=[(m - 1) // 2 for m in self.kernel])
        x = F.relu(self.stage_bn[s](x.reshape(-1, self.stage_B[s].shape[0], *x.shape[2:]))).reshape(x.shape)
        rows, columns = (windows(m, 1 if s + 1 == len(self.stage_B) else (m + 1) // 2) for m in x.shape[2:])
        return rows @ x @ columns.T

    def geometry(self, y):
        s, axes = self.stride, list(zip(y.shape[2:], self.kernel))
        square = self.kernel[0] == self.kernel[1]  # others are not padded along an axis that they cover
        padding = [s + (-(extent + s - m) % s) if square or m != extent else 0 for extent, m in axes]
        output = [(extent + 2 * p - m) % s for (extent, m), p in zip(axes, padding)]
        return {"stride": s, "padding": padding}, {"stride": s, "padding": padding, "output_padding": output}

    transpose = staticmethod(F.conv_transpose2d)

    def forward(self, y):
        forward, backward = self.geometry(y)
        u = z = None
        t = 1.0
        for k in range(self.layers):
            W = self.filter_bank(self.B[k], k)
            residual = y if z is None else y - self.transpose(z, W, **backward)
            step = self.eta * F.conv2d(residual, W, **forward) - self.eta * self.lmbd[k]
            u_next = F.relu(step if z is None else z + step)
            t_next = (1 + (1 + 4 * t * t) ** 0.5) / 2
            z = u_next if u is None else u_next + (t - 1) / t_next * (u_next - u)
            u, t = u_next, t_next
            if self.classifies and k + 1 < self.layers:
                z = self.bn[k](z)
        if not self.classifies:
            return self.transpose(u, self.D, **backward)
        rows, columns = (windows(extent, int(self.metadata["pool"])) for extent in u.shape[2:])
        pooled = rows @ u @ columns.T
        for s in range(len(self.stage_B)):
            pooled = self.stage(pooled, s)
        if self.head != "linear":
            orbits = pooled.unflatten(1, (self.n, -1))
            pooled = orbits.amax(1) if self.head == "invariant" else orbits.mean(1)
        return self.fc(pooled.flatten(1))

    def named_tensors(self):
        named = lambda name: name.replace("stage_B.", "B.stage.").replace("stage_bn.", "bn.stage.")
        return {named(k): v for k, v in self.state_dict().items() if not k.startswith("E") and "num_batches" not in k}

    @torch.no_grad()
    def project(self):
        """Back to unit Frobenius norm over the last two axes, after every optimiser step."""
        for x in [*self.B, *(self.A if self.free else []), *([] if self.classifies else [self.D])]:
            x /= torch.linalg.matrix_norm(x, keepdim=True)


def load(path):
    return Network(*read_safetensors(path))
