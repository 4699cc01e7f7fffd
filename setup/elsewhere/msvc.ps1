# Unverified: this has never been run. Builds with MSVC, by vcpkg's libraries; PD_DIR is the folder of Pd (with
# bin/pd.lib and src/m_pd.h). Without a libtorch in CMAKE_PREFIX_PATH the library's own runtime plays the models.
# SPDX-License-Identifier: BSD-3-Clause
$ErrorActionPreference = "Stop"
$root = Resolve-Path (Join-Path $PSScriptRoot "../..")
Set-Location $root
$vcpkg = if ($env:VCPKG_INSTALLATION_ROOT) { $env:VCPKG_INSTALLATION_ROOT } else { $env:VCPKG_ROOT }
& "$vcpkg/vcpkg" install libzip libsndfile soxr --triplet x64-windows-static-md
$pd = if ($env:PD_DIR) { $env:PD_DIR } else { "$env:ProgramFiles/Pd" }
$torch = if ($env:CMAKE_PREFIX_PATH) { "ON" } else { "OFF" }
cmake -S . -B build/release -DCMAKE_TOOLCHAIN_FILE="$vcpkg/scripts/buildsystems/vcpkg.cmake" `
    -DVCPKG_TARGET_TRIPLET=x64-windows-static-md -DLATENTJAM_TESTS=OFF -DLATENTJAM_DOUBLE=OFF -DLATENTJAM_TORCH=$torch `
    -DPD_INCLUDE_DIR="$pd/src" -DPD_LIBRARY="$pd/bin/pd.lib" -DLATENTJAM_INSTALL_DIR="$root/build/packages"
cmake --build build/release --config Release --target library
cmake --install build/release --config Release
