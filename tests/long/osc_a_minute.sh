#!/usr/bin/env bash
# OSC for a minute in every patch: osc_a_minute.sh [PROGRAM]. ./check does the same for three seconds.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
LATENTJAM_OSC_SECONDS=60 exec "${1:-$root/build/dev/tests/stage/test_stage}" "OSC drives each patch*"
