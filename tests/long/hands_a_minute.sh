#!/usr/bin/env bash
# Controllers, notes, a clock and OSC for a minute each in every patch and piece: hands_a_minute.sh [PROGRAM]. ./check
# does the same for less of the pieces, and for three seconds of OSC.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
program=${1:-$root/build/dev/tests/stage/test_stage}
LATENTJAM_HANDS_SECONDS=60 "$program" "Controllers*"
LATENTJAM_OSC_SECONDS=60 "$program" "OSC drives each patch*"
