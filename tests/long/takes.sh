# takes: recordings of the library's own patches by any Pd, how like they are, and whether all objects open. Sourced;
# $work is a folder for them.
# SPDX-License-Identifier: BSD-3-Clause
cp "$root/setup/render.pd" "$work"
take_s=5
take_patch=01-first-sound

# take PD LIBRARY FILE [PD-OPTION...]: $take_s seconds of the library's own $take_patch.
take() {
    local program=$1 library=$2 file=$3
    shift 3
    (cd "$work" && HOME=${home:-$work} timeout 1200 "$program" -nrt -nogui -noprefs -batch -r 44100 "$@" \
        -path "$library" -lib latentjam -open "$library/patches/$take_patch.pd" -open "$work/render.pd" \
        -send "jam seed 3" -send "jam record $file" -send "jam start" -send "render $take_s" \
        >"$file.said" 2>&1 </dev/null) ||
        die "Pd ended with an error: $(tail -n 3 "$file.said")"
    ! LD_DEBUG='' grep -B 1 '^error:' "$file.said" >&2 || die "Pd complains of $take_patch"
}

same() {
    cmp "$1" "$2" >/dev/null || die "$3: 01 sounds otherwise than in the build"
    echo "$3: 01 as the build renders it, bit for bit"
}

# apart A B: by how much of full scale. Fails where A is silent.
apart() {
    python3 -c '
import sys, wave
takes = [wave.open(each).readframes(1 << 30) for each in sys.argv[1:]]
assert len(takes[0]) == len(takes[1])
value = lambda take, at: int.from_bytes(take[at:at + 3], "little", signed=True)
assert max(abs(value(takes[0], at)) for at in range(0, len(takes[0]), 3)) > 8388, "a take is silent"
print(max(abs(value(takes[0], at) - value(takes[1], at)) for at in range(0, len(takes[0]), 3)) / 8388608)' "$1" "$2"
}

# near A B LABEL LIMIT
near() {
    local most
    most=$(apart "$1" "$2") || die "$3: not to be compared"
    LC_ALL=C awk -v most="$most" -v limit="$4" 'BEGIN { exit !(most < limit) }' || die "$3: off by $most"
    echo "$3: within $most"
}

# box NAME: an object with what it needs to be made.
box() {
    case $1 in
        agent~ | ensemble) echo "$1 one" ;;
        blender | swapper) echo "$1 a b c" ;;
        control) echo "$1 knob 0 1 0" ;;
        diffuse) echo "$1 dream-breaks a" ;;
        latent) echo "$1 a 2 4" ;;
        latent-distance) echo "$1 a b" ;;
        latentgen | latentrec~ | pattern~) echo "$1 a" ;;
        remember) echo "$1 one volume" ;;
        *) echo "$1" ;;
    esac
}

# opens_all LABEL PD LIBRARY: the file of each object's name loads the library, which then knows the name. LIBRARY lies
# in $work and is called latentjam.
opens_all() {
    local boxes said each
    {
        echo '#N canvas 0 0 450 300 12;'
        for each in "$3"/*-32.so "$3"/*-32.dll; do
            [ -e "$each" ] || continue
            each=$(basename "${each%.*-*-32.*}")
            [ "$each" = latentjam ] || echo "#X obj 10 40 latentjam/$(box "$each");"
        done
        printf '#X obj 10 80 loadbang;\n#X msg 10 120 \\; pd quit;\n'
    } >"$work/names.pd"
    boxes=$(grep -c '^#X' "$work/names.pd")
    [ "$boxes" -gt 30 ] || die "$1: only $((boxes - 2)) of the library's names have a file"
    echo "#X connect $((boxes - 2)) 0 $((boxes - 1)) 0;" >>"$work/names.pd"
    said=$(cd "$work" && timeout 600 "$2" -nrt -nogui -noprefs -stderr -batch -open names.pd 2>&1 </dev/null) ||
        die "Pd ended with an error: $said"
    [ -z "$said" ] || die "Pd is not silent about it: $said"
    echo "$1: $((boxes - 2)) objects open"
}
