# build TARGET [FOLDER OPTION...]: configures FOLDER (build/release) once, with these options of CMake's, then builds;
# when nothing changed, that takes a moment.
# SPDX-License-Identifier: BSD-3-Clause
build_dir=$root/build/release
build_log=$root/build/build.log

build() {
    configure "${@:2}"
    quietly "Building" "$build_log" cmake --build "${2:-$build_dir}" --target "$1" --parallel "$(build_jobs)" ||
        build_failed
}

# With no_torch set, build/release has no plug-in.
configure() {
    local folder=${1:-$build_dir} options=("${@:2}")
    if [ "$folder" = "$build_dir" ] && [ -n "${no_torch:-}" ]; then options+=(-DLATENTJAM_TORCH=OFF); fi
    if [ -e "$folder/build.ninja" ] && is_configured "$folder" "${options[@]}"; then return 0; fi
    quietly "Configuring" "$build_log" cmake -S "$root" --preset release -B "$folder" "${options[@]}" || build_failed
}

# is_configured FOLDER OPTION...: with these options.
is_configured() {
    local option
    for option in "${@:2}"; do
        option=${option#-D}
        [ "$(sed -n "s/^${option%%=*}:[A-Z]*=//p" "$1/CMakeCache.txt" 2>/dev/null)" = "${option#*=}" ] || return
    done
}

is_without_torch() { is_configured "$build_dir" -DLATENTJAM_TORCH=OFF; }

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
