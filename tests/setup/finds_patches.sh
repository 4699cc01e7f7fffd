#!/usr/bin/env bash
# --patch: a file as it is named, else an exact name, else the one beginning; several are named; any letter is allowed.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
unset CDPATH
real=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
source "$real/setup/terminal.sh"
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
source "$real/setup/play.sh"

mkdir -p "$root/patches/songs/old" "$root/elsewhere"
cd "$root/elsewhere"
for name in 01-first loom loom-rewood 'My Söunds, vol. 2; $1' '[x]*' songs/night songs/old/dawn -dash; do
    echo '#N canvas 0 0 400 300 12;' >"$root/patches/$name.pd"
done
echo >-own.pd
echo >'o w"n.pd'

finds() {
    local found
    found=$(find_patch "$1") || die "'$1' was not found"
    [ "$found" = "$2" ] || die "'$1' gave '$found', not '$2'"
}
refuses() {
    local said
    ! said=$(find_patch "$1" 2>&1) || die "'$1' gave '$said'"
    [[ $said == *"$2"* ]] || die "'$1' was refused with '$said', without '$2'"
}

finds "" "$root/patches/-dash.pd"
finds 01 "$root/patches/01-first.pd"
finds loom "$root/patches/loom.pd"
finds loom.pd "$root/patches/loom.pd"
finds loom- "$root/patches/loom-rewood.pd"
finds night "$root/patches/songs/night.pd"
finds songs/n "$root/patches/songs/night.pd"
finds daw "$root/patches/songs/old/dawn.pd"
finds 'My S' "$root/patches/My Söunds, vol. 2; \$1.pd"
finds 'My Söunds, vol. 2; $1' "$root/patches/My Söunds, vol. 2; \$1.pd"
finds '[x]*' "$root/patches/[x]*.pd"
finds -d "$root/patches/-dash.pd"
finds -own.pd "$root/elsewhere/-own.pd"
finds 'o w"n.pd' "$root/elsewhere/o w\"n.pd"
refuses lo loom-rewood
refuses '*' "no patch '*'"
refuses '?' "no patch '?'"
refuses nothing "no patch 'nothing'"
