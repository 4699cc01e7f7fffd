#!/usr/bin/env bash
# package_linux.sh [KIND] [SUITE...]: what ./jam --package made (torch, light), in Debian 12, 13 and testing (bookworm
# trixie testing) with nothing but Pd, made by debootstrap: 01 renders as the build does, bit for bit; all help patches
# and patches open and sound, in both kinds of Pd; beside an external that is linked to this system's libtorch; no other
# libtorch is opened; ported patches for nn~ play. As root, with debootstrap and a network. What is made stays in
# build/packages/roots.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
roots=${LATENTJAM_ROOTS:-$root/build/packages/roots}
for part in terminal build render play package; do source "$root/setup/$part.sh"; done
kinds=(torch light)
case ${1:-} in torch | light) kinds=("$1"); shift ;; esac
suites=("$@")
[ $# -gt 0 ] || suites=(bookworm trixie testing)
[ "$(id -u)" = 0 ] || die "chroot needs root"
work=$(mktemp -d)
mounted=()
clean() {
    local each
    for each in "${mounted[@]}"; do umount "$each"; done
    rm -rf "$work"
}
trap clean EXIT
source "$root/tests/long/takes.sh"

# A Debian that has Pd, and nothing else.
make_root() {
    local from=()
    [ ! -e "$roots/$1/usr/bin/pd" ] || return 0
    mkdir -p "$roots"
    [ -e "$roots/$1/usr/bin/apt-get" ] || debootstrap --variant=minbase "$1" "$roots/$1" http://deb.debian.org/debian
    if [ "$1" = bookworm ]; then
        from=(-t bookworm-backports) # its own Pd is 0.53
        echo "deb http://deb.debian.org/debian bookworm-backports main" \
            >"$roots/$1/etc/apt/sources.list.d/backports.list"
    fi
    cp /etc/resolv.conf "$roots/$1/etc"
    chroot "$roots/$1" apt-get -q -o Acquire::Check-Valid-Until=false update # a mirror of testing may be weeks old
    DEBIAN_FRONTEND=noninteractive chroot "$roots/$1" \
        apt-get -qy --no-install-recommends install "${from[@]}" puredata-core puredata64-core puredata-extra
}

# ready SUITE: it is there, and sees our folder of work.
ready() {
    [ ! -e "$work/bin-$1" ] || return 0
    make_root "$1"
    [ -e "$roots/$1/etc/hosts" ] || echo "127.0.0.1 localhost" >"$roots/$1/etc/hosts" # as an installed one has it
    mkdir -p "$roots/$1$work"
    mount --bind "$work" "$roots/$1$work"
    mounted+=("$roots/$1$work")
    # Pd's own command line is read from there.
    mountpoint -q "$roots/$1/proc" || { mount -t proc proc "$roots/$1/proc"; mounted+=("$roots/$1/proc"); }
    bin "$1"
}

# bin SUITE: programs `pd` and `pd64` that run there, in this folder.
bin() {
    local name
    mkdir -p "$work/bin-$1"
    for name in pd pd64; do
        cat >"$work/bin-$1/$name" <<PROGRAM
#!/bin/sh
exec chroot "$roots/$1" /usr/bin/env -i HOME="\$HOME" PATH=/usr/bin:/bin LD_PRELOAD="\$SUITE_PRELOAD" \\
    sh -c 'cd "\$0" && exec $name "\$@"' "\$PWD" "\$@"
PROGRAM
        chmod +x "$work/bin-$1/$name"
    done
}

c_library() { chroot "$1" dpkg-query -W -f '${Version}' libc6; }

# The build's own sound.
build_sounds() {
    local bits
    for bits in "" 64; do take "pd$bits" "$build/latentjam" "$work/$kind$bits.wav"; done
    [ "$kind" = light ] || return 0
    take pd "$root/build/release/latentjam" "$work/libtorch.wav"
    near "$work/libtorch.wav" "$work/light.wav" "light against libtorch" 1e-5
}

# On this system, where another libtorch lies about.
here() {
    local opened others
    LD_DEBUG=files take pd "$unpacked" "$work/here.wav"
    same "$work/$kind.wav" "$work/here.wav" here
    opened=$(grep -oE 'calling init: .*/lib[^/]*$' "$work/here.wav.said" | sed 's/calling init: //')
    others=$(grep -vF "$unpacked" <<<"$opened" |
        grep -E '/lib(torch|c10|dnnl|.*blas|lapack|sndfile|zip|soxr|protobuf|onnx)[^/]*$' || true)
    [ -z "$others" ] || die "libraries of this system were opened:"$'\n'"$others"
    [ "$kind" = torch ] || ! grep -q libtorch <<<"$opened" || die "the light package opened a libtorch"
    echo "here: $(grep -cF "$unpacked" <<<"$opened") libraries of the package opened, none of this system's instead"
}

# Beside an external that is linked to this system's libtorch, loaded before.
beside() {
    mkdir -p "$work/beside"
    c++ -O1 -shared -fPIC -I/usr/include/torch/csrc/api/include -I/usr/include/pd \
        "$root/tests/long/beside.cpp" -o "$work/beside/beside.linux-amd64-32.so" -ltorch_cpu -lc10
    take pd "$unpacked" "$work/beside.wav" -path "$work/beside" -lib beside
    grep -q 'beside: 4' "$work/beside.wav.said" ||
        die "the other external did not compute: $(cat "$work/beside.wav.said")"
    same "$work/$kind.wav" "$work/beside.wav" "beside another libtorch"
}

# Ten patches for nn~ are ported, and the package plays them as nn~'s rules say.
ports() {
    local each
    for each in python3 /usr/bin/python3; do
        "$each" -c 'import torch' 2>/dev/null || continue
        "$root/tests/setup/ports.sh" "$unpacked" "$each" || die "--port: a patch for nn~ sounds otherwise"
        return
    done
    die "nn~'s rules are computed by Python's torch, which is missing"
}

# in_suite SUITE: its Pd, and its C library. Where that is another one, tanhf and others round otherwise (glibc 2.41);
# with this system's the bits are the same again, where it can be loaded there.
in_suite() {
    local bits file
    ready "$1"
    for bits in "" 64; do
        file=$work/$1$bits.wav
        take "$work/bin-$1/pd$bits" "$unpacked" "$file"
        if [ "$(c_library "$roots/$1")" = "$(c_library /)" ]; then
            same "$work/$kind$bits.wav" "$file" "$kind, $1, pd$bits"
            continue
        fi
        near "$work/$kind$bits.wav" "$file" "$kind, $1, pd$bits, with its own C library" 1e-6
        if (cd "$work" && SUITE_PRELOAD=$work/libm.so.6 "$work/bin-$1/pd$bits" -version) >/dev/null 2>&1; then
            SUITE_PRELOAD=$work/libm.so.6 take "$work/bin-$1/pd$bits" "$unpacked" "$file"
            same "$work/$kind$bits.wav" "$file" "$kind, $1, pd$bits, with the build's C library"
        fi
    done
}

everything() {
    TMPDIR=$work PATH=$work/bin-$1:$PATH "$root/tests/installed/complete.sh" "$work/bin-$1/pd" "" cmake \
        "$root/build/release/tests/installed/level" "$dek"
    echo "$kind, $1: every help patch and patch opens, and sounds where it should"
}

build level
cp /lib/x86_64-linux-gnu/libm.so.6 "$work"
for kind in "${kinds[@]}"; do
    variant=-light build=$root/build/light
    [ "$kind" = light ] || variant="" build=$root/build/release
    dek=$(find "$root/build/packages" -maxdepth 1 -name "latentjam\[v$(version_of "$root")$variant\](Linux-amd64*.dek")
    [ -n "$dek" ] || die "no package: ./jam --package"
    home=$work/home-$kind
    mkdir -p "$home/.local/lib/pd/extra"
    (cd "$home/.local/lib/pd/extra" && cmake -E tar xf "$dek")
    unpacked=$home/.local/lib/pd/extra/latentjam
    build_sounds
    here
    beside
    ports
    for suite in "${suites[@]}"; do in_suite "$suite"; done
    for suite in "${suites[@]}"; do everything "$suite"; done
done
