#!/bin/sh
# Runs a class of src/bench/java, with the options for Java that bin/convnet has; Maven compiles it and
# finds the JDK. CONVNET_JAVA_OPTS adds options. Usage: src/bench/run.sh CLASS [ARGUMENT…]
set -eu
cd "$(dirname "$0")/../.."
class=$1
shift
exec mvn -q -B -Pbench test-compile exec:exec -Dexec.executable=java -Dexec.classpathScope=test \
  -Dexec.args="--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC \
-XX:MaxRAMPercentage=80 -XX:NewSize=32m -XX:Tier3DelayOn=1000 -XX:-UsePerfData \
-Xlog:disable -Xlog:all=error:stderr ${CONVNET_JAVA_OPTS:-} \
-cp %classpath convnet.bench.$class $*"
