"""Writes a trained network as a TorchScript file that plays in rave~ and nn~: `export.py breaks`."""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import importlib
import json
import pathlib

import torch

import statistics_of_latents
import train
from names import NAMES, VIEWS
from streaming_layers import clear_state, set_streaming

HERE = pathlib.Path(__file__).resolve().parent


def model_of(checkpoint: dict):
    """(design, network with the checkpoint's weights)."""
    design = importlib.import_module("designs." + train.design_of(checkpoint["name"]))
    model = design.build(checkpoint["name"])
    train.restore(model, checkpoint["weights"])
    return design, model.eval().requires_grad_(False)


def view_of(name: str, statistics: dict) -> dict:
    """The statistics of a model that plays some of another's latents."""
    _, chosen = VIEWS[name]
    rest = [latent for latent in range(len(statistics["centre"])) if latent not in chosen]
    card = json.loads(statistics["card"])
    card = {"model": name, "latents": [card["latents"][latent] for latent in chosen]}
    return {**statistics, "rotation": statistics["rotation"][list(chosen) + rest],
            "names": [statistics["names"][latent] for latent in chosen],
            "card": json.dumps(card)}


def from_checkpoint(checkpoint: dict, name: str = "") -> torch.nn.Module:
    """The playable module. A checkpoint that already knows its latents' map (of an encoder that is final) keeps it."""
    design, model = model_of(checkpoint)
    if hasattr(design, "finish"):
        design.finish(model)
    trained = checkpoint["name"]
    statistics = checkpoint.get("statistics") or statistics_of_latents.measure(design, trained, model, NAMES[trained])
    return design.export_module(model, view_of(name, statistics) if name in VIEWS else statistics)


def write(model: torch.nn.Module, path: pathlib.Path) -> None:
    model.eval()
    model.requires_grad_(False)
    set_streaming(model, True)
    clear_state(model)
    torch.jit.script(model).save(str(path))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", choices=sorted(NAMES))
    parser.add_argument("--checkpoint", type=pathlib.Path, help="out/<model>.pt unless given")
    parser.add_argument("--to", type=pathlib.Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    path = options.checkpoint or train.OUT / (VIEWS.get(options.model, (options.model,))[0] + ".pt")
    write(from_checkpoint(torch.load(path, map_location="cpu"), options.model),
          options.to or HERE / (options.model + ".ts"))
