#!/usr/bin/env bash
# arm64.sh: the light package for Linux on 64-bit ARM, built here and run under qemu: all names open, sirens loads, two
# seconds of 01 sound as on this machine, within 1e-4. As root, with a network the first time.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
for part in terminal apt build render play package; do source "$root/setup/$part.sh"; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
package arm64
build_light library
source "$root/tests/long/takes.sh"
take_s=2
dek=$(find "$root/build/packages" -maxdepth 1 -name "latentjam\[v$(version_of "$root")-light\](Linux-arm64*.dek")
(cd "$work" && cmake -E tar xf "$dek")
cat >"$work/pd" <<PROGRAM
#!/bin/sh
exec qemu-aarch64-static -L "$arm64/debian" "$arm64/debian/usr/bin/puredata" "\$@"
PROGRAM
chmod +x "$work/pd"

# Every file of an object's name loads the library, which then knows the name.
{
    echo '#N canvas 0 0 450 300 12;'
    echo '#X obj 10 10 declare -path latentjam -lib latentjam;'
    (cd "$work/latentjam" && for each in *-32.so; do echo "#X obj 10 40 latentjam/${each%.linux*};"; done)
    printf '#X obj 10 80 loadbang;\n#X msg 10 120 \\; pd quit;\n'
} >"$work/names.pd"
boxes=$(grep -c '^#X' "$work/names.pd")
echo "#X connect $((boxes - 2)) 0 $((boxes - 1)) 0;" >>"$work/names.pd"
said=$(cd "$work" && timeout 300 ./pd -nrt -nogui -noprefs -stderr -batch -open names.pd 2>&1 </dev/null) ||
    die "Pd ended with an error: $said"
[ -z "$said" ] || die "Pd is not silent about it: $said"
echo "arm64: $((boxes - 3)) objects open"

take pd "$root/build/light/latentjam" "$work/here.wav"
take "$work/pd" "$work/latentjam" "$work/arm64.wav"
near "$work/here.wav" "$work/arm64.wav" "arm64, two seconds of 01" 1e-4
