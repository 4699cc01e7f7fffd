# install_missing [check]: installs what setup/packages.txt lists and this system lacks, with "check" also the tools of
# ./check; without apt, says what to install by hand.
# SPDX-License-Identifier: BSD-3-Clause
source "$root/setup/apt.sh"

install_missing() {
    local purpose=${1:-}
    if is_without_torch; then no_torch=yes; fi  # it was asked for in an earlier run
    if ! command -v apt-get dpkg-query >/dev/null; then
        require_tools
        return
    fi
    local missing regular=() backports=() name least origin
    missing=$(missing_packages "$purpose")
    [ -n "$missing" ] || return 0

    require_root "$missing"
    say "Missing: $(names "$missing")"
    if on_bookworm && grep -q backports <<<"$missing"; then add_backports; fi
    quietly "Reading the package lists" "$apt_log" apt_update ||
        say "Some package lists could not be read; trying with the others."
    while read -r name least origin; do
        if on_bookworm && [ "$origin" = backports ]; then
            backports+=("$name")
        else
            regular+=("$name")
        fi
        require_candidate "$name" "$least" "$origin"
    done <<<"$missing"
    apt_install "" "${regular[@]}"
    apt_install bookworm-backports "${backports[@]}"
}

# The lines of packages.txt whose package is not installed or too old.
missing_packages() {
    local name least origin version
    grep -v '^#' "$root/setup/packages.txt" | while read -r name least origin; do
        if [ "$origin" = check ] && ! { [ "$1" = check ] && on_bookworm && may_install; }; then continue; fi
        version=$(dpkg-query -W -f '${db:Status-Status} ${Version}' "$name" 2>/dev/null || true)
        if [[ $version == "installed "* ]] && new_enough "${version#installed }" "$least"; then continue; fi
        if [ "$name" = libtorch-dev ] && own_libtorch; then continue; fi
        if [ -n "${no_torch:-}" ] && is_for_torch "$name"; then continue; fi
        echo "$name $least $origin"
    done
}

new_enough() { [ "$2" = - ] || dpkg --compare-versions "$1" ge "$2"; }
names() { awk '{ printf "%s%s", separator, $1; separator = " " }' <<<"$1"; }

is_for_torch() { [[ $1 = libtorch-dev || $1 = libopenblas0-pthread ]]; }

# libtorch's own archive, named in CMAKE_PREFIX_PATH, stands in for the package.
own_libtorch() {
    local folder folders
    IFS=':;' read -r -a folders <<<"${CMAKE_PREFIX_PATH:-}"
    for folder in "${folders[@]}"; do
        [ ! -e "$folder/include/torch/script.h" ] || return 0
    done
    return 1
}

# Systems without apt: the compiler's tools must be there; CMake then looks for the libraries.
require_tools() {
    local tool
    for tool in cmake ninja c++; do
        command -v "$tool" >/dev/null || by_hand "$tool is missing"
    done
}

by_hand() {
    cat "$root/setup/by-hand.txt" >&2
    die "$1: install it as listed above, then run this again"
}
