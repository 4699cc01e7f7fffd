#!/usr/bin/env python3
"""Makes a denoiser for [diffuse] out of a checkpoint.

    export.py checkpoint.pt out.ts                     ours, or one of RAVE-Latent-Diffusion-Flex-ed
    export.py old.pt out.ts --window 2048 --arch 4096  of the original RAVE-Latent-Diffusion, which knows neither

Needs torch alone. The file has one method, denoise: dims + 1 channels (the last is sigma) to dims, at ratio 1.
"""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import sys
from pathlib import Path
from typing import List

import torch

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]
from conventions import INT, TENSOR, Described  # noqa: E402
from net import AUTHOR, Architecture, Net  # noqa: E402
from shape import RATIO, SAMPLE_RATE  # noqa: E402

ATTRIBUTES = {"window": INT, "multiple": INT, "frame_ratio": INT, "latent_mean": TENSOR, "latent_std": TENSOR}


def author_keys(arch):
    """{key of Net: key in the author's checkpoint}, by walking both in the same order."""
    keys = {"time.weights": "net.blocks.0.weights"}
    for end in ("weight", "bias"):
        keys["time.first." + end] = "net.blocks.0.to_out." + end
        keys["time.again." + end] = "net.blocks.1.blocks.0.0." + end

    def pair(ours, theirs, ends=("weight", "bias")):
        for end in ends:
            keys[f"{ours}.{end}"] = f"{theirs}.{end}"

    def items(ours, theirs, first, count, attention):
        index, ours_index = first, 0
        for _ in range(count):
            for norm, inner in ((1, 0), (2, 1)):
                pair(f"{ours}.items.{ours_index}.norm{norm}", f"{theirs}.{index}.block.blocks.0.blocks.{inner}.0")
                pair(f"{ours}.items.{ours_index}.conv{norm}", f"{theirs}.{index}.block.blocks.0.blocks.{inner}.2")
            index, ours_index = index + 1, ours_index + 1
            pair(f"{ours}.items.{ours_index}.to_scale_shift", f"{theirs}.{index}.blocks.0.block.blocks.0.1")
            index, ours_index = index + 1, ours_index + 1
            if attention:
                place, block = f"{ours}.items.{ours_index}", f"{theirs}.{index}.blocks.0.block"
                pair(place + ".norm", block + ".norm")
                pair(place + ".norm_context", block + ".norm_context")
                pair(place + ".to_q", block + ".to_q", ("weight",))
                pair(place + ".to_kv", block + ".to_kv", ("weight",))
                pair(place + ".to_out", block + ".attention.blocks.0", ("weight",))
                index, ours_index = index + 1, ours_index + 1
        return index

    def block(ours, theirs, depth):
        inside = theirs + "block.blocks"
        pair(ours + ".down", inside + ".0.block")
        count, attention = arch.items[depth], arch.attentions[depth]
        index = items(ours + ".before", inside, 1, count, attention)
        if depth + 1 < len(arch.channels):
            block(ours + ".inner", f"{inside}.{index}.", depth + 1)
            index += 1
        index = items(ours + ".after", inside, index, count, attention)
        pair(ours + ".up", f"{inside}.{index}.block.1")
        pair(ours + ".gain", theirs + "skip.blocks.0.1")

    block("block", "net.blocks.2.net.", 0)
    return keys


class Denoiser(Described):
    """Net after nn~'s conventions."""

    def __init__(self, net, dims, window, multiple, mean, deviation, sample_rate, ratio):
        super().__init__(["denoise"], ATTRIBUTES, sample_rate)
        self.net = net
        self.dims, self.window, self.multiple, self.frame_ratio = dims, window, multiple, ratio
        self.register_buffer("latent_mean", mean.float())
        self.register_buffer("latent_std", deviation.float())
        self.register_buffer("denoise_params", torch.tensor([dims + 1, 1, dims, 1]))
        labels = [f"(signal) latent {i + 1}" for i in range(dims)]
        self.denoise_input_labels: List[str] = labels + ["(signal) sigma"]
        self.denoise_output_labels: List[str] = labels

    @torch.jit.export
    def denoise(self, x: torch.Tensor) -> torch.Tensor:
        if x.dim() != 3 or x.shape[1] != self.dims + 1:
            raise ValueError("denoise: the input must be [batch, " + str(self.dims + 1) + ", frames]")
        if x.shape[2] % self.multiple != 0:
            raise ValueError("denoise: " + str(x.shape[2]) + " frames, expected a multiple of " + str(self.multiple))
        return self.net(x[:, :self.dims], x[:, self.dims, 0])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.denoise(x)

    @torch.jit.export
    def get_window(self) -> int:
        return self.window

    @torch.jit.export
    def set_window(self, value: int) -> int:
        return 1

    @torch.jit.export
    def get_multiple(self) -> int:
        return self.multiple

    @torch.jit.export
    def set_multiple(self, value: int) -> int:
        return 1

    @torch.jit.export
    def get_frame_ratio(self) -> int:
        return self.frame_ratio

    @torch.jit.export
    def set_frame_ratio(self, value: int) -> int:
        return 1

    @torch.jit.export
    def get_latent_mean(self) -> torch.Tensor:
        return self.latent_mean

    @torch.jit.export
    def set_latent_mean(self, value: torch.Tensor) -> int:
        return 1

    @torch.jit.export
    def get_latent_std(self) -> torch.Tensor:
        return self.latent_std

    @torch.jit.export
    def set_latent_std(self, value: torch.Tensor) -> int:
        return 1


def load_author(checkpoint, window, arch_name):
    """A net with the weights of one of the author's checkpoints; the first key that does not fit is named."""
    window = window or checkpoint.get("latent_length")
    if not window:
        raise SystemExit("export: the checkpoint does not say its window: --window 256 to 16384")
    arch = AUTHOR.get(arch_name or window)
    if arch is None:
        raise SystemExit(f"export: there is no architecture {arch_name or window}: --arch is one of {sorted(AUTHOR)}")
    state = checkpoint["model_state_dict"]
    keys = author_keys(arch)
    down = "net.blocks.2.net.block.blocks.0.block.weight"
    dims = checkpoint.get("rave_dims") or (state[down].shape[1] if down in state else 0)
    if not dims:
        raise SystemExit(f"export: '{down}' is missing: this is no checkpoint of RAVE-Latent-Diffusion")
    net = Net(dims, arch)
    wanted = net.state_dict()
    for ours, theirs in keys.items():
        if theirs not in state:
            raise SystemExit(f"export: '{theirs}' is missing in the checkpoint: another --arch than "
                             f"{arch_name or window}?")
        if state[theirs].shape != wanted[ours].shape:
            raise SystemExit(f"export: '{theirs}' is {list(state[theirs].shape)}, expected {list(wanted[ours].shape)}: "
                             f"another --arch than {arch_name or window}?")
    left = {key for key in state if key.startswith("net.")} - set(keys.values())
    left -= {f"net.blocks.1.blocks.1.0.{end}" for end in ("weight", "bias")}  # the same layer once more
    if left:
        raise SystemExit(f"export: '{min(left)}' belongs to no layer: another --arch than {arch_name or window}?")
    net.load_state_dict({ours: state[theirs] for ours, theirs in keys.items()})
    return net, dims, window, arch


def load_own(checkpoint):
    arch = Architecture(**checkpoint["architecture"])
    net = Net(checkpoint["dims"], arch)
    net.load_state_dict(checkpoint["net"])
    return net, checkpoint["dims"], checkpoint["window"], arch


def export(path, out, window=None, arch_name=None, sample_rate=SAMPLE_RATE, ratio=RATIO):
    checkpoint = torch.load(path, map_location="cpu")
    if "architecture" in checkpoint:
        net, dims, window, arch = load_own(checkpoint)
        mean, deviation = checkpoint["mean"], checkpoint["deviation"]
        ratio = checkpoint.get("ratio", ratio)
    elif "model_state_dict" in checkpoint:
        net, dims, window, arch = load_author(checkpoint, window, arch_name)
        mean, deviation = torch.zeros(dims), torch.ones(dims)
    else:
        raise SystemExit("export: neither our checkpoint ('architecture') nor one of RAVE-Latent-Diffusion "
                         "('model_state_dict')")
    module = Denoiser(net.eval(), dims, window, arch.multiple, mean, deviation, sample_rate, ratio).eval()
    with torch.no_grad():
        script = torch.jit.script(module)
        script.save(str(out))
        loaded = torch.jit.load(str(out))
        for frames in (arch.multiple, min(window, 2 * arch.multiple)):
            x = torch.randn(2, dims + 1, frames)
            x[:, dims] = torch.rand(2, 1)
            worst = (loaded.denoise(x) - net(x[:, :dims], x[:, dims, 0])).abs().max().item()
            if worst > 1e-5:
                raise SystemExit(f"export: the file differs from the network by {worst:g} at {frames} frames")
    return module


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("checkpoint", type=Path)
    p.add_argument("out", type=Path)
    p.add_argument("--window", type=int)
    p.add_argument("--arch", type=int)
    p.add_argument("--sample-rate", type=int, default=SAMPLE_RATE)
    p.add_argument("--ratio", type=int, default=RATIO)
    options = p.parse_args()
    module = export(options.checkpoint, options.out, options.window, options.arch, options.sample_rate, options.ratio)
    count = sum(parameter.numel() for parameter in module.parameters())
    print(f"{options.out}: {module.dims} dims, window {module.window}, {count / 1e6:.2f} M weights, "
          f"{options.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
