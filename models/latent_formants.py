"""Measures how much of centroid and formants the latents of `voices` hold: `latent_formants.py`.

A linear map and a small network, fitted to the speakers of training, read them from the latents of the four frames
around each moment; printed is how these readings of an unknown speaker correlate with what is measured. The latents
hold at least that much."""
# SPDX-License-Identifier: BSD-3-Clause
import numpy as np
import torch
import torch.nn as nn

import held_out_tonal
import report
from data import bank, tones, voices
from shape import RATIO

SENTENCES, SEED = 30, 3
AROUND = (-1, 0, 1, 2)         # frames that are looked at
MIDDLE, STEP = 800, 440        # samples: what a frame of the tracks is centred on, and the way to the next
HIDDEN, STEPS, ROWS, RATE = 128, 1000, 256, 2e-3


def looked_at(model, sound: np.ndarray):
    """(latents around each voiced moment, with its place between two frames; centroid and formants there)."""
    tracks, voiced = held_out_tonal.tracks(sound)
    wanted = np.column_stack([held_out_tonal.smoothed(tracks[:, column]) for column in range(3)])
    report.clear(model)
    torch.manual_seed(0)
    whole = torch.from_numpy(np.ascontiguousarray(sound[:len(sound) // RATIO * RATIO], np.float32))
    latents = model.encode(whole[None, None])[0].numpy()
    # The window of a frame's latents is centred on the frame's begin.
    at = (np.arange(len(wanted)) * STEP + MIDDLE) / RATIO
    frame = np.floor(at).astype(int)
    known = voiced & np.isfinite(wanted).all(1) & (frame + min(AROUND) >= 0)
    known &= frame + max(AROUND) < latents.shape[1]
    frames = [latents[:, frame[known] + step].T for step in AROUND]
    return np.concatenate(frames + [(at - frame)[known, None]], 1), wanted[known]


def training(model):
    sounds, _ = bank.read(bank.PACK / "speech.bank")
    rng = np.random.default_rng(SEED)
    pairs = []
    for index in rng.permutation(len(sounds))[:SENTENCES]:
        sound = tones.at_rate(sounds[index], voices.SPEECH_RATE * 2 ** rng.uniform(-0.2, 0.55), tones.RATE)
        pairs.append(looked_at(model, sound / np.abs(sound).max() * 0.6))
    return [np.concatenate(part) for part in zip(*pairs)]


def linear(x: np.ndarray, y: np.ndarray, unknown: np.ndarray) -> np.ndarray:
    rows = np.column_stack([x, np.ones(len(x))])
    weights = np.linalg.solve(rows.T @ rows + np.eye(rows.shape[1]), rows.T @ y)
    return np.column_stack([unknown, np.ones(len(unknown))]) @ weights


def network(x: np.ndarray, y: np.ndarray, unknown: np.ndarray) -> np.ndarray:
    torch.manual_seed(SEED)
    net = nn.Sequential(nn.Linear(x.shape[1], HIDDEN), nn.ReLU(), nn.Dropout(0.2), nn.Linear(HIDDEN, HIDDEN), nn.ReLU(),
                        nn.Dropout(0.2), nn.Linear(HIDDEN, y.shape[1]))
    optimiser = torch.optim.Adam(net.parameters(), RATE, weight_decay=1e-5)
    inputs, wanted = torch.from_numpy(x).float(), torch.from_numpy((y - y.mean(0)) / y.std(0)).float()
    with torch.enable_grad():
        for _ in range(STEPS):
            rows = torch.randint(0, len(inputs), (ROWS,))
            optimiser.zero_grad()
            (net(inputs[rows]) - wanted[rows]).abs().mean().backward()
            optimiser.step()
    return net.eval()(torch.from_numpy(unknown).float()).numpy()


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    torch._C._jit_set_profiling_executor(False)
    played = torch.jit.load(str(report.HERE / "voices.ts"))
    seen = training(played)
    pairs = [looked_at(played, sound) for sound in held_out_tonal.spoken().values()]
    unknown = [np.concatenate(part) for part in zip(*pairs)]
    print(f"{len(seen[0])} moments of training, {len(unknown[0])} of an unknown speaker")
    for name, reader in (("a linear map", linear), ("a network", network)):
        read = reader(*seen, unknown[0])
        figures = [np.corrcoef(read[:, column], unknown[1][:, column])[0, 1] for column in range(3)]
        print(f"{name}: centroid, first, second formant {' '.join(f'{figure:.2f}' for figure in figures)}")
