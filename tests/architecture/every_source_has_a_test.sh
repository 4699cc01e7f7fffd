#!/usr/bin/env bash
# every_source_has_a_test.sh ROOT: each lib/a/b.cpp has tests/lib/a/b_test.cpp (or tests/torch/b_test.cpp, which needs
# libtorch), or a line in untested.txt that says why not. Lines that are not needed any more are errors, too.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
cd "$1"
list=tests/architecture/untested.txt
status=0

complain() {
    echo "$*" >&2
    status=1
}

has_test() {
    local path=${1%.cpp}
    [ -e "tests/${path}_test.cpp" ] || [ -e "tests/torch/$(basename "$path")_test.cpp" ]
}

for source in $(find lib -name '*.cpp' | sort); do
    if has_test "$source"; then continue; fi
    grep -q "^$source  *[^ ]" $list ||
        complain "$source has no test of its name: write tests/${source%.cpp}_test.cpp, or say why not in $list"
done
while read -r source _; do
    if [ ! -e "$source" ]; then
        complain "$list: $source is gone: remove its line"
    elif has_test "$source"; then
        complain "$list: $source has a test now: remove its line"
    fi
done < <(grep -v '^#' $list)
exit $status
