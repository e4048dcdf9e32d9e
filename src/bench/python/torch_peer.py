"""PyTorch's side of the comparisons in src/bench/java (TorchPeer.java): eager, float32, channels
first. Reads one request of JSON a line from stdin, does it, and answers in one line of JSON:

  {"load": MODEL, "threads": N, "dropout": P or absent}   takes the network of a model file
  {"layer": NAME, "in": FILE, "out": FILE}   takes src and diffDst, writes dst and all gradients
  {"network": IN, "out": FILE}               takes src, writes the logits without training
  {"step": LABELS, "rate": LR}               one training step: the loss before it
  {"run": TASK, "times": N}                  does a task N times: seconds of all together
  {"memory": true}                           the most memory that the process had, in bytes

Tasks: forward, backwardData, backwardParameters (of the layer); infer; train (the last step again).
"""
import json
import sys
import time

import torch
from torch import nn

import safetensors_file
from torch_network import Network


class Peer:
    def __init__(self):
        self.tasks = {}

    def load(self, request):
        torch.set_num_threads(request["threads"])
        self.network = Network(request["load"])
        self.optimizer = None
        if "dropout" in request:
            for module in self.network.layers.values():
                if isinstance(module, nn.Dropout):
                    module.p = request["dropout"]
        return {"version": torch.__version__}

    def layer(self, request):
        """The passes as autograd runs them in training: each computes only what it is asked for."""
        layer = self.network.layers[request["layer"]].train()
        tensors, _ = safetensors_file.read(request["in"])
        x, diff = tensors["src"].requires_grad_(), tensors["diffDst"]
        parameters = list(layer.parameters())
        in_place = getattr(layer, "inplace", False)
        y = layer(x.clone() if in_place else x)
        results = {"dst": y.clone()}
        results["diffSrc"], = torch.autograd.grad(y, x, diff, retain_graph=True)
        if parameters:
            gradients = torch.autograd.grad(y, parameters, diff, retain_graph=True)
            names = (name for name, _ in layer.named_parameters())
            results.update(zip(names, gradients))
        safetensors_file.write(request["out"], results)
        free = x.detach().clone() if in_place else x.detach()

        def forward():
            with torch.no_grad():
                layer(free)

        self.tasks = {
            "forward": forward,
            "backwardData": lambda: torch.autograd.grad(y, x, diff, retain_graph=True),
            "backwardParameters": lambda: torch.autograd.grad(y, parameters, diff, retain_graph=True),
        }
        return {}

    def forward(self, request):
        self.images = safetensors_file.read(request["network"])[0]["src"]
        module = self.network.module

        def infer():
            module.eval()
            with torch.inference_mode():
                return module(self.images)

        self.tasks["infer"] = infer
        safetensors_file.write(request["out"], {"logits": infer()})
        return {}

    def step(self, request):
        module = self.network.module
        labels = torch.tensor(request["step"])
        if self.optimizer is None:
            self.optimizer = torch.optim.SGD(
                module.parameters(), request["rate"], momentum=0.9, weight_decay=1e-4)

        def train():
            module.train()
            self.optimizer.zero_grad()
            loss = nn.functional.cross_entropy(module(self.images), labels)
            loss.backward()
            self.optimizer.step()
            return loss.item()

        self.tasks["train"] = train
        return {"loss": train()}

    def run(self, request):
        task = self.tasks[request["run"]]
        start = time.perf_counter()
        for _ in range(request["times"]):
            task()
        return {"seconds": time.perf_counter() - start}

    def memory(self, request):
        with open("/proc/self/status") as status:
            peak = next(line for line in status if line.startswith("VmHWM"))
        return {"bytes": 1024 * int(peak.split()[1])}

    def answer(self, request):
        for key, method in (
                ("load", self.load), ("layer", self.layer), ("network", self.forward),
                ("step", self.step), ("run", self.run), ("memory", self.memory)):
            if key in request:
                return method(request)
        raise ValueError(f"not a request: {request}")


peer = Peer()
for line in sys.stdin:
    print(json.dumps(peer.answer(json.loads(line))), flush=True)
