"""The network that a model file of convnet describes, made of torch.nn: the same layers in the same
order with the same parameters, named as in torchvision where torchvision has the network."""
import json

import torch
from torch import nn

import safetensors_file

OPTIONS = {
    "Conv2d": ("kernel_size", "stride", "padding", "dilation", "groups", "padding_mode"),
    "MaxPool2d": ("kernel_size", "stride", "padding", "dilation", "ceil_mode"),
    "AvgPool2d": ("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override"),
    "AdaptiveAvgPool2d": ("output_size",),
    "LocalResponseNorm": ("size", "alpha", "beta", "k"),
    "BatchNorm2d": ("eps", "momentum"),
    "Dropout": ("p",),
}


class Residual(nn.Module):
    """Body and shortcut added up, and rectified, in place as torchvision does it."""

    def __init__(self, body, shortcut, relu):
        super().__init__()
        self.body, self.shortcut, self.relu = nn.Sequential(*body), nn.Sequential(*shortcut), relu

    def forward(self, x):
        y = self.body(x)
        y += self.shortcut(x)
        return nn.functional.relu_(y) if self.relu else y


class Network:
    """layers: the modules without blocks around them, by their full names; module: the whole."""

    def __init__(self, path):
        self._tensors, metadata = safetensors_file.read(path)
        self.layers = {}
        described = json.loads(metadata["convnet.network"])
        self.module = nn.Sequential(*self._modules(described["layers"], ""))
        if self._tensors:
            raise ValueError(f"parameters of no layer: {', '.join(self._tensors)}")

    def _modules(self, layers, path):
        return [self._module(layer, path + layer["name"]) for layer in layers]

    def _module(self, layer, name):
        kind = layer["type"]
        if kind == "Residual":
            inside = name + "."
            return Residual(
                self._modules(layer["body"], inside),
                self._modules(layer.get("shortcut", []), inside),
                layer.get("relu", True))
        own = {
            key[len(name) + 1:]: self._tensors.pop(key)
            for key in list(self._tensors) if key.rpartition(".")[0] == name}
        options = {key: self._value(layer[key]) for key in OPTIONS.get(kind, ()) if key in layer}
        # Without storage, and so without random numbers: the parameters are those of the file.
        with torch.device("meta"):
            module = self._new(kind, options, own)
        if own:
            if kind == "BatchNorm2d":
                own["num_batches_tracked"] = torch.tensor(0)
            module.load_state_dict(own, assign=True)
        self.layers[name] = module
        return module

    @staticmethod
    def _value(value):
        return tuple(value) if isinstance(value, list) else value

    @staticmethod
    def _new(kind, options, own):
        if kind == "Conv2d":
            out_channels, in_channels = own["weight"].shape[:2]
            in_channels *= options.get("groups", 1)
            return nn.Conv2d(in_channels, out_channels, bias="bias" in own, **options)
        if kind == "Linear":
            out_features, in_features = own["weight"].shape
            return nn.Linear(in_features, out_features, bias="bias" in own)
        if kind == "BatchNorm2d":
            return nn.BatchNorm2d(own["weight"].numel(), **options)
        if kind == "ReLU":
            return nn.ReLU(inplace=True)
        return getattr(nn, kind)(**options)
