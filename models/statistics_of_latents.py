"""The affine map that makes a network's latents uncorrelated, of unit variance, and ordered by what they change."""
# SPDX-License-Identifier: BSD-3-Clause
import json
from typing import List

import torch

import losses

ROWS, ROUNDS = 16, 12        # training crops that are encoded
WARM_FRAMES = 3              # left out at the start of a crop
CENTRES, STILL_FRAMES = 12, 12


def encoded(design, name: str, model, seed: int = 77) -> torch.Tensor:
    """The network's latents of training crops: [frames, D]. Silence is left out."""
    batches = design.Batches(name, "cpu", seed)
    means = []
    with torch.no_grad():
        for _ in range(ROUNDS):
            sound = batches.draw(ROWS)["sound"]
            z = model.means(sound)[:, :, WARM_FRAMES:]
            loud = sound.unflatten(1, (z.shape[2] + WARM_FRAMES, -1)).pow(2).mean(2)[:, WARM_FRAMES:] > 1e-6
            means.append(z.transpose(1, 2)[loud])
    return torch.cat(means).double()


def whitening(z: torch.Tensor, tied: int):
    """(rotation, centre): played = rotation (z - centre). The first `tied` latents are measured and stay as they
    are."""
    centre = torch.zeros(z.shape[1], dtype=torch.double)
    centre[tied:] = z[:, tied:].mean(0)
    rest = z[:, tied:] - centre[tied:]
    values, vectors = torch.linalg.eigh(rest.t() @ rest / len(rest))
    rotation = torch.eye(z.shape[1], dtype=torch.double)
    rotation[tied:, tied:] = (vectors / values.clamp(min=1e-6).sqrt()).t()
    return rotation, centre


def still_spectra(model, rotation, centre, played: torch.Tensor) -> torch.Tensor:
    """Log-mel levels (dB) of still frames at each row of played latents: [rows, bands]."""
    back = torch.linalg.inv(rotation)
    z = (played @ back.t() + centre).float()[:, :, None].expand(-1, -1, STILL_FRAMES).contiguous()
    torch.manual_seed(0)
    with torch.no_grad():
        sound = torch.cat([model.decoder.play(part, 0.0, 0.0, 1.0, 0.0)[:, 0] for part in z.split(16)])
    bins = losses.magnitudes(sound[:, 6 * 2048:], 2048).pow(2).mean(2)
    return 10.0 * torch.log10(bins @ losses.mel_filters(2048, 60, 40.0, 16000.0) + 1e-9)


def ordered(model, rotation, centre, tied: int) -> torch.Tensor:
    """The rotation with its learned rows sorted by how much they change a still frame's spectrum, brighter upwards."""
    generator = torch.Generator().manual_seed(5)
    around = torch.randn(CENTRES, len(centre), generator=generator, dtype=torch.double) * 0.7
    around[:, :tied] *= 0.3
    tilt = torch.linspace(-1.0, 1.0, 60)
    sizes, signs = [], []
    for latent in range(tied, len(centre)):
        up, down = around.clone(), around.clone()
        up[:, latent], down[:, latent] = 1.5, -1.5
        change = still_spectra(model, rotation, centre, up) - still_spectra(model, rotation, centre, down)
        sizes.append(change.abs().mean())
        signs.append(1.0 if (change * tilt).mean() >= 0 else -1.0)
    order = torch.stack(sizes).argsort(descending=True)
    signs = torch.tensor(signs, dtype=torch.double)
    return torch.cat([rotation[:tied], signs[order, None] * rotation[tied:][order]])


def measure(design, name: str, model, names: List[str]) -> dict:
    """What `export_module` needs: rotation, centre, names, and a card that tells the names with their ranges."""
    z = encoded(design, name, model)
    rotation, centre = whitening(z, design.TIED)
    rotation = ordered(model, rotation, centre, design.TIED)
    played = (z - centre) @ rotation.t()
    low, high = torch.quantile(played, torch.tensor([0.02, 0.98], dtype=torch.double), dim=0)
    latents = [{"name": word, "from": round(float(a), 2), "to": round(float(b), 2)}
               for word, a, b in zip(names, low, high)]
    return {"rotation": rotation, "centre": centre, "names": names,
            "card": json.dumps({"model": name, "latents": latents})}
