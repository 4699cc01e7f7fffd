"""Checks that denoisers are exported as they were trained: checkpoints as RAVE-Latent-Diffusion writes them, and wrong
ones."""
# SPDX-License-Identifier: BSD-3-Clause
import math
import pathlib
import sys
import tempfile

import torch
import torch.nn as nn
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "diffusion"))
import export  # noqa: E402
from net import AUTHOR, Architecture, Net  # noqa: E402

DIMS, WINDOW = 5, 256
# Small enough to be made in a moment; a level without attention, one with it, and two with more than one item.
SMALL = Architecture([16, 16, 24], [1, 2, 2], [1, 2, 2], [0, 0, 1], heads=3, head_size=8, groups=8, modulation=32,
                     frequencies=8)
TOLERANCE = 2.4e-6
FULL_KEYS, FULL_WEIGHTS = 341, 64.88e6       # of the original's net for windows of 256, with 16 dims


class Tree(nn.Module):
    """Modules by name; a list becomes a ModuleList. The network below is nested as its authors nest theirs, since the
    keys of a checkpoint are the paths through it."""

    def __init__(self, **children):
        super().__init__()
        for name, child in children.items():
            setattr(self, name, nn.ModuleList(child) if isinstance(child, list) else child)


class TimeFeatures(nn.Module):
    def __init__(self, arch):
        super().__init__()
        self.weights = nn.Parameter(torch.randn(arch.frequencies))
        self.to_out = nn.Linear(2 * arch.frequencies + 1, arch.modulation)

    def forward(self, sigma):
        angle = 2.0 * math.pi * torch.outer(sigma, self.weights)
        return F.gelu(self.to_out(torch.cat([sigma[:, None], angle.sin(), angle.cos()], 1)))


class Residual(Tree):
    def __init__(self, channels, arch):
        halves = [nn.Sequential(nn.GroupNorm(arch.groups, channels), nn.SiLU(),
                                nn.Conv1d(channels, channels, 3, padding=1))
                  for _ in range(2)]
        super().__init__(block=Tree(blocks=[Tree(blocks=halves)]))

    def forward(self, x, features):
        first, second = self.block.blocks[0].blocks
        return x + second(first(x))


class Modulation(Tree):
    def __init__(self, channels, arch):
        linear = nn.Sequential(nn.SiLU(), nn.Linear(arch.modulation, 2 * channels))
        super().__init__(blocks=[Tree(block=Tree(blocks=[linear]))])

    def forward(self, x, features):
        scale, shift = self.blocks[0].block.blocks[0](features)[:, :, None].chunk(2, 1)
        return F.layer_norm(x.transpose(1, 2), x.shape[1:2], eps=1e-6).transpose(1, 2) * (1 + scale) + shift


class Attention(Tree):
    def __init__(self, channels, arch):
        inner = arch.heads * arch.head_size
        super().__init__(blocks=[Tree(block=Tree(
            norm=nn.LayerNorm(channels), norm_context=nn.LayerNorm(channels),
            to_q=nn.Linear(channels, inner, bias=False),
            to_kv=nn.Linear(channels, 2 * inner, bias=False),
            attention=Tree(blocks=[nn.Linear(inner, channels, bias=False)])))])
        self.heads = arch.heads

    def forward(self, x, features):
        block, frames = self.blocks[0].block, x.transpose(1, 2)
        q, (k, v) = block.to_q(block.norm(frames)), block.to_kv(block.norm_context(frames)).chunk(2, 2)
        q, k, v = (part.unflatten(2, (self.heads, -1)) for part in (q, k, v))
        weights = torch.einsum("bqhd,bkhd->bhqk", q, k).div(math.sqrt(q.shape[3])).softmax(3)
        return x + block.attention.blocks[0](torch.einsum("bhqk,bkhd->bqhd", weights, v).flatten(2)).transpose(1, 2)


class Level(Tree):
    def __init__(self, arch, depth, outer):
        channels, factor = arch.channels[depth], arch.factors[depth]
        kinds = [Residual, Modulation] + [Attention] * arch.attentions[depth]

        def items():
            return [kind(channels, arch) for _ in range(arch.items[depth]) for kind in kinds]
        inner = [Level(arch, depth + 1, channels)] if depth + 1 < len(arch.channels) else []
        up = nn.Sequential(nn.Upsample(scale_factor=factor), nn.Conv1d(channels, outer, 3, padding=1))
        down = Tree(block=nn.Conv1d(outer, channels, factor, factor))
        super().__init__(block=Tree(blocks=[down, *items(), *inner, *items(), Tree(block=up)]),
                         skip=Tree(blocks=[nn.Sequential(nn.SiLU(), nn.Linear(arch.modulation, outer))]))

    def forward(self, x, features):
        down, *between, up = self.block.blocks
        y = down.block(x)
        for item in between:
            y = item(y, features)
        return x + self.skip.blocks[0](features)[:, :, None] * up.block(y)


class Original(Tree):
    def __init__(self, arch, dims):
        layer = nn.Sequential(nn.Linear(arch.modulation, arch.modulation), nn.GELU())
        super().__init__(blocks=[TimeFeatures(arch), Tree(blocks=[layer, layer]), Tree(net=Level(arch, 0, dims))])

    def forward(self, x, sigma):
        time, again, root = self.blocks
        features = time(sigma)
        for layer in again.blocks:
            features = layer(features)
        return root.net(x, features)


def checkpoint_of(net, window=None):
    """As RAVE-Latent-Diffusion-Flex-ed saves it; without a window as RAVE-Latent-Diffusion does."""
    state = {prefix + key: value for prefix in ("net.", "diffusion.net.", "sampler.net.")
             for key, value in net.state_dict().items()}
    known = {"latent_length": window, "rave_dims": DIMS} if window else {}
    return {"model_state_dict": state, "optimizer_state_dict": {}, "scheduler_state_dict": {}, "epoch": 3, **known}


def exported(folder, checkpoint, **options):
    torch.save(checkpoint, folder / "net.pt")
    export.export(folder / "net.pt", folder / "net.ts", **options)
    return torch.jit.load(str(folder / "net.ts"))


def said(folder, checkpoint, **options):
    try:
        exported(folder, checkpoint, **options)
    except SystemExit as end:
        return str(end)
    raise AssertionError("a wrong checkpoint was taken")


def both_kinds_are_exported_and_run(folder, net):
    for model in (exported(folder, checkpoint_of(net, WINDOW)),
                  exported(folder, checkpoint_of(net), window=WINDOW),
                  exported(folder, checkpoint_of(net), window=WINDOW // 2, arch_name=WINDOW)):
        assert model.get_methods() == ["denoise"] and model.get_sample_rate() == 44100
        assert model.denoise_params.tolist() == [DIMS + 1, 1, DIMS, 1] and model.get_multiple() == SMALL.multiple
        for rows, frames in ((1, 4), (2, 64), (3, 132)):
            x, sigma = torch.randn(rows, DIMS, frames), torch.rand(rows)
            made = model.denoise(torch.cat([x, sigma[:, None, None].expand(-1, 1, frames)], 1))
            worst = float((made - net(x, sigma)).abs().max())
            assert worst <= TOLERANCE, f"{rows} x {frames}: {worst}"
    assert model.get_window() == WINDOW // 2


def the_first_key_that_does_not_fit_is_named(folder, net):
    later = "net.blocks.2.net.skip.blocks.0.1.bias"
    good = checkpoint_of(net, WINDOW)["model_state_dict"]

    def words(state, **options):
        return said(folder, {**checkpoint_of(net, WINDOW), "model_state_dict": state}, **options)
    lacking = {key: value for key, value in good.items() if key not in ("net.blocks.0.to_out.weight", later)}
    assert "'net.blocks.0.to_out.weight' is missing" in words(lacking)
    lacking = {key: value for key, value in good.items() if key != later}
    assert f"'{later}' is missing" in words(lacking)
    place = next(key for key in good if key.startswith("net.") and key.endswith("to_q.weight"))
    bent = {**good, place: torch.zeros(7, 3), later: torch.zeros(9)}
    assert f"'{place}' is [7, 3], expected [24, 24]" in words(bent)
    assert "'net.blocks.3.weight' belongs to no layer" in words({**good, "net.blocks.3.weight": torch.zeros(1)})
    assert "--window" in said(folder, checkpoint_of(net))
    assert "no architecture 300" in said(folder, checkpoint_of(net), window=300)
    assert "no checkpoint of RAVE-Latent-Diffusion" in said(folder, {"model_state_dict": {}}, window=WINDOW)
    assert "neither our checkpoint" in said(folder, {"weights": {}})


def full_size_has_as_many_keys_and_weights(folder, net):
    keys = export.author_keys(FULL)
    assert len(set(keys.values())) + 2 == FULL_KEYS              # the second name of the shared layer
    weights = sum(parameter.numel() for parameter in Net(16, FULL).parameters())
    assert abs(weights - FULL_WEIGHTS) < 0.005e6, weights


CHECKS = (both_kinds_are_exported_and_run, the_first_key_that_does_not_fit_is_named,
          full_size_has_as_many_keys_and_weights)
FULL, AUTHOR[WINDOW] = AUTHOR[WINDOW], SMALL

if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    torch.manual_seed(3)
    original = Original(SMALL, DIMS).eval()
    for each in CHECKS:
        with tempfile.TemporaryDirectory() as place:
            each(pathlib.Path(place), original)
        print("ok:", each.__name__.replace("_", " "), flush=True)
