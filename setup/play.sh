# play PATCH [SEED]: opens a patch in Pd's window. Also finds the patch, Pd and a display.
# SPDX-License-Identifier: BSD-3-Clause
library=$root/build/release/latentjam

play() {
    local patch=$1 seed=${2:-}
    say "Opening $(basename "$patch") in Pd"
    exec "$pd" -path "$library" -lib latentjam -open "$patch" ${seed:+-send "jam seed $seed"}
}

# A file as named, or the first in patches/ whose name begins so.
find_patch() {
    local found
    if [ -f "$1" ]; then
        found=$1
    else
        found=$(compgen -G "$root/patches/$1*.pd" | sort | head -n 1) ||
            die "no patch '$1': neither a file nor the beginning of a name in patches/"
    fi
    echo "$(cd "$(dirname "$found")" && pwd)/$(basename "$found")"
}

find_pd() {
    command -v pd || compgen -G "/Applications/Pd*.app/Contents/Resources/bin/pd" | tail -n 1 ||
        die "Pd is installed nowhere I look: put the folder of 'pd' into PATH"
}

has_display() { [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname)" = Darwin ]; }
