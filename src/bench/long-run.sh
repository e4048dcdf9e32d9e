#!/bin/sh
# Trains a small network for 10,000 steps and classifies 10,000 images in one process, and draws what
# that takes of the machine: the heap after a collection, the process's memory, file handles, threads.
# The heap has a fixed size and is touched from the beginning, so that whatever grows beside it shows.
#
#   src/bench/long-run.sh [HUNDREDS OF STEPS [HUNDREDS OF IMAGES [SVG]]]
set -eu
cd "$(dirname "$0")/../.."
directory=$(mktemp -d) && trap 'rm -rf "$directory"' EXIT
mvn -q -B -Pbench test-compile exec:exec -Dexec.executable=java -Dexec.classpathScope=test \
  -Dexec.args="--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xms256m -Xmx256m -XX:+AlwaysPreTouch -cp %classpath convnet.bench.LongRunPlot ${1:-100} ${2:-100} $directory ${3:-target/long-run.svg}"
