#!/usr/bin/env bash
# ./jam --dream: one file for each seed, the same file for the same seed, and words where it cannot. argv: the library.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
unset CDPATH
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/setup/terminal.sh"
source "$root/setup/play.sh"
source "$root/setup/render.sh"
source "$root/setup/dream.sh"
library=$(full_path "$1")
pd=$(find_pd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
out="$folder/My Söunds, vol. 2; \$1"

dream dream-breaks 1-2,07 "$out" 3 >"$folder/said"
for seed in 1 2 7; do
    grep -qF "$out/dream-breaks-$seed.npy: 8 dims, 128 frames" "$folder/said" ||
        die "of seed $seed was said: $(cat "$folder/said")"
    [ "$(wc -c <"$out/dream-breaks-$seed.npy")" -ge $((4 * 8 * 128)) ] || die "seed $seed is too short"
done
! cmp -s "$out/dream-breaks-1.npy" "$out/dream-breaks-2.npy" || die "two seeds dreamt the same"

dream "$root/models/dream-breaks.ts" 2 "$folder/again" 3 "" "" >/dev/null
cmp "$out/dream-breaks-2.npy" "$folder/again/dream-breaks-2.npy" || die "seed 2 dreamt something else"
dream dream-breaks 2 "$folder/long" 3 200 0.5 >"$folder/said"
grep -qF "8 dims, 200 frames" "$folder/said" || die "of 200 frames was said: $(cat "$folder/said")"

refused() {
    local said
    ! said=$( (dream "${@:2}") 2>&1 >/dev/null) || die "taken: ${*:2}"
    [[ $said == *"$1"* ]] || die "${*:2}: refused with '$said', without '$1'"
}
refused "--seeds wants" dream-breaks 3-1 "$folder/none"
refused "--seeds wants" dream-breaks 1,x "$folder/none"
refused "not found" nowhere 1 "$folder/none"
refused "is no denoiser" sirens 1 "$folder/none"
