#!/usr/bin/env bash
# complete.sh PD BUILD CMAKE LEVEL: installs into a folder of its own, and opens what is there as a person does.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
pd=$1 build=$2 cmake=$3 level=$4
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$cmake" --install "$build" --prefix "$folder/in stalled" >/dev/null
library="$folder/home/.local/lib/pd/extra" # where Pd itself looks: a folder of -path counts less to [declare]
mkdir -p "$library"
mv "$folder/in stalled/lib/pd-externals/latentjam" "$library"
status=0

# run PD PATCH [MESSAGE]: what Pd says to it in two seconds of sound.
run() {
    (cd "$folder" && HOME="$folder/home" timeout 120 "$1" -nrt -nogui -noprefs -stderr -batch \
        -open "$2" -open "$folder/quit.pd" -send "pd dsp 1" -send "${3:-jam start}" -send "jam start" \
        2>&1 </dev/null) || echo "exit status $?"
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

# What is clicked to hear a help patch beside start: a pattern for its boxes in the patch file, and a message to them.
clicks() {
    case $1 in
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
    esac
}

# Help patches that sound by themselves after start, or after the click above.
promising=$(tr "\n" " " <<'TEXT'
banks~ blender blip ch4ns0n ch8ns0n chanson choice chord-notes doubler dubchord dubchord-voice fibojungle hats
lateefah latent-distance latent latentgen latentrec~ limit~ master model-info oneshot pattern~ rave~ record~
reverb sample-player scale-notes sequence slicer sound-in sound-load sound~ space stab stab-voice steps
stereodelay subbass
TEXT
)

# Who promises sound gives it within five seconds: the loudest 0.4 s are above -40 dB.
sed -i 's/delay 2000/delay 5000/' "$folder/quit.pd"
for one in "$pd" "$(command -v pd64 || true)"; do
    [ -n "$one" ] || continue
    for patch in "$library"/latentjam/*-help.pd; do
        grep -q '^#X obj [0-9]* [0-9]* master\( [0-9]\)*;' "$patch" || continue
        name=$(basename "$patch" .pd)
        [[ " $promising " = *" ${name%-help} "* ]] || continue
        click=$(clicks "${name%-help}")
        heard=$patch
        if [ -n "$click" ]; then
            heard=$(dirname "$patch")/heard.pd
            awk -v objects="${click%|*}" -v message="${click##*|}" -f "$(dirname "$0")/struck.awk" "$patch" >"$heard" ||
                { echo "$name: nothing to click"; status=1; }
        fi
        # A batch plays its five seconds in a fifth of one: a sample that is still being read then is heard the next time.
        for attempt in 1 2 3; do
            rm -f "$folder/take.wav"
            run "$one" "$heard" "jam record $folder/take.wav" >/dev/null
            db=$("$level" "$folder/take.wav")
            if awk -v db="$db" 'BEGIN { exit !(db > -40) }'; then break; fi
            if [ "$attempt" = 3 ]; then
                echo "$one: $name: $db dB"
                status=1
            fi
        done
    done
done
rm -f "$library/latentjam/heard.pd"

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
