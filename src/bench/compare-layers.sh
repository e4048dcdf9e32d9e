#!/bin/sh
# Each layer of a network beside PyTorch, in turns, results compared first: a table in Markdown of
# milliseconds, ratios, GFLOP/s and their share of the machine's peak. PYTHON names a python3 that has
# torch 2.1 or newer and numpy.
#
#   src/bench/compare-layers.sh [NETWORK [BATCH [THREADS [ROUNDS]]]]    a bundled name or a JSON file
set -eu
exec "$(dirname "$0")/run.sh" CompareLayers "${1:-alexnet}" "${2:-32}" "${3:-$(nproc)}" "${4:-7}"
