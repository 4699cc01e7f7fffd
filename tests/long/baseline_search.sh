#!/usr/bin/env bash
# baseline_search.sh PD LIBRARY [MODEL...]: what baseline~ finds in the models that come with the library: the median of
# the 32 starts, what was reached, how many decodes. quiet must be 6 dB below, still have half the flux; two runs equal.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
pd=$1 library=$2
shift 2
[ $# -gt 0 ] || set -- sirens breaks voices
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/p.pd" <<TEXT
#N canvas 0 0 400 300 12;
#X obj 10 10 r go;
#X obj 10 40 baseline~ 8;
#X obj 10 70 print told;
#X connect 0 0 1 0;
#X connect 1 1 2 0;
TEXT
# found MODEL METHOD: what it tells, without the way there.
found() {
    "$pd" -nrt -nogui -noprefs -batch -path "$library" -lib latentjam -open "$folder/p.pd" \
        -send "go model $1; go find $2; pd quit" 2>&1 | grep -v progress
}
failed=0
for model; do
    for method in quiet still; do
        found "$model" "$method" >"$folder/first"
        found "$model" "$method" >"$folder/second"
        cmp -s "$folder/first" "$folder/second" || { echo "$model $method: two runs differ" && failed=1; }
        awk -v model="$model" -v method="$method" '
            $2 == "starts" { starts = $3 } $2 == "reached" { reached = $3 } $2 == "decodes" { decodes = $3 }
            END { good = decodes < 400 && (method == "quiet" ? reached < starts - 6 : reached < starts / 2)
                  printf "%-8s %-6s median of the starts %8.3f, reached %8.3f, %d decodes: %s\n", model, method, starts,
                      reached, decodes, good ? "shown" : "NOT SHOWN"
                  exit !good }' "$folder/first" || failed=1
    done
done
exit $failed
