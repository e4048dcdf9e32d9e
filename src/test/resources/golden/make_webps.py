"""Writes webps.json: lossy WebPs of many kinds, and libwebp's pixels of them, which have to come
out exactly. The format is that of images.json.

Needs Pillow, numpy, and the programs convert (ImageMagick 6), cwebp, dwebp and webpmux:
python3 make_webps.py > webps.json
"""

import base64
import io
import json
import pathlib
import random
import subprocess
import tempfile
import zlib

import numpy
from PIL import Image

WORK = pathlib.Path(tempfile.mkdtemp())
SIZES = [(1, 1), (2, 1), (1, 2), (3, 5), (15, 16), (17, 17), (33, 7), (24, 19), (40, 31)]
generator = numpy.random.default_rng(1)
random.seed(1)
references, files = {}, []


def text(content):
    return base64.b64encode(zlib.compress(content, 9)).decode()


def run(*command):
    subprocess.run(command, cwd=WORK, check=True, capture_output=True)


def add(name, frames=1):
    """Adds a file of WORK with the pixels of its first frame."""
    still = name
    if frames > 1:
        still = "frame.webp"
        run("webpmux", "-get", "frame", "1", name, "-o", still)
    run("dwebp", still, "-o", "still.png")
    planes = numpy.array(Image.open(WORK / "still.png")).transpose(2, 0, 1)
    reference = name + ("+alpha" if len(planes) == 4 else "")
    out = io.BytesIO()
    numpy.save(out, planes)
    references[reference] = text(out.getvalue())
    entry = {"name": name, "reference": reference, "tolerance": 0.0, "frames": frames}
    files.append(entry | {"file": text((WORK / name).read_bytes())})


def picture(width, height):
    """Soft ramps, stripes in all directions, an edge and noise: something for every mode."""
    y, x = numpy.mgrid[0:height, 0:width]
    angle = random.uniform(0, numpy.pi)
    along = x * numpy.cos(angle) + y * numpy.sin(angle)
    planes = [
        128 + 90 * numpy.sin(along / random.uniform(1, 9) + band) + 30 * (2 * x > width + y)
        for band in range(3)
    ]
    noise = random.choice([0, 3, 20]) * generator.standard_normal((height, width, 3))
    return (numpy.dstack(planes) + noise).clip(0, 255).astype(numpy.uint8)


def opacity(width, height):
    y, x = numpy.mgrid[0:height, 0:width]
    if random.random() < 0.3:
        return generator.integers(0, 256, (height, width)).astype(numpy.uint8)
    return ((5 * x + 3 * y) % 256).astype(numpy.uint8)


for i in range(48):
    width, height = SIZES[i % len(SIZES)]
    colours = picture(width, height)
    if i % 3 == 0:
        colours = numpy.dstack([colours, opacity(width, height)])
    Image.fromarray(colours).save(WORK / "in.png")
    run(
        "cwebp", "in.png", "-o", f"lossy-{i}.webp", "-exact",
        "-q", str(random.choice([0, 5, 20, 50, 75, 90, 100])),
        "-m", str(random.randrange(7)),
        "-segments", str(random.randint(1, 4)),
        "-sns", str(random.choice([0, 50, 100])),
        "-f", str(random.choice([0, 10, 40, 60, 100])),
        "-sharpness", str(random.randrange(8)),
        random.choice(["-strong", "-nostrong"]),
        "-alpha_method", str(random.randrange(2)),
        "-alpha_filter", random.choice(["none", "fast", "best"]),
    )
    add(f"lossy-{i}.webp")

Image.fromarray(picture(7, 150)).save(WORK / "in.png")
run("convert", "in.png", "-quality", "50", "-define", "webp:partitions=3", "partitions.webp")
add("partitions.webp")

run("webpmux", "-frame", "lossy-8.webp", "+100", "-frame", "lossy-8.webp", "+100", "-o", "two.webp")
add("two.webp", frames=2)

# Soft pictures at levels of the filter where its sharpness matters, and coarse ones with subblocks
# that have modes of their own and nothing else.
for i in range(24):
    y, x = numpy.mgrid[0:31, 0:40]
    along = x * numpy.cos(i) + y * numpy.sin(i)
    height = [5, 20, 90][i % 3]
    soft = [128 + height * numpy.sin(along / (1 + i % 9) + band) for band in range(3)]
    noise = (i % 2) * generator.standard_normal((31, 40, 3))
    edge = 30 * (2 * x > 40 + y)[..., None]
    Image.fromarray((numpy.dstack(soft) + noise + edge).clip(0, 255).astype(numpy.uint8)).save(
        WORK / "in.png"
    )
    run(
        "cwebp", "in.png", "-o", f"soft-{i}.webp", "-sharpness", "5", "-segments", "1",
        "-q", str([0, 3, 30, 50, 80, 100, 100][i % 7]), "-f", str([15, 20, 25, 60][i % 4]), "-sns", "100",
        "-m", str(4 + i % 3),
    )
    add(f"soft-{i}.webp")

# A dark grey whose corner is predicted by true motion.
Image.new("RGB", (17, 33), (10, 10, 10)).save(WORK / "in.png")
run("cwebp", "in.png", "-q", "50", "-o", "dark.webp")
add("dark.webp")

print(json.dumps({"references": references, "files": files}, indent=0))
