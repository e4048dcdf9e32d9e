#!/bin/sh
# Classifies a photo with AlexNet, whole processes: convnet beside a script for PyTorch and torchvision,
# in turns, with the same 244 MB of random parameters, which the file cache holds. Both must name the
# same five classes with the same probabilities, each to 1e-4 of itself. Prints medians of time and of the most memory.
# After `mvn package`; PYTHON names a python3 that has torch, torchvision and numpy. Needs jq and GNU time.
#
#   src/bench/compare-classify.sh [PHOTO [ROUNDS]]
set -eu
photo=$(realpath "${1:-$(dirname "$0")/../../samples/photo.jpg}")
rounds=${2:-11}
cd "$(dirname "$0")/../.."
python=${PYTHON:-python3}
out=$(mktemp -d) && trap 'rm -rf "$out"' EXIT

src/bench/run.sh RandomModel alexnet "$out/model.safetensors"
"$python" src/bench/python/save_state.py "$out/model.safetensors" "$out/model.pt"

# Runs the side $1; its results go to $out/$1.json, milliseconds and kilobytes to $out/$1.
run() {
  case $1 in
    convnet) set -- "$1" target/convnet/bin/convnet classify "$out/model.safetensors" "$photo" --json --quiet ;;
    pytorch) set -- "$1" "$python" src/bench/python/classify_photo.py "$out/model.pt" "$photo" ;;
  esac
  side=$1
  shift
  before=$(date +%s%N)
  /usr/bin/time -f %M -o "$out/memory" "$@" >"$out/$side.json"
  after=$(date +%s%N)
  echo "$(((after - before) / 1000)) $(cat "$out/memory")" >>"$out/$side"
}

run convnet
run pytorch
jq -se '[.[].predictions] | transpose
  | if all(.[0].index == .[1].index and (.[0].probability / .[1].probability - 1 | fabs) <= 1e-4)
    then "the same \(length) classes; probabilities at most \(map(.[0].probability / .[1].probability - 1 | fabs) | max) of themselves apart"
    else error("they do not agree: \(.)") end' -r "$out/convnet.json" "$out/pytorch.json"
rm "$out/convnet" "$out/pytorch"

for round in $(seq "$rounds"); do
  run convnet
  run pytorch
done
paste "$out/convnet" "$out/pytorch" | awk '
  { ours[NR] = $1 / 1000; theirs[NR] = $3 / 1000; ratio[NR] = $3 / $1; our_memory[NR] = $2; their_memory[NR] = $4 }
  function median(v,   i, j, t) {
    for (i = 1; i <= NR; i++) for (j = i + 1; j <= NR; j++) if (v[j] < v[i]) { t = v[i]; v[i] = v[j]; v[j] = t }
    return v[int((NR + 1) / 2)]
  }
  END {
    print "| classify a photo, alexnet, whole process | convnet | PyTorch and torchvision | ratio |"
    print "|---|---|---|---|"
    printf "| time | %.0f ms | %.0f ms | %.2f times as fast |\n", median(ours), median(theirs), median(ratio)
    a = median(our_memory) * 1.024 / 1000; b = median(their_memory) * 1.024 / 1000
    printf "| peak memory | %.0f MB | %.0f MB | %.2f of it |\n", a, b, a / b
  }'
