#!/usr/bin/env bash
# saatgut_feed.sh PD LIBRARY [SECONDS]: both models of Saatgut Proxy play nothing but what they hear of each other, at
# full gain, for ten minutes; says the greatest true peak that reached an encoder, and fails above -3 dBFS.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
pd=$1 library=$2 seconds=${3:-600}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/feed.pd" <<TEXT
#N canvas 0 0 600 300 12;
#X declare -path $root/abstractions -path $root/models;
#X obj 20 40 r words;
#X obj 20 70 saatgut-proxy sirens sirens-haze;
#X obj 20 100 master;
#X obj 300 100 route fed;
#X obj 300 130 print fed;
#X obj 300 20 jam-in;
#X connect 0 0 1 0;
#X connect 1 0 2 0;
#X connect 1 2 3 0;
#X connect 1 2 2 1;
#X connect 3 0 4 0;
TEXT
"$pd" -nrt -nogui -noprefs -batch -r 44100 -path "$library" -lib latentjam -open "$folder/feed.pd" \
    -open "$root/setup/render.pd" -send "jam tour 0" -send "jam feed-left 1" -send "jam feed-right 1" \
    -send "jam play-left 13" -send "jam play-right 4" -send "jam start" -send "words start" \
    -send "render $seconds" >"$folder/words" 2>&1 </dev/null
awk -v seconds="$seconds" 'BEGIN { level["left"] = level["right"] = -999 }
    /^fed: / { count++; if ($3 > level[$2]) level[$2] = $3 }
    /error/ { print; bad = 1 }
    END { printf "%d looks in %d s: at most %.2f dB into the left encoder, %.2f dB into the right one\n",
              count, seconds, level["left"], level["right"]
          for (side in level) bad = bad || level[side] > -2.995 || level[side] < -40
          exit bad || count < seconds }' "$folder/words"
