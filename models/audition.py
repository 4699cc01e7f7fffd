"""Renders what a musician would try first, as WAV files: still, random, drifting and swept latents, and
reconstructions."""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import pathlib
import wave

import numpy as np
import torch

import held_out
import report
from shape import RATIO, SAMPLE_RATE


def write_wav(path: pathlib.Path, sound: np.ndarray) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype(np.int16).tobytes())


def scenes(name: str, model) -> dict:
    """Name -> sound."""
    latents = model.latent_size
    generator = torch.Generator().manual_seed(5)
    made = {
        "zero": report.decode(model, torch.zeros(latents, 86)),
        "still": np.concatenate([report.decode(model,
                                               torch.randn(latents, 1, generator=generator).expand(-1, 43).contiguous())
                                 for _ in range(6)]),
        "random": report.decode(model, torch.randn(latents, 172, generator=generator)),
        "drift": report.decode(model, report.drift(latents, 344, 3)),
        "loop": report.decode(model, torch.randn(latents, 16, generator=generator).repeat(1, 12)),
    }
    for latent, word in enumerate(report.names_of(model)):
        z = torch.zeros(latents, 108)
        z[latent] = torch.linspace(-2, 2, 108)
        made[f"sweep_{latent + 1}_{word.replace(' ', '-')}"] = report.decode(model, z)
    originals = list(held_out.sounds(name).values())
    originals = [sound[:65 * RATIO] for sound in originals[::max(1, len(originals) // 8)]]
    made["originals_and_reconstructions"] = np.concatenate([part for sound in originals
                                                            for part in (sound, report.forward(model, sound))])
    return made


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", choices=sorted(report.EARLIER))
    parser.add_argument("--file", type=pathlib.Path)
    parser.add_argument("--to", type=pathlib.Path, default=report.OUT / "audition")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    torch._C._jit_set_profiling_executor(False)
    playable = torch.jit.load(str(options.file or report.HERE / (options.model + ".ts")))
    options.to.mkdir(parents=True, exist_ok=True)
    for scene, sound in scenes(options.model, playable).items():
        write_wav(options.to / f"{options.model}_{scene}.wav", sound)
        print(f"{scene:30} peak {np.abs(sound).max():.3f}  dc {sound.mean():+.5f}")
