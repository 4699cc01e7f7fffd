#!/usr/bin/env bash
# test_on_arm64.sh: runs the tests of lib/kernel as 64-bit ARM code, NEON included, in an emulator. By hand, since
# it wants another architecture's packages:
#     dpkg --add-architecture arm64 && apt-get update && apt-get install g++-aarch64-linux-gnu qemu-user-static
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q libcatch2-dev:arm64
dpkg-deb -x libcatch2-dev_*.deb catch2

compile() { # FILE OPTION...
    aarch64-linux-gnu-g++ -std=c++20 -I "$root/lib" -isystem catch2/usr/include "${@:2}" -c "$1" -o "${1//\//_}.o"
}
# As cmake/instruction_sets.cmake and lib/CMakeLists.txt have it.
for file in "$root"/lib/kernel/{conv,pointwise,product,fourier}/*.cpp "$root/lib/base/processor.cpp"; do
    compile "$file" -O3 -ffp-contract=off -fno-math-errno -fno-trapping-math
done
for file in "$root"/tests/lib/kernel/{conv,pointwise,product,fourier}/*.cpp; do compile "$file" -O2; done
aarch64-linux-gnu-g++ -static ./*.o catch2/usr/lib/libCatch2Main.a catch2/usr/lib/libCatch2.a -o kernels
qemu-aarch64-static ./kernels "$@"
