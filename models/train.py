"""Trains a model and exports it: `train.py breaks --minutes 60`. Needs torch and NumPy; uses a GPU if there is one."""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import importlib
import json
import math
import os
import pathlib
import time
from typing import Dict, List, Optional

import torch

import adversary
import cuda_graph

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE / "out"
RATE, ADVERSARIAL_RATE, BETAS = 1.5e-3, 3e-4, (0.9, 0.98)
FEATURE_WEIGHT, ADVERSARIAL_WEIGHT = 5.0, 1.0
GRADIENT_LIMIT = 2.0
EMA = 0.999
REPORT_SECONDS, SAVE_SECONDS = 10.0, 60.0


def weights_of(model: torch.nn.Module) -> Dict[str, torch.Tensor]:
    """What a checkpoint holds: the state dict without streaming state."""
    return {key: value for key, value in model.state_dict().items() if key.rsplit(".", 1)[-1] not in ("pad", "cache")}


def restore(model: torch.nn.Module, weights: Dict[str, torch.Tensor]) -> None:
    missing, unexpected = model.load_state_dict(weights, strict=False)
    missing = [key for key in missing if key.rsplit(".", 1)[-1] not in ("pad", "cache")]
    if missing or unexpected:
        raise SystemExit(f"the checkpoint does not fit the model: it lacks {missing[:4]}, "
                         f"and has {unexpected[:4]} too many")


def learning_rate(done: float, peak: float) -> float:
    """A short warm-up, then half a cosine down to a fiftieth. `done` runs from 0 to 1."""
    return peak * min(1.0, done / 0.01 + 0.01) * (0.51 + 0.49 * math.cos(math.pi * min(done, 1.0)))


class Average:
    """The exponential mean of the weights, which is exported."""

    def __init__(self, model: torch.nn.Module):
        self.live = [p for p in model.parameters() if p.requires_grad]
        self.kept = [p.detach().clone() for p in self.live]
        self.steps = 0

    def update(self) -> None:
        self.steps += 1
        keep = min(EMA, (1.0 + self.steps) / (10.0 + self.steps))
        with torch.no_grad():
            torch._foreach_mul_(self.kept, keep)
            torch._foreach_add_(self.kept, [p.detach() for p in self.live], alpha=1.0 - keep)

    def swap(self) -> None:
        """Swaps the live and the averaged weights; a second swap restores them."""
        with torch.no_grad():
            for live, kept in zip(self.live, self.kept):
                other = live.detach().clone()
                live.copy_(kept)
                kept.copy_(other)


class Learner:
    """One phase's optimisers and its step, captured as a CUDA graph where that works."""

    def __init__(self, design, model, options, adversarial: bool):
        device = options.device
        self.design, self.model, self.device = design, model, device
        self.phase = "adversarial" if adversarial else "spectral"
        self.peak = ADVERSARIAL_RATE if adversarial else options.rate
        if adversarial or options.decoder_only:
            model.encoder.requires_grad_(False)          # never set to True: some of its filters are fixed
            model.encoder.eval()                         # keeps its norms, too
        self.trained = [p for p in model.parameters() if p.requires_grad]
        self.judges = adversary.Judges().to(device) if adversarial else None
        self.rates: List[torch.Tensor] = []
        self.optimiser = self.adam(self.trained, BETAS)
        self.judging = self.adam(list(self.judges.parameters()), (0.8, 0.99)) if adversarial else None
        self.sums: Optional[torch.Tensor] = None
        self.names: List[str] = []
        self.graph = None
        self.wants_graph = device.startswith("cuda") and not options.eager
        self.batch: Dict[str, torch.Tensor] = {}

    def adam(self, parameters, betas):
        if not self.device.startswith("cuda"):
            return torch.optim.Adam(parameters, self.peak, betas=betas)
        rate = torch.tensor(self.peak, device=self.device)
        self.rates.append(rate)
        return torch.optim.Adam(parameters, rate, betas=betas, capturable=True, fused=True)

    def set_rate(self, done: float) -> None:
        rate = learning_rate(done, self.peak)
        for tensor in self.rates:
            tensor.fill_(rate)
        if not self.rates:
            for optimiser in (self.optimiser, self.judging):
                for group in optimiser.param_groups if optimiser else []:
                    group["lr"] = rate

    def descend(self, optimiser, parameters, loss) -> torch.Tensor:
        """One step down; returns 1 when the gradient was not finite and was dropped."""
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(parameters, GRADIENT_LIMIT)
        for parameter in parameters:
            if parameter.grad is not None:
                parameter.grad.nan_to_num_(0.0, 0.0, 0.0)      # one bad batch must not end a run
        optimiser.step()
        return (~torch.isfinite(norm)).float()

    def once(self) -> None:
        total, parts, real, made = self.design.step(self.model, self.batch, self.phase)
        parts = dict(parts)
        if self.judges is not None:
            judging, adversarial, feature = None, None, None
            real, fake = self.judges.crops(real, made)
            judging = self.judges.judging_loss(real, fake.detach())
            self.descend(self.judging, list(self.judges.parameters()), judging)
            self.judges.requires_grad_(False)
            adversarial, feature = self.judges.playing_loss(real, fake)
            self.judges.requires_grad_(True)
            total = total + ADVERSARIAL_WEIGHT * adversarial + FEATURE_WEIGHT * feature
            parts.update(judging=judging.detach(), adversarial=adversarial.detach(), feature=feature.detach())
        parts["lost"] = self.descend(self.optimiser, self.trained, total)
        self.names = list(parts)
        values = torch.stack([value.detach().float().reshape(()) for value in parts.values()])
        if self.sums is None:
            self.sums = torch.zeros_like(values)
        self.sums.add_(values)

    def step(self, batch: Dict[str, torch.Tensor]) -> None:
        if self.wants_graph:
            if not self.batch:
                self.batch = {key: value.clone() for key, value in batch.items()}
                try:
                    self.graph = cuda_graph.captured(self.once)
                    print(json.dumps({"graph": self.phase}), flush=True)
                except Exception as error:                      # eager steps are slower, but equal
                    print(json.dumps({"graph": "none", "why": str(error)[:300]}), flush=True)
                    torch.cuda.synchronize()
                    self.wants_graph, self.graph = False, None
                    self.optimiser.zero_grad(set_to_none=True)
            if self.graph is not None:
                for key, value in batch.items():
                    self.batch[key].copy_(value)
                self.graph.replay()
                return
        self.batch = batch
        self.once()

    def means(self, steps: int) -> Dict[str, float]:
        values = (self.sums / max(steps, 1)).tolist() if self.sums is not None else []
        if self.sums is not None:
            self.sums.zero_()
        return {name: round(value, 4) for name, value in zip(self.names, values)}


def save(path: pathlib.Path, name: str, model, average: Optional[Average], history, step: int, seconds: float,
         statistics) -> None:
    if average is not None:
        average.swap()
    weights = {key: value.detach().cpu().clone() for key, value in weights_of(model).items()}
    if average is not None:
        average.swap()
    part = path.with_suffix(".part")
    torch.save({"name": name, "weights": weights, "history": history, "step": step, "seconds": seconds,
                "statistics": statistics}, part)
    os.replace(part, path)


def begin(options, model) -> dict:
    """The weights and the history to go on from."""
    if options.resume:
        earlier = torch.load(options.resume, map_location="cpu")
        restore(model, earlier["weights"])
        return earlier
    statistics = None
    if options.from_ts:
        playable = torch.jit.load(str(options.from_ts), map_location="cpu")
        exported = playable.state_dict()
        restore(model, {key: exported[key] for key in weights_of(model) if key in exported})
        if options.decoder_only:
            names = [label.replace("(signal) ", "") for label in playable.decode_input_labels]
            statistics = {"rotation": exported["rotation"].double(), "centre": exported["centre"][:, 0].double(),
                          "names": names, "card": playable.card}
    return {"history": [], "step": 0, "seconds": 0.0, "statistics": statistics}


def train(options) -> None:
    name, device = options.model, options.device
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    cuda = device.startswith("cuda")
    if cuda:
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
        torch.backends.cudnn.benchmark = True
    design = importlib.import_module("designs." + design_of(name))
    model = design.build(name)
    earlier = begin(options, model)
    model.goes_on = options.decoder_only
    model.to(device).train()
    begun = time.time()
    batches = design.Batches(name, device, options.seed)
    torch.set_flush_denormal(True)
    size = options.batch or (design.BATCH["cuda" if cuda else "cpu"])
    print(json.dumps({"model": name, "parameters": sum(p.numel() for p in model.parameters() if p.requires_grad),
                      "batch": size, "data seconds": round(time.time() - begun, 1)}), flush=True)
    history, step, seconds = earlier["history"], earlier["step"], earlier["seconds"]
    statistics = earlier.get("statistics") if options.decoder_only else None
    average, learner, first, span = None, None, 0.0, 1.0
    begun = reported = saved = time.time()
    counted = 0
    while True:
        now = time.time()
        done = (now - begun) / (60.0 * options.minutes)
        if done >= 1.0:
            break
        adversarial = done >= options.adversarial_from
        if learner is None or adversarial != (learner.judges is not None):
            if average is not None:
                average.swap()                  # the second phase starts from the average of the first
                weights = options.out.with_name(options.out.stem + "-spectral.pt")
                save(weights, name, model, None, history, step, seconds + now - begun, statistics)
            first, span = (options.adversarial_from, 1.0 - options.adversarial_from) if adversarial else (
                0.0, min(1.0, options.adversarial_from))
            learner, counted = Learner(design, model, options, adversarial), 0
            average = Average(model)
        learner.set_rate((done - first) / span)
        learner.step(batches.draw(size))
        average.update()
        step += 1
        counted += 1
        if cuda and step % 16 == 0:
            torch.cuda.synchronize()            # otherwise the clock runs ahead of the device
        if now - reported > REPORT_SECONDS:
            row = {"step": step, "seconds": round(seconds + now - begun, 1), **learner.means(counted)}
            history.append(row)
            print(json.dumps(row), flush=True)
            reported, counted = now, 0
        if now - saved > SAVE_SECONDS:
            save(options.out, name, model, average, history, step, seconds + now - begun, statistics)
            saved = now
    save(options.out, name, model, average, history, step, seconds + time.time() - begun, statistics)
    if not options.weights_only:
        import export
        export.write(export.from_checkpoint(torch.load(options.out, map_location="cpu")),
                     options.out.with_suffix(".ts"))


def design_of(name: str) -> str:
    """The file in designs/ that a model is built from."""
    return "haze" if name == "sirens-haze" else name


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", help="breaks, sirens, voices or sirens-haze")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--batch", type=int, default=0, help="rows a step; what the design says unless given")
    parser.add_argument("--rate", type=float, default=RATE, help="the highest learning rate of the spectral phase")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--adversarial-from", type=float, default=2.0,
                        help="the part of the time after which discriminators judge, 0 .. 1")
    parser.add_argument("--decoder-only", action="store_true",
                        help="leave the encoder, and so the latents' meaning, as it is")
    parser.add_argument("--eager", action="store_true", help="no CUDA graphs")
    parser.add_argument("--weights-only", action="store_true", help="leave out the export")
    parser.add_argument("--out", type=pathlib.Path, help="the checkpoint; out/<model>.pt unless given")
    start = parser.add_mutually_exclusive_group()
    start.add_argument("--resume", type=pathlib.Path, help="a checkpoint to go on from")
    start.add_argument("--from-ts", type=pathlib.Path, help="an exported file to go on from")
    given = parser.parse_args()
    given.out = given.out or OUT / (given.model + ".pt")
    given.out.parent.mkdir(parents=True, exist_ok=True)
    train(given)
