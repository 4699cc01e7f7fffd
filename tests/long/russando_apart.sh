#!/usr/bin/env bash
# russando_apart.sh PD LIBRARY [STRETCH]: three Pd at once, each with the whole ensemble, sound the agents 1-3, 4-6 and
# 7-8. Their signals before the ring are those of one Pd that sounds all of them, to the sample.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
pd=$1 library=$2 stretch=${3:-0.02}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
seconds=$(awk -v stretch="$stretch" 'BEGIN { print 1970 * stretch + 2 }')
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# machine NAME AGENTS
machine() {
    "$pd" -nrt -nogui -noprefs -batch -r 44100 -path "$library" -lib latentjam -open "$here/agents_apart.pd" \
        -open "$here/stop_after.pd" -send "machine ear 0" -send "machine here $2" -send "machine stretch $stretch" \
        -send "recorder record $folder/$1.wav" -send "pd dsp 1" -send "machine start" -send "seconds $seconds" \
        >"$folder/$1.words" 2>&1 </dev/null
    [ ! -s "$folder/$1.words" ] || { cat "$folder/$1.words"; exit 1; }
}

machine first 1-3 & machine second 4-6 & machine third 7-8 & wait
machine all all
python3 - "$folder" <<'PYTHON'
import sys
from pathlib import Path


def samples(path):
    """{channel: bytes} of a 24-bit file."""
    data = path.read_bytes()
    at = 12
    while data[at:at + 4] != b"data":
        at += 8 + int.from_bytes(data[at + 4:at + 8], "little")
    data = data[at + 8:]
    data = data[:len(data) // 24 * 24]
    return [b"".join((data[3 * c::24], data[3 * c + 1::24], data[3 * c + 2::24])) for c in range(8)]


folder = Path(sys.argv[1])
whole = samples(folder / "all.wav")
for name, channels in (("first", range(0, 3)), ("second", range(3, 6)), ("third", range(6, 8))):
    part = samples(folder / f"{name}.wav")
    for channel in range(8):
        silent = not any(part[channel])
        if channel in channels:
            assert part[channel] == whole[channel], f"agent {channel + 1} sounds otherwise on machine {name}"
            print(f"agent {channel + 1}: the same on machine {name}" + (", silent" if silent else ""))
        else:
            assert silent, f"agent {channel + 1} sounds on machine {name}, too"
PYTHON
