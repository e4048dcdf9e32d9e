#!/bin/sh
# The most memory that a process takes, beside PyTorch's: a training step at a batch, and inference of
# one image, the runtime included. PYTHON names a python3 that has torch 2.1 or newer and numpy.
#
#   src/bench/compare-memory.sh [NETWORK [BATCH [THREADS]]]    a bundled name or a JSON file
set -eu
run=$(dirname "$0")/run.sh
network=${1:-alexnet} batch=${2:-128} threads=${3:-$(nproc)}
echo '| peak memory | convnet | PyTorch | ratio |'
echo '|---|---|---|---|'
"$run" CompareMemory "$network" train "$batch" "$threads"
"$run" CompareMemory "$network" infer 1 "$threads"
