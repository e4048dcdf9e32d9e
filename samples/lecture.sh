#!/bin/sh
# The lecture on convolutional networks, from the shell. Read along while it runs:
#
#     sh samples/lecture.sh out/lecture
#
# Needs convnet on the PATH and the files beside this script. Each command is printed before it
# runs, then what it answers; pictures go to the directory named.
set -eu

if [ $# -ne 1 ]; then
  echo "usage: lecture.sh DIRECTORY: where the pictures go" >&2
  exit 2
fi
here=$(dirname "$0")
out=$1
mkdir -p "$out"

# Prints a heading.
part() {
  printf '\n== %s\n' "$1"
}

# Prints what follows from the commands around it.
say() {
  printf '%s\n' "$@"
}

# Prints a command as one would type it, and runs it.
run() {
  printf '\n$'
  for word; do
    case $word in
      *[!A-Za-z0-9_./:=,@+-]*) printf ' "%s"' "$word" ;;
      *) printf ' %s' "$word" ;;
    esac
  done
  printf '\n'
  "$@"
}

# ------------------------------------------------------------------------------------------------
part "1. Convolution in one dimension"
# A kernel of three numbers is laid on the signal at each place where it fits. The numbers that lie
# on one another are multiplied, the products added: that is one number of the output. With weights
# 1, 10, 100 the digits of the answer show which input went where: 1·1 + 2·10 + 3·100 = 321.

echo "1 2 3 4 5" > "$out/x.txt"
say "The signal is 1 2 3 4 5, the kernel 1 10 100."
run convnet convolve -k "1 10 100" -p 0 "$out/x.txt"

# Deep learning lays the kernel down as it is written (cross-correlation). Mathematics turns it over
# first. A network learns its weights, so it does not care; a filter with a name does.
say "" "Mathematics turns the kernel over:"
run convnet convolve -k "1 10 100" -p 0 --flip "$out/x.txt"

# How one number comes about:
run convnet convolve -k "1 10 100" -p 0 --explain 0,0 "$out/x.txt"

# ------------------------------------------------------------------------------------------------
part "2. Padding"
# Three places were enough for five numbers: the output shrinks. Numbers put around the signal first
# keep its size, and let its ends be seen as often as its middle. Which numbers?

say "Zeros, as networks have it; the ends come out darker:"
run convnet convolve -k "1 10 100" -p 0x2 --padding-mode zeros "$out/x.txt"
say "" "The mirror, the edge not repeated:"
run convnet convolve -k "1 10 100" -p 0x2 --padding-mode reflect "$out/x.txt"
say "" "The edge repeated, the usual way for pictures:"
run convnet convolve -k "1 10 100" -p 0x2 --padding-mode replicate "$out/x.txt"

# Two more: as if the signal went round in a circle, and a mirror that repeats the edge.
run convnet convolve -k "1 10 100" -p 0x2 --padding-mode circular "$out/x.txt"
run convnet convolve -k "1 10 100" -p 0x2 --padding-mode symmetric "$out/x.txt"

# As much of it as keeps the size has a name.
run convnet convolve -k "1 10 100" -p same --padding-mode zeros "$out/x.txt"

# ------------------------------------------------------------------------------------------------
part "3. Stride"
# The kernel need not stop everywhere. A stride of 2 stops at every other place: half the numbers.

run convnet convolve -k "1 10 100" -p 0x2 -s 2 --padding-mode zeros "$out/x.txt"

# ------------------------------------------------------------------------------------------------
part "4. Dilation, or sparsity"
# The kernel's numbers need not lie side by side. With a dilation of 2 one number of the signal is
# skipped between two of them (a sparsity of 1): it sees five numbers with three weights.

run convnet convolve -k "1 10 100" -p 0x2 -d 2 --padding-mode zeros "$out/x.txt"
say "" "The same, said by what is skipped:"
run convnet convolve -k "1 10 100" -p 0x2 --sparsity 1 --padding-mode zeros "$out/x.txt"
say "" "With a stride of 2 besides:"
run convnet convolve -k "1 10 100" -p 0x2 -s 2 -d 2 --padding-mode zeros "$out/x.txt"

# ------------------------------------------------------------------------------------------------
part "5. Two dimensions"
# The same with rows and columns: a small matrix slides over a large one. The sum of nine ones is
# the sum of the nine numbers below.

run cat "$here/matrix.csv"
run convnet convolve -k "1 1 1; 1 1 1; 1 1 1" -p 0 "$here/matrix.csv"
run convnet convolve -k "1 1 1; 1 1 1; 1 1 1" -p 0 --explain 1,2 "$here/matrix.csv"

# ------------------------------------------------------------------------------------------------
part "6. Edges"
# Right minus left is large where a picture changes from left to right. Below minus above is the
# other direction. Of both together the length of the slope is taken.

run cat "$here/kernels/sobel-x.txt"
run convnet convolve -k "$here/kernels/sobel-x.txt" --gray --map center "$here/photo.jpg" \
  -o "$out/slope.png"
run convnet convolve -k sobel-x -k sobel-y --reduce magnitude --gray "$here/photo.jpg" \
  -o "$out/edges.png"

# ------------------------------------------------------------------------------------------------
part "7. Channels are added up"
# A picture in colour is three matrices. A filter of a network has a matrix for each of them, and
# adds the three results up: one feature map for each filter. Here three pixels, and 1 for each.

printf 'P3\n3 1\n255\n255 0 51  0 255 51  255 255 255\n' > "$out/pixels.ppm"
say "Red, green and blue of three pixels:"
run convnet convolve -k 1 "$out/pixels.ppm" --format txt -o -
say "" "Their sum:"
run convnet convolve -k 1 --sum "$out/pixels.ppm" --format txt -o -

# ------------------------------------------------------------------------------------------------
part "8. Many filters, many feature maps"
# Two filters give two feature maps. This is all that a layer does: 3 channels in, as many out as it
# has filters.

run convnet convolve -k 1 -k 2 --sum "$out/pixels.ppm" --format txt -o -

# ------------------------------------------------------------------------------------------------
part "9. Pooling"
# Of each window the largest number, or the average. Nothing is learned. The picture becomes
# smaller, and it matters less where exactly something was.

run convnet pool "$here/matrix.csv"
run convnet pool --type avg "$here/matrix.csv"

# AlexNet's windows of 3 with a stride of 2 overlap. Where they do not come out even, ceil mode lets
# the last ones hang over the edge.
run convnet pool -k 3 -s 2 "$here/matrix.csv"
run convnet pool -k 3 -s 2 --ceil-mode "$here/matrix.csv"
run convnet pool -k 4 "$out/edges.png" -o "$out/pooled.png"

# ------------------------------------------------------------------------------------------------
part "10. The layer of the lecture: Conv2d(3, 16, kernel_size=3, stride=1, padding=1)"
# Sixteen filters of 3 × 3 × 3 weights and a bias each: 16·(3·3·3 + 1) = 448 numbers. The size stays.

run convnet shape --input 3x512x768 --formula conv:16,k=3,s=1,p=1
run convnet convolve --weights "$here/weights/rgb-3x3.safetensors:weight" \
  --bias "$here/weights/rgb-3x3.safetensors:bias" -s 1 -p 1 "$here/photo.jpg" -o "$out/maps.png"
run convnet convolve --weights "$here/weights/rgb-3x3.safetensors:weight" \
  --bias "$here/weights/rgb-3x3.safetensors:bias" -s 1 -p 1 --explain 100,200,2 "$here/photo.jpg"

# ------------------------------------------------------------------------------------------------
part "11. Sizes"
# One formula gives the size of every output: (i + 2p − d(k − 1) − 1) / s + 1, rounded down. What
# one number of the output sees of the picture grows from layer to layer.

run convnet shape --input 3x224x224 --formula conv:64,k=11,s=4,p=2 relu maxpool:3,s=2

# And backwards: what leads from 224 to 55 with a kernel of 11?
run convnet shape --input 3x224x224 --solve 64x55x55 conv:k=11

# ------------------------------------------------------------------------------------------------
part "12. Backwards"
# Learning needs to know how the loss changes with each weight and each input. Let the loss be the
# sum of the output: then each number of the output counts 1.

say "Forwards, with a stride of 2 and a padding of 1:"
run convnet convolve -k "1 10 100" -s 1x2 -p 0x1 --padding-mode zeros "$out/x.txt"
echo "1 1 1" > "$out/dy.txt"
run convnet convolve -k "1 10 100" -s 1x2 -p 0x1 --padding-mode zeros "$out/x.txt" \
  --grad-output "$out/dy.txt" --grad-input "$out/dx.txt" --grad-weight "$out/dw.txt"
run cat "$out/dx.txt"
run cat "$out/dw.txt"

# Both are convolutions again. The gradient of the input: each number of the output's gradient lays
# the kernel down, a stride from the next. That is the transposed convolution.
say "" "The gradient of the input is a transposed convolution:"
run convnet convolve --transpose -k "1 10 100" -s 1x2 -p 0x1 --padding-mode zeros "$out/dy.txt"

# The gradient of the weights: the input convolved with the output's gradient. Stride and dilation
# change places.
say "" "The gradient of the weights is a convolution of the input:"
run convnet convolve -k "1 1 1" -d 1x2 -p 0x1 --padding-mode zeros "$out/x.txt"

# The transposed convolution makes large out of small, too:
echo "1 2" > "$out/small.txt"
run convnet convolve --transpose -k "1 10 100" -s 1x2 -p 0 --padding-mode zeros "$out/small.txt"

# ------------------------------------------------------------------------------------------------
part "13. AlexNet"
# Five such layers, three poolings, three layers that see everything. Nearly all the work is in the
# convolutions, nearly all the numbers are in the first of the last three.

run convnet shape alexnet --svg "$out/alexnet.svg"

say "" "The pictures are in $out."
