#!/bin/sh
# Draws how the accuracy of a training rose with its minutes, as SVG; of several trainings, one after
# the other, and at the end what their models reach together, asked over ten crops. Needs jq.
#
#   src/bench/accuracy-curve.sh RUN/log.jsonl >accuracy.svg
#   TOGETHER=0.92 src/bench/accuracy-curve.sh RUN/log.jsonl RUN2/log.jsonl >accuracy.svg
set -eu
: "${1:?which log?}"
for log; do
  jq -r '[input_filename, .seconds, .top1] | @tsv' "$log"
done | awk -F '\t' -v together="${TOGETHER:-0}" '
function x(minutes) { return 48 + 640 * minutes / most }
function y(top1) { return 300 - 270 * (top1 - least) / (1 - least) }
function place(i) { return sprintf("%.1f,%.1f", x(minutes[i]), y(top1[i])) }
{ seconds += $2; minutes[NR] = seconds / 60; top1[NR] = $3 }
$1 != log_file { log_file = $1; first[++runs] = NR; best[runs] = NR }
{ last[runs] = NR }
$3 > top1[best[runs]] { best[runs] = NR }
NR == 1 || $3 < top1[worst] { worst = NR }
END {
  step = minutes[NR] > 150 ? 30 : 15
  most = step * int(minutes[NR] / step + 1)
  least = int(top1[worst] * 10) / 10
  print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 340\">"
  print "  <title>Accuracy of validation over the minutes of training</title>"
  print "  <style>"
  print "    text { font: 12px system-ui, sans-serif; fill: #52514e }"
  print "    .rule { stroke: #c3c2b7; stroke-width: 1 }"
  print "    .line { fill: none; stroke: #2a78d6; stroke-width: 2; stroke-linejoin: round }"
  print "    .epoch { fill: #2a78d6 }"
  print "    .together { fill: #eb6834 }"
  print "    @media (prefers-color-scheme: dark) {"
  print "      text { fill: #c3c2b7 }"
  print "      .rule { stroke: #52514e }"
  print "      .line { stroke: #3987e5 }"
  print "      .epoch { fill: #3987e5 }"
  print "      .together { fill: #d95926 }"
  print "    }"
  print "  </style>"
  for (tenth = least * 10; tenth <= 10; tenth++) {
    at = y(tenth / 10)
    printf "  <line class=\"rule\" x1=\"48\" x2=\"688\" y1=\"%.1f\" y2=\"%.1f\"/>\n", at, at
    printf "  <text x=\"40\" y=\"%.1f\" text-anchor=\"end\">%d %%</text>\n", at + 4, tenth * 10
  }
  for (m = 0; m <= most; m += step)
    printf "  <text x=\"%.1f\" y=\"320\" text-anchor=\"middle\">%d min</text>\n", x(m), m
  for (run = 1; run <= runs; run++) {
    printf "  <polyline class=\"line\" points=\""
    for (i = first[run]; i <= last[run]; i++) printf "%s%s", (i > first[run] ? " " : ""), place(i)
    print "\"/>"
    for (i = first[run]; i <= last[run]; i++)
      printf "  <circle class=\"epoch\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>\n", \
        x(minutes[i]), y(top1[i])
    i = best[run]
    # Below the line where what all reach together is written above it.
    printf "  <text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">best: epoch %d, %.2f %%</text>\n", \
      x(minutes[i]), y(top1[i]) + (together ? 84 : -12), i - first[run] + 1, 100 * top1[i]
  }
  if (together) {
    printf "  <circle class=\"together\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"/>\n", \
      x(minutes[NR]), y(together)
    printf "  <text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">together, ten crops: %.2f %%</text>\n", \
      x(minutes[NR]), y(together) - 12, 100 * together
  }
  print "</svg>"
}'
