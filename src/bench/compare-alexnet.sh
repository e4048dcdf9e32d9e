#!/bin/sh
# AlexNet here and in PyTorch on the same machine, in turn, so that a slow minute slows both; then the
# median of each figure and the ratio. Usage: src/bench/compare-alexnet.sh [BATCH [THREADS [ROUNDS]]]
# after `mvn package` and `mvn -Pbench test-compile`; PYTHON names a python3 that has torch.
set -eu
cd "$(dirname "$0")/../.."
batch=${1:-32} threads=${2:-$(nproc)} rounds=${3:-3}
out=$(mktemp) && trap 'rm -f "$out"' EXIT
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
for round in $(seq "$rounds"); do
  "$java" --add-modules jdk.incubator.vector -XX:+UseParallelGC -XX:+UseTransparentHugePages -Xmx8g \
    -cp "target/classes:target/test-classes:target/convnet/lib/*" \
    convnet.bench.AlexNetStep "$batch" "$threads" 2>/dev/null | tee -a "$out"
  "${PYTHON:-python3}" src/bench/python/alexnet_step.py "$batch" "$threads" | tee -a "$out"
done
awk '
  { key = $2 " batch " $4; sub(":", "", key); keys[key]; runs[$1, key]++; at[$1, key, runs[$1, key]] = $7 }
  function median(who, key,   n, i, j, t, v) {
    n = runs[who, key]
    for (i = 1; i <= n; i++) v[i] = at[who, key, i]
    for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (v[j] < v[i]) { t = v[i]; v[i] = v[j]; v[j] = t }
    return v[int((n + 1) / 2)]
  }
  END {
    for (key in keys) {
      ours = median("convnet", key); theirs = median("pytorch", key)
      printf "%-16s convnet %7.1f images/s   pytorch %7.1f images/s   ratio %.2f\n", key, ours, theirs, ours / theirs
    }
  }' "$out"
