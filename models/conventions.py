"""What every exported model of ours has in common: nn~'s conventions for methods, labels and attributes."""
# SPDX-License-Identifier: BSD-3-Clause
from typing import Dict, List

import torch
import torch.nn as nn

from shape import SAMPLE_RATE
from streaming_layers import MAX_BATCH

BOOL, INT, FLOAT, TEXT, TENSOR = 0, 1, 2, 3, 4   # nn~'s codes of attribute types
KNEE, CEILING = 0.6, 0.95     # the output is linear up to the knee and never reaches the ceiling


class Described(nn.Module):
    """Tells its methods, attributes (their types by name) and sample rate; values, getters and setters are
    the model's own."""

    def __init__(self, methods: List[str], attributes: Dict[str, int], sample_rate: int):
        super().__init__()
        self.sr = sample_rate
        self._methods: List[str] = methods
        self._attributes: List[str] = list(attributes)
        for name, kind in attributes.items():
            self.register_buffer(name + "_params", torch.tensor([kind]))

    @torch.jit.export
    def get_methods(self) -> List[str]:
        return self._methods

    @torch.jit.export
    def get_attributes(self) -> List[str]:
        return self._attributes

    @torch.jit.export
    def get_sample_rate(self) -> int:
        return self.sr


class Conventions(Described):
    """Methods encode, decode and forward between mono sound and `len(names)` latents, one for `ratio` samples."""

    def __init__(self, names: List[str], ratio: int, attributes: Dict[str, int]):
        super().__init__(["encode", "decode", "forward"], attributes, SAMPLE_RATE)
        latents = len(names)
        self.latent_size, self.ratio, self.most_rows = latents, ratio, MAX_BATCH
        self.knee, self.room = KNEE, CEILING - KNEE
        self.sampling_rate = SAMPLE_RATE
        self.register_buffer("encode_params", torch.tensor([1, 1, latents, ratio]))
        self.register_buffer("decode_params", torch.tensor([latents, ratio, 1, 1]))
        self.register_buffer("forward_params", torch.tensor([1, 1, 1, 1]))
        labels = ["(signal) " + name for name in names]
        self.encode_input_labels: List[str] = ["(signal) sound"]
        self.encode_output_labels: List[str] = labels
        self.decode_input_labels: List[str] = labels
        self.decode_output_labels: List[str] = ["(signal) sound"]
        self.forward_input_labels: List[str] = ["(signal) sound"]
        self.forward_output_labels: List[str] = ["(signal) sound"]

    def check(self, x: torch.Tensor, channels: int, ratio: int, method: str) -> None:
        """Refuses wrong input in plain words, before a convolution fails in its own."""
        if x.dim() != 3:
            raise ValueError(method + ": the input must be [batch, channels, time], not of rank " + str(x.dim()))
        if x.shape[0] < 1 or x.shape[0] > self.most_rows:
            raise ValueError(method + ": batch of " + str(x.shape[0]) + " rows, the streaming state holds 1 to "
                             + str(self.most_rows))
        if x.shape[1] != channels:
            raise ValueError(method + ": " + str(x.shape[1]) + " channels, expected " + str(channels))
        if x.shape[2] < ratio or x.shape[2] % ratio != 0:
            raise ValueError(method + ": " + str(x.shape[2]) + " samples, expected a multiple of " + str(ratio))
