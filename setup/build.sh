# build TARGET: configures build/release once, then builds; nothing to do takes a blink.
# SPDX-License-Identifier: BSD-3-Clause
build_dir=$root/build/release

build() {
    local log=$root/build/build.log
    if [ ! -e "$build_dir/build.ninja" ]; then
        quietly "Configuring" "$log" cmake -S "$root" --preset release || build_failed "$log"
    fi
    quietly "Building" "$log" cmake --build "$build_dir" --target "$1" --parallel "$(build_jobs)" || build_failed "$log"
}

# One per core, but none without 1.5 GB of memory: libtorch's headers are large.
build_jobs() {
    local cores memory
    cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
    memory=$(awk '/^MemAvailable/ { print int($2 / 1500000) }' /proc/meminfo 2>/dev/null || echo "$cores")
    echo $((memory < 1 ? 1 : memory < cores ? memory : cores))
}

build_failed() {
    grep -E -m 1 -A 12 'CMake Error|error:|FAILED:' "$1" >&2 || tail -n 12 "$1" >&2
    command -v apt-get >/dev/null || cat "$root/setup/by-hand.txt" >&2
    die "the build failed; all of it is in $1 (if the folder was moved, delete build/ and run this again)"
}
