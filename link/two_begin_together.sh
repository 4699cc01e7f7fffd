#!/usr/bin/env bash
# two_begin_together.sh PD FOLDER: two Pd in a network of their own join one Link session through latentjam-link (in
# FOLDER), agree on the tempo that one of them says, and begin at the same bar when one of them is told to.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
if [ "${3:-}" != inside ]; then
    unshare --net true 2>/dev/null || { echo "this system allows no network of its own"; exit 77; }
    exec unshare --net bash "$0" "$1" "$2" inside
fi
pd=$1 library=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$folder"' EXIT

# Multicast, by which machines find each other, on the loopback of this network alone.
ip link set lo up multicast on
ip route add 224.0.0.0/4 dev lo

# machine NAME PORT: each line of it with the time of day
machine() {
    "$pd" -nosound -nogui -noprefs -stderr -path "$library" -open "$here/machine.pd" -send "machine listen $2" \
        -send "machine enable 1" 2>&1 </dev/null |
        while IFS= read -r line; do echo "$EPOCHREALTIME $line"; done >"$folder/$1" &
}
# await WORDS FILE: until the file has them
await() {
    for ((i = 0; i < 300; ++i)); do
        if grep -q "$1" "$folder/$2"; then return; fi
        sleep .1
    done
    echo "'$1' never came from machine $2:"
    cat "$folder"/*
    exit 1
}
# say PORT WORDS
say() { echo "$2;" >"/dev/tcp/127.0.0.1/$1"; }

machine first 5001
machine second 5002
await "link: others 1" first
await "link: others 1" second
say 5001 "tempo 133"
await "link: tempo 133" second
say 5002 start
await "link: start" first
await "link: start" second
apart=$(grep -h "link: start" "$folder/first" "$folder/second" |
    awk '{ at[NR] = $1 } END { d = at[1] - at[2]; printf "%.0f", 1000 * (d < 0 ? -d : d) }')
echo "two Pd, one session: the same tempo, and they began $apart ms apart"
[ "$apart" -lt 451 ] || { echo "not at the same beat"; exit 1; }
