#!/usr/bin/env bash
# What a shell stumbles over: options that are wrong, a link to ./jam from elsewhere, CDPATH, names with every letter,
# headers that are longer or come in another order. No build, no Pd.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
real=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
source "$real/setup/terminal.sh"
source "$real/setup/render.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export CDPATH=$folder # with it, cd says where it goes
mkdir "$folder/my \$1; place"
ln -s "$real/jam" "$folder/my \$1; place/jam"
cd -- "$folder/my \$1; place" >/dev/null

# refuses WORDS OPTION...: ./jam, called through the link, ends with one line that has these words.
refuses() {
    local words=$1 said
    shift
    ! said=$(./jam "$@" 2>&1) || die "./jam $* was taken"
    [[ $said == *"$words"* ]] || die "./jam $* said '$said', without '$words'"
    [ "$(wc -l <<<"$said")" = 1 ] || die "./jam $* said more than a line: '$said'"
}
refuses "--seconds wants a number above 0, not 'ten'" --seconds ten
refuses "--seconds wants a number above 0, not '0.0'" --seconds 0.0
refuses "--seconds wants a number above 0, not '1e3'" --seconds 1e3
refuses "--seconds wants a number above 0, not '5 -send'" --seconds "5 -send"
refuses "--seed wants a whole number up to 16777216, not '1.5'" --seed 1.5
refuses "--seed wants a whole number up to 16777216, not '-1'" --seed -1
refuses "--seed wants a whole number up to 16777216, not '3; quit'" --seed "3; quit"
refuses "--seed wants a whole number up to 16777216, not '0x10'" --seed 0x10
refuses "--seed wants a whole number up to 16777216, not '16777217'" --seed 16777217
refuses "--seed wants a whole number up to 16777216, not '99999999999999999999'" --seed 99999999999999999999
refuses "--render wants a file, not the folder '.'" --render .
refuses "--render wants a file, not the folder 'takes/'" --render takes/
refuses "--speakers wants seven, stereo, quad, five, eight or own, not 'two'" --speakers two
refuses "--speakers wants seven, stereo, quad, five, eight or own, not '17'" --speakers 17
refuses "--speakers wants" --speakers 'st*'
refuses "--patch wants a value" --patch
refuses "--render wants a value" --render ""
refuses "no such option: -x" -x
refuses "--models: no file 'a*b.ts'" --models 'a*b.ts'
refuses "no such option: --at" --models x.ts --at y
refuses "--port: no file '\$(date).pd'" --port '$(date).pd'
refuses "--port wants a value" --port
refuses "torch, light, arm64 or windows, not '\$(date)'" --package '$(date)'
refuses "torch, light, arm64 or windows, not 'light torch'" --package light torch
refuses "no such option: --Patch" --Patch 01
refuses "no patch 'a*b'" --patch 'a*b'
refuses "no patch '\$(date)'" --patch '$(date)'

# number VALUE: four bytes, the lowest first.
number() {
    local i
    # shellcheck disable=SC2059 # the format is the byte
    for i in 0 8 16 24; do printf "\\x$(printf %x $((($1 >> i) & 255)))"; done
}
format() { printf 'fmt '; number 16; printf '\1\0\1\0'; number 100; number 100; printf '\1\0\10\0'; }
passes() { (check_sound "$folder/sound.wav" 2) || die "a good sound was refused: $1"; }
sound() { printf 'data'; number 200; printf '\12%.0s' {1..200}; }

{ printf 'RIFF'; number 0; printf 'WAVE'; format; sound; } >"$folder/sound.wav"
passes "a header that was never completed"
{ printf 'RF64'; number -1; printf 'WAVEds64'; number 28; head -c 28 /dev/zero; format; sound; } >"$folder/sound.wav"
passes "an RF64"
{ printf 'RIFF'; number 300; printf 'WAVELIST'; number 5; printf 'INFOx\0'; format; sound; } >"$folder/sound.wav"
passes "a chunk of odd length, padded"
{ printf 'RIFF'; number 300; printf 'WAVEJUNK'; number 40000; head -c 40000 /dev/zero; format; sound; } \
    >"$folder/sound.wav"
passes "forty kilobytes in front of the samples"
{ printf 'RIFF'; number 300; printf 'WAVE'; format; printf 'fact'; number 4; number 200; sound; printf 'cue '
    number 0; } >"$folder/sound.wav"
passes "chunks before and behind the samples"
for word in 'a b' 'a,b' 'a;b' 'a$1' 'a\b' 'ü' "it's" '-x' '*' '"q"'; do
    [ "$(pd_word "$word" | sed 's/\\\(.\)/\1/g')" = "$word" ] || die "'$word' is another word in a message to Pd"
done

# A port whose Pd ends as said in the file `status`, with what is in `said`.
root=$real library=$folder pd=$folder/pd
source "$real/setup/play.sh"
source "$real/setup/port.sh"
printf '#!/bin/sh\ncat "%s/said"\nexit "$(cat "%s/status")"\n' "$folder" "$folder" >"$pd"
chmod +x "$pd"
ported() {
    rm -f "$folder/mine-latentjam.pd"
    said=$(port "$folder/mine.pd")
    [ "$(tail -n 1 <<<"$said")" = "$folder/mine-latentjam.pd" ] || die "port said '$said'"
    [[ $said == *"$1"* ]] || die "port said '$said', without '$1'"
}
printf '#N canvas 0 0 300 200 12;\n#X obj 10 10 voice(1);\n#X obj 10 40 nn~ x;\n' >"$folder/mine.pd"
printf '#N canvas 0 0 300 200 12;\n#X obj 10 40 nn~ x;\n' >"$folder/voice(1).pd"
echo "error: unravel: no such file" >"$folder/said"
echo 1 >"$folder/status"
ported "  error: unravel: no such file"
ported "voice(1).pd has an nn~ of its own"
[[ $said != *status* ]] || die "an error of a box was told twice"
echo 139 >"$folder/status"
ported "error: Pd ended with status 139"
echo 124 >"$folder/status"
ported "error: Pd had not closed the patch after two minutes"
