#!/bin/sh
# Draws how the accuracy of a training rose with its minutes, as SVG. Needs jq.
#
#   src/bench/accuracy-curve.sh RUN/log.jsonl >accuracy.svg
set -eu
jq -r '[.seconds, .top1] | @tsv' "${1:?which log?}" | awk -F '\t' '
function x(minutes) { return 48 + 640 * minutes / most }
function y(top1) { return 300 - 270 * (top1 - least) / (1 - least) }
{ seconds += $1; minutes[NR] = seconds / 60; top1[NR] = $2 }
NR == 1 || $2 < top1[worst] { worst = NR }
NR == 1 || $2 > top1[best] { best = NR }
END {
  most = 15 * int(minutes[NR] / 15 + 1)
  least = int(top1[worst] * 10) / 10
  print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 340\">"
  print "  <title>Accuracy of validation over the minutes of training</title>"
  print "  <style>"
  print "    text { font: 12px system-ui, sans-serif; fill: #52514e }"
  print "    .rule { stroke: #c3c2b7; stroke-width: 1 }"
  print "    .line { fill: none; stroke: #2a78d6; stroke-width: 2; stroke-linejoin: round }"
  print "    .epoch { fill: #2a78d6 }"
  print "    @media (prefers-color-scheme: dark) {"
  print "      text { fill: #c3c2b7 }"
  print "      .rule { stroke: #52514e }"
  print "      .line { stroke: #3987e5 }"
  print "      .epoch { fill: #3987e5 }"
  print "    }"
  print "  </style>"
  for (tenth = least * 10; tenth <= 10; tenth++) {
    at = y(tenth / 10)
    printf "  <line class=\"rule\" x1=\"48\" x2=\"688\" y1=\"%.1f\" y2=\"%.1f\"/>\n", at, at
    printf "  <text x=\"40\" y=\"%.1f\" text-anchor=\"end\">%d %%</text>\n", at + 4, tenth * 10
  }
  for (m = 0; m <= most; m += 15)
    printf "  <text x=\"%.1f\" y=\"320\" text-anchor=\"middle\">%d min</text>\n", x(m), m
  printf "  <polyline class=\"line\" points=\""
  for (i = 1; i <= NR; i++) printf "%s%.1f,%.1f", (i > 1 ? " " : ""), x(minutes[i]), y(top1[i])
  print "\"/>"
  for (i = 1; i <= NR; i++)
    printf "  <circle class=\"epoch\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>\n", x(minutes[i]), y(top1[i])
  printf "  <text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">best: epoch %d, %.2f %%</text>\n", \
    x(minutes[best]), y(top1[best]) - 12, best, 100 * top1[best]
  print "</svg>"
}'
