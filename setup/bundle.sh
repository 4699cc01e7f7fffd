# bundle FOLDER PLATFORM [SYSROOT]: what the binaries of a package need goes into FOLDER/PLATFORM, each under a name of
# its own, so that the package works where it is unpacked, and beside another libtorch in one Pd. Linux; of another
# machine (64-bit ARM) with SYSROOT, where its Debian is unpacked.
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
    local folder=$1 own=$1/$2 sysroot=${3:-} file name bundled path unused options waiting
    declare -A found=()
    mkdir -p "$own"
    waiting=("$folder"/latentjam.*.so)
    if [ -e "$folder/latentjam-torch.so" ]; then
        mv "$folder/latentjam-torch.so" "$own"
        waiting+=("$own/latentjam-torch.so")
    fi
    while read -r name path; do found[$name]=$path; done < <(libraries_of "$sysroot" "${waiting[@]}")
    : >"$folder/.bundled"
    while [ "${#waiting[@]}" -gt 0 ]; do
        file=${waiting[0]}
        waiting=("${waiting[@]:1}")
        options=()
        unused=""
        # Judged on the library as it came: the copy's own needs may have other names already.
        if [ -z "$sysroot" ]; then unused=$(unused_by "${found[$(basename "$file")]:-$file}"); fi
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
        check_needs "$file" "$own" "$sysroot"
    done
    python3 "$root/setup/package/own_symbols.py" "$own"/*.so*
}

# check_needs FILE FOLDER SYSROOT
check_needs() {
    local name needs
    for name in $(patchelf --print-needed "$1"); do
        is_systems "$name" || [ -e "$2/$name" ] || die "$(basename "$1") would look for $name elsewhere"
    done
    needs=$(needs_of "$3" "$1" 2>&1) || die "the loader cannot read $(basename "$1"): $needs"
    [[ $needs != *Inconsistency* ]] || die "patchelf has damaged $(basename "$1")"
}

# needs_of SYSROOT FILE...: as ldd says it.
needs_of() {
    local each
    if [ -z "$1" ]; then
        ldd "${@:2}"
        return
    fi
    for each in "${@:2}"; do
        qemu-aarch64-static -L "$1" "$1/lib/ld-linux-aarch64.so.1" --list "$each"
    done
}

# libraries_of SYSROOT FILE...: where the loader finds what they need, and what that needs: "NAME PATH" in lines.
libraries_of() { needs_of "$@" | sed -n "s|^\t\([^ ]*\) => \(/[^ ]*\).*|\1 $1\2|p"; }

# Links of which no symbol is used. (With a sysroot it is not asked: only libtorch has such links.)
unused_by() { ldd -u "$1" 2>/dev/null | sed -n 's|^\t.*/||p' || true; }
