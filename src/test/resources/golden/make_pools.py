"""Makes the golden files of `convnet pool` with PyTorch: python make_pools.py

One file a type of pooling, one case a line, each with the options as somebody would type them.
Inputs are seedless (see seedless.py) and not stored. Case number c owns the tensors 8c to 8c + 7:

    8c      src; with "levels": n coarse, floor(value * n) / n, so that a maximum has equals; with
            "positive": true its absolute value
    8c + 1  diffDst, the gradient that comes from above: floor(value * 8) / 8, not stored either;
            of a norm its absolute value plus 1/8, so that nothing cancels out
    8c + 2  with "special": true, where src is no number: NaN from 0.9 on, inf from 0.8, -inf from
            0.7 on

Everything is computed in float32, as PyTorch does it by itself, on one thread. Of a maximum only
the indices are stored, "dst" is src there; of an unpooling "indices" go in.
"""

import json
import math
import pathlib
import random

import torch
import torch.nn.functional as F

from seedless import seedless, shortest

HERE = pathlib.Path(__file__).parent
CASES = 420
SRC, DIFF_DST, SPECIAL = range(3)


def numbers(tensor):
    """A tensor's numbers for JSON, which has no word for what is not finite."""
    return [number(value) for value in tensor.detach().reshape(-1).tolist()]


def number(value):
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    short = shortest(value)
    return int(short) if short == int(short) and abs(short) < 1e6 else short


def coarse(tensor, levels):
    return torch.floor(tensor * levels) / levels


def source(case):
    src = seedless(8 * case["case"] + SRC, case["src"])
    if case.get("levels"):
        src = coarse(src, case["levels"])
    if case.get("positive"):
        src = src.abs()
    if case.get("special"):
        where = seedless(8 * case["case"] + SPECIAL, case["src"])
        src[where >= 0.7] = -math.inf
        src[where >= 0.8] = math.inf
        src[where >= 0.9] = math.nan
    return src.requires_grad_()


def gradient(case, shape, positive=False):
    diff = coarse(seedless(8 * case["case"] + DIFF_DST, shape), 8)
    return diff.abs() + 0.125 if positive else diff


def size(draw, height, width):
    """A size in one of its spellings."""
    if height == width and draw.random() < 0.7:
        return str(height)
    return f"{height}{draw.choice('xx,')}{width}"


def shape(draw, least=1, most=36):
    """Of images: few numbers, mostly more than one channel or image."""
    while True:
        dims = [draw.choice([1, 1, 2]), draw.choice([1, 1, 2, 3]),
                draw.randint(least, 8), draw.randint(least, 8)]
        if math.prod(dims) <= most:
            return dims


def windows(draw, padded=True, dilated=False):
    """Windows that fit, with an element of the image in each."""
    while True:
        src = shape(draw)
        kernel = [draw.randint(1, 4), draw.randint(1, 4)]
        stride = kernel if draw.random() < 0.25 else [draw.randint(1, 4), draw.randint(1, 4)]
        padding = [draw.randint(0, k // 2) if padded else 0 for k in kernel]
        dilation = [draw.choice([1, 2, 3]) if dilated else 1 for _ in kernel]
        ceil = draw.random() < 0.5
        if all(fits(*axis, ceil) for axis in zip(src[2:], kernel, stride, padding, dilation)):
            return src, kernel, stride, padding, dilation, ceil


def fits(size, kernel, stride, padding, dilation, ceil):
    """Whether there are windows, and every one holds an element that is not padding.

    Where one does not, the backward pass of PyTorch 2.13 writes outside its memory.
    """
    reach = size + 2 * padding - dilation * (kernel - 1) - 1
    count = (-(-reach // stride) if ceil else reach // stride) + 1
    if ceil and (count - 1) * stride >= size + padding:
        count -= 1
    return count > 0 and all(
        any(0 <= w * stride - padding + k * dilation < size for k in range(kernel))
        for w in range(count))


def typed(draw, kernel, stride, padding, dilation=(1, 1), ceil=False):
    """Windows as options, in their long or short names; defaults may be left out."""
    words = []
    if kernel != [2, 2] or draw.random() < 0.3:
        words += [draw.choice(["-k", "--kernel-size"]), size(draw, *kernel)]
    if stride != kernel or draw.random() < 0.2:
        words += [draw.choice(["-s", "--stride"]), size(draw, *stride)]
    if any(padding):
        words += [draw.choice(["-p", "--padding"]), size(draw, *padding)]
    if max(dilation) > 1:
        if draw.random() < 0.5:
            words += [draw.choice(["-d", "--dilation"]), size(draw, *dilation)]
        else:
            words += ["--sparsity", size(draw, *(d - 1 for d in dilation))]
    return words + (["--ceil-mode"] if ceil else [])


def result(case, dst, src, positive=False):
    dst.backward(gradient(case, dst.shape, positive))
    return case | {"shape": list(dst.shape), "dst": numbers(dst), "diffSrc": numbers(src.grad)}


def result_of_maximum(case, dst, indices, src):
    plane = src.detach().flatten(2).gather(2, indices.flatten(2)).reshape(dst.shape)
    assert torch.equal(plane.nan_to_num(77), dst.detach().nan_to_num(77))
    complete = result(case, dst, src)
    del complete["dst"]
    return complete | {"indices": indices.reshape(-1).tolist()}


def unusual(draw):
    """Ties, and numbers that are none."""
    marks = {}
    if draw.random() < 0.5:
        marks["levels"] = draw.choice([1, 2, 4])
    if draw.random() < 0.15:
        marks["special"] = True
    return marks


def maximum(number, draw):
    src, kernel, stride, padding, dilation, ceil = windows(draw, dilated=draw.random() < 0.4)
    words = typed(draw, kernel, stride, padding, dilation, ceil)
    case = {"case": number, "options": " ".join(words), "src": src} | unusual(draw)
    tensor = source(case)
    dst, indices = F.max_pool2d(
        tensor, kernel, stride, padding, dilation, ceil, return_indices=True)
    return result_of_maximum(case, dst, indices, tensor)


def average(number, draw):
    src, kernel, stride, padding, _, ceil = windows(draw)
    words = ["--type", "avg"] + typed(draw, kernel, stride, padding, ceil=ceil)
    divisor = draw.choice([None, None, None, 1, 3, 7, -2])
    include = divisor is not None or draw.random() < 0.5
    words += ["--divisor", str(divisor)] if divisor else []
    words += [] if include else ["--no-count-include-pad"]
    case = {"case": number, "options": " ".join(words), "src": src}
    case |= {"special": True} if draw.random() < 0.1 else {}
    tensor = source(case)
    return result(
        case, F.avg_pool2d(tensor, kernel, stride, padding, ceil, include, divisor), tensor)


def norm(number, draw):
    src, kernel, stride, _, _, ceil = windows(draw, padded=False)
    p = draw.choice([1, 2, 2, 2, 3, 4, 1.5, 2.5, 0.5, -1, -2, math.inf, -math.inf])
    words = ["--type", "lp"] + typed(draw, kernel, stride, [0, 0], ceil=ceil)
    words += [] if p == 2 and draw.random() < 0.5 else ["--norm", str(p)]
    case = {"case": number, "options": " ".join(words), "src": src, "norm": str(p)}
    # Zeros among coarse numbers show where there is no gradient.
    case |= {"levels": 2} if p >= 1 and draw.random() < 0.2 else {}
    # Signs where they cannot cancel each other out but for rounding that both sides do alike.
    case |= {} if p in (1, 2, 3, math.inf, -math.inf) else {"positive": True}
    tensor = source(case)
    return result(case, F.lp_pool2d(tensor, p, kernel, stride, ceil), tensor, positive=True)


def output_size(draw, src):
    """In words, and for PyTorch."""
    asked = [draw.randint(1, 5), draw.randint(1, 5)]
    if draw.random() < 0.1:
        side = draw.randrange(2)
        asked[side] = None
        if src[2 + side] <= 6:
            words = ["none" if value is None else str(value) for value in asked]
            return ["--output-size", ",".join(words)], asked
        asked[side] = 2
    return ["--output-size", size(draw, *asked)], asked


def adaptive_maximum(number, draw):
    src = shape(draw)
    words, asked = output_size(draw, src)
    case = {"case": number, "options": " ".join(["--type", "adaptive-max"] + words), "src": src}
    case |= unusual(draw)
    tensor = source(case)
    dst, indices = F.adaptive_max_pool2d(tensor, asked, return_indices=True)
    return result_of_maximum(case, dst, indices, tensor)


def adaptive_average(number, draw):
    src = shape(draw, most=24)
    words, asked = output_size(draw, src)
    case = {"case": number, "options": " ".join(["--type", "adaptive-avg"] + words), "src": src}
    case |= {"special": True} if draw.random() < 0.1 else {}
    tensor = source(case)
    return result(case, F.adaptive_avg_pool2d(tensor, asked), tensor)


def unpooling(number, draw):
    """Of the indices of a pooling of other numbers; windows that overlap say some places twice."""
    while True:
        image, kernel, stride, padding, _, ceil = windows(draw)
        _, indices = F.max_pool2d(
            coarse(seedless(8 * number + 3, image), 4), kernel, stride, padding, 1, ceil,
            return_indices=True)
        usual = [(i - 1) * s - 2 * p + k
                 for i, s, p, k in zip(indices.shape[2:], stride, padding, kernel)]
        asked = [u if draw.random() < 0.3 else i for u, i in zip(usual, image[2:])]
        reached = [abs(a - u) < s for a, u, s in zip(asked, usual, stride)]
        if all(reached) and min(asked) > 0 and indices.max() < math.prod(asked):
            break
    words = typed(draw, kernel, stride, padding)
    if asked != usual:
        words += ["--output-size", size(draw, *asked)]
    case = {"case": number, "options": " ".join(words), "src": list(indices.shape)}
    case |= {"special": True} if draw.random() < 0.1 else {}
    case |= {"indices": indices.reshape(-1).tolist()}
    tensor = source(case)
    return result(
        case, F.max_unpool2d(tensor, indices, kernel, stride, padding, asked), tensor)


def write(name, first, make):
    draw = random.Random(first)
    lines = ",\n".join(
        json.dumps(make(first + n, draw), separators=(",", ":"), allow_nan=False)
        for n in range(CASES))
    text = f"[\n{lines}\n]\n"
    (HERE / f"{name}.json").write_text(text)
    print(f"{name}: {CASES} cases, {len(text) / 1000:.0f} KB")


def main():
    torch.set_num_threads(1)
    write("pool-max", 10_000, maximum)
    write("pool-avg", 11_000, average)
    write("pool-lp", 12_000, norm)
    write("pool-adaptive-max", 13_000, adaptive_maximum)
    write("pool-adaptive-avg", 14_000, adaptive_average)
    write("pool-unpool", 15_000, unpooling)


if __name__ == "__main__":
    main()
