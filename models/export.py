"""Writes a network (trained or not) as a TorchScript file that plays in rave~ and nn~."""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import dataclasses
import pathlib

import torch

from decoder import Decoder
from encoder import Encoder
from playable import Playable
from shape import SHAPES, Shape
from streaming_layers import clear_state, set_streaming

HERE = pathlib.Path(__file__).resolve().parent


def untrained(name: str, seed: int = 0) -> Playable:
    torch.manual_seed(seed)
    shape = SHAPES[name]
    return Playable(shape, Encoder(shape), Decoder(shape), torch.eye(shape.latents), torch.zeros(shape.latents))


def gliding(shape: Shape, trained: Decoder) -> Decoder:
    """The same decoder with one pitch a frame, the mean of its points, reached in a straight line.

    The points inside a frame teach fast sweeps, but when the latents stand still their small slope
    repeats 21.5 times a second, and a held note buzzes."""
    steady = Decoder(dataclasses.replace(shape, pitch_steps=1))
    weights = dict(trained.state_dict())
    for key in ("pitch.last.weight", "pitch.last.bias"):
        weights[key] = weights[key].unflatten(0, (shape.voices, shape.pitch_steps)).mean(1)
    steady.load_state_dict(weights)
    return steady


def from_checkpoint(name: str, checkpoint: dict) -> Playable:
    shape = SHAPES[name]
    encoder, decoder = Encoder(shape), Decoder(shape)
    encoder.load_state_dict(checkpoint["encoder"])
    decoder.load_state_dict(checkpoint["decoder"])
    if shape.pitch_latent:
        decoder = gliding(shape, decoder)
    return Playable(shape, encoder, decoder, checkpoint["rotation"], checkpoint["centre"])


def from_exported(name: str, exported: torch.jit.ScriptModule) -> Playable:
    """The model of a file that was written here, in the code of today: for changes that leave the weights alone."""
    shape, weights = SHAPES[name], exported.state_dict()
    if shape.pitch_latent:
        shape = dataclasses.replace(shape, pitch_steps=1)   # it went through `gliding`
    playable = Playable(shape, Encoder(shape), Decoder(shape), weights["rotation"], weights["centre"][:, 0])
    playable.load_state_dict({key: weights[key] for key in playable.state_dict()})
    return playable


def write(model: Playable, path: pathlib.Path) -> None:
    model.eval()
    model.requires_grad_(False)
    set_streaming(model, True)
    clear_state(model)
    torch.jit.script(model).save(str(path))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", choices=sorted(SHAPES))
    parser.add_argument("--checkpoint", type=pathlib.Path, help="out/<model>.pt unless given")
    parser.add_argument("--from-ts", type=pathlib.Path, help="an exported file, to export its weights again")
    parser.add_argument("--untrained", action="store_true", help="random weights")
    parser.add_argument("--to", type=pathlib.Path)
    options = parser.parse_args()
    if options.untrained:
        playable = untrained(options.model)
    elif options.from_ts:
        playable = from_exported(options.model, torch.jit.load(str(options.from_ts)))
    else:
        path = options.checkpoint or HERE / "out" / (options.model + ".pt")
        playable = from_checkpoint(options.model, torch.load(path, map_location="cpu"))
    write(playable, options.to or HERE / (options.model + ".ts"))
