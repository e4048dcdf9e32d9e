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

# Prints lines of the lecture.
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
say "A kernel slides along the signal. At each position where it fits, its weights are multiplied" \
  "with the numbers below them, and the sum of the products is one number of the output. With" \
  "the weights 1, 10, 100 the digits show which input went where: 1·1 + 2·10 + 3·100 = 321." \
  "The signal is 1 2 3 4 5."
echo "1 2 3 4 5" > "$out/x.txt"
run convnet convolve -k "1 10 100" -p 0 "$out/x.txt"

say "" "Deep learning uses the kernel as it is written (cross-correlation). Mathematics flips it first." \
  "A network learns its weights, so for it there is no difference; for a given filter there is:"
run convnet convolve -k "1 10 100" -p 0 --flip "$out/x.txt"

say "" "How one number is computed:"
run convnet convolve -k "1 10 100" -p 0 --explain 0,0 "$out/x.txt"

# ------------------------------------------------------------------------------------------------
part "2. Padding"
say "The kernel fits at three positions on five numbers: the output shrinks. Numbers added around the" \
  "signal keep its size, and its ends are then seen as often as its middle. Which numbers?"
say "" "Zeros, as in networks; the ends come out darker:"
run convnet convolve -k "1 10 100" -p 0x2 --padding-mode zeros "$out/x.txt"
say "" "The mirror, the edge not repeated:"
run convnet convolve -k "1 10 100" -p 0x2 --padding-mode reflect "$out/x.txt"
say "" "The edge repeated, the usual way for pictures:"
run convnet convolve -k "1 10 100" -p 0x2 --padding-mode replicate "$out/x.txt"

say "" "Two more: the signal as a circle, and a mirror that repeats the edge:"
run convnet convolve -k "1 10 100" -p 0x2 --padding-mode circular "$out/x.txt"
run convnet convolve -k "1 10 100" -p 0x2 --padding-mode symmetric "$out/x.txt"

say "" "The padding that keeps the size has a name, same:"
run convnet convolve -k "1 10 100" -p same --padding-mode zeros "$out/x.txt"

say "" "The kernel on its way, as an animation:"
run convnet convolve -k "1 10 100" -p 0x2 --padding-mode reflect "$out/x.txt" \
  --animate "$out/padding.gif"

# ------------------------------------------------------------------------------------------------
part "3. Stride"
say "With a stride of 2 the kernel stops at every other position: half as many numbers come out."
run convnet convolve -k "1 10 100" -p 0x2 -s 2 --padding-mode zeros "$out/x.txt"

# ------------------------------------------------------------------------------------------------
part "4. Dilation, or sparsity"
say "With a dilation of 2 the kernel skips one number of the signal between two weights (a sparsity" \
  "of 1): three weights span five numbers."
run convnet convolve -k "1 10 100" -p 0x2 -d 2 --padding-mode zeros "$out/x.txt"
say "" "The same, given by what is skipped:"
run convnet convolve -k "1 10 100" -p 0x2 --sparsity 1 --padding-mode zeros "$out/x.txt"
say "" "With a stride of 2 as well:"
run convnet convolve -k "1 10 100" -p 0x2 -s 2 -d 2 --padding-mode zeros "$out/x.txt"

# ------------------------------------------------------------------------------------------------
part "5. Two dimensions"
say "The same with rows and columns: a small matrix slides over a large one. A kernel of nine ones" \
  "gives the sum of the nine numbers below it."
run cat "$here/matrix.csv"
run convnet convolve -k "1 1 1; 1 1 1; 1 1 1" -p 0 "$here/matrix.csv"
run convnet convolve -k "1 1 1; 1 1 1; 1 1 1" -p 0 --explain 1,2 "$here/matrix.csv"
run convnet convolve -k "1 1 1; 1 1 1; 1 1 1" -p 1 -s 2 --padding-mode zeros "$here/matrix.csv" \
  --animate "$out/stride.gif"

# ------------------------------------------------------------------------------------------------
part "6. Edges"
say "Right minus left is large where a picture changes from left to right; below minus above does the" \
  "same for the other direction. The length of the two together is the strength of an edge."
run cat "$here/kernels/sobel-x.txt"
run convnet convolve -k "$here/kernels/sobel-x.txt" --gray --map center "$here/photo.jpg" \
  -o "$out/slope.png"
run convnet convolve -k sobel-x -k sobel-y --reduce magnitude --gray "$here/photo.jpg" \
  -o "$out/edges.png"

# ------------------------------------------------------------------------------------------------
part "7. Channels are added up"
say "A colour picture is three matrices. A filter of a network has a matrix for each of them and adds" \
  "up the three results: one feature map per filter. Here are three pixels, and a weight of 1."
printf 'P3\n3 1\n255\n255 0 51  0 255 51  255 255 255\n' > "$out/pixels.ppm"
say "" "Red, green and blue of the three pixels:"
run convnet convolve -k 1 "$out/pixels.ppm" --format txt -o -
say "" "Their sum:"
run convnet convolve -k 1 --sum "$out/pixels.ppm" --format txt -o -

# ------------------------------------------------------------------------------------------------
part "8. Many filters, many feature maps"
say "Two filters give two feature maps. That is all a layer does: 3 channels in, and as many out as it" \
  "has filters."
run convnet convolve -k 1 -k 2 --sum "$out/pixels.ppm" --format txt -o -

# ------------------------------------------------------------------------------------------------
part "9. Pooling"
say "Pooling takes the largest number of each window, or the average. There is nothing to learn. The" \
  "picture becomes smaller, and it matters less where exactly something was."
run convnet pool "$here/matrix.csv"
run convnet pool --type avg "$here/matrix.csv"
run convnet pool "$here/matrix.csv" --animate "$out/pooling.gif"

say "" "Between the two lies the root of the sum of squares:"
run convnet pool --type lp --norm 2 "$here/matrix.csv"

say "" "The backward pass needs the position of each maximum: only there does the input count." \
  "Unpooling puts the numbers back there."
run convnet pool "$here/matrix.csv" --indices "$out/places.csv"
run cat "$out/places.csv"
convnet pool "$here/matrix.csv" > "$out/largest.csv"
run convnet pool --unpool "$out/places.csv" "$out/largest.csv"

say "" "AlexNet's windows of 3 with a stride of 2 overlap. Where they do not fit evenly, ceil mode lets" \
  "the last ones hang over the edge:"
run convnet pool -k 3 -s 2 "$here/matrix.csv"
run convnet pool -k 3 -s 2 --ceil-mode "$here/matrix.csv"
run convnet pool -k 4 "$out/edges.png" -o "$out/pooled.png"

# ------------------------------------------------------------------------------------------------
part "10. The layer of the lecture: Conv2d(3, 16, kernel_size=3, stride=1, padding=1)"
say "Sixteen filters of 3 × 3 × 3 weights and a bias each: 16·(3·3·3 + 1) = 448 numbers. The size of the" \
  "picture stays."
run convnet shape --input 3x512x768 --formula conv:16,k=3,s=1,p=1
run convnet convolve --weights "$here/weights/rgb-3x3.safetensors:weight" \
  --bias "$here/weights/rgb-3x3.safetensors:bias" -s 1 -p 1 "$here/photo.jpg" -o "$out/maps.png"
run convnet convolve --weights "$here/weights/rgb-3x3.safetensors:weight" \
  --bias "$here/weights/rgb-3x3.safetensors:bias" -s 1 -p 1 --explain 100,200,2 "$here/photo.jpg"

# ------------------------------------------------------------------------------------------------
part "11. Sizes"
say "One formula gives the size of every output: (i + 2p − d(k − 1) − 1) / s + 1, rounded down. The part" \
  "of the picture that one number sees (its receptive field) grows from layer to layer."
run convnet shape --input 3x224x224 --formula conv:64,k=11,s=4,p=2 relu maxpool:3,s=2

say "" "And backwards: what leads from 224 to 55 with a kernel of 11?"
run convnet shape --input 3x224x224 --solve 64x55x55 conv:k=11

# ------------------------------------------------------------------------------------------------
part "12. Backwards"
say "Learning needs to know how the loss changes with each weight and each input. Let the loss be the" \
  "sum of the output: then its gradient with respect to each number of the output is 1."
say "" "Forward, with a stride of 2 and a padding of 1:"
run convnet convolve -k "1 10 100" -s 1x2 -p 0x1 --padding-mode zeros "$out/x.txt"
echo "1 1 1" > "$out/dy.txt"
say "" "Backward: the gradients of the input and of the weights:"
run convnet convolve -k "1 10 100" -s 1x2 -p 0x1 --padding-mode zeros "$out/x.txt" \
  --grad-output "$out/dy.txt" --grad-input "$out/dx.txt" --grad-weight "$out/dw.txt"
run cat "$out/dx.txt"
run cat "$out/dw.txt"

say "" "Both are convolutions again. For the gradient of the input, each number of the output's gradient" \
  "adds its multiple of the kernel, one stride apart: the transposed convolution."
run convnet convolve --transpose -k "1 10 100" -s 1x2 -p 0x1 --padding-mode zeros "$out/dy.txt"

say "" "The gradient of the weights is the input convolved with the output's gradient; stride and" \
  "dilation change places:"
run convnet convolve -k "1 1 1" -d 1x2 -p 0x1 --padding-mode zeros "$out/x.txt"

say "" "The transposed convolution also makes large out of small:"
echo "1 2" > "$out/small.txt"
run convnet convolve --transpose -k "1 10 100" -s 1x2 -p 0 --padding-mode zeros "$out/small.txt"

# ------------------------------------------------------------------------------------------------
part "13. AlexNet"
say "Five such layers, three poolings, three fully connected layers. Nearly all the work is in the" \
  "convolutions, and nearly all the numbers are in the first of the last three."
run convnet shape alexnet --svg "$out/alexnet.svg"

say "" "The pictures are in $out."
