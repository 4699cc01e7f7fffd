# models [FILE.ts [--as NAME]]: where models of others are; or looks at one: what it is, whether it plays, at what rate
# and delay, what it costs on this machine; then puts it where patches find it.
# SPDX-License-Identifier: BSD-3-Clause

models() {
    local file=${1:-} name=""
    if [ -z "$file" ]; then
        cat "$root/setup/models/elsewhere.txt"
        return
    fi
    case ${2:-} in
        "") ;;
        --as) name=${3:-} ;;
        *) die "no such option: $2 (./jam --models FILE.ts --as NAME)" ;;
    esac
    [ -f "$file" ] || die "--models: no file '$file'"
    file=$(full_path "$file")
    name=${name:-$(basename -- "$file")}
    name=${name%.ts}.ts
    [[ $name =~ ^[^/.-][^/]*$ ]] || die "--as wants a name, not '$name'"
    install_missing
    build library
    pd=$(find_pd)
    look_at "$file"
    keep_model "$file" "$name"
}

# What the file says about itself, then each of its methods on noise for eight seconds.
look_at() {
    local file=$1 said rate method methods=()
    said=$(ask_pd "#X obj 20 20 unravel" "inspect $(pd_word "$file")")
    grep -q '^info: inspect samplerate' <<<"$said" ||
        die "this will not play: $(sed -n 's/^.*unravel: //p' <<<"$said" | head -n 1)"
    rate=$(sed -n 's/^info: inspect samplerate //p' <<<"$said")
    mapfile -t methods < <(grep -E '^info: inspect [A-Za-z_][A-Za-z0-9_]*( [0-9]+){4}$' <<<"$said" | cut -d ' ' -f 3-)
    [ "${#methods[@]}" -gt 0 ] || die "this will not play: it has no method with _params, as nn~ and rave~ want them"
    printf '%s, %.1f MB: %s\n' "$(basename -- "$file")" "$(stat -c %s "$file" | awk '{ print $1 / 1e6 }')" \
        "$(sed -n 's/^info: inspect type //p' <<<"$said")"
    case $rate in
        44100) echo "made for 44100 Hz" ;;
        0 | -1 | "" | unknown) echo "made for a rate that it does not tell" ;;
        *) echo "made for $rate Hz: sounds lower and slower in a Pd at 44100, so start Pd with -r $rate" ;;
    esac
    for method in "${methods[@]}"; do
        # shellcheck disable=SC2086 # its words: name, channels and ratio in, channels and ratio out
        try_method "$file" $method
    done
}

try_method() {
    local said load
    said=$(ask_pd "#X obj 20 20 rave~ $(pd_word "$1") $2 -m -seed 1" bang 8000)
    load=$(sed -n 's/^info: load //p' <<<"$said" | tail -n 1)
    if [ -z "$load" ] || ! grep -q '^info: ready 1' <<<"$said"; then
        echo "$2: does not play: $(sed -n 's/^.*rave~: //p' <<<"$said" | head -n 1)"
        return
    fi
    LC_ALL=C awk -v method="$2" -v in_="$3" -v out="$5" -v ratio="$(($4 > $6 ? $4 : $6))" -v load="$load" \
        -v latency="$(sed -n 's/^info: latency //p' <<<"$said" | tail -n 1)" 'BEGIN {
            printf "%s: %d in, %d out, ratio %d, ", method, in_, out, ratio
            printf "%.0f ms late, %.1f %% of a core", latency / 44.1, load
            print load < 70 ? "" : load < 100 ? ": barely in time" : ": too slow for this machine" }'
}

# ask_pd BOX MESSAGE [MS]: what a box with noise in its first inlet tells about itself after so many milliseconds.
ask_pd() {
    local patch
    patch=$(mktemp "${TMPDIR:-/tmp}/latentjam-XXXXXX.pd")
    cat >"$patch" <<PATCH
#N canvas 0 0 450 300 12;
$1;
#X obj 20 60 print info;
#X obj 20 100 loadbang;
#X obj 20 130 delay ${3:-100};
#X obj 20 160 t b b;
#X msg 100 190 $2;
#X obj 20 190 delay 200;
#X msg 20 220 \; pd quit;
#X obj 300 20 noise~;
#X obj 300 60 *~ 0.3;
#X connect 2 0 3 0;
#X connect 3 0 4 0;
#X connect 4 0 6 0;
#X connect 4 1 5 0;
#X connect 5 0 0 0;
#X connect 6 0 7 0;
PATCH
    case $1 in
        *rave~*) printf '#X connect 8 0 9 0;\n#X connect 9 0 0 0;\n#X connect 0 1 1 0;\n' >>"$patch" ;;
        *) printf '#X connect 0 0 1 0;\n' >>"$patch" ;;
    esac
    timeout 600 "$pd" -nrt -nogui -noprefs -stderr -batch -r 44100 -path "$library" -lib latentjam -open "$patch" \
        -send "pd dsp 1" 2>&1 </dev/null || true
    rm -f "$patch"
}

# Beside the models that come along, which every patch finds; never in place of one.
keep_model() {
    local place=$root/models/$2
    if [ "$1" = "$place" ]; then return; fi
    if [ -e "$place" ]; then
        cmp -s "$1" "$place" || die "models/$2 is another model; say --as NAME"
    else
        cp -- "$1" "$place.part" && mv -- "$place.part" "$place" || die "cannot write $place: is the folder yours?"
    fi
    echo "[rave~ ${2%.ts}] finds it in every patch; in 01, press your own model"
}
