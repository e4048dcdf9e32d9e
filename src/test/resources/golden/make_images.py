"""Writes images.json: small image files of many tools, and what is in them.

Needs Pillow, numpy, tifffile, and the programs convert (ImageMagick 6), cjpeg, tiffcp, cwebp,
webpmux and ppmtoilbm (Netpbm): python3 make_images.py > images.json

"references" are pictures as npy files: numbers of 0..1 times 255, (C, H, W); names that end in
"+alpha" have alpha as their last channel. "files": the bytes, the reference, how far a sample may be
from it ("tolerance", of 255), how many frames the file has. Bytes are deflated, then in base64.

What is lossless has to come out exactly. References of JPEG are libjpeg-turbo's pixels, of colour
profiles Little CMS's results, relative colorimetric; where another decoder may differ, by its
way of enlarging chroma or by rounding, the tolerance says so.
"""

import base64
import io
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import zlib

import numpy
import tifffile
from PIL import Image, ImageCms

WIDTH, HEIGHT = 13, 9
PROFILE = 2.01
CHROMA = 12  # where chroma is stored at half the size, decoders enlarge it in different ways
WORK = pathlib.Path(tempfile.mkdtemp())
references, files = {}, []


def text(content):
    return base64.b64encode(zlib.compress(content, 9)).decode()


def reference(name, array, alpha=None):
    """Names a picture: (H, W) or (H, W, C) of 0..255."""
    planes = numpy.asarray(array, numpy.float32)
    planes = planes[None] if planes.ndim == 2 else planes.transpose(2, 0, 1)
    if alpha is not None:
        planes = numpy.concatenate([planes, numpy.asarray(alpha, numpy.float32)[None]])
    whole = (planes == planes.round()).all() and planes.min() >= 0 and planes.max() <= 255
    out = io.BytesIO()
    numpy.save(out, planes.astype(numpy.uint8 if whole else numpy.float32))
    references[name] = text(out.getvalue())
    return name


def add(name, content=None, of=None, tolerance=0.0, frames=1):
    """Adds a file of WORK, or one of this content, with its reference."""
    content = (WORK / name).read_bytes() if content is None else content
    entry = {"name": name, "reference": of, "tolerance": tolerance, "frames": frames}
    files.append(entry | {"file": text(content)})


def run(*command):
    subprocess.run(command, cwd=WORK, check=True, capture_output=True)


# The pictures: smooth ramps, so that lossy codecs keep them.

y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
colours = numpy.dstack([40 + 14 * x, 60 + 18 * y, 200 - 8 * x - 4 * y]).astype(numpy.uint8)
grey = (20 + 10 * x + 12 * y).astype(numpy.uint8)
opacity = (255 * x // (WIDTH - 1)).astype(numpy.uint8)
bits = ((x + 2 * y) % 3 == 0).astype(numpy.uint8)
rgb = Image.fromarray(colours)
rgba = Image.fromarray(numpy.dstack([colours, opacity]))
luma = Image.fromarray(grey)
reference("rgb", colours)
reference("rgb+alpha", colours, opacity)
reference("grey", grey)
reference("grey+alpha", grey, opacity)
reference("bits", 255 * bits)
rgb.save(WORK / "rgb.ppm")
rgba.save(WORK / "rgba.png")
with (WORK / "bits.pbm").open("wb") as out:
    out.write(b"P4\n13 9\n" + numpy.packbits(1 - bits, axis=1).tobytes())


# JPEG


def add_jpeg(name, tolerance):
    image = Image.open(WORK / name)
    add(name, None, reference(name, numpy.array(image)), tolerance)


for sampling in ("1x1", "2x1", "1x2", "4x1", "2x2"):
    run("cjpeg", "-quality", "90", "-sample", sampling, "-outfile", sampling + ".jpg", "rgb.ppm")
    add_jpeg(sampling + ".jpg", 1.01 if sampling == "1x1" else CHROMA)
run("cjpeg", "-rgb", "-restart", "1", "-outfile", "restart.jpg", "rgb.ppm")
add_jpeg("restart.jpg", 1.01)
run("cjpeg", "-progressive", "-sample", "1x1", "-outfile", "progressive.jpg", "rgb.ppm")
add_jpeg("progressive.jpg", 1.01)

ink = 255 - colours.astype(int)
black = ink.min(axis=2) // 2
inks = numpy.dstack([(ink - black[..., None]) * 255 // (255 - black[..., None]), black])
cmyk = Image.fromarray(inks.astype(numpy.uint8), "CMYK")


def add_cmyk(name, tolerance):
    stored = numpy.array(Image.open(WORK / name)) / 255
    colours = 255 * (1 - stored[..., :3]) * (1 - stored[..., 3:])
    add(name, None, reference(name, colours.round()), tolerance)


cmyk.save(WORK / "cmyk.jpg", quality=95, subsampling=0)
add_cmyk("cmyk.jpg", 2.01)
cmyk.save(WORK / "cmyk-progressive.jpg", quality=95, subsampling=0, progressive=True)
add_cmyk("cmyk-progressive.jpg", 2.01)
cmyk.save(WORK / "cmyk.tif")
run("convert", "cmyk.tif", "-strip", "-quality", "95", "-sampling-factor", "1x1", "ycck.jpg")
add_cmyk("ycck.jpg", 2.01)
add_cmyk("cmyk.tif", 1.01)


# Colour profiles: small ones made by hand (ICC.1, version 2).


def fixed(*values):
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def profile(space, tags):
    tags = [(b"desc", b"desc" + struct.pack(">II", 0, 2) + b"x\0" + b"\0" * 78)] + tags
    tags.append((b"wtpt", b"XYZ \0\0\0\0" + fixed(0.9642, 1, 0.8249)))
    start = 128 + 4 + 12 * len(tags)
    table = struct.pack(">I", len(tags))
    data = b""
    for name, content in tags:
        table += name + struct.pack(">II", start + len(data), len(content))
        data += content + b"\0" * (-len(content) % 4)
    size = 128 + len(table) + len(data)
    header = struct.pack(">I4xI4s4s4s", size, 0x02400000, b"mntr", space, b"XYZ ")
    header += struct.pack(">6H", 2020, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28
    header += fixed(0.9642, 1, 0.8249)
    return header.ljust(128, b"\0") + table + data


def curve(gamma):
    return b"curv" + struct.pack(">IIH", 0, 1, round(gamma * 256))


def primaries(gamma, *columns):
    tags = [(b"%cXYZ" % c, b"XYZ \0\0\0\0" + fixed(*v)) for c, v in zip(b"rgb", columns)]
    return tags + [(b"%cTRC" % c, curve(gamma)) for c in b"rgb"]


P3 = ((0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407))
SRGB = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.7141))
wide = profile(b"RGB ", primaries(2.2, *P3))
swapped = profile(b"RGB ", primaries(2.2, SRGB[1], SRGB[0], SRGB[2]))
dark = profile(b"GRAY", [(b"kTRC", curve(1.8))])
to = ImageCms.createProfile("sRGB")


def managed(image, icc):
    source = ImageCms.ImageCmsProfile(io.BytesIO(icc))
    return ImageCms.profileToProfile(image, source, to, renderingIntent=1, outputMode="RGB")


for name, icc in (("wide", wide), ("swapped", swapped)):
    reference(name, numpy.array(managed(rgb, icc)))
    rgb.save(WORK / f"{name}.png", icc_profile=icc)
    rgb.save(WORK / f"{name}.tif", icc_profile=icc)
    rgb.save(WORK / f"{name}.webp", lossless=True, icc_profile=icc)
    for suffix in ("png", "tif", "webp"):
        add(f"{name}.{suffix}", None, name, PROFILE)
    rgb.save(WORK / f"{name}.jpg", quality=95, subsampling=0, icc_profile=icc)
    jpeg = managed(Image.open(WORK / f"{name}.jpg"), icc)
    add(f"{name}.jpg", None, reference(f"{name}.jpg", numpy.array(jpeg)), PROFILE)
rgba.save(WORK / "wide-alpha.png", icc_profile=wide)
add("wide-alpha.png", None, reference("wide+alpha", managed(rgb, wide), opacity), PROFILE)
few = rgb.quantize(7)
few.save(WORK / "wide-palette.png", icc_profile=wide)
few_managed = managed(few.convert("RGB"), wide)
add("wide-palette.png", None, reference("wide-palette", numpy.array(few_managed)), PROFILE)
reference("dark", numpy.array(managed(luma, dark))[..., 1])
luma.save(WORK / "dark.png", icc_profile=dark)
luma.save(WORK / "dark.tif", icc_profile=dark)
luma.save(WORK / "dark.jpg", quality=100, icc_profile=dark)
add("dark.png", None, "dark", PROFILE)
add("dark.tif", None, "dark", PROFILE)
add("dark.jpg", None, "dark", 3.01)

# An sRGB of another make has to leave the numbers alone.
near = profile(b"RGB ", [t for t in primaries(2.2, *SRGB) if t[0][1:] == b"XYZ"] + [
    (b"%cTRC" % c, b"para" + struct.pack(">IHH", 0, 3, 0)
     + fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)) for c in b"rgb"])
rgb.save(WORK / "near.png", icc_profile=near)
add("near.png", None, "rgb")


# PNG by hand: what few writers make.


def chunk(kind, content):
    crc = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc)


def png(depth, kind, rows, *chunks):
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, kind, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks)
            + chunk(b"IDAT", data) + chunk(b"IEND", b""))


def packed(array, depth):
    shifts = numpy.arange(depth - 1, -1, -1)
    return numpy.packbits((array[..., None] >> shifts & 1).reshape(HEIGHT, -1), axis=1)


for depth in (1, 2, 4, 8):
    top = (1 << depth) - 1
    levels = grey.astype(int) * top // 255
    clear = int(levels[4, 6])
    rows = [row.tobytes() for row in packed(levels, depth)]
    name = reference(f"grey{depth}+alpha", levels * 255 // top, 255 * (levels != clear))
    transparency = chunk(b"tRNS", struct.pack(">H", clear))
    add(f"transparent-grey{depth}.png", png(depth, 0, rows, transparency), name)
    indices = (x + y) % (top + 1)
    palette = numpy.stack([(numpy.arange(top + 1) * k + 9) % 256 for k in (3, 5, 7)], axis=1)
    alphas = 255 - numpy.arange(top + 1)
    name = reference(f"palette{depth}+alpha", palette[indices], alphas[indices])
    chunks = [chunk(b"PLTE", palette.astype(numpy.uint8).tobytes()),
              chunk(b"tRNS", alphas.astype(numpy.uint8).tobytes())]
    rows = [row.tobytes() for row in packed(indices, depth)]
    add(f"transparent-palette{depth}.png", png(depth, 3, rows, *chunks), name)
deep = (colours.astype(int) * 256 + 77).astype(">u2")
reference("deep", deep / 257)
add("deep.png", png(16, 2, [row.tobytes() for row in deep]), "deep")
run("convert", "rgba.png", "-strip", "-interlace", "PNG", "interlaced.png")
add("interlaced.png", None, "rgb+alpha")
gamma = chunk(b"gAMA", struct.pack(">I", 100000))
add("gamma-is-no-profile.png", png(8, 2, [row.tobytes() for row in colours], gamma), "rgb")


# Animations: the first frame, on the whole of its screen.

moved = [Image.fromarray(numpy.roll(colours, i, axis=1)) for i in range(3)]
moved[0].save(WORK / "animation.png", save_all=True, append_images=moved[1:])
add("animation.png", None, "rgb", frames=3)
moved[0].save(WORK / "pages.tif", save_all=True, append_images=moved[1:])
add("pages.tif", None, "rgb", frames=3)
run("cwebp", "-quiet", "-lossless", "-exact", "rgba.png", "-o", "small.webp")
rgba.resize((20, 16)).save(WORK / "large.webp", lossless=True)
run("webpmux", "-frame", "small.webp", "+100+4+6", "-frame", "large.webp", "+100",
    "-o", "animation.webp")
canvas = numpy.zeros((16, 20, 4), int)
canvas[6:15, 4:17] = numpy.dstack([colours, opacity])
name = reference("on-canvas+alpha", canvas[..., :3], canvas[..., 3])
add("animation.webp", None, name, frames=2)
still = few.convert("RGB")
few.save(WORK / "few.gif", save_all=True, append_images=[few.rotate(180), few])
add("few.gif", None, reference("few", numpy.array(still)), frames=3)
run("convert", "-size", "20x16", "xc:red", "(", "few.gif[0]", "-repage", "20x16+5+3", ")",
    "-delete", "0", "screen.gif")
canvas = numpy.zeros((16, 20, 4), int)
canvas[3:12, 5:18, :3] = numpy.array(still)
canvas[3:12, 5:18, 3] = 255
add("screen.gif", None, reference("on-screen+alpha", canvas[..., :3], canvas[..., 3]))


# WebP

add("small.webp", None, "rgb+alpha")
rgb.save(WORK / "lossy.webp", quality=90)
name = reference("lossy.webp", numpy.array(Image.open(WORK / "lossy.webp")))
add("lossy.webp", None, name)


# TIFF


def tiff(name, array, of, tolerance=0.0, **options):
    tifffile.imwrite(WORK / name, array, metadata=None, software=False, **options)
    add(name, None, of, tolerance)


tiff("plain.tif", colours, "rgb", photometric="rgb")
tiff("planar-big-endian.tif", deep.transpose(2, 0, 1).astype("u2"), "deep", photometric="rgb",
     planarconfig="separate", byteorder=">")
tiff("tiles.tif", colours, "rgb", photometric="rgb", tile=(16, 16))
tiff("white-is-zero.tif", 255 - grey, "grey", photometric="miniswhite")
multiplied = (colours * (opacity[..., None] / 255) + 0.5).astype(numpy.uint8)
divided = numpy.minimum(255, numpy.floor(
    255 * multiplied.astype(float) / numpy.maximum(1, opacity[..., None]) + 0.5))
tiff("multiplied-alpha.tif", numpy.dstack([multiplied, opacity]),
     reference("divided+alpha", divided, opacity), photometric="rgb",
     extrasamples=["assocalpha"])
tiff("alpha.tif", numpy.dstack([grey, opacity]), "grey+alpha", photometric="minisblack",
     planarconfig="contig", extrasamples=["unassalpha"])
numbers = (grey / 64.0 - 1.5).astype(numpy.float16)
reference("numbers", numbers.astype(numpy.float32) * 255)
for dtype, order in (("f2", "<"), ("f4", "<"), ("f4", ">"), ("f8", "<")):
    tiff(f"{dtype}{order}.tif".replace("<", "-little").replace(">", "-big"),
         numbers.astype(dtype), "numbers", photometric="minisblack", byteorder=order)
tiff("big-tiff.tif", numbers.astype("f4"), "numbers", photometric="minisblack", bigtiff=True)
for codec in ("lzw:2", "packbits", "zip:2"):
    name = codec.replace(":2", "-predictor") + ".tif"
    run("tiffcp", "-c", codec, "plain.tif", name)
    add(name, None, "rgb")
run("tiffcp", "-c", "zip:3", "f4-little.tif", "float-predictor.tif")
add("float-predictor.tif", None, "numbers")
run("tiffcp", "-r", "16", "-c", "jpeg:100", "plain.tif", "jpeg.tif")
name = reference("jpeg.tif", numpy.array(Image.open(WORK / "jpeg.tif").convert("RGB")))
add("jpeg.tif", None, name, CHROMA)
run("convert", "bits.pbm", "-strip", "-compress", "none", "bits.tif")
add("bits.tif", None, "bits")
for codec in ("g3", "g4"):
    run("tiffcp", "-c", codec, "bits.tif", f"bits-{codec}.tif")
    add(f"bits-{codec}.tif", None, "bits")
for orientation in range(1, 9):
    turn = [None, None, 0, 3, 1, 5, 4, 6, 2][orientation]
    turned = rgb if turn is None else rgb.transpose(Image.Transpose(turn))
    name = reference(f"turned{orientation}", numpy.array(turned))
    tiff(f"turned{orientation}.tif", colours, name, photometric="rgb",
         extratags=[(274, "H", 1, orientation, True)])
    exif = Image.Exif()
    exif[274] = orientation
    rgb.save(WORK / f"turned{orientation}.webp", lossless=True, exif=exif.tobytes())
    add(f"turned{orientation}.webp", None, name)


# BMP, Netpbm and others

run("convert", "rgb.ppm", "-define", "bmp:subtype=RGB565", "565.bmp")
add("565.bmp", None, reference("565.bmp", numpy.array(Image.open(WORK / "565.bmp"))), 1.01)
few.save(WORK / "palette.bmp")
add("palette.bmp", None, "few")
run("convert", "few.gif[0]", "-compress", "RLE", "BMP3:rle.bmp")
add("rle.bmp", None, "few")
upside_down = bytearray((WORK / "565.bmp").read_bytes())
struct.pack_into("<i", upside_down, 22, -HEIGHT)
flipped = numpy.array(Image.open(WORK / "565.bmp"))[::-1]
add("top-down.bmp", bytes(upside_down), reference("top-down.bmp", flipped), 1.01)
run("convert", "rgba.png", "-strip", "alpha.bmp")
add("alpha.bmp", None, "rgb+alpha")

digits = "\n".join("".join(str(1 - bit) for bit in row) for row in bits)
add("tight.pbm", f"P1 # bits\n{WIDTH} {HEIGHT}\n{digits}\n".encode(), "bits")
levels = " ".join(str(value) for value in (grey // 3).ravel())
name = reference("hundred", (grey // 3).astype(numpy.float32) * numpy.float32(2.55))
add("hundred.pgm", f"P2\n{WIDTH} {HEIGHT}\n100\n{levels}\n".encode(), name, 1e-4)
head = f"P5 {WIDTH} {HEIGHT} 100\n".encode()
add("hundred-binary.pgm", head + (grey // 3).tobytes(), name, 1e-4)
head = f"P6\n{WIDTH} {HEIGHT}\n65535\n".encode()
add("deep.ppm", head + deep.tobytes(), "deep", 1e-4)


def pam(name, array, kind, largest, of):
    head = f"P7\nWIDTH {WIDTH}\nHEIGHT {HEIGHT}\nDEPTH {array.shape[2]}\n"
    head += f"MAXVAL {largest}\nTUPLTYPE {kind}\nENDHDR\n"
    add(name, head.encode() + array.tobytes(), of)


pam("bits.pam", bits[..., None], "BLACKANDWHITE", 1, "bits")
pam("rgba.pam", numpy.dstack([colours, opacity]), "RGB_ALPHA", 255, "rgb+alpha")
pam("alpha.pam", numpy.dstack([grey, opacity]), "GRAYSCALE_ALPHA", 255, "grey+alpha")

light = numpy.dstack([colours, numpy.full((HEIGHT, WIDTH), 129, numpy.uint8)])
rows = (b"\2\2\0\15" + b"".join(b"\15" + row[:, i].tobytes() for i in range(4)) for row in light)
head = f"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y {HEIGHT} +X {WIDTH}\n".encode()
name = reference("light", colours.astype(numpy.float32) * numpy.float32(255 / 128))
add("light.hdr", head + b"".join(rows), name, 1e-4)
rgba.save(WORK / "rle.tga", rle=True)
add("rle.tga", None, "rgb+alpha")
rgba.save(WORK / "icon.ico", sizes=[(13, 9)], bitmap_format="bmp")
add("icon.ico", None, "rgb+alpha")

one = Image.fromarray(255 * bits).convert("1")
for name, image, of in (
    ("rle.pcx", rgb, "rgb"),
    ("grey.pcx", luma, "grey"),
    ("bits.pcx", one, "bits"),
    ("rgba.sgi", rgba, "rgb+alpha"),
    ("grey.sgi", luma, "grey"),
):
    image.save(WORK / name)
    add(name, None, of)
run("convert", "rgb.ppm", "rle.sgi")
add("rle.sgi", None, "rgb")
run("sh", "-c", "ppmtoilbm -24force rgb.ppm >rgb.iff")
add("rgb.iff", None, "rgb")

json.dump({"references": references, "files": files}, sys.stdout, indent=0)
print()
