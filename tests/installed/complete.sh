#!/usr/bin/env bash
# complete.sh PD BUILD CMAKE LEVEL [PACKAGE]: installs into a folder of its own, or unpacks a package there, and opens
# what is there as a person does: every help patch and every patch, in both kinds of Pd, one Pd for all of them.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
pd=$1 build=$2 cmake=$3 level=$4 package=${5:-}
here=$(cd -- "$(dirname -- "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
library="$folder/home/.local/lib/pd/extra" # where Pd itself looks: a folder of -path counts less to [declare]
mkdir -p "$library"
if [ -n "$package" ]; then
    (cd "$library" && "$cmake" -E tar xf "$package")
else
    "$cmake" --install "$build" --prefix "$folder/in stalled" >/dev/null
    mv "$folder/in stalled/lib/pd-externals/latentjam" "$library"
fi
library=$library/latentjam

# run PD PATCH: what Pd says to it, in time that runs as fast as the machine can.
run() {
    (cd "$folder" && HOME="$folder/home" timeout 1500 "$1" -nrt -nogui -noprefs -stderr -batch -r 44100 -open "$2" \
        -send "pd dsp 1" 2>&1 </dev/null) || echo "exit status $?"
}

# What is clicked to hear a help patch beside start: a pattern for its boxes in the patch file, and a message to them.
clicks() {
    case $1 in
        agent-voice | agent~ | eight-agents | ensemble) echo '^#X msg 24 [0-9]* (start|tutti 10);|bang' ;;
        blip | oneshot) echo '^#X msg .* bang;|bang' ;;
        chord-notes) echo '^#X msg .* 48;|bang' ;;
        dubchord) echo '^#X msg .* 58 61 65 68;|bang' ;;
        dubchord-voice) echo '^#X msg .* 60;|bang' ;;
        fibojungle) echo ' tgl 28 .* 8ths |bang' ;;
        hats) echo '^#X msg .* open;|bang' ;;
        sample-player) echo '^#X msg .* play 0 |bang' ;;
        scale-notes | sequence | steps) echo ' tgl 22 .*0-go-set|bang' ;;
        slicer) echo '^#X obj [0-9]* [0-9]* slicer |play 1' ;;
        reverb | stereodelay) echo '^#X obj [0-9]* [0-9]* (oneshot|sound-in)|bang' ;;
        sound-load) echo ' bng 20 250|bang' ;;
        sound~) echo '^#X msg .* play ../samples/voice|bang' ;;
        stab) echo '^#X msg .* 46;|bang' ;;
        stab-voice) echo '^#X msg .* 58;|bang' ;;
        subbass) echo '^#X msg .* 34;|bang' ;;
        unravel) echo '^#X obj [0-9]* [0-9]* bng .*encode|bang' ;;
    esac
}

# A help patch of this name, as it is or as one that is clicked: a line for visits.awk.
visited() {
    local name=$1 click
    click=$(clicks "${name%-help}")
    if [ -n "$click" ]; then
        awk -v objects="${click%|*}" -v message="${click##*|}" -f "$here/struck.awk" "$library/$name.pd" \
            >"$library/clicked-$name.pd" || echo "$name: nothing to click" >>"$folder/deviations"
        name=clicked-$name
    fi
    line "$library" "$name.pd"
}

line() { printf '%s\t%s\t%s\n' "$1" "$2" "$(grep -cm1 '^#X obj [0-9]* [0-9]* master\( [0-9]*\)*;' "$1/$2")"; }

# tour PD NAME LIST: opens what LIST names, five seconds each; what it says and how loud it is.
tour() {
    local takes=$folder/$2 patches name sounds db
    mkdir "$takes"
    awk -v folder="$takes" -v ms=5000 -f "$here/visits.awk" "$3" >"$takes/tour.pd"
    run "$1" "$takes/tour.pd" >"$takes/said"
    awk -v name="$2" -f "$here/complaints.awk" "$takes/said" >>"$folder/deviations"
    while IFS=$'\t' read -r patches name sounds; do
        [ "$sounds" = 1 ] || continue
        db=$("$level" "$takes/$name.wav")
        echo "$2: $name: $db dB" >>"$folder/levels"
        awk -v db="$db" 'BEGIN { exit !(db > -40) }' || echo "$2: $name: $db dB, not -40" >>"$folder/deviations"
    done <"$3"
}

# opens WORDS BOX...: a patch in one's own folder with these boxes, in a Pd of its own, says these words.
opens() {
    local words=$1 box said
    shift
    {
        echo '#N canvas 0 0 450 300 12;'
        for box in "$@"; do case $box in declare*) echo "#X $box;" ;; esac; done
        printf '#X obj 10 10 %s;\n' loadbang 'delay 200'
        echo '#X msg 10 10 \; pd quit;'
        printf '#X obj 10 10 %s;\n' "$@"
        echo '#X connect 0 0 1 0;'
        echo '#X connect 1 0 2 0;'
    } >"$folder/own/names.pd"
    said=$(run "$pd" "$folder/own/names.pd")
    [ "$said" = "$words" ] || echo "boxes $*: Pd said '$said'" >>"$folder/deviations"
}

: >"$folder/deviations"
for patch in "$library"/*-help.pd; do visited "$(basename "$patch" .pd)"; done >"$folder/help.list"
for patch in "$library"/patches/*.pd; do line "$library/patches" "$(basename "$patch")"; done >"$folder/patches.list"
for kind in pd pd64; do
    one=$pd
    if [ "$kind" = pd64 ]; then one=$(command -v pd64 || true); fi
    [ -n "$one" ] || continue
    tour "$one" "$kind-help" "$folder/help.list" &
    tour "$one" "$kind-patches" "$folder/patches.list" &
done

# Ways to name what was installed, and models of one's own.
mkdir -p "$folder/own/my models"
cp "$library/models/sirens.ts" "$folder/own/mine.ts"
cp "$library/models/sirens.ts" "$folder/own/my models/909.ts"
both='declare -path latentjam -lib latentjam'
opens "" "$both" 'rave~ sirens decode -m' master
opens "" "$both" 'latentjam/rave~ sirens.ts decode -m' 'latentjam/pattern~ a' 'latentjam/latent a 2 4'
# Nothing loads the library but the first box: a small file of its name does.
opens "" latentjam/rave~ 'latentjam/latent-distance a b' 'latentjam/swapper a b c' latentjam/master
opens "" 'latentjam/rave~ sirens decode -m' 'declare -lib latentjam' latentjam
opens "" "$both" latentjam
opens "" "$both" latentjam/latentjam
opens "" "$both" 'latentjam/rave~ sirens decode -m' 'latentjam/control knob 0 1 0' latentjam/stage
opens "" 'declare -stdpath latentjam -stdlib latentjam/latentjam' 'rave~ sirens decode -m' master
opens "" 'declare -lib latentjam/latentjam' latentjam 'latentjam/record~ 2'
opens "" 'declare -lib latentjam/latentjam' latentjam/master latentjam/oneshot
opens "" "$both" 'rave~ mine decode -m'
opens "" "$both" 'rave~ my\ models/909 decode -m'
opens "" "$both" 'declare -path my\ models' 'rave~ 909 decode -m'
opens "" "$both" "rave~ $(printf '%s' "$folder/own/mine.ts") decode -m"
opens "" "$both" 'rave~ sirens decode -m' 'unravel sirens' 'latentgen a'
# The library's objects alone: abstractions lie in its folder, which is not on the path then.
opens $'master\nerror: ... couldn\'t create' 'declare -lib latentjam/latentjam' 'rave~ sirens decode -m' master
wait

# A folder with spaces and other letters, which nobody may write in.
cp "$here/stop.pd" "$folder"
elsewhere="$folder/Mein Ordner äöü é/Pd, \$1; (x)"
mkdir -p "$elsewhere"
mv "$library" "$elsewhere"
library=$elsewhere/latentjam
chmod -R a-w "$library"
if [ "$(id -u)" = 0 ]; then mount --bind -o ro "$library" "$library" 2>/dev/null || true; fi # root may write anywhere
said=$(cd "$folder" && HOME="$folder/home" timeout 300 "$pd" -nrt -nogui -noprefs -stderr -batch -r 44100 \
    -open "$library/patches/01-first-sound.pd" -send "jam record $(printf '%s' "$folder/take.wav")" -send "jam start" \
    -send "pd dsp 1" -open "$folder/stop.pd" 2>&1 </dev/null) || true
umount "$library" 2>/dev/null || true
chmod -R u+w "$library"
[ -z "$said" ] || echo "in a folder with spaces: Pd said '$said'" >>"$folder/deviations"
db=$("$level" "$folder/take.wav")
awk -v db="$db" 'BEGIN { exit !(db > -40) }' || echo "in a folder with spaces: $db dB, not -40" >>"$folder/deviations"
sed "s|$folder||" "$folder/deviations"
[ ! -s "$folder/deviations" ]
