#!/usr/bin/env bash
# arm64.sh: the light package for Linux on 64-bit ARM, built here and run under qemu: all names open, sirens loads, two
# seconds of 01 sound as on this machine, within 1e-4. As root, with a network the first time.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
for part in terminal apt build render play package; do source "$root/setup/$part.sh"; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source "$root/setup/cross/arm64.sh"
[ -e "$light/pages" ] || build_light pages
package_arm64
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

opens_all arm64 "$work/pd" "$work/latentjam"
take pd "$root/build/light/latentjam" "$work/here.wav"
take "$work/pd" "$work/latentjam" "$work/arm64.wav"
near "$work/here.wav" "$work/arm64.wav" "arm64, two seconds of 01" 1e-4
