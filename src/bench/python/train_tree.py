"""The peer of `convnet train TREE --arch alexnet`: PyTorch and torchvision from the same tree with the
same recipe, loading and augmentation included. Arguments: tree, batch, steps, workers."""
import sys
import time

import torch
import torchvision
from torch import nn
from torchvision import transforms

tree, batch, steps, workers = sys.argv[1], *map(int, sys.argv[2:5])
torch.manual_seed(0)
transform = transforms.Compose([
    transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(), transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])
images = torchvision.datasets.ImageFolder(tree, transform)
loader = torch.utils.data.DataLoader(
    images, batch, shuffle=True, num_workers=workers, drop_last=True, persistent_workers=workers > 0)
net = torchvision.models.alexnet(num_classes=len(images.classes))
optimizer = torch.optim.SGD(net.parameters(), 0.01, momentum=0.9, weight_decay=1e-4)


def endless():
    while True:
        yield from loader


warm_up = max(2, steps // 4)
start = time.perf_counter()
for step, (x, y) in enumerate(endless()):
    if step == warm_up:
        start = time.perf_counter()
    if step == warm_up + steps:
        break
    optimizer.zero_grad()
    nn.functional.cross_entropy(net(x), y).backward()
    optimizer.step()
print(f"pytorch tree batch {batch}: {steps * batch / (time.perf_counter() - start):.1f} images/s", flush=True)
