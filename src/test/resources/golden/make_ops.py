"""Makes the golden files of the single operations with PyTorch: python make_ops.py

One file an operation, one case a line. Only sizes, parameters and results are stored: the inputs
are seedless (see seedless.py). Case number c owns the tensors 8c to 8c + 7:

    8c      src, the logits of a cross entropy (times 4)
    8c + 1  weights; gamma of a batch normalisation; of the classes of a cross entropy: 1 + value / 2
    8c + 2  bias; beta
    8c + 3  diffDst, the gradient that comes from above
    8c + 4  the running mean before the step
    8c + 5  the running variance before the step: 1 + value / 2

"levels": n > 0 makes src coarse, floor(value * n) / n, so that a maximum has equals.
Sizes are [height, width]; "padding" of a convolution is [top, bottom, left, right]. Results are
computed in float64 from the float32 inputs and rounded to float32, flat, the last axis fastest;
their shapes follow from the rest, only "dst" says its own.
"""

import json
import pathlib
import random

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from seedless import bound, numbers, seedless

HERE = pathlib.Path(__file__).parent
SRC, WEIGHTS, BIAS, DIFF_DST, RUNNING_MEAN, RUNNING_VAR = range(6)


class Case:
    """A case's inputs, as float64 leaves that collect gradients."""

    def __init__(self, number):
        self.number = number

    def tensor(self, role, shape, scale=1.0, levels=0):
        values = seedless(8 * self.number + role, shape, scale)
        if levels:
            values = torch.floor(values * levels) / levels
        return values.double().requires_grad_()

    def back(self, dst):
        dst.backward(self.tensor(DIFF_DST, dst.shape).detach())


def write(name, cases):
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    (HERE / f"{name}.json").write_text(f"[\n{lines}\n]\n")
    print(f"{name}: {len(cases)} cases")


# Convolution


def pad(src, top, bottom, left, right, mode):
    """The padding of all modes; PyTorch has no symmetric one, that is numpy's."""
    if mode == "symmetric":
        rows = np.pad(np.arange(src.shape[2]), (top, bottom), mode)
        columns = np.pad(np.arange(src.shape[3]), (left, right), mode)
        return src[:, :, rows][:, :, :, columns]
    mode = "constant" if mode == "zeros" else mode
    return F.pad(src, (left, right, top, bottom), mode=mode)


def convolve(case, src, weights, bias):
    top, bottom, left, right = case["padding"]
    if top == bottom and left == right and case["mode"] != "symmetric":
        layer = nn.Conv2d(
            src.shape[1], case["outChannels"], case["kernel"], case["stride"], (top, left),
            case["dilation"], case["groups"], bias is not None, case["mode"], dtype=torch.float64)
        parameters = {"weight": weights} | ({} if bias is None else {"bias": bias})
        return torch.func.functional_call(layer, parameters, src)
    padded = pad(src, top, bottom, left, right, case["mode"])
    return F.conv2d(
        padded, weights, bias, case["stride"], 0, case["dilation"], case["groups"])


def convolution_case(number, case):
    inputs = Case(number)
    n, channels, _, _ = case["src"]
    out = case["outChannels"]
    src = inputs.tensor(SRC, case["src"])
    weights = inputs.tensor(WEIGHTS, (out, channels // case["groups"], *case["kernel"]))
    bias = inputs.tensor(BIAS, (out,)) if case["bias"] else None
    dst = convolve(case, src, weights, bias)
    inputs.back(dst)
    result = {"case": number} | case
    result["dst"] = {"shape": list(dst.shape), "values": numbers(dst)}
    result["diffSrc"] = numbers(src.grad)
    result["diffWeights"] = numbers(weights.grad)
    if bias is not None:
        result["diffBias"] = numbers(bias.grad)
    return result


def convolution(src, out, kernel, stride=(1, 1), padding=(0, 0, 0, 0), dilation=(1, 1), groups=1,
                mode="zeros", bias=True):
    return {
        "src": list(src), "outChannels": out, "kernel": list(kernel), "stride": list(stride),
        "padding": list(padding), "dilation": list(dilation), "groups": groups, "mode": mode,
        "bias": bias}


def random_convolution(draw):
    """Any convolution that fits and has not too many numbers."""
    while True:
        groups = draw.choice([1, 1, 1, 2, 3, 4])
        channels, out = groups * draw.choice([1, 1, 2, 3]), groups * draw.choice([1, 2, 3, 5])
        n, height, width = draw.choice([1, 1, 2, 3]), draw.randint(1, 11), draw.randint(1, 11)
        kernel = draw.randint(1, 5), draw.randint(1, 5)
        stride = draw.randint(1, 3), draw.randint(1, 3)
        dilation = draw.choice([1, 1, 2, 3]), draw.choice([1, 1, 2, 3])
        mode = draw.choice(["zeros", "zeros", "reflect", "replicate", "circular", "symmetric"])
        vertical, horizontal = draw.randint(0, 3), draw.randint(0, 3)
        padding = [vertical, vertical, horizontal, horizontal]
        if draw.random() < 0.2:
            padding = [draw.randint(0, 3) for _ in range(4)]
        most = [limit(mode, height)] * 2 + [limit(mode, width)] * 2
        fits = (
            all(p <= m for p, m in zip(padding, most))
            and height + sum(padding[:2]) > dilation[0] * (kernel[0] - 1)
            and width + sum(padding[2:]) > dilation[1] * (kernel[1] - 1))
        if fits and n * channels * height * width <= 400:
            return convolution(
                (n, channels, height, width), out, kernel, stride, padding, dilation, groups,
                mode, draw.random() < 0.7)


def limit(mode, size):
    return {"reflect": size - 1, "circular": size, "symmetric": size}.get(mode, 99)


def convolutions(draw):
    chosen = [
        convolution((1, 1, 1, 1), 1, (1, 1)),
        convolution((2, 3, 5, 4), 7, (1, 1)),
        convolution((1, 5, 6, 7), 3, (1, 1), stride=(2, 3)),
        convolution((1, 3, 8, 9), 8, (3, 3), padding=(1, 1, 1, 1)),
        convolution((2, 3, 2, 3), 4, (5, 7), padding=(2, 2, 3, 3)),
        convolution((1, 2, 1, 1), 3, (3, 3), padding=(1, 1, 1, 1)),
        convolution((1, 1, 2, 2), 2, (4, 4), stride=(2, 2), padding=(3, 3, 3, 3)),
        convolution((2, 1, 19, 18), 4, (11, 11), stride=(4, 4), padding=(2, 2, 2, 2)),
        convolution((1, 6, 5, 5), 6, (3, 3), padding=(1, 1, 1, 1), groups=6),
        convolution((2, 4, 6, 5), 6, (5, 5), padding=(2, 2, 2, 2), groups=2),
        convolution((1, 2, 9, 9), 3, (3, 3), padding=(2, 2, 2, 2), dilation=(2, 2)),
        convolution((1, 2, 7, 9), 3, (3, 2), dilation=(3, 4)),
        convolution((1, 1, 6, 6), 17, (3, 3), padding=(1, 1, 1, 1)),
        convolution((1, 17, 4, 4), 2, (3, 3), padding=(1, 1, 1, 1)),
        convolution((1, 1, 6, 7), 2, (4, 4), padding=(1, 2, 1, 2)),
        convolution((1, 2, 7, 1), 2, (3, 1), stride=(2, 1), padding=(1, 1, 0, 0)),
        convolution((1, 2, 1, 9), 2, (1, 4), stride=(1, 3), padding=(0, 0, 2, 2)),
    ] + [
        convolution((2, 2, 5, 4), 3, (3, 5), stride=stride, padding=(2, 2, 3, 3), mode=mode)
        for mode in ["zeros", "reflect", "replicate", "circular", "symmetric"]
        for stride in [(1, 1), (2, 1)]
    ]
    return chosen + [random_convolution(draw) for _ in range(45)]


# Pooling


def random_pooling(draw, dilations):
    while True:
        src = [draw.choice([1, 2]), draw.choice([1, 2, 3]), draw.randint(1, 9), draw.randint(1, 9)]
        kernel = [draw.randint(1, 4), draw.randint(1, 4)]
        stride = [draw.randint(1, 4), draw.randint(1, 4)]
        padding = [draw.randint(0, k // 2) for k in kernel]
        dilation = [draw.choice(dilations), draw.choice(dilations)]
        case = {
            "src": src, "kernel": kernel, "stride": stride, "padding": padding,
            "dilation": dilation, "ceil": draw.random() < 0.5}
        fits = all(src[2 + a] + 2 * padding[a] > dilation[a] * (kernel[a] - 1) for a in (0, 1))
        if fits and all(sees_the_input(case, axis) for axis in (0, 1)):
            return case


def sees_the_input(case, axis):
    """Whether every window holds an element that is not padding.

    Where one does not, the backward pass of PyTorch 2.13 writes outside its memory.
    """
    size = case["src"][2 + axis]
    kernel, stride, padding, dilation = (
        case[key][axis] for key in ("kernel", "stride", "padding", "dilation"))
    reach = size + 2 * padding - dilation * (kernel - 1) - 1
    windows = (-(-reach // stride) if case["ceil"] else reach // stride) + 1
    if case["ceil"] and (windows - 1) * stride >= size + padding:
        windows -= 1
    return all(
        any(0 <= w * stride - padding + k * dilation < size for k in range(kernel))
        for w in range(windows))


def pooling(src, kernel, stride, padding=(0, 0), ceil=False):
    return {
        "src": list(src), "kernel": list(kernel), "stride": list(stride),
        "padding": list(padding), "dilation": [1, 1], "ceil": ceil}


CHOSEN_POOLINGS = [
    pooling((1, 1, 1, 1), (1, 1), (1, 1)),
    pooling((2, 3, 11, 11), (3, 3), (2, 2)),
    pooling((1, 2, 6, 8), (3, 3), (2, 2), ceil=True),
    pooling((1, 1, 5, 5), (2, 2), (4, 4), (1, 1), ceil=True),
    pooling((1, 1, 6, 6), (3, 3), (3, 3), (1, 1), ceil=True),
    pooling((1, 2, 5, 6), (3, 2), (1, 3), (1, 0)),
]


def max_pooling_case(number, case, levels):
    inputs = Case(number)
    src = inputs.tensor(SRC, case["src"], levels=levels)
    dst, indices = F.max_pool2d(
        src, case["kernel"], case["stride"], case["padding"], case["dilation"], case["ceil"],
        return_indices=True)
    inputs.back(dst)
    return {"case": number} | case | {
        "levels": levels,
        "dst": {"shape": list(dst.shape), "values": numbers(dst)},
        "indices": indices.reshape(-1).tolist(),
        "diffSrc": numbers(src.grad)}


def average_pooling_case(number, case, count_include_pad, divisor):
    inputs = Case(number)
    src = inputs.tensor(SRC, case["src"])
    dst = F.avg_pool2d(
        src, case["kernel"], case["stride"], case["padding"], case["ceil"], count_include_pad,
        divisor or None)
    inputs.back(dst)
    return {"case": number} | case | {
        "countIncludePad": count_include_pad,
        "divisor": divisor,
        "dst": {"shape": list(dst.shape), "values": numbers(dst)},
        "diffSrc": numbers(src.grad)}


def adaptive_average_pooling_case(number, src_shape, output):
    inputs = Case(number)
    src = inputs.tensor(SRC, src_shape)
    dst = F.adaptive_avg_pool2d(src, output)
    inputs.back(dst)
    return {
        "case": number, "src": list(src_shape), "output": list(output),
        "dst": {"shape": list(dst.shape), "values": numbers(dst)},
        "diffSrc": numbers(src.grad)}


# The rest


def inner_product_case(number, n, inputs_count, outputs, with_bias):
    inputs = Case(number)
    src = inputs.tensor(SRC, (n, inputs_count))
    weights = inputs.tensor(WEIGHTS, (outputs, inputs_count))
    bias = inputs.tensor(BIAS, (outputs,)) if with_bias else None
    dst = F.linear(src, weights, bias)
    inputs.back(dst)
    result = {
        "case": number, "src": [n, inputs_count], "outFeatures": outputs, "bias": with_bias,
        "dst": {"shape": list(dst.shape), "values": numbers(dst)},
        "diffSrc": numbers(src.grad), "diffWeights": numbers(weights.grad)}
    if with_bias:
        result["diffBias"] = numbers(bias.grad)
    return result


def local_response_norm_case(number, shape, size, alpha, beta, k):
    inputs = Case(number)
    src = inputs.tensor(SRC, shape)
    dst = F.local_response_norm(src, size, alpha, beta, k)
    inputs.back(dst)
    return {
        "case": number, "src": list(shape), "size": size, "alpha": alpha, "beta": beta, "k": k,
        "dst": {"shape": list(dst.shape), "values": numbers(dst)},
        "diffSrc": numbers(src.grad)}


def batch_norm_case(number, shape, eps, momentum):
    inputs = Case(number)
    channels = (shape[1],)
    src = inputs.tensor(SRC, shape)
    gamma, beta = inputs.tensor(WEIGHTS, channels), inputs.tensor(BIAS, channels)
    mean = inputs.tensor(RUNNING_MEAN, channels).detach()
    variance = (1 + inputs.tensor(RUNNING_VAR, channels).detach().float() / 2).double()
    still = F.batch_norm(src, mean, variance, gamma, beta, False, momentum, eps)
    dst = F.batch_norm(src, mean, variance, gamma, beta, True, momentum, eps)
    inputs.back(dst)
    return {
        "case": number, "src": list(shape), "eps": eps, "momentum": momentum,
        "dst": {"shape": list(dst.shape), "values": numbers(dst)},
        "diffSrc": numbers(src.grad), "diffGamma": numbers(gamma.grad),
        "diffBeta": numbers(beta.grad), "runningMean": numbers(mean),
        "runningVar": numbers(variance), "evaluated": numbers(still)}


def cross_entropy_case(number, n, classes, smoothing, draw, weighted=False):
    src = Case(number).tensor(SRC, (n, classes), scale=4)
    labels = [draw.randrange(classes) for _ in range(n)]
    weights = 1 + Case(number).tensor(WEIGHTS, (classes,)).detach() / 2 if weighted else None
    loss = F.cross_entropy(src, torch.tensor(labels), weights, label_smoothing=smoothing)
    loss.backward()
    return {
        "case": number, "src": [n, classes], "labels": labels, "labelSmoothing": smoothing,
        "weighted": weighted,
        "loss": loss.item(), "diffSrc": numbers(src.grad)}


def seedless_case(number, scale, start):
    """Eight values from a flat index on, for the other side to check its formula."""
    return {
        "tensor": number, "scale": float(np.float32(scale)), "from": start,
        "values": numbers(seedless(number, (start + 8,), scale)[start:])}


def main():
    torch.set_num_threads(1)
    draw = random.Random(2012)
    write("seedless", [
        seedless_case(0, 1, 0), seedless_case(1, 1, 0), seedless_case(7, bound(6, 363), 0),
        seedless_case(1000, 1, 300_000), seedless_case(12, bound(2, 9216), 5_000_000)])
    write("convolution", [convolution_case(n, c) for n, c in enumerate(convolutions(draw))])

    poolings = CHOSEN_POOLINGS + [random_pooling(draw, [1, 1, 2, 3]) for _ in range(18)]
    write("max-pooling", [
        max_pooling_case(200 + n, case, 2 if n % 3 == 2 else 0)
        for n, case in enumerate(poolings)])

    poolings = CHOSEN_POOLINGS + [random_pooling(draw, [1]) for _ in range(18)]
    write("average-pooling", [
        average_pooling_case(300 + n, case, n % 2 == 0, 5 if n % 6 == 5 else 0)
        for n, case in enumerate(poolings)])

    write("adaptive-average-pooling", [
        adaptive_average_pooling_case(400 + n, shape, output)
        for n, (shape, output) in enumerate([
            ((1, 1, 1, 1), (1, 1)), ((2, 3, 6, 6), (6, 6)), ((1, 2, 7, 7), (3, 3)),
            ((1, 3, 13, 8), (6, 6)), ((2, 1, 2, 3), (5, 4)), ((1, 2, 1, 1), (6, 6)),
            ((2, 5, 4, 7), (1, 1)), ((1, 1, 9, 5), (2, 5))])])

    write("inner-product", [
        inner_product_case(450 + n, *sizes)
        for n, sizes in enumerate([
            (1, 1, 1, True), (1, 7, 3, True), (3, 17, 5, True), (2, 64, 10, True),
            (5, 9, 33, False), (4, 31, 8, True), (33, 3, 2, True), (1, 100, 1, False)])])

    write("local-response-norm", [
        local_response_norm_case(500 + n, *sizes)
        for n, sizes in enumerate([
            ((1, 1, 1, 1), 5, 1e-4, 0.75, 2.0), ((2, 7, 3, 2), 5, 1e-4, 0.75, 2.0),
            ((1, 8, 3, 3), 5, 1.0, 0.75, 1.0), ((2, 3, 2, 5), 5, 0.5, 0.5, 2.0),
            ((1, 6, 4, 3), 3, 2.0, 0.75, 1.0), ((1, 5, 2, 3), 1, 1.0, 1.0, 0.5),
            ((1, 9, 2, 2), 4, 1.0, 0.75, 1.0), ((2, 17, 1, 3), 7, 0.7, 0.6, 1.5)])])

    write("batch-norm", [
        batch_norm_case(550 + n, *sizes)
        for n, sizes in enumerate([
            ((2, 1, 1, 1), 1e-5, 0.1), ((1, 3, 4, 5), 1e-5, 0.1), ((3, 5, 2, 3), 1e-3, 0.2),
            ((8, 2, 1, 1), 1e-5, 0.1), ((4, 7, 3, 3), 1e-5, 0.9), ((2, 16, 2, 7), 1e-5, 0.1)])])

    write("cross-entropy", [
        cross_entropy_case(600 + n, *sizes, draw)
        for n, sizes in enumerate([
            (1, 2, 0.0), (1, 1, 0.0), (4, 10, 0.0), (3, 7, 0.0), (16, 3, 0.0), (2, 100, 0.0),
            (4, 10, 0.1), (3, 5, 0.3)])] + [
        cross_entropy_case(608 + n, *sizes, draw, weighted=True)
        for n, sizes in enumerate([(5, 4, 0.0), (7, 6, 0.2), (1, 3, 0.4)])])


if __name__ == "__main__":
    main()
