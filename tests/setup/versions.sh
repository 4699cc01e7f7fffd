#!/usr/bin/env bash
# versions.sh LIBRARY: the version stands in CMakeLists.txt; the newest changes are those of that version, and
# [latentjam] tells it.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/setup/terminal.sh"
source "$root/setup/package.sh"
version=$(version_of "$root")
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || die "the version in CMakeLists.txt is '$version'"
newest=$(sed -n 's/^## //p' "$root/CHANGELOG.md" | sed -n 1p)
[ "$newest" = "$version" ] || die "CHANGELOG.md begins with $newest, CMakeLists.txt says $version"
patch=$(mktemp "${TMPDIR:-/tmp}/latentjam-XXXXXX.pd")
trap 'rm -f "$patch"' EXIT
cat >"$patch" <<'PATCH'
#N canvas 0 0 450 300 12;
#X obj 20 20 loadbang;
#X obj 20 50 t b b;
#X obj 20 80 latentjam;
#X obj 20 110 print told;
#X msg 120 80 \; pd quit;
#X connect 0 0 1 0;
#X connect 1 1 2 0;
#X connect 1 0 4 0;
#X connect 2 0 3 0;
PATCH
told=$(timeout 60 pd -nrt -nogui -noprefs -stderr -batch -path "$1" -lib latentjam -open "$patch" \
    2>&1 </dev/null || true)
grep -qxF "told: version $version" <<<"$told" || die "[latentjam] told: $told"
grep -q '^told: backends [a-z]' <<<"$told" || die "no backends: $told"
