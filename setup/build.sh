# build TARGET: configures build/release (or another $build_dir) once, then builds; when nothing changed, that takes a
# moment.
# SPDX-License-Identifier: BSD-3-Clause
build_dir=$root/build/release
build_options=()
build_log=$root/build/build.log

# With no_torch set, the plug-in is left out.
configure() {
    local options=("${build_options[@]}")
    if [ -n "${no_torch:-}" ]; then options+=(-DLATENTJAM_TORCH=OFF); fi
    if [ -e "$build_dir/build.ninja" ] && { [ -z "${no_torch:-}" ] || is_without_torch; }; then return 0; fi
    quietly "Configuring" "$build_log" cmake -S "$root" --preset release -B "$build_dir" \
        "${options[@]}" || build_failed
}

is_without_torch() { grep -qs '^LATENTJAM_TORCH:BOOL=OFF$' "$build_dir/CMakeCache.txt"; }

build() {
    configure
    quietly "Building" "$build_log" cmake --build "$build_dir" --target "$1" --parallel "$(build_jobs)" || build_failed
}

# One per core, but at least 1.5 GB of memory each: libtorch's headers are large.
build_jobs() {
    local cores memory
    cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
    memory=$(awk '/^MemAvailable/ { print int($2 / 1500000) }' /proc/meminfo 2>/dev/null || echo "$cores")
    echo $((memory < 1 ? 1 : memory < cores ? memory : cores))
}

build_failed() {
    grep -E -m 1 -A 12 'CMake Error|error:|FAILED:' "$build_log" >&2 || tail -n 12 "$build_log" >&2
    command -v apt-get >/dev/null || cat "$root/setup/by-hand.txt" >&2
    die "the build failed; all of it is in $build_log (if the folder was moved, delete build/ and run this again)"
}
