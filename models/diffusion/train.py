#!/usr/bin/env python3
"""Trains a denoiser on the latents of one of our models.

    train.py breaks --minutes 40 [--device cuda] [--window 128] [--from-pt x.pt] [--out x.pt]

The data are performances of models/data, encoded once by the model's exported file into
models/out/latents-<name>-<clips>.npy; a tenth of the clips is held out. Loss: v-prediction at a uniform noise level
(Salimans and Ho 2022). The averaged weights are written as often as they are the best so far. Then:
export.py x.pt dream-<name>.ts, report.py <name>.
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
import cuda_graph  # noqa: E402
from net import Architecture, Net  # noqa: E402
from shape import RATIO  # noqa: E402

OUT = HERE.parent / "out"
SMALL = Architecture([48, 72, 96, 96], [1, 2, 2, 2], [1, 1, 1, 2], [0, 0, 1, 1], heads=4, head_size=16, groups=8,
                     modulation=96, frequencies=32)
ROWS = 40           # clips encoded at once
NOISE = 0.03        # added to the training data
AVERAGE, RATE = 0.999, 8e-4
CLIPS = 480
EVERY = 20.0        # seconds between checks against what is held out; the best so far is written


def clips(name, count, seed, workers):
    """int16 sound [count, samples] to encode."""
    if name == "breaks":
        from data import drums
        return drums.clips(count, seed, workers)
    if name == "sirens":
        from data import tones
        return tones.clips(count, seed, workers)[0]
    if name == "voices":
        from data import voices
        return voices.clips(count, seed, workers)
    raise SystemExit(f"train: no performances for {name}: breaks, sirens or voices")


def latents(name, count, window, device="cpu", workers=1):
    """[clips, dims, frames] of the model's own latents."""
    path = OUT / f"latents-{name}-{count}.npy"
    if path.exists():
        return np.load(path)
    sounds = clips(name, count, 77, workers)
    frames = sounds.shape[1] // RATIO
    made = []
    with torch.no_grad():
        for begin in range(0, len(sounds), ROWS):
            rows = torch.from_numpy(sounds[begin:begin + ROWS, :frames * RATIO]).to(device).float() / 32768.0
            model = torch.jit.load(str(HERE.parent / f"{name}.ts"), map_location=device)  # a fresh state
            made.append(model.encode(rows[:, None])[:, :, -window:].cpu().numpy())
    made = np.concatenate(made)
    OUT.mkdir(exist_ok=True)
    np.save(path, made)
    return made


class Data:
    def __init__(self, name, count, window, device, workers=1):
        z = torch.from_numpy(latents(name, count, window, device, workers)).float()
        self.window = window
        self.mean = z.mean(dim=(0, 2))
        self.deviation = z.std(dim=(0, 2))
        z = ((z - self.mean[:, None]) / self.deviation[:, None]).to(device)
        held = max(1, len(z) // 10)
        self.held, self.train = z[:held], z[held:]

    def draw(self, rows):
        """Windows of random clips."""
        count, dims, frames = self.train.shape
        device = self.train.device
        row = torch.randint(count, (rows, 1, 1), device=device)
        begin = torch.randint(frames - self.window + 1, (rows, 1, 1), device=device)
        at = begin + torch.arange(self.window, device=device) + frames * torch.arange(dims, device=device)[:, None]
        x = self.train.view(-1).take(row * (dims * frames) + at)
        return x + NOISE * torch.randn_like(x)


def loss_of(net, x, sigma, noise):
    angle = sigma[:, None, None] * math.pi / 2
    v = torch.cos(angle) * noise - torch.sin(angle) * x
    return (net(torch.cos(angle) * x + torch.sin(angle) * noise, sigma) - v).pow(2).mean()


@torch.no_grad()
def validation(net, data):
    """The mean over sixteen noise levels, with the same noise every time."""
    generator, held, losses = torch.Generator().manual_seed(5), data.held, []
    for i in range(16):
        noise = torch.randn(held.shape, generator=generator).to(held.device)
        losses.append(loss_of(net, held, torch.full((len(held),), (i + 0.5) / 16, device=held.device), noise).item())
    return float(np.mean(losses))


class Learner:
    """The network, its optimiser and the average of its weights; on CUDA a step is a graph."""

    def __init__(self, net, data, rows, graph):
        self.net, self.data, self.rows, self.steps = net, data, rows, 0
        self.average, self.graph = copy.deepcopy(net).requires_grad_(False), None
        device = data.train.device
        self.rate, self.keep = torch.zeros((), device=device), torch.zeros((), device=device)
        self.loss = torch.zeros((), device=device)
        rate = self.rate if graph else RATE
        self.optimizer = torch.optim.AdamW(net.parameters(), rate, weight_decay=1e-4, capturable=graph)
        if graph:
            self.set_rate(0.0)
            self.graph = cuda_graph.captured(self.once)

    def set_rate(self, done):
        self.rate.fill_(RATE * min(1, (self.steps + 1) / 200) * 0.5 * (1 + math.cos(math.pi * done)))
        self.keep.fill_(min(AVERAGE, self.steps / (self.steps + 10)))
        if not self.optimizer.param_groups[0]["capturable"]:
            self.optimizer.param_groups[0]["lr"] = float(self.rate)

    def once(self):
        x = self.data.draw(self.rows)
        loss = loss_of(self.net, x, torch.rand(self.rows, device=x.device), torch.randn_like(x))
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimizer.step()
        self.loss.copy_(loss.detach())
        with torch.no_grad():
            for a, b in zip(self.average.parameters(), self.net.parameters()):
                a.add_((b - a) * (1.0 - self.keep))

    def step(self, done):
        self.set_rate(done)
        self.graph.replay() if self.graph is not None else self.once()
        self.steps += 1


def train(options, out):
    torch.manual_seed(1)
    device = options.device
    torch.set_num_threads(1)
    data = Data(options.name, options.clips, options.window, device, options.workers)
    dims = data.train.shape[1]
    net = Net(dims, SMALL).to(device)
    if options.from_pt:
        net.load_state_dict(torch.load(options.from_pt, map_location=device)["net"])
    learner = Learner(net, data, options.rows, device.startswith("cuda"))
    begin = told = time.monotonic()
    best = math.inf
    while (elapsed := time.monotonic() - begin) < options.minutes * 60:
        learner.step(elapsed / (options.minutes * 60))
        if learner.steps % 16 == 0:
            learner.loss.item()             # otherwise the clock runs ahead of the device
        if time.monotonic() - told > EVERY:
            told = time.monotonic()
            best = check(learner, data, options.window, out, best, elapsed)
    check(learner, data, options.window, out, best, elapsed)


def check(learner, data, window, out, best, elapsed):
    held_out = validation(learner.average, data)
    if held_out < best:
        save(out, learner.average, data, data.train.shape[1], window)
    print(json.dumps({"minutes": round(elapsed / 60, 1), "steps": learner.steps, "loss": round(learner.loss.item(), 4),
                      "held_out": round(held_out, 4)}), flush=True)
    return min(best, held_out)


def save(out, net, data, dims, window):
    checkpoint = {"architecture": dataclasses.asdict(SMALL), "dims": dims, "window": window, "ratio": RATIO,
                  "net": {key: value.cpu() for key, value in net.state_dict().items()}, "mean": data.mean,
                  "deviation": data.deviation}
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
    p.add_argument("--workers", type=int, default=1, help="processes that perform the clips")
    p.add_argument("--from-pt", type=Path)
    p.add_argument("--out", type=Path)
    options = p.parse_args()
    out = options.out or OUT / f"dream-{options.name}.pt"
    train(options, out)


if __name__ == "__main__":
    main()
