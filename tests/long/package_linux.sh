#!/usr/bin/env bash
# package_linux.sh [SUITE...]: what ./jam --package made, in Debian 12, 13 and testing (bookworm trixie testing) with
# nothing but Pd, made by debootstrap: 01 renders as the build does, bit for bit; all help patches and patches open and
# sound, in both kinds of Pd; beside an external that is linked to this system's libtorch; no other libtorch is opened.
# As root, with debootstrap and a network. What is made stays in build/packages/roots.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
roots=${LATENTJAM_ROOTS:-$root/build/packages/roots}
for part in terminal render play package; do source "$root/setup/$part.sh"; done
suites=("$@")
[ $# -gt 0 ] || suites=(bookworm trixie testing)
build=$root/build/release
dek=$(find "$root/build/packages" -maxdepth 1 -name "latentjam\[v$(version_of "$root")\]*.dek")
[ -n "$dek" ] || die "no package: ./jam --package"
[ "$(id -u)" = 0 ] || die "chroot needs root"
work=$(mktemp -d)
mounted=()
clean() {
    local each
    for each in "${mounted[@]}"; do umount "$each"; done
    rm -rf "$work"
}
trap clean EXIT
home=$work/home
mkdir -p "$home/.local/lib/pd/extra"
(cd "$home/.local/lib/pd/extra" && cmake -E tar xf "$dek")
unpacked=$home/.local/lib/pd/extra/latentjam

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

# bin SUITE: programs `pd` and `pd64` that run there, in this folder.
bin() {
    local name
    mkdir -p "$work/bin-$1"
    for name in pd pd64; do
        cat >"$work/bin-$1/$name" <<PROGRAM
#!/bin/sh
exec chroot "$roots/$1" /usr/bin/env -i HOME="\$HOME" PATH=/usr/bin:/bin \\
    sh -c 'cd "\$0" && exec $name "\$@"' "\$PWD" "\$@"
PROGRAM
        chmod +x "$work/bin-$1/$name"
    done
}

# take PD LIBRARY FILE [PD-OPTION...]: five seconds of the library's own 01.
take() {
    local program=$1 library=$2 file=$3
    shift 3
    (cd "$work" && HOME=$home timeout 1200 "$program" -nrt -nogui -noprefs -batch -r 44100 "$@" -path "$library" \
        -lib latentjam -open "$library/patches/01-first-sound.pd" -open "$work/render.pd" -send "jam seed 3" \
        -send "jam record $file" -send "jam start" -send "render 5" >"$file.said" 2>&1 </dev/null) ||
        die "Pd ended with an error: $(tail -n 3 "$file.said")"
}

same() {
    cmp "$1" "$2" >/dev/null || die "$3: 01 sounds otherwise than in the build"
    echo "$3: 01 as the build renders it, bit for bit"
}

# near A B LABEL: where sines and exponentials come from another C library, their last places may differ.
near() {
    local most
    most=$(python3 -c '
import sys, wave
takes = [wave.open(each).readframes(1 << 30) for each in sys.argv[1:]]
assert len(takes[0]) == len(takes[1])
value = lambda take, at: int.from_bytes(take[at:at + 3], "little", signed=True)
print(max(abs(value(takes[0], at) - value(takes[1], at)) for at in range(0, len(takes[0]), 3)) / 8388608)' "$1" "$2")
    LC_ALL=C awk -v most="$most" 'BEGIN { exit !(most < 1e-6) }' || die "$3: 01 is off by $most"
    echo "$3: 01 as the build renders it, within $most (another C library)"
}

c_library() { chroot "$1" dpkg-query -W -f '${Version}' libc6; }

cp "$root/setup/render.pd" "$work"
for bits in "" 64; do take "pd$bits" "$build/latentjam" "$work/build$bits.wav"; done

# On this system, where another libtorch lies about.
LD_DEBUG=files take pd "$unpacked" "$work/here.wav"
same "$work/build.wav" "$work/here.wav" here
opened=$(grep -oE 'calling init: .*/lib[^/]*$' "$work/here.wav.said" | sed 's/calling init: //')
others=$(grep -vF "$unpacked" <<<"$opened" |
    grep -E '/lib(torch|c10|dnnl|.*blas|lapack|sndfile|zip|soxr|protobuf|onnx)[^/]*$' || true)
[ -z "$others" ] || die "libraries of this system were opened:"$'\n'"$others"
echo "here: $(grep -cF "$unpacked" <<<"$opened") libraries of the package opened, none of this system's in their place"

# Beside an external that is linked to this system's libtorch, loaded before and after.
mkdir "$work/beside"
c++ -O1 -shared -fPIC -I/usr/include/torch/csrc/api/include -I/usr/include/pd \
    "$root/tests/long/beside.cpp" -o "$work/beside/beside.linux-amd64-32.so" -ltorch_cpu -lc10
take pd "$unpacked" "$work/beside.wav" -path "$work/beside" -lib beside
grep -q 'beside: 4' "$work/beside.wav.said" || die "the other external did not compute: $(cat "$work/beside.wav.said")"
same "$work/build.wav" "$work/beside.wav" "beside another libtorch"

for suite in "${suites[@]}"; do
    make_root "$suite"
    mkdir -p "$roots/$suite$work"
    mount --bind "$work" "$roots/$suite$work"
    mounted+=("$roots/$suite$work")
    mountpoint -q "$roots/$suite/proc" || { mount -t proc proc "$roots/$suite/proc"; mounted+=("$roots/$suite/proc"); }
    bin "$suite"
    for bits in "" 64; do
        take "$work/bin-$suite/pd$bits" "$unpacked" "$work/$suite$bits.wav"
        if [ "$(c_library "$roots/$suite")" = "$(c_library /)" ]; then
            same "$work/build$bits.wav" "$work/$suite$bits.wav" "$suite, pd$bits"
        else
            near "$work/build$bits.wav" "$work/$suite$bits.wav" "$suite, pd$bits"
        fi
    done
done
for suite in "${suites[@]}"; do
    TMPDIR=$work PATH=$work/bin-$suite:$PATH "$root/tests/installed/complete.sh" "$work/bin-$suite/pd" "" cmake \
        "$build/tests/installed/level" "$dek"
    echo "$suite: every help patch and patch opens, and sounds where it should"
done
