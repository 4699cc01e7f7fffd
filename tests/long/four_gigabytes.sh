#!/usr/bin/env bash
# four_gigabytes.sh [PD [LIBRARY]]: records 16 channels offline until the file is longer than a WAV can tell, and reads
# its header back: an RF64 of no fewer frames than were played. Takes two minutes, and 4.4 GB in TMPDIR.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
pd=${1:-pd} library=${2:-$root/build/release/latentjam}
seconds=2040
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
{
    echo '#N canvas 0 0 450 300 12;'
    echo '#X obj 10 10 noise~;'
    echo '#X obj 10 40 record~ 16;'
    echo '#X obj 10 70 r to-record;'
    echo '#X connect 2 0 1 0;'
    for inlet in {0..15}; do echo "#X connect 0 0 1 $inlet;"; done
} >"$work/long.pd"
said=$(cd "$work" && timeout 1800 "$pd" -nrt -nogui -noprefs -batch -r 44100 -path "$library" -lib latentjam \
    -open long.pd -open "$root/setup/render.pd" -send "pd dsp 1" -send "to-record record long.wav" \
    -send "render $seconds" 2>&1 </dev/null | grep -v '^render' || true)
[ -z "$said" ] || echo "Pd said: $said"
python3 - "$work/long.wav" $seconds <<'CHECK'
import struct, sys
path, seconds = sys.argv[1], int(sys.argv[2])
with open(path, "rb") as file:
    head = file.read(4096)
    file.seek(0, 2)
    size = file.tell()
assert head[:4] == b"RF64" and head[8:12] == b"WAVE" and head[12:16] == b"ds64", head[:16]
riff, data, frames = struct.unpack("<QQQ", head[20:44])
channels, rate, _, frame, bits = struct.unpack("<HIIHH", head[head.index(b"fmt ") + 10:][:14])
start = head.index(b"data") + 8
print(f"{size / 1e9:.2f} GB, {channels} channels of {bits} bits at {rate} Hz, {data / frame / rate:.2f} s")
assert riff == size - 8 and start + data <= size and data / frame / rate >= seconds - 1 and size > 2**32
CHECK
