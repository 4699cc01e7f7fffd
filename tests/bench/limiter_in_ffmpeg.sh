#!/usr/bin/env bash
# What ffmpeg's ebur128 reads of files: limiter_in_ffmpeg.sh FILE.wav... Exits with 1 when one is above -1 dBTP.
# SPDX-License-Identifier: BSD-3-Clause
set -euo pipefail
above=0
for file in "$@"; do
    # The summary has tenths of a dB; a frame's own values have hundredths.
    peak=$(ffmpeg -hide_banner -nostats -i "$file" -filter_complex \
        'ebur128=peak=true:metadata=1,ametadata=print:file=-' -f null - 2>/dev/null |
        sed -n 's/^lavfi.r128.true_peaks_ch[0-9]*=//p' | sort -g | tail -n 1)
    awk -v peak="$peak" -v name="$(basename "$file")" \
        'BEGIN { db = 20 * log(peak) / log(10); printf "%-24s %6.2f\n", name, db; exit db > -1 }' || above=1
done
exit $above
