# lint changed|all: clang-format and clang-tidy over our C++; "changed" is what differs from what passed last. And the
# length of the lines of all text.
# SPDX-License-Identifier: BSD-3-Clause
lint_passed=$root/build/lint.passed # a line for each file that passed: its hash and its name

lint() {
    local scope=$1 log=$root/build/lint.log files
    # git reads a checkout of another owner too, as a container may have it.
    local -x GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=$root
    if ! has_lint_tools; then
        local missing="Format and names are not checked: that takes git, and Debian 12's clang-format and clang-tidy"
        missing+=" (14)."
        [ "$scope" = changed ] || die "$missing"
        say "$missing"
        return
    fi
    (cd "$root" && long_lines >"$log") || die "more than 120 columns:"$'\n'"$(cat "$log")"
    files=$(cd "$root" && if [ "$scope" = all ]; then lint_now; else lint_changed; fi | cut -d ' ' -f 2)
    if [ -n "$files" ]; then
        (cd "$root" && quietly "Checking format and names of $(wc -l <<<"$files") files" "$log" lint_files "$files") ||
            die "format or names deviate (clang-format -i FILE mends the format):"$'\n'"$(cat "$log")"
    fi
    (cd "$root" && lint_now >"$lint_passed")
}

# Other versions format, and judge, differently.
has_lint_tools() {
    command -v git >/dev/null && git -C "$root" rev-parse HEAD >/dev/null 2>&1 || return
    [[ $(clang-format --version 2>/dev/null) == *"version 14."* ]] &&
        [[ $(clang-tidy --version 2>/dev/null) == *"version 14."* ]]
}

# The lines of more than 120 columns, of all files; fails if there are any. Not of patches and data, and no rows of
# tables.
long_lines() {
    local kinds=(':!*.pd' ':!*.json' ':!*.seed' ':!*.baseline' ':!tests/data' ':!tests/patches/layout_kept.txt')
    local name names lines
    mapfile -t names < <({
        git ls-files -co --exclude-standard -- "${kinds[@]}"
    } | while read -r name; do [ ! -f "$name" ] || echo "$name"; done)
    [ "${#names[@]}" != 0 ] || return 0
    lines=$(LC_ALL=C.UTF-8 grep -InHE '^.{121}' -- "${names[@]}" | grep -vE '^[^:]*\.md:[0-9]+: *\|') || return 0
    echo "$lines"
    return 1
}

lint_now() {
    local names
    names=$(git ls-files -co --exclude-standard -- '*.cpp' '*.h' | while read -r name; do
        [ ! -e "$name" ] || echo "$name" # not what was deleted
    done)
    paste -d ' ' <(git hash-object --stdin-paths <<<"$names") - <<<"$names" | sort
}

# Before anything has passed here, what is committed counts as checked.
lint_changed() {
    if [ ! -e "$lint_passed" ] || [ .clang-tidy -nt "$lint_passed" ] || [ .clang-format -nt "$lint_passed" ]; then
        git ls-tree -r HEAD | awk '{ print $3, $4 }' | sort | comm -13 - <(lint_now)
    else
        comm -13 "$lint_passed" <(lint_now)
    fi
}

lint_files() {
    local status=0
    each_once
    # shellcheck disable=SC2086 # no name of ours has a space
    clang-format --dry-run --Werror $1 || status=1
    # GCC has warnings that clang 14 does not know.
    lint_units $1 | sort -u | xargs -r -P "$(build_jobs)" -n 1 \
        clang-tidy -p "$build_dir/lint" --quiet --extra-arg=-Wno-unknown-warning-option 2>/dev/null || status=1
    return $status
}

# What several targets compile (all objects, for both sizes of Pd's samples) is read by clang-tidy as many times: it is
# given the first command alone.
each_once() {
    mkdir -p "$build_dir/lint"
    python3 - "$build_dir" <<'END'
import json, sys
commands = json.load(open(sys.argv[1] + "/compile_commands.json"))
first = {command["file"]: command for command in reversed(commands)}
json.dump(list(first.values()), open(sys.argv[1] + "/lint/compile_commands.json", "w"))
END
}

# The translation units that show the warnings of these files: each .cpp; for a header the .cpp beside it, or one that
# includes it. Not what clang 14 cannot compile as C++20: libtorch's headers, and a question about the processor.
lint_units() {
    local name unit
    for name in "$@"; do
        unit=${name%.h}
        unit=${unit%.cpp}.cpp
        [ -e "$unit" ] || unit=$(including "$name")
        if too_new_for_clang "$unit"; then continue; fi
        if grep -qF "/${unit:-none}\"" "$build_dir/compile_commands.json"; then echo "$unit"; fi
    done
}

including() { grep -rlF --include='*.cpp' "#include \"${1#*/}\"" lib externals tests | head -n 1 || true; }

too_new_for_clang() {
    if grep -qE '^#include "support/(toy_builder|toy_parts)\.h"' "$1" 2>/dev/null; then return; fi
    case $1 in
        lib/infer/torch/* | tests/torch/* | tests/support/toy_* | tests/support/make_toy_models.cpp) ;;
        tests/support/direct_call.cpp) ;;
        lib/base/processor.cpp) ;;
        *) return 1 ;;
    esac
}
