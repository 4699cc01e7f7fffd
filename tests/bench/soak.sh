#!/usr/bin/env bash
# soak.sh PATCH [MINUTES [MESSAGE...]]: plays a patch in real time with its window open on a virtual screen, and prints
# each minute how late Pd was and how much memory it holds. Needs Xvfb. A message is, e.g., "jam endless 1".
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
library=${LIBRARY:-$root/build/release/latentjam}
patch=$1 minutes=${2:-30}
shift $(($# < 2 ? $# : 2))
messages=()
for message in "$@"; do messages+=(-send "$message"); done

log=$(mktemp) seen=0
trap 'kill $pd $screen 2>/dev/null || true; rm -f "$log"' EXIT
display=:$((90 + RANDOM % 900))
Xvfb "$display" -screen 0 1400x900x24 >/dev/null 2>&1 &
screen=$!
sleep 1
DISPLAY=$display pd -nrt -noprefs -nosound -stderr -path "$library" -lib latentjam -open "$patch" \
    -open "$root/tests/bench/lateness.pd" "${messages[@]}" -send "jam start" >"$log" 2>&1 &
pd=$!

echo "minute  worst ms behind  looks over 20 ms behind  memory MB"
for minute in $(seq "$minutes"); do
    sleep 60
    kill -0 $pd 2>/dev/null || { cat "$log"; echo "Pd ended by itself"; exit 1; }
    tail -n +$((seen + 1)) "$log" 2>/dev/null | awk -v minute="$minute" -v kb="$(awk '/VmRSS/ { print $2 }' /proc/$pd/status)" '
        /^watch: / { if ($2 > worst) worst = $2; late += $3 }
        END { printf "%6d  %15.1f  %23d  %9.1f\n", minute, worst, late, kb / 1024 }'
    seen=$(wc -l <"$log")
done
grep -v '^watch: ' "$log" || echo "Pd said nothing"
