"""The names of every model's latents, given after listening: short, and what moving the latent up does."""
# SPDX-License-Identifier: BSD-3-Clause
NAMES = {
    "breaks": ["loudness", "place"] + [f"latent {i}" for i in range(3, 9)],
    "breaks-4": ["loudness", "place"] + [f"latent {i}" for i in range(3, 5)],
    "sirens": ["pitch", "loudness"] + [f"latent {i}" for i in range(3, 9)],
    "voices": ["pitch", "loudness", "voicing"] + [f"latent {i}" for i in range(4, 9)],
    "sirens-haze": ["loudness", "pitch", "brightness", "noise"] + [f"latent {i}" for i in range(5, 9)],
}
