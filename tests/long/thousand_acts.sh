#!/usr/bin/env bash
# A thousand random acts in every patch, 32 undos and 32 redos: thousand_acts.sh [PROGRAM]. ./check does the same for
# forty acts in three patches.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
LATENTJAM_ACTS=1000 exec "${1:-$root/build/dev/tests/stage/test_stage}" "After random acts*"
