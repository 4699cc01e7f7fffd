"""How the tests treat an exported model: as a host would. Loading, clearing, playing in blocks, wrong inputs,
timing."""
# SPDX-License-Identifier: BSD-3-Clause
import pathlib
import sys
import time

import torch

HERE = pathlib.Path(__file__).resolve().parent


def load(name):
    return torch.jit.load(str(HERE / (name + ".ts")))


def state(model):
    return {key: buffer for key, buffer in model.named_buffers() if key.endswith((".pad", ".cache"))}


def clear(model, seed=0):
    for buffer in state(model).values():
        buffer.zero_()
    torch.manual_seed(seed)


def in_blocks(method, x, block):
    return torch.cat([method(x[:, :, at:at + block].contiguous()) for at in range(0, x.shape[2], block)], -1)


def refuses(wrong):
    """`wrong`: (method, input, words of the error)."""
    for method, x, words in wrong:
        try:
            method(x)
        except Exception as error:
            assert words in str(error), f"{words}: {error}"
        else:
            raise AssertionError(f"accepted {words}")


def print_speed(label, method, argument):
    """A figure, not a test: one thread; machines that test are shared."""
    times = []
    for _ in range(150):
        begun = time.perf_counter()
        method(argument)
        times.append(1000 * (time.perf_counter() - begun))
    times.sort()
    print(f"  {label}: median {times[75]:.2f} ms, fastest {times[0]:.2f} ms")


def run(names, checks, speed):
    """Every check on a model of its own; with --speed, `speed` instead."""
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    torch._C._jit_set_profiling_executor(False)  # no slow first calls
    for name in [word for word in sys.argv[1:] if word in names] or names:
        if "--speed" in sys.argv:
            speed(name, load(name))
            continue
        for check in checks:
            check(name, load(name))
            print(f"ok: {name}, {check.__name__.replace('_', ' ')}", flush=True)
