"""Times the layers of RAVE v2's decoder, one latent frame, in what Debian's libtorch brings along: one thread, CPU
time, alternating.

    compare_libraries.py [rounds]

    libtorch   conv1d and conv_transpose1d as a model calls them (OpenBLAS, or whatever BLAS is installed)
    onednn     convolutions of oneDNN with weights packed once (transposed ones as libtorch)
    xnnpack    convolutions of XNNPACK with weights packed once

build/dev/tests/bench/bench_convolutions prints the same for our own kernels. Run with OPENBLAS_NUM_THREADS=1."""
# SPDX-License-Identifier: BSD-3-Clause
import statistics
import sys
import time

import torch

torch.set_num_threads(1)


def decoder():
    """(inputs, outputs, kernel, stride, dilation, frames, transposed)"""
    frames, channels = 1, 1536
    layers = [(128, 1536, 3, 1, 1, 1, False)]
    for stride, units in ((2, 2), (4, 3), (4, 3), (4, 3)):
        layers.append((channels, channels // 2, 2 * stride, stride, 1, frames, True))
        channels, frames = channels // 2, frames * stride
        for dilation in (1, 3, 9)[:units]:
            layers.append((channels, channels, 3, 1, dilation, frames, False))
            layers.append((channels, channels, 1, 1, 1, frames, False))
    return layers + [(96, 32, 7, 1, 1, frames, False), (16, 16, 32, 1, 1, frames, False)]


class Layer:
    def __init__(self, inputs, outputs, kernel, stride, dilation, frames, transposed):
        self.stride, self.dilation, self.transposed = stride, dilation, transposed
        left = 0 if transposed else (kernel - 1) * dilation
        self.x = torch.randn(1, inputs, frames + left)
        shape = (inputs, outputs, kernel) if transposed else (outputs, inputs, kernel)
        self.weight, self.bias = torch.randn(shape), torch.randn(outputs)
        self.x4 = self.x.unsqueeze(2).clone(memory_format=torch.contiguous_format)
        weight4 = self.weight.unsqueeze(2).clone(memory_format=torch.contiguous_format)
        if transposed:
            self.packed = torch.ops.prepacked.conv2d_transpose_clamp_prepack(
                weight4, self.bias, [1, stride], [0, 0], [0, 0], [1, 1], 1, None, None)
        else:
            self.packed = torch.ops.prepacked.conv2d_clamp_prepack(
                weight4, self.bias, [1, 1], [0, 0], [1, dilation], 1, None, None)
            self.onednn_weight = torch._C._nn.mkldnn_reorder_conv2d_weight(
                weight4.to_mkldnn(), [0, 0], [1, 1], [1, 1], 1)
            self.x_onednn = self.x4.to_mkldnn()

    def libtorch(self):
        if self.transposed:
            return torch.conv_transpose1d(self.x, self.weight, self.bias, self.stride)
        return torch.conv1d(self.x, self.weight, self.bias, 1, 0, self.dilation)

    def onednn(self):
        if self.transposed:
            return self.libtorch()
        return torch.mkldnn_convolution(self.x_onednn, self.onednn_weight, self.bias.to_mkldnn(), [0, 0], [1, 1],
                                        [1, self.dilation], 1)

    def xnnpack(self):
        if self.transposed:
            return torch.ops.prepacked.conv2d_transpose_clamp_run(self.x4, self.packed)
        return torch.ops.prepacked.conv2d_clamp_run(self.x4, self.packed)


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    layers = [Layer(*shape) for shape in decoder()]
    times = {name: [] for name in ("libtorch", "onednn", "xnnpack")}
    with torch.inference_mode():
        for _ in range(rounds):
            for name, totals in times.items():
                begin = time.thread_time()
                for layer in layers:
                    getattr(layer, name)()
                totals.append(1e3 * (time.thread_time() - begin))
    for name, totals in times.items():
        low, middle, high = statistics.quantiles(totals, n=4)
        print("%-9s all convolutions of a frame: median %.2f ms (quartiles %.2f to %.2f)" % (name, middle, low, high))
