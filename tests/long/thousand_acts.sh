#!/usr/bin/env bash
# A thousand random acts in every patch, 32 undos and 32 redos: thousand_acts.sh [PROGRAM [PATCH...]], the patches as
# they lie below patches/. LATENTJAM_ACTS says another number. ./check does the same for forty acts in three patches.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
export LATENTJAM_ACTS="${LATENTJAM_ACTS:-1000}"
program="${1:-$root/build/dev/tests/stage/test_stage}"
if (($# < 2)); then exec "$program" "After random acts*"; fi
failed=0
for patch in "${@:2}"; do
    if LATENTJAM_ACTS_IN="$patch" "$program" "After random acts*"; then
        echo "$patch: passed, $LATENTJAM_ACTS acts"
    else
        failed=1
        echo "$patch: failed, $LATENTJAM_ACTS acts"
    fi
done
exit "$failed"
