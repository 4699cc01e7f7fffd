#!/usr/bin/env bash
# windows.sh: the light package for Windows, built here by mingw-w64 and run under wine: the tests of the core and of
# the library's own runtime; in Pd for Windows all objects open, and patches sound as on this machine, within 1e-5. The
# patches need multichannel signals: with a Pd before 0.54 (no newer source of Debian's was to be had) latents, patterns
# and models play in a patch without them instead. As root, with a network the first time.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
for part in terminal apt build render play package; do source "$root/setup/$part.sh"; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source "$root/setup/cross/windows.sh"
[ -e "$light/pages" ] || build_light pages
package_windows
export WINEPREFIX=$windows/wine WINEDEBUG=-all
# shellcheck disable=SC2046
apt_install "" $(missing_of wine wine64)
build_light library

for program in core native; do
    build_windows "test_$program"
    folder=$root/build/windows/tests/${program/core/lib}
    (cd "$folder" && timeout 3000 wine "./test_$program.exe" </dev/null) | tail -n 3
done

source "$root/tests/long/takes.sh"
(cd "$work" && cmake -E tar xf "$root/build/packages/latentjam[v$(version_of "$root")-light](Windows-amd64-32)"*.dek)
cat >"$work/pd" <<PROGRAM
#!/bin/sh
exec wine "$windows/prefix/bin/pd.com" "\$@"
PROGRAM
chmod +x "$work/pd"
opens_all Windows "$work/pd" "$work/latentjam"
patches=(01-first-sound 07-patterns 08-latent-song)
grep -q signal_setmultiout "$windows/prefix/bin/pd.dll" || patches=(single)
cp "$root/tests/long/single.pd" "$work/latentjam/patches"
for take_patch in "${patches[@]}"; do
    take pd "$work/latentjam" "$work/here.wav" -path "$root/build/light/latentjam"
    take "$work/pd" "$work/latentjam" "$work/there.wav"
    near "$work/here.wav" "$work/there.wav" "Windows, $take_patch" 1e-5
done
