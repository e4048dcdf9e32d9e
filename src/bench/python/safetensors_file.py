"""Reads and writes safetensors of float32 by hand, so that nothing but torch is needed."""
import json
import math

import torch


def read(path):
    """The tensors by name, and the metadata. What is not float32, such as counters, is left out."""
    with open(path, "rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))
        metadata = header.pop("__metadata__", {})
        tensors = {}
        for name, entry in header.items():
            if entry["dtype"] == "F32":
                count = math.prod(entry["shape"])
                file.seek(8 + size + entry["data_offsets"][0])
                tensor = torch.empty(count)
                file.readinto(memoryview(tensor.numpy()).cast("B"))
                tensors[name] = tensor.reshape(entry["shape"])
    return tensors, metadata


def write(path, tensors):
    """Writes tensors by name."""
    header, at = {}, 0
    for name, tensor in tensors.items():
        end = at + 4 * tensor.numel()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [at, end]}
        at = end
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for tensor in tensors.values():
            file.write(tensor.detach().contiguous().numpy().tobytes())
