"""The affine map that makes a network's latents uncorrelated, of unit variance, and ordered by what they do."""
# SPDX-License-Identifier: BSD-3-Clause
import torch

import dataset
from shape import RATIO, SHAPES


def held_in_means(name: str, encoder, count: int = 48) -> torch.Tensor:
    """The latents of some training clips: [frames, D]."""
    sounds = dataset.clips(name)[0]
    chosen = sounds[:count]                                   # every kind takes its turn in the clips
    with torch.no_grad():
        device = next(encoder.parameters()).device
        sound = torch.from_numpy(chosen.astype("float32") / 32767).to(device)
        means = torch.cat([encoder(row[None, None]).chunk(2, 1)[0] for row in sound])
    return means[:, :, 4:].transpose(1, 2).flatten(0, 1).double().cpu()


def influence(decoder, means: torch.Tensor, rotation: torch.Tensor, centre: torch.Tensor):
    """How much one unit along each played latent changes the decoder's controls, in nepers, and whether
    it makes them louder (1) or softer (-1): [D] each."""
    back = torch.linalg.inv(rotation)
    played = (means[:: max(1, len(means) // 256)] - centre) @ rotation.t()
    sizes, signs = [], []
    with torch.no_grad():
        device = next(decoder.parameters()).device

        def controls(z):
            z = (z @ back.t() + centre).float()[:, :, None].to(device)
            tone, noise, wave = decoder.controls(z)
            pitch = decoder.pitch(z).flatten(1).float()
            levels = torch.cat([tone.flatten(1), noise.flatten(1)], 1)
            return torch.log(levels + 1e-3), pitch
        for latent in range(len(centre)):
            up, down = played.clone(), played.clone()
            up[:, latent] += 0.5
            down[:, latent] -= 0.5
            (a, p), (b, q) = controls(up), controls(down)
            sizes.append((a - b).abs().mean() + (p - q).abs().mean())
            signs.append(1.0 if (a - b).mean() > 0 else -1.0)
    return torch.stack(sizes).cpu(), torch.tensor(signs, dtype=torch.double)


def whitening(name: str, encoder, decoder):
    """(rotation, centre): played = rotation (z - centre).

    A tied latent (pitch) stays where it is, only scaled; what it explains of the others is taken out
    of them, and their principal axes follow, ordered by influence, louder upwards."""
    means = held_in_means(name, encoder)
    centre = means.mean(0)
    x = means - centre
    latents = x.shape[1]
    tied = 1 if SHAPES[name].pitch_latent else 0
    first = torch.eye(latents, dtype=torch.double)
    if tied:
        first[1:, 0] = -(x[:, 1:] * x[:, :1]).mean(0) / x[:, 0].pow(2).mean()
        first[0, 0] = 1.0 / x[:, 0].std()
        y = x @ first.t()
    else:
        y = x
    rest = y[:, tied:]
    values, vectors = torch.linalg.eigh(rest.t() @ rest / len(rest))
    second = torch.eye(latents, dtype=torch.double)
    second[tied:, tied:] = (vectors / values.clamp(min=1e-6).sqrt()).t()
    rotation = second @ first
    sizes, signs = influence(decoder, means, rotation, centre)
    order = sizes[tied:].argsort(descending=True) + tied
    rotation = torch.cat([rotation[:tied], signs[order, None] * rotation[order]])
    return rotation, centre
