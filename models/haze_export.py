"""After training: measures the norms, finds the played axes and those of `dimred PCA`, and writes both files."""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import json
import pathlib
import zipfile
from typing import Tuple

import torch

import haze_frames
import haze_playable
import names
import train
from designs import haze
from haze_net import LATENTS, played

HERE = pathlib.Path(__file__).resolve().parent
FILES = {2048: "sirens-haze.ts", 512: "sirens-haze-512.ts"}
TAUGHT = 3             # latents with a given meaning: pitch, brightness, noise
STATISTICS_ROWS, STATISTICS_DRAWS, NORM_DRAWS = 64, 40, 30


def settle_norms(model: haze.Trained, batches: haze.Batches, part: torch.nn.Module) -> None:
    """Measures the norms of `part` anew: the statistics it holds belong to the live weights, not to their average."""
    norms = [layer for layer in part.modules() if isinstance(layer, torch.nn.BatchNorm1d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None            # the plain mean over all draws
    model.eval()
    part.train()
    with torch.no_grad():
        for _ in range(NORM_DRAWS):
            haze.step(model, batches.draw(STATISTICS_ROWS), "spectral")
    model.eval()


def heard(model: haze.Trained, batches: haze.Batches) -> Tuple[torch.Tensor, torch.Tensor]:
    """Latent means [frames, LATENTS] of training sound, and log mel spectra of what they decode to."""
    means, mels = [], []
    with torch.no_grad():
        for _ in range(STATISTICS_DRAWS):
            magnitudes = batches.draw(STATISTICS_ROWS)["magnitudes"].flatten(0, 1)
            mean = haze.latents(model, model.frames.shape(magnitudes, model.frames.mean_square(magnitudes)),
                                magnitudes)[0]
            means.append(mean)
            mels.append(torch.log(model.frames.magnitudes(model.decoder(mean)).pow(2) @ model.mel + 1e-4))
    return torch.cat(means).double(), torch.cat(mels).double()


def played_axes(means: torch.Tensor, mels: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
    """(rotation, centre). The pitch stays what it is, in octaves; the taught latents keep their meaning, less what
    those before them explain; the others follow uncorrelated, ordered by how much of the spectrum they move, brighter
    upwards."""
    centre = means.mean(0)
    x = means - centre
    covariance = x.t() @ x / len(x) + 1e-6 * torch.eye(LATENTS, dtype=x.dtype)
    rotation = torch.linalg.inv(torch.linalg.cholesky(covariance))
    free = x @ rotation.t()
    y = mels - mels.mean(0)
    weights = (free[:, TAUGHT:].t() @ y) / len(y)                 # [free, mels]
    vectors, _, _ = torch.linalg.svd(weights, full_matrices=True)
    turn = torch.eye(LATENTS, dtype=x.dtype)
    turn[TAUGHT:, TAUGHT:] = vectors.t()
    rotation = turn @ rotation
    tilt = torch.linspace(-1.0, 1.0, y.shape[1], dtype=x.dtype)
    signs = torch.sign(((x @ rotation.t()).t() @ y) @ tilt)
    signs[:TAUGHT] = 1.0
    rotation = signs[:, None] * rotation
    rotation[0] = torch.eye(LATENTS, dtype=x.dtype)[0]
    # A centre without a pitch that maps the others as this one does.
    rest = torch.linalg.solve(rotation[1:, 1:], rotation[1:, 0] * centre[0])
    return rotation, torch.cat([0.0 * centre[:1], centre[1:] + rest])


def spectral_axes(means: torch.Tensor, mels: torch.Tensor, rotation: torch.Tensor,
                  centre: torch.Tensor) -> torch.Tensor:
    """Orthogonal axes over loudness and the played latents, ordered by how much of the log spectrum they explain."""
    played = (means - centre) @ rotation.t()
    y = mels - mels.mean(0)
    step = 2.5 / 4.343                                            # nepers of power in a unit of loudness
    weights = torch.cat([torch.full((1, y.shape[1]), step, dtype=y.dtype), played.t() @ y / len(y)])
    vectors, _, _ = torch.linalg.svd(weights, full_matrices=True)
    return vectors.t()


def settled(checkpoint: dict, seed: int = 1) -> dict:
    """The checkpoint with its norms measured, and the latents' map; one that has a map keeps it, and its encoder's
    norms."""
    torch.manual_seed(seed)
    model = haze.build("sirens-haze")
    train.restore(model, checkpoint["weights"])
    batches = haze.Batches("sirens-haze", "cpu", seed)
    statistics = checkpoint.get("statistics")
    settle_norms(model, batches, model.decoder if statistics else model)
    if not statistics:
        means, mels = heard(model, batches)
        rotation, centre = played_axes(means, mels)
        low, high = torch.quantile((means - centre) @ rotation.t(), torch.tensor([0.02, 0.98], dtype=torch.double),
                                   dim=0)
        ranges = [(-4.0, 2.0)] + [(round(float(a), 2), round(float(b), 2)) for a, b in zip(low, high)]
        statistics = {"rotation": rotation, "centre": centre, "axes": spectral_axes(means, mels, rotation, centre),
                      "ranges": ranges}
    return {**checkpoint, "weights": train.weights_of(model), "statistics": statistics}


def playables(checkpoint: dict):
    """{ratio: exported module} of a settled checkpoint."""
    model = haze.build("sirens-haze")
    train.restore(model, checkpoint["weights"])
    statistics, words = checkpoint["statistics"], names.NAMES["sirens-haze"]
    latents = [{"name": word, "from": a, "to": b} for word, (a, b) in zip(words, statistics["ranges"])]
    return {ratio: haze_playable.Playable(played(model), statistics["rotation"], statistics["centre"],
                                          statistics["axes"], words,
                                          json.dumps({"model": path[:-3], "latents": latents}), ratio)
            for ratio, path in FILES.items()}


def packed(path: pathlib.Path) -> None:
    """Deflates the archive: the states, all zeros, would be two thirds of it."""
    with zipfile.ZipFile(path) as archive:
        parts = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for part, content in parts:
            archive.writestr(zipfile.ZipInfo(part), content, zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=pathlib.Path, default=HERE / "out" / "sirens-haze.pt")
    parser.add_argument("--to", type=pathlib.Path, default=HERE, help="a folder")
    options = parser.parse_args()
    torch.set_num_threads(1)
    checkpoint = settled(torch.load(options.checkpoint, map_location="cpu"))
    torch.save({key: checkpoint[key] for key in ("name", "weights", "statistics", "history", "step", "seconds")},
               options.to / "sirens-haze.pt")             # to train on from: the exported files have no norms
    for ratio, playable in playables(checkpoint).items():
        playable.eval().requires_grad_(False)
        torch.jit.script(playable).save(str(options.to / FILES[ratio]))
        packed(options.to / FILES[ratio])
