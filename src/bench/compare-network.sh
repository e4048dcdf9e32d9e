#!/bin/sh
# A whole network beside PyTorch, in turns, results compared first: a training step (forward, loss,
# backward, SGD) and inference at a batch, and inference of one image, without loading. A table in
# Markdown; the last column says how far the logits are apart. PYTHON names a python3 that has torch
# 2.1 or newer and numpy.
#
#   src/bench/compare-network.sh [NETWORK [BATCH [THREADS [ROUNDS]]]]    a bundled name or a JSON file
set -eu
run=$(dirname "$0")/run.sh
network=${1:-alexnet} batch=${2:-32} threads=${3:-$(nproc)} rounds=${4:-7}
echo '| | convnet | PyTorch | times as fast | apart |'
echo '|---|---|---|---|---|'
"$run" CompareNetwork "$network" train "$batch" "$threads" "$rounds"
"$run" CompareNetwork "$network" infer "$batch" "$threads" "$rounds"
"$run" CompareNetwork "$network" infer 1 "$threads" "$rounds"
