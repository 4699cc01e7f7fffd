#!/usr/bin/env bash
# russando_full.sh [SEED]: renders all of Latent Russando twice through ./jam and says what came out: how fast, whether
# twice the same, peak, loudness, the longest silence of each channel. Needs ffmpeg; takes a quarter of an hour or more.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for take in one two; do
    "$root/jam" --patch latent-russando --render "$folder/$take.wav" ${1:+--seed "$1"} | tail -n 2
done
cmp "$folder/one.wav" "$folder/two.wav" && echo "twice the same, bit for bit"
ffmpeg -hide_banner -nostats -i "$folder/one.wav" -filter_complex ebur128=peak=true -f null - 2>&1 |
    sed -n '/Summary/,$p' | grep -E '^ +(I|LRA|Peak):'
for channel in 0 1 2 3 4 5 6; do
    ffmpeg -hide_banner -nostats -i "$folder/one.wav" \
        -af "pan=mono|c0=c$channel,silencedetect=noise=-60dB:d=60" -f null - 2>&1 |
        grep -oE 'silence_duration: [0-9.]+' | sort -t' ' -k2 -n | tail -n 1 | sed "s/^/channel $((channel + 1)): longest /"
done
