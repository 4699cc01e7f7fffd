#!/usr/bin/env bash
# Changed scripts and archives for the library's own runtime, for so many minutes: each is refused in one line or runs
# within limits. Every round has another seed, which is told, so that a round that fails can be repeated:
#     tests/long/native_mutations.sh [MINUTES [TEST_NATIVE [FIRST_SEED]]]
# With the test_native of the preset asan memory errors and undefined behaviour end it, too.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
minutes=${1:-60} program=${2:-$root/build/dev/tests/native/test_native} seed=${3:-1}
end=$((SECONDS + minutes * 60)) rounds=0
while [ "$SECONDS" -lt "$end" ]; do
    LATENTJAM_SEED=$seed timeout 7200 "$program" "[.long]" >/dev/null || {
        echo "seed $seed: ended with $?"
        exit 1
    }
    rounds=$((rounds + 1))
    echo "seed $seed: 20,000 changed files did no harm ($((SECONDS / 60)) min)"
    seed=$((seed + 1))
done
echo "$rounds rounds, $((rounds * 20000)) changed files"
