#!/usr/bin/env bash
# pages.sh LIBRARY: the documentation as pages: each object and patch is there, each link leads somewhere, nothing is
# fetched from elsewhere.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/setup/terminal.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
timeout 120 pd -nrt -nogui -noprefs -batch -path "$1" -lib latentjam \
    -send "latentjam reference $folder/reference.json" -send "pd quit" </dev/null
python3 "$root/docs/pages.py" "$folder/reference.json" "$folder/pages"
cd "$folder/pages"
for patch in "$root"/help/*-help.pd; do
    name=$(basename "$patch" -help.pd)
    grep -qF "<h2 id=\"$name\">$name</h2><p>" objects.html || die "$name is not among the objects"
    ! grep -qF "<h2 id=\"$name\">$name</h2><p></p>" objects.html || die "$name has no sentence"
done
for patch in "$root"/patches/*.pd; do
    grep -qF "<h2 id=\"$(basename "$patch" .pd)\">" patches.html || die "$(basename "$patch") is not among the patches"
done
while IFS= read -r target; do
    [ -e "$target" ] || die "a link leads nowhere: $target"
done < <(grep -ohE '(href|src)="[^"#]+' ./*.html | sed 's/^[a-z]*="//' | grep -v '^https\?:' | sort -u)
! grep -E '<(script|link)|src="https?:|@import|url\(' ./*.html || die "something would be fetched from elsewhere"
