#!/usr/bin/env bash
# How long a short command takes, from the shell's side: the median of 20 starts each, in turn, so
# that a busy machine is the same for all. python3 that does nothing is there to compare with.
#
#   src/bench/startup.sh [STARTS] [CONVNET…]    another launcher, for instance of an older build
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

starts=${1:-20}
shift || true
[ $# -gt 0 ] || set -- target/convnet/bin/convnet

commands=("python3 -c pass")
for convnet; do
  commands+=("$convnet --version" "$convnet shape alexnet")
done

times=$(mktemp -d)
trap 'rm -rf "$times"' EXIT
for ((start = -1; start < starts; start++)); do # the first is for the disk and the start cache
  for i in "${!commands[@]}"; do
    before=$(date +%s%N)
    ${commands[i]} >/dev/null
    after=$(date +%s%N)
    [ "$start" -lt 0 ] || echo $(((after - before) / 1000)) >>"$times/$i"
  done
done
for i in "${!commands[@]}"; do
  sort -n "$times/$i" | awk -v command="${commands[i]}" '
    { time[NR] = $1 / 1000 }
    END { printf "%7.1f ms  (%.1f to %.1f)  %s\n", (time[int((NR + 1) / 2)] + time[int(NR / 2) + 1]) / 2, time[1], time[NR], command }'
done
