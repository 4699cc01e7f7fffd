# render PATCH FILE SECONDS [SEED]: plays a patch into FILE as fast as the machine can, and looks at what came out.
# Without SECONDS ("") a patch that ends by itself is played to its end; any other for 30 s.
# SPDX-License-Identifier: BSD-3-Clause

render() {
    local patch=$1 file=$2 seconds=${3:-track} seed=${4:-} part line words="" all=0 finished=0 wall_ms=0
    case $file in *.wav) ;; *) file=$file.wav ;; esac
    mkdir -p "$(dirname "$file")" || die "cannot make the folder of $file"
    file=$(cd "$(dirname "$file")" && pwd)/$(basename "$file")
    part=${file%.wav}.part.wav
    (: >"$part") 2>/dev/null || die "cannot write $file: is the folder yours, and is there room?"
    # shellcheck disable=SC2064 # the name is known now, and gone when the trap runs
    trap "rm -f $(printf %q "$part")" EXIT

    say "Rendering $(basename "$patch")"
    while IFS= read -r line; do
        case $line in
            "rendering: "*) read -r _ all <<<"$line" ;;
            "rendered: "*) read -r _ finished wall_ms <<<"$line"; draw_bar "$finished" "$all" ;;
            *) words+="Pd: $line"$'\n' ;;
        esac
    done < <(run_pd "$patch" "$part" "$seconds" "$seed")
    printf '\n%s' "$words" >&2
    check_sound "$part" "$finished"
    mv "$part" "$file" || die "cannot replace $file: is it yours?"
    awk -v s="$finished" -v wall="$wall_ms" 'BEGIN { wall /= 1000
        printf "%g s of sound in %.1f s: %.1f times real time (real-time factor %.3f)\n", s, wall, s / wall, wall / s }'
    echo "$file"
}

run_pd() {
    local seed=$4
    # -nrt: an offline run as fast as it can at real-time priority would starve the machine.
    "$pd" -nrt -nogui -noprefs -batch -r 44100 -path "$library" -lib latentjam -open "$1" -open "$root/setup/render.pd" \
        ${seed:+-send "jam seed $seed"} -send "jam record $(pd_word "$2")" -send "jam start" -send "render $3" 2>&1 </dev/null
}

# A path as one word of a Pd message.
pd_word() { sed 's/[\\ ,;$]/\\&/g' <<<"$1"; }

# Forty signs, drawn from left to right so that it reads well in a log too.
bar_signs=0
draw_bar() {
    local done=${1%.*} all=${2%.*}
    while [ $((bar_signs * (all + 1))) -lt $((40 * (done + 1))) ]; do
        printf '#' >&2
        bar_signs=$((bar_signs + 1))
    done
}

# A file that is short or silent is no result. The header of a .wav holds its bytes per second at byte 28.
check_sound() {
    local bytes rate
    bytes=$(wc -c <"$1")
    [ "$bytes" -gt 44 ] || die "nothing was recorded: the patch did not start, or does not obey 'jam record'. What Pd said is above."
    rate=$(od -An -t u4 -j 28 -N 4 "$1" | tr -d ' ')
    awk -v got="$(((bytes - 44) / rate))" -v want="$2" 'BEGIN { exit !(got >= int(want) - 1) }' ||
        die "only $(((bytes - 44) / rate)) of $2 seconds were recorded. What Pd said is above."
    [ -n "$(tail -c +81 "$1" | tr -d '\0' | head -c 1 || true)" ] ||
        die "the sound is silent from end to end. What Pd said is above."
}
