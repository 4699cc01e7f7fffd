#!/usr/bin/env bash
# A render is refused when it is silent, short or empty, never for the value of its samples or the form of its header.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
unset CDPATH
real=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
source "$real/setup/terminal.sh"
source "$real/setup/render.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sound=$folder/sound.wav

# number VALUE: four bytes, the lowest first.
number() {
    local i
    # shellcheck disable=SC2059 # the format is the byte
    for i in 0 8 16 24; do printf "\\x$(printf %x $((($1 >> i) & 255)))"; done
}
# wav BYTES-PER-SECOND DATA-BYTES JUNK-BYTES: a header; samples are added behind.
wav() {
    printf 'RIFF'; number $((36 + $3 + $2)); printf 'WAVE'
    if [ "$3" -gt 0 ]; then printf 'JUNK'; number "$3"; head -c "$3" /dev/zero; fi
    printf 'fmt '; number 16; printf '\1\0\1\0'; number "$1"; number "$1"; printf '\1\0\10\0'
    printf 'data'; number "$2"
}
passes() { (check_sound "$sound" "$1") || die "a good sound was refused: $2"; }
refused() {
    local said
    ! said=$(check_sound "$sound" "$1" 2>&1) || die "taken for sound: $2"
    [[ $said == *"$2"* ]] || die "refused with '$said', without '$2'"
}

for value in 12 15 40 1 377; do # newline, carriage return, space, 1, 255
    for junk in 0 28 92; do
        { wav 100 200 $junk; printf "\\$value%.0s" 1; head -c 199 /dev/zero; } >"$sound"
        passes 2 "first sample $value, $junk bytes of JUNK"
    done
done
{ wav 100 200 0; head -c 199 /dev/zero; printf '\12'; } >"$sound"
passes 2 "a newline at the very end"
{ wav 100 200 0; head -c 200 /dev/zero | tr '\0' '\12'; } >"$sound"
passes 2 "nothing but newlines"
{ wav 100 200 0; head -c 200 /dev/zero; } >"$sound"
refused 2 "silent from end to end"
{ wav 100 200 28; printf 'x'; head -c 99 /dev/zero; } >"$sound"
refused 3.5 "only 1 of 3.5 seconds"
wav 100 0 0 >"$sound"
refused 1 "nothing was recorded"
: >"$sound"
refused 1 "nothing was recorded"
head -c 300 /dev/zero >"$sound"
refused 1 "nothing was recorded"

escaped=$(pd_word '/a b,c;d$1\e ü"')
[ "$escaped" = '/a\ b\,c\;d\$1\\e\ ü"' ] || die "a path was not escaped: $escaped"
