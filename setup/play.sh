# play PATCH [SEED]: opens a patch in Pd's window. Also finds the patch, Pd and a display.
# SPDX-License-Identifier: BSD-3-Clause
library=$root/build/release/latentjam

play() {
    local patch=$1 seed=${2:-}
    say "Opening $(basename -- "$patch") in Pd"
    exec "$pd" -path "$library" -lib latentjam -open "$patch" ${seed:+-send "jam seed $seed"}
}

# A file as named; else the patch in patches/, or in a folder there, that is called so or whose name alone begins so.
find_patch() {
    local each name matches exact=() begin=()
    if [ -f "$1" ]; then
        full_path "$1"
        return
    fi
    while IFS= read -r each; do
        name=${each#"$root/patches/"}
        name=${name%.pd}
        case $name in "${1%.pd}" | */"${1%.pd}") exact+=("$each") ;; esac
        case $name in "$1"* | */"$1"*) begin+=("$each") ;; esac
    done < <(find -L "$root/patches" -name '*.pd' -type f | LC_ALL=C sort)
    if [ "${#exact[@]}" -gt 0 ]; then begin=("${exact[@]}"); fi
    if [ -z "$1" ]; then begin=("${begin[@]:0:1}"); fi
    case ${#begin[@]} in
        0) die "no patch '$1': neither a file nor the beginning of a name in patches/" ;;
        1) printf '%s\n' "${begin[0]}" ;;
        *)
            matches=$(printf '\n    %s' "${begin[@]#"$root/patches/"}")
            die "'$1' is the beginning of ${#begin[@]} patches; say more of it:$matches"
            ;;
    esac
}

find_pd() {
    command -v pd || compgen -G "/Applications/Pd*.app/Contents/Resources/bin/pd" | tail -n 1 ||
        die "Pd is installed nowhere I look: put the folder of 'pd' into PATH"
}

has_display() { [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname)" = Darwin ]; }
