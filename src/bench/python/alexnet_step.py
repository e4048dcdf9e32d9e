"""The peer of AlexNetStep.java: PyTorch's own training step and inference. Arguments: batch, threads."""
import sys
import time

import torch
from torch import nn

batch, threads = int(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(0)
net = nn.Sequential(
    nn.Conv2d(3, 64, 11, 4, 2), nn.ReLU(True), nn.MaxPool2d(3, 2),
    nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(True), nn.MaxPool2d(3, 2),
    nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(True),
    nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(True),
    nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(True), nn.MaxPool2d(3, 2),
    nn.AdaptiveAvgPool2d(6), nn.Flatten(),
    nn.Dropout(), nn.Linear(9216, 4096), nn.ReLU(True),
    nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU(True), nn.Linear(4096, 1000))
optimizer = torch.optim.SGD(net.parameters(), 0.01, momentum=0.9, weight_decay=1e-4)
images = torch.randn(batch, 3, 224, 224)
labels = torch.randint(0, 1000, (batch,))


def timed(what, size, step, warm_up=3, steps=9):
    seconds = []
    for i in range(warm_up + steps):
        start = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - start)
    median = sorted(seconds[warm_up:])[steps // 2]
    print(f"pytorch {what} batch {size}: {1000 * median:.1f} ms, {size / median:.1f} images/s", flush=True)


def train():
    optimizer.zero_grad()
    nn.functional.cross_entropy(net(images), labels).backward()
    optimizer.step()


timed("train", batch, train)
net.eval()
with torch.inference_mode():
    for size in (batch, 1):
        part = images[:size].contiguous()
        timed("infer", size, lambda: net(part))
