#!/usr/bin/env bash
# models.sh LIBRARY: ./jam --models tells where models are, looks at one, says what will not play, and puts it where
# patches find it: never in place of another one.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
unset CDPATH
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
for part in terminal play render models; do source "$root/setup/$part.sh"; done
library=$(full_path "$1")
pd=$(find_pd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/down loads" "$folder/models"

# says WORDS COMMAND...: its output, whether it succeeds or not, has them.
says() {
    local words=$1 said
    shift
    said=$("$@" 2>&1) || true
    grep -qF -- "$words" <<<"$said" || die "$*: no '$words' in: $said"
}

says "CC BY-NC" models
says "no file" models "$folder/none.ts"
says "--as wants a name" models "$root/tests/data/old.ts" --as ../x
says "this will not play" look_at "$root/README.md"
cp "$root/tests/data/old.ts" "$folder/down loads/nine o'clock.ts"
look_at "$folder/down loads/nine o'clock.ts" >"$folder/said"
grep -q "made for 48000 Hz: sounds lower and slower in a Pd at 44100, so start Pd with -r 48000" "$folder/said" ||
    die "its rate is not told: $(cat "$folder/said")"
grep -qE '^[a-z]+: [0-9]+ in, [0-9]+ out, ratio [0-9]+, [0-9]+ ms late, [0-9.]+ % of a core' "$folder/said" ||
    die "its cost is not told: $(cat "$folder/said")"

root=$folder
says "[rave~ mine] finds it" keep_model "$folder/down loads/nine o'clock.ts" mine.ts
cmp "$folder/down loads/nine o'clock.ts" "$folder/models/mine.ts"
says "[rave~ mine] finds it" keep_model "$folder/down loads/nine o'clock.ts" mine.ts
echo another >"$folder/another.ts"
says "is another model; say --as NAME" keep_model "$folder/another.ts" mine.ts
cmp "$folder/down loads/nine o'clock.ts" "$folder/models/mine.ts"
[ "$(ls "$folder/models")" = mine.ts ] || die "more was left there: $(ls "$folder/models")"
