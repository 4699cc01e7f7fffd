#!/usr/bin/env bash
# plays_a_short_russando.sh PD LIBRARY: the whole score of Latent Russando, shortened to a fiftieth, ends by itself, on
# seven channels or two, and twice the same.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
pd=$1 library=$2
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/setup/terminal.sh"
source "$root/setup/render.sh"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# play FILE [MESSAGE]: with another message before the start.
play() {
    "$pd" -nrt -nogui -noprefs -batch -r 44100 -path "$library" -lib latentjam \
        -open "$root/patches/latent-russando.pd" -open "$root/setup/render.pd" -send "jam stretch 0.02" \
        ${2:+-send "$2"} -send "jam record $(pd_word "$folder/$1")" -send "jam start" -send "render track" \
        >"$folder/words" 2>&1 </dev/null
    ! grep -v '^render' "$folder/words" || die "Pd had something to say"
}

# find_samples tells where sound begins and how many bytes make a second: 3 for each sample of a channel.
channels_of() { find_samples "$1" | awk '{ print $2 / 44100 / 3 }'; }
seconds_of() { find_samples "$1" | awk -v bytes="$(wc -c <"$1")" '{ print int((bytes - $1) / $2) }'; }

play seven.wav
[ "$(channels_of "$folder/seven.wav")" = 7 ] || die "not seven channels"
seconds=$(seconds_of "$folder/seven.wav")
[ "$seconds" -ge 42 ] && [ "$seconds" -le 47 ] || die "$seconds s in place of 39.4 and a few for the end"
play again.wav
cmp "$folder/seven.wav" "$folder/again.wav" || die "the same score and seed gave two different sounds"
play stereo.wav "jam speakers stereo"
[ "$(channels_of "$folder/stereo.wav")" = 2 ] || die "not two channels"
play other.wav "jam seed 44"
! cmp -s "$folder/seven.wav" "$folder/other.wav" || die "another seed gave the same sound"
