#!/bin/sh
# Training AlexNet from a tree of photos, loading, augmentation, SGD and log included: convnet and
# PyTorch in turn, so that a slow minute slows both; then the medians and the ratio. convnet's figure
# is that of its last whole epoch, when Java has compiled what it runs. It keeps small sets decoded, so
# give it a tree whose images, three bytes a pixel, do not fit the memory to see it decode.
# Usage: src/bench/compare-tree.sh TREE [BATCH [EPOCHS [ROUNDS]]] after `mvn package`; PYTHON names a
# python3 that has torch and torchvision. TREE holds a directory for each class.
set -eu
tree=$(cd "$1" && pwd) batch=${2:-32} epochs=${3:-3} rounds=${4:-3}
cd "$(dirname "$0")/../.."
out=$(mktemp -d) && trap 'rm -rf "$out"' EXIT
count=$(find -L "$tree" -type f | wc -l)
steps=$((count / batch * (epochs - 1)))
for round in $(seq "$rounds"); do
  target/convnet/bin/convnet train "$tree" -o "$out/run" --overwrite --quiet \
    --val-split 0 --arch alexnet --batch-size "$batch" --epochs "$epochs" --lr-schedule constant
  sed -n '$s/.*"images_per_second":\([0-9.]*\).*/\1/p' "$out/run/log.jsonl" |
    sed "s/.*/convnet tree batch $batch: & images\/s/" | tee -a "$out/figures"
  "${PYTHON:-python3}" src/bench/python/train_tree.py "$tree" "$batch" "$steps" 1 | tee -a "$out/figures"
done
awk '
  { at[$1, ++runs[$1]] = $5 }
  function median(who,   n, i, j, t) {
    n = runs[who]
    for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++)
      if (at[who, j] < at[who, i]) { t = at[who, i]; at[who, i] = at[who, j]; at[who, j] = t }
    return at[who, int((n + 1) / 2)]
  }
  END {
    ours = median("convnet"); theirs = median("pytorch")
    printf "convnet %.1f images/s   pytorch %.1f images/s   ratio %.2f\n", ours, theirs, ours / theirs
  }' "$out/figures"
