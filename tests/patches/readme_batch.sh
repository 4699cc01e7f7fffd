#!/usr/bin/env bash
# readme_batch.sh PD LIBRARY: the README's batch of files, word for word, in a folder whose name needs care; and its
# exit status when a file is bad.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
pd=$1 library=$2
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
status=0

# What the README says between its heading and the words behind the example.
sed -n '/^## A batch of files/,/^## /p' "$root/README.md" | sed -n 's/^    //p' >"$place/example"
grep -q '^pd .*-batch' "$place/example" || { echo "the README has no example"; exit 1; }
mkdir "$place/bin"
ln -s "$pd" "$place/bin/pd"

# in_folder NAME: the example in a folder of this name.
in_folder() {
    local folder=$place/$1
    mkdir -p "$folder/build/release" "$folder/sounds"
    ln -s "$library" "$folder/build/release/latentjam"
    ln -s "$root/patches" "$root/models" "$root/samples" "$root/abstractions" "$folder"
    ln -s "$root/samples/set0/sample1.wav" "$folder/sounds/one, two; \$3.wav"
    cp "$root/samples/set0/sample2.wav" "$folder/sounds/909.wav"
    (cd "$folder" && PATH=$place/bin:$PATH bash "$place/example") >"$place/said" 2>&1 ||
        { echo "'$1': exit status $?"; status=1; }
    grep -v "^print:" "$place/said" || true
    latents=$(ls "$folder/latents" | wc -l)
    [ "$latents" = 2 ] || { echo "'$1': $latents latents, not 2"; status=1; }
    [ "$(ls "$folder/new" | wc -l)" = 3 ] || { echo "'$1': not 3 new latents"; status=1; }
    [ "$(find "$folder/decoded" -name '*.wav' -size +100k | wc -l)" = 3 ] || { echo "'$1': not 3 sounds"; status=1; }
}

in_folder 'My Söunds, vol. 2; $1'
in_folder 'plain'

# A sound that is none: all else is done, and the script is told.
echo "no sound" >"$place/plain/sounds/bad.wav"
rm -r "$place/plain/latents" "$place/plain/new" "$place/plain/decoded"
if (cd "$place/plain" && PATH=$place/bin:$PATH bash "$place/example") >"$place/said" 2>&1; then
    echo "a bad sound, and exit status 0"
    status=1
fi
[ "$(ls "$place/plain/new" | wc -l)" = 3 ] || { echo "a bad sound keeps the others from being done"; status=1; }
exit $status
