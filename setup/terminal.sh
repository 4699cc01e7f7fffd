# What the commands say: one line for what happens, one line for what went wrong and its remedy.
# SPDX-License-Identifier: BSD-3-Clause

say() { printf '%s\n' "$*" >&2; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# quietly LABEL LOG COMMAND...: runs it with its output in LOG; a terminal shows how long it has been going.
quietly() {
    local label=$1 log=$2 start=$SECONDS status=0
    shift 2
    mkdir -p "$(dirname "$log")" 2>/dev/null && : 2>/dev/null >"$log" || die "cannot write $log: is the folder yours?"
    if [ ! -t 2 ]; then
        say "$label"
        "$@" >"$log" 2>&1 </dev/null
        return
    fi
    "$@" >"$log" 2>&1 </dev/null &
    while kill -0 $! 2>/dev/null; do
        printf '\r%s (%d s) ' "$label" $((SECONDS - start)) >&2
        sleep 0.2
    done
    wait $! || status=$?
    printf '\n' >&2
    return $status
}
