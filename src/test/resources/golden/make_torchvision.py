"""Makes the golden files of torchvision's vgg11 and resnet18: python make_torchvision.py

The networks are torchvision's own classes. Entry p of the state dict, in its order and without the
counters num_batches_tracked, is made of tensor number p (see seedless.py), and the batch of images
is tensor number 1002, scale 1:

    weights with several axes: scale sqrt(6 / fan_in)
    biases that follow such a weight: scale sqrt(1 / fan_in)
    of a batch normalisation: weight and running_var 1 + v, bias and running_mean v, scale 0.1

"logits" are those of the network in evaluation mode. "training" is one pass forth and back in
training mode: the logits, the mean cross entropy for "labels", of the gradient of each parameter
its Euclidean norm and 8 values (the j-th is the one at the flat index j * 1000003 modulo the size),
and likewise 8 values of each running statistic afterwards. Dropout does not come into it: the
network that has it is only evaluated.

All is computed in float64 from the float32 parameters. "float32" beside a result says how far
PyTorch's own float32 run comes from it: the largest difference, of gradients and statistics that
over the largest of the values.
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F
import torchvision

from seedless import bound, numbers, seedless

HERE = pathlib.Path(__file__).parent
IMAGES = 1002


def build(architecture, dtype):
    network = architecture()
    state = {k: v for k, v in network.state_dict().items() if "num_batches" not in k}
    fan_in = None
    with torch.no_grad():
        for number, (name, value) in enumerate(state.items()):
            layer, _, kind = name.rpartition(".")
            if layer + ".running_var" in state:
                base = 1 if kind in ("weight", "running_var") else 0
                value.copy_(base + seedless(number, value.shape, 0.1))
            elif value.dim() > 1:
                fan_in = math.prod(value.shape[1:])
                value.copy_(seedless(number, value.shape, bound(6, fan_in)))
            else:
                value.copy_(seedless(number, value.shape, bound(1, fan_in)))
    return network.to(dtype)


def images(batch, size, dtype):
    return seedless(IMAGES, (batch, 3, size, size)).to(dtype)


def some(values):
    flat = values.detach().reshape(-1)
    return flat[torch.arange(8) * 1000003 % flat.numel()]


def evaluated(architecture, batch, size, dtype):
    with torch.no_grad():
        return build(architecture, dtype).eval()(images(batch, size, dtype))


def trained(architecture, labels, size, dtype):
    network = build(architecture, dtype).train()
    logits = network(images(len(labels), size, dtype))
    loss = F.cross_entropy(logits, torch.tensor(labels))
    loss.backward()
    gradients = [(n, p.grad.norm(), some(p.grad)) for n, p in network.named_parameters()]
    statistics = [(n, b.norm(), some(b)) for n, b in network.named_buffers() if "running" in n]
    return logits, loss.item(), gradients, statistics


def furthest(exact, rounded):
    return float(f"{(exact - rounded.double()).abs().max().item():.2g}")


def with_distance(exact, rounded):
    return {"values": numbers(exact), "float32": furthest(exact, rounded)}


def parts(exact, rounded):
    lines = []
    for (name, norm, values), (_, _, values32) in zip(exact, rounded):
        largest = values.abs().max()
        lines.append(json.dumps({
            "name": name, "norm": norm.item(), "values": numbers(values),
            "float32": furthest(values / largest, values32 / largest)}))
    return "[\n" + ",\n".join(lines) + "\n]"


def make(name, architecture, batch, size, labels=None):
    logits = evaluated(architecture, batch, size, torch.float64)
    logits32 = evaluated(architecture, batch, size, torch.float32)
    text = f'''{{
"architecture": "{name}",
"image": [3, {size}, {size}],
"batch": {batch},
"logits": {json.dumps(with_distance(logits, logits32))}'''
    if labels:
        logits, loss, gradients, statistics = trained(architecture, labels, size, torch.float64)
        logits32, _, gradients32, statistics32 = trained(
            architecture, labels, size, torch.float32)
        text += f''',
"training": {{
"labels": {labels},
"loss": {loss},
"logits": {json.dumps(with_distance(logits, logits32))},
"gradients": {parts(gradients, gradients32)},
"statistics": {parts(statistics, statistics32)}
}}'''
    (HERE / f"{name}.json").write_text(text + "\n}\n")
    print(name, "largest logit", logits.abs().max().item())


if __name__ == "__main__":
    torch.set_num_threads(1)
    make("vgg11", torchvision.models.vgg11, 1, 224)
    make("resnet18", torchvision.models.resnet18, 2, 64, [3, 917, 4, 4])
