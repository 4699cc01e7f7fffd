#!/usr/bin/env bash
# russando_together.sh PD LIBRARY [STRETCH [MINUTES]]: three Pd, opened one after another, begin at one time of day and
# play live, each its own agents. A fourth records all three through JACK's dummy driver, as a hall would. Says each
# minute how far each is from an offline render of all, and by how much they differ: within a frame (2048 samples).
# Without more words it plays the whole piece. Needs jackd2 with its example tools, and a Python with NumPy (PYTHON:
# which). PRIORITY=30 puts all of them above everything else that runs on the machine, START=60 gives the machines so
# many seconds to open (20).
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
pd=$1 library=$2 stretch=${3:-1}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
seconds=$(awk -v stretch="$stretch" -v most="${4:-1000}" \
    'BEGIN { s = 1970 * stretch; print s < most * 60 ? s : most * 60 }')
listens=$(awk -v s="$seconds" -v start="${START:-20}" 'BEGIN { print s + start + 10 }') # the hall
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
before=()
[ -z "${PRIORITY:-}" ] || before=(chrt -f "$PRIORITY")

export JACK_DEFAULT_SERVER=together-$$ JACK_NO_START_SERVER=1
"${before[@]}" jackd --realtime-priority 70 -d dummy --rate 44100 --period 512 --capture 0 >"$folder/jack" 2>&1 &
# await SECONDS COMMAND...: until it succeeds
await() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || { echo "never came: $*" >&2; cat "$folder"/* >&2; exit 1; }
        sleep .1
    done
}
await 30 jack_lsp
# live NAME OPTION...
live() {
    local name=$1
    shift
    "${before[@]}" "$pd" -rt -nogui -noprefs -stderr -r 44100 -jack -nojackconnect -jackname "$name" -audiobuf 25 \
        -path "$library" -lib latentjam -send "pd dsp 1" "$@" >"$folder/$name" 2>&1 </dev/null &
}
due=$(($(date +%s) + ${START:-20}))
begin=$(date -d "@$due" +%H:%M:%S)
for machine in first/1-3 second/4-6 third/7-8; do
    live "${machine%/*}" -inchannels 0 -outchannels 1 -open "$here/agents_apart.pd" -send "machine ear 0" \
        -send "machine here ${machine#*/}" -send "machine stretch $stretch" -send "machine start-at $begin"
    sleep .37
done
live hall -inchannels 3 -outchannels 1 -open "$here/hall.pd" -open "$here/stop_after.pd" \
    -send "hall symbol $folder/hall.wav" -send "seconds $listens"
hall=$!
for machine in first/1 second/2 third/3; do
    await 60 jack_connect "${machine%/*}:output_1" "hall:input_${machine#*/}"
done
[ "$(date +%s)" -lt "$due" ] ||
    { echo "opened after $begin, when they should begin: START=60 gives them longer"; exit 1; }
"$pd" -nrt -nogui -noprefs -batch -r 44100 -path "$library" -lib latentjam -open "$here/agents_apart.pd" \
    -open "$here/stop_after.pd" -send "machine ear 0" -send "machine stretch $stretch" \
    -send "recorder record $folder/all.wav" -send "pd dsp 1" -send "machine start" -send "seconds $seconds" </dev/null
wait $hall || true
for machine in first second third; do [ ! -s "$folder/$machine" ] || { cat "$folder/$machine"; exit 1; }; done
"${PYTHON:-python3}" "$here/russando_together.py" "$folder/hall.wav" "$folder/all.wav"
