#!/usr/bin/env bash
# renders.sh PD LIBRARY PATCH: driven as ./jam --render drives it, a patch makes sound without a word, and the same
# sound for the same seed.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
pd=$1 library=$2 patch=$3
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/setup/terminal.sh"
source "$root/setup/render.sh"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for take in first second; do
    (render "$patch" "$folder/$take.wav" 3 7) 2>&1 | tee "$folder/words"
    ! grep '^Pd: ' "$folder/words" >/dev/null || die "Pd had something to say"
done
cmp "$folder/first.wav" "$folder/second.wav" || die "the same seed gave two different sounds"
