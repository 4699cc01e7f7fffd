#!/usr/bin/env bash
# soak.sh PATCH [MINUTES [MESSAGE...]]: plays a patch in real time with its window open on a virtual screen, and prints
# each minute how late Pd was and how much memory it holds; and how late an empty Pd beside it was, since a machine that
# stands still (a virtual one does) makes both late. Needs Xvfb, and for -rt the right to real-time priority. A message is,
# e.g., "jam endless 1".
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
library=${LIBRARY:-$root/build/release/latentjam}
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
    -open "$root/tests/bench/lateness.pd" "${messages[@]}" -send "jam start" >"$folder/patch" 2>&1 &
pd=$!
pd -rt -noprefs -nogui -nosound -stderr -open "$root/tests/bench/lateness.pd" >"$folder/empty" 2>&1 &
empty=$!

# The worst, and the number of late looks, since the last time.
declare -A seen=([patch]=0 [empty]=0)
lateness() {
    tail -n +$((${seen[$1]} + 1)) "$folder/$1" | awk '
        /^watch: / { if ($2 > worst) worst = $2; late += $3 }
        END { printf "%11.1f  %5d", worst, late }'
}

sleep 12 # while windows open
for which in patch empty; do seen[$which]=$(wc -l <"$folder/$which"); done
echo "        the patch            an empty Pd          the patch"
echo "minute  worst ms   > 20 ms   worst ms   > 20 ms   memory MB"
for minute in $(seq "$minutes"); do
    sleep 60
    kill -0 $pd 2>/dev/null || { cat "$folder/patch"; echo "Pd ended by itself"; exit 1; }
    printf '%6d %s   %s   %9.1f\n' "$minute" "$(lateness patch)" "$(lateness empty)" \
        "$(awk '/VmRSS/ { print $2 / 1024 }' /proc/$pd/status)"
    for which in patch empty; do seen[$which]=$(wc -l <"$folder/$which"); done
done
grep -v '^watch: ' "$folder/patch" || echo "Pd said nothing"
