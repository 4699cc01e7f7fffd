# dream MODEL SEEDS FOLDER [STEPS [FRAMES [TEMPERATURE]]]: a denoising model's latents, one .npy for each seed.
# SEEDS is a number, a range (1-8), or several of both (1-4,9). Says their names and lengths.
# SPDX-License-Identifier: BSD-3-Clause

dream() {
    local model=$1 folder=$3 name seed seeds line words="" messages=() lengths=() n=0
    seeds=$(seeds_of "$2") || die "--seeds wants numbers, e.g. 1-8 or 3,5,9, not '$2'"
    mkdir -p -- "$folder" || die "cannot make the folder $folder"
    folder=$(full_path "$folder")
    (: >"$folder/.part") 2>/dev/null || die "cannot write in $folder: is the folder yours, and is there room?"
    rm -f -- "$folder/.part"
    if [ -f "$model" ]; then model=$(full_path "$model"); fi
    name=$(basename -- "${model%.ts}")
    [ -z "${4:-}" ] || messages+=(-send "dream steps $4")
    [ -z "${5:-}" ] || messages+=(-send "dream frames $5")
    [ -z "${6:-}" ] || messages+=(-send "dream temperature $6")
    for seed in $seeds; do
        messages+=(-send "dream seed $seed" -send "dream bang")
        messages+=(-send "dreamt write $(pd_word "$folder/$name-$seed.npy")")
    done
    say "Dreaming with $name"
    while IFS= read -r line; do
        case $line in
            "dream: generated "*) lengths+=("${line#dream: generated }"); printf . >&2 ;;
            "dream: "*) ;;
            *) words+="Pd: $line"$'\n' ;;
        esac
    done < <("$pd" -nrt -nogui -noprefs -batch -path "$library" -lib latentjam -open "$root/setup/dream.pd" \
        -send "dream-model symbol $(pd_word "$model")" "${messages[@]}" -send "pd quit" 2>&1 </dev/null)
    printf '\n%s' "$words" >&2
    for seed in $seeds; do # written when Pd has left
        if [ ! -s "$folder/$name-$seed.npy" ] || [ "${#lengths[@]}" -le "$n" ]; then
            die "seed $seed was not dreamt. What Pd said is above."
        fi
        printf '%s: %s frames\n' "$folder/$name-$seed.npy" "${lengths[n]/ / dims, }"
        n=$((n + 1))
    done
}

# "1-4,9" as 1 2 3 4 9.
seeds_of() {
    local part each first last all=()
    IFS=, read -ra part <<<"$1"
    for each in "${part[@]}"; do
        [[ $each =~ ^([0-9]{1,9})(-([0-9]{1,9}))?$ ]] || return 1
        first=$((10#${BASH_REMATCH[1]})) last=$((10#${BASH_REMATCH[3]:-${BASH_REMATCH[1]}}))
        [ "$first" -le "$last" ] && [ $((last - first)) -lt 10000 ] || return 1
        mapfile -t -O "${#all[@]}" all < <(seq "$first" "$last")
    done
    [ "${#all[@]}" -gt 0 ] || return 1
    printf '%s ' "${all[@]}"
}
