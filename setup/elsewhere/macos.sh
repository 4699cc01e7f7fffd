#!/usr/bin/env bash
# Unverified: this has never been run. macos.sh: builds for this Mac's kind of processor and puts the library into
# build/packages, signed ad hoc, its own libraries beside it (@loader_path). Needs Homebrew, Pd.app and a libtorch whose
# folder is in CMAKE_PREFIX_PATH; without one the library's own runtime plays the models.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
brew install cmake ninja libzip libsndfile libsoxr dylibbundler
[ -d "${PD_APP:=/Applications/Pd.app}" ] || brew install --cask pd
torch=ON
[ -n "${CMAKE_PREFIX_PATH:-}" ] || torch=OFF
cmake --preset release -DLATENTJAM_TESTS=OFF -DLATENTJAM_DOUBLE=OFF -DLATENTJAM_TORCH=$torch \
    -DPD_INCLUDE_DIR="$PD_APP/Contents/Resources/src" -DLATENTJAM_INSTALL_DIR="$root/build/packages"
cmake --build build/release --target library
cmake --install build/release
library=$root/build/packages/latentjam
for file in "$library"/latentjam.*.so; do
    dylibbundler -of -b -x "$file" -d "$library/libs" -p @loader_path/libs/
done
for file in "$library"/*.so "$library"/libs/*; do codesign --force --sign - "$file"; done
