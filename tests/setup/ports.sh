#!/usr/bin/env bash
# ports.sh LIBRARY PYTHON: ./jam --port on ten patches written for nn~ 1.6: what it renames, what it says it could not
# do, and that the new patches sound as nn~'s rules say (nn_rules.py).
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
unset CDPATH
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
for part in terminal play render port; do source "$root/setup/$part.sh"; done
library=$(full_path "$1")
python=$2
pd=$(find_pd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$root"/tests/setup/nn/*.pd "$root/tests/data/gain.ts" "$root/tests/data/old.ts" "$folder"

for patch in "$root"/tests/setup/nn/*.pd; do
    name=$(basename "$patch" .pd)
    cp "$patch" "$folder/before"
    port "$folder/$name.pd" >"$folder/$name.said"
    cmp "$folder/before" "$folder/$name.pd" || die "$name: the patch itself was changed"
    ported=$folder/$name-latentjam.pd
    [ "$(tail -n 1 "$folder/$name.said")" = "$ported" ] || die "$name: said $(cat "$folder/$name.said")"
    ! grep -E '^#X obj [0-9]+ [0-9]+ nn~' "$ported" || die "$name: an nn~ is left"
    case $name in
        forward) ;;
        gpu) grep -qE "no CUDA device|plays on the CPU" "$folder/$name.said" ||
            [ "$(wc -l <"$folder/$name.said")" = 1 ] ;;
        stereo) grep -q "was made for 48000 Hz" "$folder/$name.said" || die "stereo: its rate is not told" ;;
        *) [ "$(wc -l <"$folder/$name.said")" = 1 ] || die "$name: $(cat "$folder/$name.said")" ;;
    esac
    timeout 120 "$pd" -nrt -nogui -noprefs -stderr -batch -r 44100 -path "$library" -open "$ported" \
        -open "$root/tests/setup/record_port.pd" -send "port-take symbol $(pd_word "$folder/$name.wav")" \
        -send "pd dsp 1" >"$folder/$name.pd-said" 2>&1 </dev/null ||
        die "$name: Pd ended with an error: $(cat "$folder/$name.pd-said")"
done
for words in "message 'get_methods': send bang" "message 'download': put the .ts file" "message 'remove': there is no" \
    "Pd has no [no-such-box 3]"; do
    grep -qF "$words" "$folder/forward.said" || die "forward: nothing was said of $words: $(cat "$folder/forward.said")"
done
grep -q 'nn~ stays where it is only a word' "$folder/forward-latentjam.pd" || die "a comment was changed"
! (port "$folder/single.pd") 2>/dev/null || die "a port that was there was written over"
! (port "$folder/gain.ts") 2>/dev/null || die "a model was taken for a patch"
"$python" "$root/tests/setup/nn_rules.py" "$folder"
