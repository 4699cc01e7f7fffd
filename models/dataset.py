"""The training and held-out clips of a model, synthesised once and cached in out/."""
# SPDX-License-Identifier: BSD-3-Clause
import pathlib

import numpy as np

import drum_audio
import siren_audio

AUDIO = {"sirens": siren_audio, "breaks": drum_audio}
TRAINING_CLIPS, HELD_OUT_CLIPS = 320, 24
TRAINING_SEED, HELD_OUT_SEED = 1, 2
OUT = pathlib.Path(__file__).resolve().parent / "out"


def clips(model: str, held_out: bool = False):
    """Sounds [clips, samples] in int16, octaves and levels [clips, voices, steps] in float32."""
    part = "held_out" if held_out else "training"
    path = OUT / f"{model}_{part}.npz"
    if not path.exists():
        count, seed = (HELD_OUT_CLIPS, HELD_OUT_SEED) if held_out else (TRAINING_CLIPS, TRAINING_SEED)
        made = [AUDIO[model].clip(index, seed) for index in range(count)]
        sounds = np.stack([(sound * 32767).astype(np.int16) for sound, _, _ in made])
        OUT.mkdir(exist_ok=True)
        np.savez(path, sounds=sounds, octaves=np.stack([o for _, o, _ in made]), levels=np.stack([a for _, _, a in made]))
    with np.load(path) as stored:
        return stored["sounds"], stored["octaves"], stored["levels"]


if __name__ == "__main__":
    for name in AUDIO:
        for part in (False, True):
            print(name, "held out" if part else "training", clips(name, part)[0].shape)
