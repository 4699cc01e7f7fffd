#!/usr/bin/env bash
# neon_instructions.sh: how many instructions of 64-bit ARM a tile of a convolution takes, in NEON and as the compiler
# makes it of portable code. Counted by qemu, one instruction at a time; what the program does besides is taken off.
# A multiply-add of NEON computes four products, so a quarter of an instruction is the least for one. Needs
# g++-aarch64-linux-gnu and qemu-user-static.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

aarch64-linux-gnu-g++ -std=c++20 -O3 -fno-math-errno -fno-trapping-math -static -I "$root/lib" \
    "$root"/lib/kernel/conv/tiles_*.cpp "$root/lib/base/processor.cpp" \
    "$root/tests/long/neon_instructions.cpp" -o "$work/tiles"

# executed NAME ROWS COLUMNS TIMES
executed() {
    qemu-aarch64-static -singlestep -d exec,nochain -D "$work/log" "$work/tiles" "$@" || {
        echo "the tile computed something else, or is not there: $*" >&2
        return 1
    }
    grep -c '^Trace' "$work/log"
}

printf '%-10s %6s %8s %14s %22s\n' code inputs frames instructions "each product and sum"
for shape in "64 1" "64 2" "64 6" "64 8" "96 16"; do
    read -r rows columns <<<"$shape"
    for name in NEON portable; do
        none=$(executed "$name" "$rows" "$columns" 0)
        three=$(executed "$name" "$rows" "$columns" 3)
        awk -v name="$name" -v rows="$rows" -v columns="$columns" -v all="$((three - none))" 'BEGIN {
            printf "%-10s %6d %8d %14d %22.3f\n", name, rows, columns, all / 3, all / 3 / (rows * 16 * columns) }'
    done
done
