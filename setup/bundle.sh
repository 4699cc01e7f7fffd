# bundle FOLDER PLATFORM: what the binaries of a package need goes into FOLDER/PLATFORM, each under a name of its own,
# so that the package works where it is unpacked, and beside another libtorch in one Pd. Linux.
# A library that is linked but of which no symbol is used stays out: Debian's libtorch names OpenCV and ffmpeg, and
# through them 240 more. Needs patchelf.
# SPDX-License-Identifier: BSD-3-Clause

# Part of every system that Pd runs on.
is_systems() {
    case $1 in
        libc.so.* | libm.so.* | libdl.so.* | libpthread.so.* | librt.so.* | ld-linux*) ;;
        libstdc++.so.* | libgcc_s.so.*) ;;
        *) return 1 ;;
    esac
}

bundle() {
    local folder=$1 own=$1/$2 file name bundled path unused options waiting
    declare -A found=()
    mkdir -p "$own"
    waiting=("$folder"/latentjam.*.so)
    if [ -e "$folder/latentjam-torch.so" ]; then
        mv "$folder/latentjam-torch.so" "$own"
        waiting+=("$own/latentjam-torch.so")
    fi
    find_libraries "${waiting[@]}"
    : >"$folder/.bundled"
    while [ "${#waiting[@]}" -gt 0 ]; do
        file=${waiting[0]}
        waiting=("${waiting[@]:1}")
        options=()
        unused=$(unused_by "$file")
        for name in $(patchelf --print-needed "$file"); do
            if is_systems "$name"; then continue; fi
            if grep -qxF "$name" <<<"$unused"; then
                options+=(--remove-needed "$name")
                continue
            fi
            bundled=${name%%.so*}-latentjam.so${name#*.so}
            options+=(--replace-needed "$name" "$bundled")
            [ ! -e "$own/$bundled" ] || continue
            path=${found[$name]:-}
            [ -n "$path" ] || die "$name is not found, which $(basename "$file") needs"
            cp -L "$path" "$own/$bundled"
            chmod 755 "$own/$bundled"
            patchelf --set-soname "$bundled" "$own/$bundled"
            printf '%s %s\n' "$bundled" "$(readlink -f "$path")" >>"$folder/.bundled"
            found[$bundled]=$path
            waiting+=("$own/$bundled")
        done
        # One after the other: patchelf 0.14 confuses them when it is told both at once.
        [ "${#options[@]}" = 0 ] || patchelf "${options[@]}" "$file"
        if [ "$(dirname "$file")" = "$folder" ]; then
            patchelf --set-rpath "\$ORIGIN/$2" "$file"
        else
            patchelf --set-rpath "\$ORIGIN" "$file"
        fi
        check_needs "$file" "$own"
    done
    python3 "$root/setup/package/own_symbols.py" "$own"/*.so*
}

check_needs() {
    local name needs
    for name in $(patchelf --print-needed "$1"); do
        is_systems "$name" || [ -e "$2/$name" ] || die "$(basename "$1") would look for $name elsewhere"
    done
    needs=$(needs_of "$1" 2>&1) || die "the loader cannot read $(basename "$1"): $needs"
    [[ $needs != *Inconsistency* ]] || die "patchelf has damaged $(basename "$1")"
}

# As ldd says it; with $sysroot, for the machine whose Debian is unpacked there.
needs_of() {
    local each
    if [ -z "${sysroot:-}" ]; then
        ldd "$@"
        return
    fi
    for each in "$@"; do
        qemu-aarch64-static -L "$sysroot" "$sysroot/lib/ld-linux-aarch64.so.1" --list "$each"
    done
}

# Where the loader finds what a file needs, and what that needs.
find_libraries() {
    local name path rest
    while read -r name _ path rest; do
        case $path in /*) found[$name]=${sysroot:-}$path ;; esac
    done < <(needs_of "$@" | sed -n 's/^\t\(.* => .*\)/\1/p')
}

# Judged on the library as it came: the copy's own needs may have other names already.
unused_by() {
    local original=${found[$(basename "$1")]:-$1}
    [ -z "${sysroot:-}" ] || return 0 # only libtorch names what it does not use
    ldd -u "$original" 2>/dev/null | sed -n 's|^\t.*/||p' || true
}
