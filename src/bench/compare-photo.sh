#!/bin/sh
# Sharpens a JPEG into a JPEG, or another format, whole processes: convnet beside ImageMagick and
# GraphicsMagick.
# Needs hyperfine, jq and the packaged program; prints medians.
#
#   src/bench/compare-photo.sh PHOTO.jpg [RUNS [FORMAT]]
set -eu
photo=${1:?which photo?}
runs=${2:-10}
format=${3:-jpg}
# To both, a PNG's quality is something else: how it is compressed.
quality=
[ "$format" != jpg ] || quality='-quality 92'
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

set -- "target/convnet/bin/convnet convolve -k sharpen '$photo' -o $out/convnet.$format"
if command -v convert >/dev/null; then
  set -- "$@" "convert '$photo' -define convolve:scale=1 \
-morphology Convolve '3x3: 0,-1,0 -1,5,-1 0,-1,0' $quality $out/imagemagick.$format"
fi
if command -v gm >/dev/null; then
  set -- "$@" "gm convert '$photo' -convolve 0,-1,0,-1,5,-1,0,-1,0 $quality $out/graphicsmagick.$format"
fi
# All runs of a command, then all of the next: on a machine that others use, run it more than once.
hyperfine -N --warmup 2 --runs "$runs" --export-json "$out/times.json" --style none "$@" >/dev/null
jq -r '.results[] | "\(.median * 1000 | round) ms  \(.command | split(" ")[0])"' "$out/times.json"
