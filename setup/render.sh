# render PATCH FILE SECONDS [SEED [SPEAKERS]]: plays a patch into FILE as fast as the machine can, looks at the sound.
# Without SECONDS ("") a patch that ends by itself is played to its end; any other for 30 s.
# SPDX-License-Identifier: BSD-3-Clause

render() {
    local patch=$1 file=$2 seconds=${3:-track} seed=${4:-} speakers=${5:-} part line words="" all=0 finished=0 wall_ms=0
    case $file in *.wav) ;; *) file=$file.wav ;; esac
    mkdir -p -- "$(dirname -- "$file")" || die "cannot make the folder of $file"
    file=$(full_path "$file")
    part=${file%.wav}.part.wav
    (: >"$part") 2>/dev/null || die "cannot write $file: is the folder yours, and is there room?"
    # shellcheck disable=SC2064 # the name is known now, and gone when the trap runs
    trap "rm -f $(printf %q "$part")" EXIT

    say "Rendering $(basename -- "$patch")"
    while IFS= read -r line; do
        case $line in
            "rendering: "*) read -r _ all <<<"$line" ;;
            "rendered: "*) read -r _ finished wall_ms <<<"$line"; draw_bar "$finished" "$all" ;;
            *) words+="Pd: $line"$'\n' ;;
        esac
    done < <(run_pd "$patch" "$part" "$seconds" "$seed" "$speakers")
    printf '\n%s' "$words" >&2
    check_sound "$part" "$finished"
    mv "$part" "$file" || die "cannot replace $file: is it yours?"
    LC_ALL=C awk -v s="$finished" -v wall="$wall_ms" 'BEGIN { wall /= 1000
        printf "%g s of sound in %.1f s: %.1f times real time (real-time factor %.3f)\n", s, wall, s / wall, wall / s }'
    echo "$file"
}

run_pd() {
    local seed=$4 speakers=$5
    # -nrt: an offline run as fast as it can at real-time priority would starve the machine.
    "$pd" -nrt -nogui -noprefs -batch -r 44100 -path "$library" -lib latentjam \
        -open "$1" -open "$root/setup/render.pd" ${seed:+-send "jam seed $seed"} \
        ${speakers:+-send "jam speakers $speakers"} \
        -send "jam record $(pd_word "$2")" -send "jam start" -send "render $3" 2>&1 </dev/null
}

# A path as one word of a Pd message.
pd_word() { printf '%s' "$1" | LC_ALL=C sed 's/[\\ ,;$]/\\&/g'; }

# Forty signs, drawn from left to right so that it reads well in a log too.
bar_signs=0
draw_bar() {
    local done=${1%.*} all=${2%.*}
    while [ $((bar_signs * (all + 1))) -lt $((40 * (done + 1))) ]; do
        printf '#' >&2
        bar_signs=$((bar_signs + 1))
    done
}

# A file that is short or silent is no result.
check_sound() {
    local start="" rate=0 bytes seconds
    read -r start rate < <(find_samples "$1") || true
    bytes=$(($(wc -c <"$1") - ${start:-0}))
    [ -n "$start" ] && [ "$bytes" -gt 0 ] && [ "$rate" -gt 0 ] ||
        die "nothing was recorded: the patch did not start, or does not obey 'jam record'. What Pd said is above."
    seconds=$((bytes / rate))
    LC_ALL=C awk -v got="$seconds" -v want="$2" 'BEGIN { exit !(got >= int(want) - 1) }' ||
        die "only $seconds of $2 seconds were recorded. What Pd said is above."
    # Counted, not captured: a shell drops newlines, and a newline is as good a sample as any.
    [ "$(tail -c +$((start + 1)) "$1" | tr -d '\0' | head -c 1 | wc -c || true)" -gt 0 ] ||
        die "the sound is silent from end to end. What Pd said is above."
}

# Where the samples of a .wav begin, and how many bytes of them make a second: its chunks are looked at one by one.
find_samples() {
    od -An -v -t u1 -N 65536 "$1" | LC_ALL=C awk '
        { for (i = 1; i <= NF; i++) byte[n++] = $i }
        function number(at) { return byte[at] + 256 * (byte[at + 1] + 256 * (byte[at + 2] + 256 * byte[at + 3])) }
        function name(at) { return sprintf("%c%c%c%c", byte[at], byte[at + 1], byte[at + 2], byte[at + 3]) }
        END {
            for (at = 12; at + 8 <= n; at += 8 + size + size % 2) {
                size = number(at + 4)
                if (name(at) == "fmt ") rate = number(at + 16)
                if (name(at) == "data") { print at + 8, rate; exit }
            }
        }'
}
