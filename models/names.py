"""The names of every model's latents, given after listening: short, and what moving the latent up does."""
# SPDX-License-Identifier: BSD-3-Clause
# Models that play some of another model's latents, and which.
VIEWS = {"breaks-4": ("breaks", (0, 1, 2, 4))}

NAMES = {
    "breaks": ["loudness", "place", "air", "crack", "boom", "hollow", "bite", "wood"],
    "breaks-4": ["loudness", "place", "air", "boom"],
    "sirens": ["pitch", "loudness", "air", "thin", "nasal", "presence", "edge", "body"],
    "voices": ["pitch", "loudness", "voicing", "breath", "hum", "close", "back", "open"],
    "sirens-haze": ["loudness", "pitch", "brightness", "noise", "weight", "lift", "octave", "root"],
}
