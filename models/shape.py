"""Sizes that all models share."""
# SPDX-License-Identifier: BSD-3-Clause
SAMPLE_RATE = 44100
RATIO = 2048            # samples per latent frame
BANDS = 16              # PQMF bands
TAPS = 256              # PQMF filter length
BAND_RATIO = RATIO // BANDS
SPECTRUM_WINDOW = 4096  # samples in a frame's spectrum
REFERENCE_HZ = 268.0    # pitches are octaves from this, the middle of 60 and 1200 Hz
