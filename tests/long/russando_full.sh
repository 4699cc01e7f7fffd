#!/usr/bin/env bash
# russando_full.sh [SEED]: renders all of Latent Russando twice through ./jam, both at once, and says what came out: how
# much processor time a second of sound took, whether both are the same, peak, loudness, the longest silence of each
# channel. Needs ffmpeg; takes six minutes on two cores that have nothing else to do.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export TIMEFORMAT='%U %S'
"$root/jam" --patch latent-russando --render "$folder/built.wav" --seconds 10 >/dev/null # builds, if it must
for take in one two; do
    {
        time "$root/jam" --patch latent-russando --render "$folder/$take.wav" ${1:+--seed "$1"} \
            >"$folder/$take.words" 2>&1
    } 2>"$folder/$take.time" &
done
wait
tail -qn 2 "$folder/one.words"
awk '{ printf "%.0f s of processor time: %.1f times real time on one core\n", $1 + $2, 1970 / ($1 + $2) }' \
    "$folder/one.time"
cmp "$folder/one.wav" "$folder/two.wav"
echo "twice the same, bit for bit"
ffmpeg -hide_banner -nostats -i "$folder/one.wav" -filter_complex ebur128=peak=true -f null - 2>&1 |
    sed -n '/Summary/,$p' | grep -E '^ +(I|LRA|Peak):' | tail -n 3 # before them may stand those of nothing
for channel in 0 1 2 3 4 5 6; do
    ffmpeg -hide_banner -nostats -i "$folder/one.wav" \
        -af "pan=mono|c0=c$channel,silencedetect=noise=-60dB:d=10" -f null - 2>&1 |
        { grep -oE 'silence_duration: [0-9.]+' || true; } | sort -t' ' -k2 -n | tail -n 1 |
        sed "s/^/channel $((channel + 1)): longest /"
done
