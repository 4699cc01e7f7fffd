"""A training step as a CUDA graph: its kernels are replayed without Python in between."""
# SPDX-License-Identifier: BSD-3-Clause
from typing import Callable

import torch

WARM_UP = 3     # steps before the capture, in which optimisers and libraries allocate what they keep


def captured(step: Callable[[], None]) -> torch.cuda.CUDAGraph:
    """Takes WARM_UP steps, then captures one without taking it. What `step` reads and writes must stay where it is."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(WARM_UP):
            step()
    torch.cuda.current_stream().wait_stream(stream)
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    return graph
