"""Makes the golden files of optimisers and schedules with PyTorch: python make_training.py

adamw.json: ten steps of torch.optim.AdamW on seven weights, in float64 from float32 inputs: the
weights are tensor 1 of seedless.py, the gradient of step s (from 0) is tensor 2 + s times the s-th
of "scales". "weights" are those after each step.

schedules.json: the rate of each step of torch.optim.lr_scheduler.OneCycleLR as it comes, of runs of
some lengths; and the rate of each epoch of ReduceLROnPlateau, which learns "losses" one after the
other.
"""

import json
import pathlib

import torch

from seedless import seedless

HERE = pathlib.Path(__file__).parent
SIZE, STEPS = 7, 10


def adamw_case(scales, **numbers):
    weights = seedless(1, (SIZE,)).double().requires_grad_()
    optimizer = torch.optim.AdamW([weights], **numbers)
    steps = []
    for step in range(STEPS):
        weights.grad = (seedless(2 + step, (SIZE,)) * scales[step]).double()
        optimizer.step()
        steps.append(weights.tolist())
    group = optimizer.param_groups[0]
    return {
        "lr": group["lr"], "beta1": group["betas"][0], "beta2": group["betas"][1],
        "eps": group["eps"], "weight_decay": group["weight_decay"], "scales": scales,
        "weights": steps}


def sgd(rate):
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)


def onecycle_case(steps, rate):
    optimizer = sgd(rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=rate, total_steps=steps, cycle_momentum=False)
    rates = []
    for step in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step < steps - 1:
            schedule.step()
    return {"steps": steps, "lr": rate, "rates": rates}


def plateau_case(losses, rate, factor, patience):
    optimizer = sgd(rate)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer, factor=factor, patience=patience)
    rates = []
    for loss in losses:
        rates.append(optimizer.param_groups[0]["lr"])
        schedule.step(loss)
    return {"lr": rate, "factor": factor, "patience": patience, "losses": losses, "rates": rates}


def write(name, content):
    text = json.dumps(content, separators=(",", ":")).replace("},{", "},\n{")
    (HERE / f"{name}.json").write_text(text + "\n")


def main():
    write("adamw", [
        adamw_case([1.0] * STEPS),
        adamw_case([0.0, 1e-4, 1e-2, 1.0, 100.0, 1e-6, 3.0, 0.0, 0.5, 1.0],
                   lr=0.1, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.2)])
    stalls = [2.0, 1.5, 1.6, 1.5, 1.49999, 1.7, 1.4, 1.4, 1.4, 1.39999, 1.4, 1.4, 1.4, 1.4, 1.3,
              1.35, 1.31, 1.3, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2]
    write("schedules", {
        "onecycle": [onecycle_case(n, r) for n, r in [(50, 0.1), (7, 0.02), (3, 1.0), (1, 0.5)]],
        "plateau": [
            plateau_case(stalls, 0.01, 0.1, 2), plateau_case(stalls, 0.1, 0.5, 0),
            plateau_case(stalls, 3e-8, 0.5, 1)]})


if __name__ == "__main__":
    main()
