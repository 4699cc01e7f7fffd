#!/usr/bin/env bash
# complete.sh PD BUILD CMAKE: installs into a folder of its own, and opens what is there as a person does.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
pd=$1 build=$2 cmake=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$cmake" --install "$build" --prefix "$folder/in stalled" >/dev/null
library="$folder/home/.local/lib/pd/extra" # where Pd itself looks: a folder of -path counts less to [declare]
mkdir -p "$library"
mv "$folder/in stalled/lib/pd-externals/latentjam" "$library"
status=0

# run PD PATCH: what Pd says to it in two seconds of sound.
run() {
    (cd "$folder" && HOME="$folder/home" timeout 120 "$1" -nrt -nogui -noprefs -stderr -batch \
        -open "$2" -open "$folder/quit.pd" -send "pd dsp 1" -send "jam start" 2>&1 </dev/null) || echo "exit status $?"
}
cat >"$folder/quit.pd" <<'TEXT'
#N canvas 0 0 450 300 12;
#X obj 10 10 loadbang;
#X obj 10 40 delay 2000;
#X msg 10 70 \; pd quit;
#X obj 200 10 r jam;
#X connect 0 0 1 0;
#X connect 1 0 2 0;
TEXT

for one in "$pd" "$(command -v pd64 || true)"; do
    [ -n "$one" ] || continue
    for patch in "$library"/latentjam/*-help.pd "$library"/latentjam/patches/*.pd; do
        said=$(run "$one" "$patch")
        [ -z "$said" ] || { echo "$one: $(basename "$patch"): $said" | head -5; status=1; }
    done
done

# Three ways to name what was installed.
opens() {
    printf '#N canvas 0 0 450 300 12;\n%s\n' "$1" >"$folder/names.pd"
    said=$(run "$pd" "$folder/names.pd")
    [ "$said" = "$2" ] || { echo "names: '$1' said '$said'"; status=1; }
}
opens '#X declare -path latentjam -lib latentjam;
#X obj 10 10 declare -path latentjam -lib latentjam;
#X obj 10 40 rave~ sirens decode -m;
#X obj 10 70 latentjam/rave~ sirens decode -m;
#X obj 10 100 latentjam/latent a 2 4;
#X obj 10 130 master;
#X obj 10 160 latentjam;' ""
opens '#X declare -lib latentjam/latentjam;
#X obj 10 10 declare -lib latentjam/latentjam;
#X obj 10 40 latentjam;
#X obj 10 70 latentjam/record~ 2;' ""
exit $status
