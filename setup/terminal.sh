# What the commands print: one line for what happens, one line for an error and its remedy. And names of files.
# SPDX-License-Identifier: BSD-3-Clause

say() { printf '%s\n' "$*" >&2; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# The folder must be there, the file need not.
full_path() { printf '%s/%s\n' "$(cd -- "$(dirname -- "$1")" && pwd)" "$(basename -- "$1")"; }

# quietly LABEL LOG COMMAND...: runs it with its output in LOG, and says so when it takes longer than a second.
quietly() {
    local label=$1 log=$2 start=$SECONDS status=0 ticker
    shift 2
    mkdir -p "$(dirname "$log")" 2>/dev/null && (: >"$log") 2>/dev/null || die "cannot write $log: is the folder yours?"
    tick "$label" &
    ticker=$!
    "$@" >"$log" 2>&1 </dev/null || status=$?
    kill $ticker 2>/dev/null || true
    wait $ticker 2>/dev/null || true
    if [ -t 2 ] && [ $((SECONDS - start)) -gt 1 ]; then printf '\n' >&2; fi
    return $status
}

# Once in a log; in a terminal one line that counts the seconds, until it is killed or the script has ended.
tick() {
    local start=$SECONDS
    while sleep 1 >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
        if [ ! -t 2 ]; then
            say "$1"
            return
        fi
        printf '\r%s (%d s) ' "$1" $((SECONDS - start)) >&2
    done
}
