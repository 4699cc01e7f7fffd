#!/usr/bin/env bash
# soak.sh PATCH [MINUTES [MESSAGE...]]: plays a patch in real time with its window open on a virtual screen, into a JACK
# server without a sound card. Prints each minute:
#   - dropouts: the periods (of 512 samples, 11.6 ms) for which Pd had no sound ready in time, with 25 ms of buffer as
#     Pd has by itself on Linux (or BUFFER ms); beside that those of an empty Pd, and how often JACK itself was late,
#     since a machine that stands still (a virtual one does) makes everything late
#   - the furthest that the patch's Pd and the empty one fell behind the wall's clock, in ms
#   - the processor time of the patch's busiest 10 ms, in ms, and the memory it holds, in MB
# OUTPUTS=8 for a patch that plays on seven channels: the last output is for the watch. PRIORITY=30 puts Pd and JACK
# above everything else that runs on the machine. What the patch prints is shown in the end, the late blocks of its
# models too (stage: `jam status`, on PORT 9301).
# Needs Xvfb, jackd, its headers when the benches are built, and the right to real-time priority. A message is, e.g.,
# "jam endless 1".
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
library=${LIBRARY:-$root/build/release/latentjam}
watch=${WATCH:-$root/build/dev/tests/bench} # where lateness and dropouts were built
patch=$1 minutes=${2:-30}
shift $(($# < 2 ? $# : 2))
messages=()
for message in "$@"; do messages+=(-send "$message"); done

for program in Xvfb jackd pd "$watch/dropouts"; do
    command -v "$program" >/dev/null && continue
    echo "soak.sh: there is no $program (tests/bench/README.md names what it needs)" >&2
    exit 1
done

folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$folder"' EXIT
display=:$((90 + RANDOM % 900))
outputs=${OUTPUTS:-3} port=${PORT:-9301}
before=()
[ -z "${PRIORITY:-}" ] || before=(chrt -f "$PRIORITY")
export JACK_DEFAULT_SERVER=soak-$$ JACK_NO_START_SERVER=1
Xvfb "$display" -screen 0 1400x900x24 >/dev/null 2>&1 &
"${before[@]}" jackd --realtime-priority 70 -d dummy --rate 44100 --period 512 --capture 0 >"$folder/jack" 2>&1 &
sleep 2

# play NAME OPTION...: a Pd that is called so in JACK, with watch.pd, beside the rest.
play() {
    local name=$1
    shift
    "${before[@]}" pd -rt -noprefs -stderr -jack -nojackconnect -jackname "$name" -inchannels 0 \
        -outchannels "$outputs" -audiobuf "${BUFFER:-25}" -send "watch-output $outputs" \
        -path "$watch" -open "$root/tests/bench/watch.pd" "$@" -send "pd dsp 1" >"$folder/$name" 2>&1 &
}
DISPLAY=$display play patch -path "$library" -lib latentjam -open "$patch" -send "jam ports $((port - 1)) $port" \
    "${messages[@]}" -send "jam start"
pd=$!
play empty -nogui
sleep 10
"$watch/dropouts" "patch:output_$outputs" "empty:output_$outputs" >"$folder/dropouts" &
listener=$!
sleep 15 # lists of watch.pd about the opening

# furthest NAME COLUMN: the most in that column of what a Pd's watch printed since the last minute.
declare -A seen
furthest() {
    tail -n +$((seen[$1] + 1)) "$folder/$1" | awk -v column="$2" '
        /^watch: / { if ($column > most) most = $column; looked = 1 }
        END { if (looked) printf "%.1f", most; else printf "-" }'
}

# Periods lost since the last minute: patch, empty Pd, JACK.
lost_before="0 0 0"
lost() {
    local now
    now=$(tail -n 1 "$folder/dropouts")
    awk '{ print $4 - $1, $5 - $2, $6 - $3 }' <<<"$lost_before $now"
    lost_before=$now
}

echo "        dropouts            behind, ms    busiest  memory"
echo "minute  patch empty  JACK   patch  empty  10 ms    MB"
for minute in $(seq "$minutes"); do
    for which in patch empty; do seen[$which]=$(wc -l <"$folder/$which"); done
    sleep 60
    kill -0 $pd 2>/dev/null || { cat "$folder/patch"; echo "Pd ended by itself"; exit 1; }
    kill -0 $listener 2>/dev/null || { echo "the listener has ended"; exit 1; }
    lost >"$folder/lost" # not in $( ): it remembers
    printf '%6d  %5d %5d %5d   %5s  %5s  %5s  %6.1f\n' "$minute" $(<"$folder/lost") "$(furthest patch 2)" \
        "$(furthest empty 2)" "$(furthest patch 3)" "$(awk '/VmRSS/ { print $2 / 1024 }' /proc/$pd/status)"
done
awk '{ print "in all: " $1 " periods lost by the patch, " $2 " by the empty Pd, JACK late " $3 " times" }' \
    <<<"$lost_before"
exec 3<>"/dev/tcp/localhost/$port" && echo "jam status;" >&3 && timeout 2 cat <&3 || true
grep -v '^watch: ' "$folder/patch" || echo "Pd said nothing"
