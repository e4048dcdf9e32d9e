"""Writes resize.json: what PIL and torchvision make of images that a formula draws.

Run with a Python that has torch, torchvision and Pillow: python3 resize.py > resize.json
"""

import json

import numpy
import torch
import torchvision.transforms as T
import torchvision.transforms.functional as F
from PIL import Image

MEAN = [0.485, 0.456, 0.406]
STD = [0.229, 0.224, 0.225]


def picture(height, width):
    """The same formula as in the test that reads the result."""
    y, x, c = numpy.mgrid[0:height, 0:width, 0:3]
    values = (37 * x + 59 * y + 91 * c + x * y % 23 * 7) % 256
    return Image.fromarray(values.astype(numpy.uint8), "RGB")


def planar(image):
    """Channel after channel, in hexadecimal."""
    array = numpy.asarray(image)
    if array.ndim == 2:
        array = array[:, :, None]
    return array.transpose(2, 0, 1).tobytes().hex()


def resized(height, width, to_height, to_width):
    image = picture(height, width).resize((to_width, to_height), Image.BILINEAR)
    return {"source": [height, width], "scaled": [to_height, to_width], "samples": planar(image)}


def boxed(height, width, box, to_height, to_width):
    image = F.resized_crop(picture(height, width), *box, [to_height, to_width])
    return {
        "source": [height, width],
        "box": box,
        "scaled": [to_height, to_width],
        "samples": planar(image),
    }


def evaluated(height, width, resize, crop, gray):
    steps = [T.Grayscale()] if gray else []
    steps += [T.Resize(resize), T.CenterCrop(crop), T.ToTensor()]
    steps += [T.Normalize(MEAN[:1] if gray else MEAN, STD[:1] if gray else STD)]
    tensor = T.Compose(steps)(picture(height, width))
    return {
        "source": [height, width],
        "resize": resize,
        "crop": crop,
        "channels": tensor.shape[0],
        "numbers": [float("%.7g" % number) for number in tensor.flatten().tolist()],
    }


def shifted(height, width, border, top, left, size):
    """torchvision's RandomCrop with padding, and a flip, for one choice of the place."""
    image = F.hflip(F.crop(F.pad(picture(height, width), border), top, left, size, size))
    return {
        "source": [height, width],
        "top": top - border,
        "left": left - border,
        "size": size,
        "samples": planar(image),
    }


print(
    json.dumps(
        {
            "resized": [
                resized(7, 5, 4, 3),
                resized(5, 7, 11, 13),
                resized(33, 47, 16, 16),
                resized(47, 33, 8, 33),
                resized(20, 31, 20, 6),
                resized(64, 48, 5, 7),
                resized(1, 9, 3, 2),
                resized(3, 200, 3, 1),
            ],
            "boxed": [
                boxed(33, 47, [3, 11, 20, 27], 8, 8),
                boxed(30, 30, [24, 25, 6, 5], 9, 9),
            ],
            "evaluated": [
                evaluated(40, 57, 16, 12, False),
                evaluated(57, 40, 16, 13, False),
                evaluated(9, 11, 12, 12, False),
                evaluated(40, 57, 16, 12, True),
            ],
            "shifted": [shifted(8, 8, 2, 0, 3, 8), shifted(8, 10, 2, 4, 6, 8)],
        }
    )
)
