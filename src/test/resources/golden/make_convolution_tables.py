"""Makes the golden tables of convolve with PyTorch: python make_convolution_tables.py

Random layers and kernels, forth and back: a line of parameters each in NAME.json, and in NAME.npy
the results of all, flat and one after the other: the output, the gradients with respect to input,
weights and, where there is one, bias. The inputs are seedless (see seedless.py), with the numbers
of make_ops.py's cases: 8c src, 8c + 1 weights, 8c + 2 bias, 8c + 3 the gradient of the output.
Results are computed in float64 from the float32 inputs and rounded to float32.

No sum has more than 160 terms, which keeps float32 within 1e-5 of the sum of their magnitudes.
"""

import math
import random

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from make_ops import BIAS, DIFF_DST, HERE, SRC, WEIGHTS, Case, limit, pad, write

ROWS = 420
KERNEL_ROWS = 120
MOST_TERMS = 160
MOST_NUMBERS = 900
MODES = ["zeros", "reflect", "replicate", "circular"]


def pair(draw, low, high, same=0.4):
    first = draw.randint(low, high)
    return [first, first if draw.random() < same else draw.randint(low, high)]


def layer(draw):
    groups = draw.choice([1, 1, 1, 2, 2, 3, 4])
    return {
        "src": [draw.choice([1, 1, 2, 3]), groups * draw.randint(1, 3), *pair(draw, 1, 9, 0.2)],
        "out": groups * draw.randint(1, 3),
        "kernel": pair(draw, 1, 5, 0.3),
        "stride": draw.choice([[1, 1], pair(draw, 1, 3)]),
        "padding": draw.choice([[0, 0], pair(draw, 0, 4), pair(draw, 0, 4)]),
        "dilation": draw.choice([[1, 1], pair(draw, 1, 3)]),
        "groups": groups,
        "bias": draw.random() < 0.7}


def tensors(case, weights_shape, maps):
    """src, weights and, where there is one, bias."""
    inputs = Case(case["case"])
    given = [inputs.tensor(SRC, case["src"]), inputs.tensor(WEIGHTS, weights_shape)]
    if case["bias"]:
        given.append(inputs.tensor(BIAS, (maps,)))
    return inputs, given


def small(case, dst, weights_shape):
    """Whether sums and files stay short."""
    _, channels, height, width = case["src"]
    out, pixels = dst[1], dst[2] * dst[3]
    taps = math.prod(weights_shape[2:])
    groups = case.get("groups", 1)
    terms = [
        channels // groups * taps, out // groups * taps, dst[0] * pixels, dst[0] * height * width]
    numbers = math.prod(dst) + math.prod(case["src"]) + math.prod(weights_shape) + out
    return max(terms) < MOST_TERMS and numbers <= MOST_NUMBERS


def results(inputs, given, dst):
    inputs.back(dst)
    return [dst.detach()] + [t.grad for t in given]


# Conv2d


def random_conv2d(draw, mode):
    while True:
        case = layer(draw) | {"mode": mode}
        case["padding"] = draw.choice([case["padding"], case["padding"], "same", "valid"])
        total = [d * (k - 1) for d, k in zip(case["dilation"], case["kernel"])]
        padding = case["padding"]
        if padding == "same":
            case["stride"] = [1, 1]
            padding = [t - t // 2 for t in total]
        elif padding == "valid":
            padding = [0, 0]
        sizes = case["src"][2:]
        both = total if case["padding"] == "same" else [2 * p for p in padding]
        size = [(i + p - t - 1) // s + 1
                for i, p, t, s in zip(sizes, both, total, case["stride"])]
        if min(size) < 1 or any(p > limit(mode, i) for p, i in zip(padding, sizes)):
            continue
        weights = [case["out"], case["src"][1] // case["groups"], *case["kernel"]]
        if small(case, [case["src"][0], case["out"], *size], weights):
            return case


def conv2d(case):
    channels, out = case["src"][1], case["out"]
    inputs, given = tensors(case, (out, channels // case["groups"], *case["kernel"]), out)
    padding = case["padding"] if isinstance(case["padding"], str) else tuple(case["padding"])
    module = nn.Conv2d(
        channels, out, case["kernel"], case["stride"], padding, case["dilation"], case["groups"],
        case["bias"], case["mode"], dtype=torch.float64)
    return results(inputs, given, run(module, given))


def run(module, given, **options):
    parameters = dict(zip(["weight", "bias"], given[1:]))
    return torch.func.functional_call(module, parameters, given[0], options)


# ConvTranspose2d


def random_conv_transpose2d(draw):
    while True:
        case = layer(draw)
        case["outputPadding"] = [
            draw.choice([0, draw.randrange(max(s, d))])
            for s, d in zip(case["stride"], case["dilation"])]
        size = [(i - 1) * s - 2 * p + d * (k - 1) + o + 1
                for i, s, p, d, k, o in zip(
                    case["src"][2:], case["stride"], case["padding"], case["dilation"],
                    case["kernel"], case["outputPadding"])]
        weights = [case["src"][1], case["out"] // case["groups"], *case["kernel"]]
        if min(size) >= 1 and small(case, [case["src"][0], case["out"], *size], weights):
            return case


def conv_transpose2d(case):
    channels, out = case["src"][1], case["out"]
    inputs, given = tensors(case, (channels, out // case["groups"], *case["kernel"]), out)
    module = nn.ConvTranspose2d(
        channels, out, case["kernel"], case["stride"], tuple(case["padding"]),
        tuple(case["outputPadding"]), case["groups"], case["bias"], case["dilation"],
        dtype=torch.float64)
    return results(inputs, given, run(module, given))


# Kernels on every channel, or on all: their weights are one tensor, repeated


def random_kernels(draw, mode):
    while True:
        drawn = layer(draw)
        case = {key: drawn[key] for key in ("src", "kernel", "stride", "padding", "dilation")}
        case |= {"kernels": draw.randint(1, 3), "sum": draw.random() < 0.5, "mode": mode}
        case["src"][1] = draw.randint(1, 4)
        case["transposed"] = mode == "zeros" and draw.random() < 0.5
        case["bias"] = drawn["bias"]
        if any(p > limit(mode, i) for p, i in zip(case["padding"], case["src"][2:])):
            continue
        size = [(i - 1) * s - 2 * p + d * (k - 1) + 1 if case["transposed"]
                else (i + 2 * p - d * (k - 1) - 1) // s + 1
                for i, s, p, d, k in zip(
                    case["src"][2:], case["stride"], case["padding"], case["dilation"],
                    case["kernel"])]
        n, channels, height, width = case["src"]
        maps = case["kernels"] * (1 if case["sum"] else channels)
        if min(size) >= 1 and small(
                case, [n * channels, maps, *size], [case["kernels"], 1, *case["kernel"]]):
            return case


def kernels(case):
    channels, count, summed = case["src"][1], case["kernels"], case["sum"]
    maps = count * (1 if summed else channels)
    inputs, given = tensors(case, (count, 1, *case["kernel"]), maps)
    src, weights = given[:2]
    (top, left), mode = case["padding"], case["mode"]
    parts = []
    for k in range(count):
        options = {"stride": case["stride"], "dilation": case["dilation"]}
        options["groups"] = 1 if summed else channels
        repeated = weights[k:k + 1].expand(channels, 1, *case["kernel"])
        if case["transposed"]:
            parts.append(F.conv_transpose2d(src, repeated, padding=(top, left), **options))
        else:
            repeated = repeated.transpose(0, 1) if summed else repeated
            parts.append(F.conv2d(pad(src, top, top, left, left, mode), repeated, **options))
    dst = torch.cat(parts, 1)
    if case["bias"]:
        dst = dst + given[2][None, :, None, None]
    return results(inputs, given, dst)


def table(name, first, cases, results_of):
    cases = [{"case": first + n} | case for n, case in enumerate(cases)]
    numbers = []
    for case in cases:
        made = results_of(case)
        case["dst"] = list(made[0].shape)
        numbers += [tensor.reshape(-1) for tensor in made]
    write(name, cases)
    np.save(HERE / f"{name}.npy", torch.cat(numbers).float().numpy())


def main():
    torch.set_num_threads(1)
    draw = random.Random(1998)
    table(
        "conv2d-table", 10_000, [random_conv2d(draw, MODES[n % 4]) for n in range(ROWS)], conv2d)
    table(
        "conv-transpose2d-table", 20_000, [random_conv_transpose2d(draw) for _ in range(ROWS)],
        conv_transpose2d)
    table(
        "kernels-table", 30_000,
        [random_kernels(draw, (MODES + ["symmetric"])[n % 5]) for n in range(KERNEL_ROWS)], kernels)


if __name__ == "__main__":
    main()
