#!/usr/bin/env bash
# soak.sh PATCH [MINUTES [MESSAGE...]]: plays a patch in real time with its window open on a virtual screen, and prints
# each minute how late Pd was and how much memory it holds. Beside that: how late an empty Pd was, since a machine that
# stands still (a virtual one does) makes both late; and the processor time of the patch's busiest 10 ms, and how often it
# would be late by its own work alone (lateness.cpp).
# Needs Xvfb, and for -rt the right to real-time priority. A message is, e.g., "jam endless 1".
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
library=${LIBRARY:-$root/build/release/latentjam}
watch=${WATCH:-$root/build/dev/tests/bench} # where lateness was built
patch=$1 minutes=${2:-30}
shift $(($# < 2 ? $# : 2))
messages=()
for message in "$@"; do messages+=(-send "$message"); done

folder=$(mktemp -d)
trap 'kill $pd $empty $screen 2>/dev/null || true; rm -rf "$folder"' EXIT
display=:$((90 + RANDOM % 900))
Xvfb "$display" -screen 0 1400x900x24 >/dev/null 2>&1 &
screen=$!
sleep 1
DISPLAY=$display pd -rt -noprefs -nosound -stderr -path "$library" -lib latentjam -open "$patch" \
    -path "$watch" -open "$root/tests/bench/watch.pd" "${messages[@]}" -send "jam start" >"$folder/patch" 2>&1 &
pd=$!
pd -rt -noprefs -nogui -nosound -stderr -path "$watch" -open "$root/tests/bench/watch.pd" >"$folder/empty" 2>&1 &
empty=$!

# The worst, and the number of late looks, since the last time: by the wall (columns 2 and 3) or by own work (4 and 5).
declare -A seen=([patch]=0 [empty]=0)
lateness() {
    tail -n +$((${seen[$1]} + 1)) "$folder/$1" | awk -v column="$2" '
        /^watch: / { if ($column > worst) worst = $column; late += $(column + 1); looks = 1 }
        END { if (looks) printf "%11.1f  %5d", worst, late; else printf "%11s  %5s", "-", "-" }'
}

sleep 12 # while windows open
for which in patch empty; do seen[$which]=$(wc -l <"$folder/$which"); done
echo "        the patch            an empty Pd          the patch, own work  the patch"
echo "minute  worst ms   > 20 ms   worst ms   > 20 ms   ms of 10   > 20 ms   memory MB"
for minute in $(seq "$minutes"); do
    sleep 60
    kill -0 $pd 2>/dev/null || { cat "$folder/patch"; echo "Pd ended by itself"; exit 1; }
    printf '%6d %s   %s   %s   %9.1f\n' "$minute" "$(lateness patch 2)" "$(lateness empty 2)" "$(lateness patch 4)" \
        "$(awk '/VmRSS/ { print $2 / 1024 }' /proc/$pd/status)"
    for which in patch empty; do seen[$which]=$(wc -l <"$folder/$which"); done
done
grep -v '^watch: ' "$folder/patch" || echo "Pd said nothing"
