"""Draws what bench_convolutions printed: each layer's speed against the limits of memory and multipliers.

    bench_convolutions > layers.csv; draw_roofline.py layers.csv picture.png"""
# SPDX-License-Identifier: BSD-3-Clause
import csv
import sys

import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt

rows = list(csv.DictReader(open(sys.argv[1])))
bandwidth, peak = float(rows[0]["gbytes_a_second"]), float(rows[0]["gflops"])
figure, axes = plt.subplots(figsize=(9, 5.5))
intensities = [2.0 ** (i / 8) for i in range(-12, 68)]
axes.plot(intensities, [min(peak, bandwidth * i) for i in intensities], color="#20242c",
          label="limit: %.0f GB/s, %.0f GFLOP/s" % (bandwidth, peak))
for label, column, size, colour in (("full", "ms_full", 1.0, "#c0392b"), ("half", "ms_half", 0.5, "#2e86ab")):
    points = [(float(r["operations"]) / (float(r["bytes_full"]) * size),
               float(r["operations"]) / float(r[column]) / 1e6, float(r[column])) for r in rows]
    axes.scatter([p[0] for p in points], [p[1] for p in points], s=[12 + 300 * p[2] for p in points], alpha=0.6,
                 color=colour, label=label + " precision, %.2f ms in all" % sum(p[2] for p in points))
axes.set_xscale("log", base=2)
axes.set_yscale("log", base=2)
axes.set_xlabel("operations for each byte of weights")
axes.set_ylabel("GFLOP/s")
axes.set_title("RAVE v2 decoder, one latent frame: each circle a layer, as large as its time")
axes.grid(True, which="major", alpha=0.3)
axes.legend(loc="lower right")
figure.tight_layout()
figure.savefig(sys.argv[2], dpi=110)
