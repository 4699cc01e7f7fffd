#!/usr/bin/env bash
# ends_by_itself.sh PD LIBRARY: a render without a length ends with the patch, and takes 30 s from one that has no end.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
pd=$1 library=$2
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/setup/terminal.sh"
source "$root/setup/render.sh"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# patch MESSAGE: a tone; MESSAGE is sent 2.1 s after the start, and a length of 60 s is answered.
patch() {
    cat <<TEXT
#N canvas 0 0 400 300 12;
#X obj 20 20 osc~ 220;
#X obj 20 50 *~ 0.2;
#X obj 20 80 master;
#X obj 200 20 r jam;
#X obj 200 50 route start length;
#X obj 200 80 delay 2100;
#X msg 200 110 \\; $1;
#X msg 300 80 \\; render-length $2;
#X connect 0 0 1 0;
#X connect 1 0 2 0;
#X connect 3 0 4 0;
#X connect 4 0 5 0;
#X connect 5 0 6 0;
#X connect 4 1 7 0;
TEXT
}

# check MESSAGE LENGTH SECONDS GIVEN: how much sound a render has, GIVEN a length or none.
check() {
    patch "$1" "$2" >"$folder/patch.pd"
    (render "$folder/patch.pd" "$folder/sound.wav" "$4") 2>&1 | tee "$folder/words"
    grep -q "^$3 s of sound" "$folder/words" || die "not $3 s: ends with '$1', length $2, --seconds '$4'"
}

check "jam stop" 60 2 ""     # the patch stops before its length is over
check "jam drive 0" 3 3 ""   # it plays as long as it said
check "jam stop" 60 1 1      # who asks for less gets less
check "jam drive 0" -1 30 "" # it said nothing that makes sense
