#!/usr/bin/env python3
"""voice.npy: what the encoder of models/sirens.ts makes of voice.wav, [1, 8, frames]. Needs torch and NumPy."""
# SPDX-License-Identifier: BSD-3-Clause
import pathlib
import wave

import numpy
import torch

here = pathlib.Path(__file__).parent
with wave.open(str(here / "voice.wav")) as f:
    sound = numpy.frombuffer(f.readframes(f.getnframes()), "<i2").astype("float32") / 32768
sound = torch.from_numpy(sound[: len(sound) // 2048 * 2048])[None, None]
torch.manual_seed(1)
with torch.no_grad():
    latents = torch.jit.load(str(here.parent / "models" / "sirens.ts")).encode(sound)
numpy.save(here / "voice.npy", latents.numpy())
