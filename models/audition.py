"""Renders what a musician would try first: still, random, drifting and swept latents, and reconstructions."""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import pathlib
import wave

import numpy as np
import torch

import dataset
from shape import RATIO, SAMPLE_RATE


def clear(model) -> None:
    for name, buffer in model.named_buffers():
        if name.endswith((".pad", ".cache")):
            buffer.zero_()


def decode(model, z: torch.Tensor, seed: int = 0) -> torch.Tensor:
    """[D, n] -> [2048 n], from a clean state."""
    clear(model)
    torch.manual_seed(seed)
    with torch.no_grad():
        return model.decode(z[None])[0, 0]


def held_out(name: str, count: int) -> torch.Tensor:
    return torch.from_numpy(dataset.clips(name, True)[0][:count].astype(np.float32) / 32767)


def forward(model, sound: torch.Tensor, seed: int = 0) -> torch.Tensor:
    clear(model)
    torch.manual_seed(seed)
    with torch.no_grad():
        return model.forward(sound[None, None])[0, 0]


def drift(latents: int, frames: int, seed: int, reach: float = 1.0, every: int = 32) -> torch.Tensor:
    """A smooth random walk of about N(0, 1): random points joined by cosines."""
    generator = torch.Generator().manual_seed(seed)
    points = torch.randn(latents, frames // every + 2, generator=generator) * reach
    at = torch.arange(frames) / every
    whole, part = at.long(), at - at.long()
    weight = 0.5 - 0.5 * torch.cos(torch.pi * part)
    return points[:, whole] * (1 - weight) + points[:, whole + 1] * weight


def sweep(latents: int, latent: int, frames: int, reach: float = 2.0) -> torch.Tensor:
    z = torch.zeros(latents, frames)
    z[latent] = torch.linspace(-reach, reach, frames)
    return z


def write_wav(path: pathlib.Path, sound: torch.Tensor) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((sound.clamp(-1, 1) * 32767).short().numpy().tobytes())


def scenes(name: str, model) -> dict:
    """Name -> sound."""
    latents = model.latent_size
    generator = torch.Generator().manual_seed(5)
    made = {
        "zero": decode(model, torch.zeros(latents, 86)),
        "random": decode(model, torch.randn(latents, 172, generator=generator)),
        "drift": decode(model, drift(latents, 344, 3)),
        "loop": decode(model, torch.randn(latents, 16, generator=generator).repeat(1, 12)),
    }
    for latent in range(latents):
        made["sweep_%d" % (latent + 1)] = decode(model, sweep(latents, latent, 108))
    originals = held_out(name, 8)
    made["originals"] = originals[:, :65 * RATIO].flatten()
    made["reconstructions"] = torch.cat([forward(model, clip)[:65 * RATIO] for clip in originals])
    return made


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", choices=sorted(dataset.AUDIO))
    parser.add_argument("--file", type=pathlib.Path)
    parser.add_argument("--to", type=pathlib.Path, default=dataset.OUT / "audition")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch._C._jit_set_profiling_executor(False)
    here = pathlib.Path(__file__).resolve().parent
    playable = torch.jit.load(str(options.file or here / (options.model + ".ts")))
    options.to.mkdir(parents=True, exist_ok=True)
    for scene, sound in scenes(options.model, playable).items():
        write_wav(options.to / f"{options.model}_{scene}.wav", sound)
        blocks = sound[: len(sound) // RATIO * RATIO].reshape(-1, RATIO).pow(2).mean(1).sqrt()
        print(f"{scene:16} peak {sound.abs().max():.3f}  rms {sound.pow(2).mean().sqrt():.3f}  "
              f"dc {sound.mean():+.5f}  quietest block {20 * torch.log10(blocks.min() + 1e-6):.0f} dB")
