"""The peer of `convnet classify MODEL PHOTO --json`: torchvision's alexnet with its preprocessing, and
the five likeliest classes. Arguments: a state dict of torch.save, and the photo."""
import json
import sys

import torch
from PIL import Image
from torch import nn
from torchvision import models, transforms

# Random numbers for parameters that are about to be read would take a second.
nn.Conv2d.reset_parameters = nn.Linear.reset_parameters = lambda self: None

net = models.alexnet()
net.load_state_dict(torch.load(sys.argv[1]))
net.eval()
transform = transforms.Compose([
    transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])
image = transform(Image.open(sys.argv[2]).convert("RGB")).unsqueeze(0)
with torch.inference_mode():
    top = net(image).softmax(1)[0].topk(5)
print(json.dumps({"file": sys.argv[2], "predictions": [
    {"index": index, "probability": probability}
    for index, probability in zip(top.indices.tolist(), top.values.tolist())]}))
