"""Writes a network (trained or not) as a TorchScript file that plays in rave~ and nn~."""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import pathlib

import torch

from decoder import Decoder
from encoder import Encoder
from playable import Playable
from shape import SHAPES
from streaming_layers import clear_state, set_streaming

HERE = pathlib.Path(__file__).resolve().parent


def untrained(name: str, seed: int = 0) -> Playable:
    torch.manual_seed(seed)
    shape = SHAPES[name]
    return Playable(shape, Encoder(shape), Decoder(shape), torch.eye(shape.latents), torch.zeros(shape.latents))


def from_checkpoint(name: str, checkpoint: dict) -> Playable:
    shape = SHAPES[name]
    encoder, decoder = Encoder(shape), Decoder(shape)
    encoder.load_state_dict(checkpoint["encoder"])
    decoder.load_state_dict(checkpoint["decoder"])
    return Playable(shape, encoder, decoder, checkpoint["rotation"], checkpoint["centre"])


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
    parser.add_argument("--untrained", action="store_true", help="random weights")
    parser.add_argument("--to", type=pathlib.Path)
    options = parser.parse_args()
    if options.untrained:
        playable = untrained(options.model)
    else:
        path = options.checkpoint or HERE / "out" / (options.model + ".pt")
        playable = from_checkpoint(options.model, torch.load(path, map_location="cpu"))
    write(playable, options.to or HERE / (options.model + ".ts"))
