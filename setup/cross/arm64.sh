# The light package for Linux on 64-bit ARM (Raspberry Pi 4 and 5): built here, against Debian 12's own files.
# SPDX-License-Identifier: BSD-3-Clause
source "$root/setup/cross/debian.sh"
arm64=$root/build/cross/arm64

package_arm64() {
    cross_arm64
    build library "$root/build/arm64" -DLATENTJAM_TORCH=OFF -DLATENTJAM_TESTS=OFF \
        "-DCMAKE_TOOLCHAIN_FILE=$root/cmake/cross/arm64.cmake"
    package_linux "$root/build/arm64" -light linux-arm64 aarch64-linux-gnu-strip "$arm64/debian" "$arm64/owners"
}

# Debian 12 for arm64 with Pd, in build/cross/arm64/debian, and a compiler for it.
cross_arm64() {
    # shellcheck disable=SC2046
    apt_install "" $(missing_of g++-aarch64-linux-gnu qemu-user-static dpkg-dev)
    [ ! -e "$arm64/complete" ] || return 0
    rm -rf "$arm64"
    mkdir -p "$arm64"
    quietly "Unpacking Debian 12 for arm64" "$root/build/cross/arm64.log" unpack_arm64 ||
        die "Debian 12 for arm64 cannot be had: $(tail -n 1 "$root/build/cross/arm64.log")"
    touch "$arm64/complete"
}

unpack_arm64() (
    # shellcheck disable=SC2046
    apart "$arm64/apt" arm64 &&
        unpacked "$arm64/debian" "$arm64/owners" libc6-dev libstdc++-12-dev libzip-dev libsndfile1-dev libsoxr-dev \
            $(printf '%s/bookworm-backports ' puredata-core puredata64-core puredata-dev puredata-extra) &&
        rm -rf "$arm64/apt"
)
