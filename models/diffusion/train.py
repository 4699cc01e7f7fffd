#!/usr/bin/env python3
"""Trains a denoiser on the latents of one of our models.

    train.py breaks --minutes 40 [--device cpu] [--window 128] [--from-pt x.pt] [--out x.pt]

The data are performances of models/data, encoded once by the model's exported file into
models/out/latents-<name>-<clips>.npy; a tenth of the clips is held out. Loss: v-prediction at a uniform noise level
(Salimans and Ho 2022). Each minute the averaged weights are written. Then: export.py x.pt dream-<name>.ts, report.py <name>.
"""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import copy
import dataclasses
import json
import math
import os
import sys
import time
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
from net import Architecture, Net  # noqa: E402
from shape import RATIO  # noqa: E402

OUT = HERE.parent / "out"
SMALL = Architecture([32, 48, 64, 64], [1, 2, 2, 2], [1, 1, 1, 2], [0, 0, 1, 1], heads=4, head_size=16, groups=8,
                     modulation=96, frequencies=32)
ROWS = 4            # clips encoded at once
NOISE = 0.05        # added to the training data
AVERAGE = 0.999
CLIPS = 480


def clips(name, count, seed):
    """int16 sound [count, samples] to encode."""
    if name == "breaks":
        from data import drums
        return drums.clips(count, seed)
    if name == "sirens":
        from data import tones
        return tones.clips(count, seed)[0]
    if name == "voices":
        from data import voices
        return voices.clips(count, seed)
    raise SystemExit(f"train: no performances for {name}: breaks, sirens or voices")


def latents(name, count, window):
    """[clips, dims, frames] of the model's own latents."""
    path = OUT / f"latents-{name}-{count}.npy"
    if path.exists():
        return np.load(path)
    sounds = clips(name, count, 77)
    frames = sounds.shape[1] // RATIO
    made = []
    with torch.no_grad():
        for begin in range(0, len(sounds), ROWS):
            rows = torch.from_numpy(sounds[begin:begin + ROWS, :frames * RATIO]).float() / 32768.0
            model = torch.jit.load(str(HERE.parent / f"{name}.ts"))  # a fresh state
            made.append(model.encode(rows[:, None])[:, :, -window:].numpy())
    made = np.concatenate(made)
    OUT.mkdir(exist_ok=True)
    np.save(path, made)
    return made


class Data:
    def __init__(self, name, count, window, device):
        z = torch.from_numpy(latents(name, count, window)).float()
        self.window = window
        self.mean = z.mean(dim=(0, 2))
        self.deviation = z.std(dim=(0, 2))
        z = ((z - self.mean[:, None]) / self.deviation[:, None]).to(device)
        held = max(1, len(z) // 10)
        self.held, self.train = z[:held], z[held:]

    def draw(self, rows):
        """Windows of random clips."""
        row = torch.randint(len(self.train), (rows,))
        x = self.train[row]
        if x.shape[2] > self.window:
            begin = int(torch.randint(x.shape[2] - self.window, (1,)))
            x = x[:, :, begin:begin + self.window]
        return x + NOISE * torch.randn_like(x)


def loss_of(net, x, sigma):
    angle = sigma[:, None, None] * math.pi / 2
    noise = torch.randn_like(x)
    v = torch.cos(angle) * noise - torch.sin(angle) * x
    return (net(torch.cos(angle) * x + torch.sin(angle) * noise, sigma) - v).pow(2).mean()


@torch.no_grad()
def validation(net, data):
    state = torch.get_rng_state()
    torch.manual_seed(5)
    total = [loss_of(net, data.held, torch.full((len(data.held),), (i + 0.5) / 16)).item() for i in range(16)]
    torch.set_rng_state(state)
    return float(np.mean(total))


def train(name, minutes, device, window, count, start, out, rows):
    torch.manual_seed(1)
    if device == "cpu":
        torch.set_num_threads(1)
    data = Data(name, count, window, device)
    dims = data.train.shape[1]
    net = Net(dims, SMALL).to(device)
    if start:
        net.load_state_dict(torch.load(start, map_location=device)["net"])
    average = copy.deepcopy(net)
    optimizer = torch.optim.AdamW(net.parameters(), lr=8e-4, weight_decay=1e-4)
    begin, told, steps = time.monotonic(), time.monotonic(), 0
    while (elapsed := time.monotonic() - begin) < minutes * 60:
        done = elapsed / (minutes * 60)
        for group in optimizer.param_groups:
            group["lr"] = 8e-4 * min(1, (steps + 1) / 200) * 0.5 * (1 + math.cos(math.pi * done))
        x = data.draw(rows)
        loss = loss_of(net, x, torch.rand(len(x), device=device))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        steps += 1
        keep = min(AVERAGE, steps / (steps + 10))
        with torch.no_grad():
            for a, b in zip(average.parameters(), net.parameters()):
                a.lerp_(b, 1 - keep)
        if time.monotonic() - told > 60:
            told = time.monotonic()
            save(out, average, data, dims, window)
            print(json.dumps({"minutes": round(elapsed / 60, 1), "steps": steps, "loss": round(loss.item(), 4),
                              "held_out": round(validation(average, data), 4)}), flush=True)
    save(out, average, data, dims, window)


def save(out, net, data, dims, window):
    checkpoint = {"architecture": dataclasses.asdict(SMALL), "dims": dims, "window": window, "ratio": RATIO,
                  "net": net.state_dict(), "mean": data.mean, "deviation": data.deviation}
    part = Path(str(out) + ".part")
    torch.save(checkpoint, part)
    os.replace(part, out)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("name", choices=["breaks", "sirens", "voices"])
    p.add_argument("--minutes", type=float, default=40)
    p.add_argument("--device", default="cpu")
    p.add_argument("--window", type=int, default=128)
    p.add_argument("--clips", type=int, default=CLIPS)
    p.add_argument("--rows", type=int, default=16)
    p.add_argument("--from-pt", type=Path)
    p.add_argument("--out", type=Path)
    options = p.parse_args()
    out = options.out or OUT / f"dream-{options.name}.pt"
    train(options.name, options.minutes, options.device, options.window, options.clips, options.from_pt, out, options.rows)


if __name__ == "__main__":
    main()
