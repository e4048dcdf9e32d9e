"""Makes the golden files of both AlexNets with PyTorch: python make_networks.py

Parameters and images are seedless (see seedless.py): parameter p, counted in the order of the
network, is tensor number p; the batch of images is tensor number 1002, scale 1. A weight's scale
is sqrt(gain / fan_in), gain being the file's "weightGain"; a bias's is sqrt(1 / fan_in) with the
fan_in of its weight. Dropout is 0.

Each file holds two experiments:

    "gradients": 1000 classes, a batch of 2; the logits, the mean cross entropy for "labels", and
        of the loss's gradient for each parameter its sum, its Euclidean norm and 64 values: the
        j-th is the one at the flat index j * 1000003 modulo the size.
    "training": 10 classes, a batch of 4; the loss before each of ten steps of SGD on that one
        batch, with the given rate, momentum (v = momentum * v + g; w -= lr * v) and weight decay
        (added to g, biases too).

All is computed in float64 from the float32 parameters. "float32" beside a result says how far
PyTorch's own float32 run comes from it, the yardstick for any other: the largest difference of the
logits; within a gradient's 64 values the largest difference over the largest value (where a
maximum or a ReLU falls the other way in float32, more than rounding); the difference at each step.
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F
from torch import nn

from seedless import bound, numbers, seedless

HERE = pathlib.Path(__file__).parent
IMAGES = 1002
STEPS, MOMENTUM, WEIGHT_DECAY = 10, 0.9, 0.01


class AlexNet(nn.Module):
    """The layers and names of torchvision's alexnet; its adaptive pooling does nothing at 224."""

    def __init__(self, classes):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 64, 11, 4, 2), nn.ReLU(), nn.MaxPool2d(3, 2),
            nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2),
            nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(),
            nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2))
        self.avgpool = nn.AdaptiveAvgPool2d(6)
        self.classifier = nn.Sequential(
            nn.Dropout(0), nn.Linear(256 * 36, 4096), nn.ReLU(),
            nn.Dropout(0), nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, classes))

    def forward(self, images):
        return self.classifier(self.avgpool(self.features(images)).flatten(1))


class AlexNet2012(nn.Module):
    """The paper's network in one piece: two groups, local response normalisation."""

    def __init__(self, classes):
        super().__init__()

        def norm():
            return nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=2)

        self.features = nn.Sequential(
            nn.Conv2d(3, 96, 11, 4), nn.ReLU(), norm(), nn.MaxPool2d(3, 2),
            nn.Conv2d(96, 256, 5, padding=2, groups=2), nn.ReLU(), norm(), nn.MaxPool2d(3, 2),
            nn.Conv2d(256, 384, 3, padding=1), nn.ReLU(),
            nn.Conv2d(384, 384, 3, padding=1, groups=2), nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding=1, groups=2), nn.ReLU(), nn.MaxPool2d(3, 2))
        self.classifier = nn.Sequential(
            nn.Linear(256 * 36, 4096), nn.ReLU(), nn.Dropout(0),
            nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(0), nn.Linear(4096, classes))

    def forward(self, images):
        return self.classifier(self.features(images).flatten(1))


def build(architecture, gain, classes, dtype):
    network = architecture(classes)
    fan_in = None
    with torch.no_grad():
        for number, (name, parameter) in enumerate(network.named_parameters()):
            if name.endswith("weight"):
                fan_in = math.prod(parameter.shape[1:])
            scale = bound(gain if name.endswith("weight") else 1, fan_in)
            parameter.copy_(seedless(number, parameter.shape, scale))
    return network.to(dtype)


def gradients(architecture, gain, size, labels, dtype):
    """Logits, loss and the 64 values, sum and norm of each gradient."""
    network = build(architecture, gain, 1000, dtype)
    logits = network(seedless(IMAGES, (len(labels), 3, size, size)).to(dtype))
    loss = F.cross_entropy(logits, torch.tensor(labels))
    loss.backward()
    parts = []
    for name, parameter in network.named_parameters():
        gradient = parameter.grad.reshape(-1)
        indices = torch.arange(64) * 1000003 % gradient.numel()
        parts.append(
            (name, list(parameter.shape), gradient.sum(), gradient.norm(), gradient[indices]))
    return logits, loss.item(), parts


def training(architecture, gain, size, labels, rate, dtype):
    """The losses before each step."""
    network = build(architecture, gain, 10, dtype)
    images = seedless(IMAGES, (len(labels), 3, size, size)).to(dtype)
    sgd = torch.optim.SGD(
        network.parameters(), rate, momentum=MOMENTUM, weight_decay=WEIGHT_DECAY)
    losses = []
    for _ in range(STEPS):
        loss = F.cross_entropy(network(images), torch.tensor(labels))
        losses.append(loss.item())
        sgd.zero_grad()
        loss.backward()
        sgd.step()
    return losses


def furthest(exact, rounded):
    return float(f"{(exact - rounded.double()).abs().max().item():.2g}")


def make(name, architecture, gain, size, rate):
    labels = [3, 917]
    logits, loss, parts = gradients(architecture, gain, size, labels, torch.float64)
    logits32, loss32, parts32 = gradients(architecture, gain, size, labels, torch.float32)
    lines = []
    for (parameter, shape, total, norm, values), (_, _, _, _, values32) in zip(parts, parts32):
        lines.append(json.dumps({
            "name": parameter, "shape": shape, "sum": total.item(), "norm": norm.item(),
            "values": numbers(values),
            "float32": furthest(values / values.abs().max(), values32 / values.abs().max())}))
    batch = [1, 4, 1, 5]
    losses = training(architecture, gain, size, batch, rate, torch.float64)
    losses32 = training(architecture, gain, size, batch, rate, torch.float32)
    distances = [float(f"{abs(a - b):.2g}") for a, b in zip(losses, losses32)]
    parts_text = ",\n".join(lines)
    (HERE / f"{name}.json").write_text(f"""{{
"architecture": "{name}",
"image": [3, {size}, {size}],
"weightGain": {gain},
"gradients": {{
"labels": {labels},
"loss": {loss},
"logits": {{"values": {numbers(logits)}, "float32": {furthest(logits, logits32)}}},
"parameters": [
{parts_text}
]}},
"training": {{
"labels": {batch},
"lr": {rate}, "momentum": {MOMENTUM}, "weightDecay": {WEIGHT_DECAY},
"losses": {{"values": {losses}, "float32": {distances}}}
}}}}
""")
    print(f"{name}: loss {loss:.4f}, in training {losses[0]:.4f} to {losses[-1]:.4f}")


if __name__ == "__main__":
    torch.set_num_threads(1)
    make("alexnet", AlexNet, 2.0, 224, 0.003)
    make("alexnet-2012", AlexNet2012, 3.0, 227, 0.002)
