# port PATCH: a patch for nn~ or PD-Latent-Jamming, its objects renamed: NAME-latentjam.pd beside it. The patch itself
# stays as it is. Then opens the new one in Pd without a window, and lists what it could not do.
# SPDX-License-Identifier: BSD-3-Clause

port() {
    local patch=$1 ported left
    [ -f "$patch" ] || die "--port: no file '$patch'"
    [ "$(head -c 10 "$patch")" = "#N canvas " ] || die "--port: '$patch' is no patch of Pd"
    patch=$(full_path "$patch")
    ported=${patch%.pd}-latentjam.pd
    [ ! -e "$ported" ] || die "--port: $ported is there already; move it away first"
    (: >"$ported.part") 2>/dev/null || die "cannot write in $(dirname "$ported"): is the folder yours?"
    left=$(awk -v out="$ported.part" -f "$root/setup/port/rename.awk" "$patch") || {
        rm -f "$ported.part"
        die "cannot write $ported: awk ended with an error"
    }
    left+=$'\n'$(neighbours "$patch")
    mv "$ported.part" "$ported" || die "cannot write $ported"
    left+=$'\n'$(troubles_of "$ported")
    left=$(sed '/^$/d' <<<"$left")
    if [ -n "$left" ]; then
        printf 'What could not be done:\n%s\n' "$(sed 's/^/  /' <<<"$left")"
    fi
    echo "$ported"
}

# Abstractions beside the patch that hold an nn~ of their own.
neighbours() {
    local each name
    for each in "$(dirname "$1")"/*.pd; do
        [ "$each" != "$1" ] && grep -qE '^#X obj [0-9]+ [0-9]+ nn~[ ;,]' "$each" || continue
        case $each in *-latentjam.pd) continue ;; esac
        name=$(basename "$each" .pd | sed 's/[][\\.*^$+?(){}|]/\\&/g') # for grep, which takes a pattern
        if grep -qE "^#X obj [0-9]+ [0-9]+ $name[ ;,]" "$1"; then
            echo "$(basename "$each") has an nn~ of its own: port it too, and take its new name here"
        fi
    done
}

# What Pd says while the patch is open for a second: boxes that could not be made, models that are missing. It ends with
# 1 when a box had an error, which it has told then.
troubles_of() {
    { timeout 120 "$pd" -nrt -nogui -noprefs -stderr -batch -path "$library" -lib latentjam -open "$1" \
        -send "pd dsp 1" -open "$root/setup/port/quit.pd" 2>&1 </dev/null || how_it_ended $?; } | awk '
            /couldn.t create$/ { print "Pd has no [" before "]"; before = ""; next }
            before ~ /^(error|rave~)/ { print before }
            { before = $0; sub(/^ +/, "", before) }
            END { if (before ~ /^(error|rave~)/) print before }'
}

how_it_ended() {
    case $1 in
        1) ;;
        124) echo "error: Pd had not closed the patch after two minutes" ;;
        *) echo "error: Pd ended with status $1 while the patch was open" ;;
    esac
}
