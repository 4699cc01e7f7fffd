// Where tensors become plain blocks of floats.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/operators/layer.h"

#include "infer/torch/operators/bending.h"
#include "infer/torch/operators/plain_floats.h"

#include <ATen/ATen.h>
#include <ATen/EmptyTensor.h>
#include <ATen/Parallel.h>
#include <torch/csrc/jit/ir/constants.h>

#include <algorithm>

namespace latentjam::infer::torch_backend {

namespace {

using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Stack;
using torch::jit::Value;

const auto& layer_kind()
{
    static const auto kKind = c10::Symbol::fromQualString("latentjam::layer");
    return kKind;
}

const auto& past_kind()
{
    static const auto kKind = c10::Symbol::fromQualString("latentjam::past");
    return kKind;
}

const kernel::conv::Instructions& instructions()
{
    static const auto& kBest = kernel::conv::available_instructions().front();
    return kBest;
}

bool is_block(const at::Tensor& tensor)
{
    return holds_plain_floats(tensor) && tensor.dim() == 3 && tensor.size(2) < (1 << 24) && tensor.size(0) < (1 << 16);
}

bool is_state(const at::Tensor& state, const at::Tensor& x, std::int64_t channels, std::int64_t frames)
{
    return is_block(state) && state.is_contiguous() && state.size(0) >= x.size(0) && state.size(1) == channels &&
           state.size(2) == frames;
}

at::Tensor rows_of(const at::Tensor& state, const at::Tensor& x) { return state.slice(0, 0, x.size(0)); }

at::Tensor past_plainly(const at::Tensor& x, const at::Tensor& state, std::int64_t frames, bool crop)
{
    const auto joined = at::cat({rows_of(state, x), x}, -1);
    rows_of(state, joined).copy_(joined.slice(-1, -frames));
    return crop ? joined.slice(-1, 0, -frames) : joined;
}

at::Tensor past(const at::Tensor& x, const at::Tensor& state, std::int64_t frames, bool crop)
{
    if (!is_block(x) || !is_state(state, x, x.size(1), frames)) return past_plainly(x, state, frames, crop);
    const auto in = x.contiguous();
    const auto length = x.size(2);
    const auto out_length = crop ? length : length + frames;
    auto out = at::detail::empty_cpu({x.size(0), x.size(1), out_length}, at::kFloat);
    const float* from = in.data_ptr<float>();
    float* kept = state.data_ptr<float>();
    float* to = out.data_ptr<float>();
    for (std::int64_t row = 0; row < x.size(0) * x.size(1); ++row) {
        const auto of_state = std::min(frames, out_length);
        std::copy_n(kept, of_state, to);
        std::copy_n(from, out_length - of_state, to + of_state);
        if (length < frames) std::copy(kept + length, kept + frames, kept);
        const auto fresh = std::min(length, frames);
        std::copy_n(from + length - fresh, fresh, kept + frames - fresh);
        from += length;
        kept += frames;
        to += out_length;
    }
    return out;
}

#if defined(_OPENMP)
// Over the threads that `threads n` allows one call: libtorch's own pool.
void share_out(int count, void (*body)(void* context, int first, int last), void* context)
{
    const int threads = at::get_num_threads();
#pragma omp parallel for num_threads(threads) schedule(static)
    for (int part = 0; part < threads; ++part) body(context, count * part / threads, count * (part + 1) / threads);
}

kernel::conv::ParallelFor parallel()
{
    return at::get_num_threads() > 1 ? kernel::conv::ParallelFor{share_out} : kernel::conv::ParallelFor{};
}
#else
kernel::conv::ParallelFor parallel() { return {}; }
#endif

at::Tensor tensor_at(const c10::IValue& value) { return value.isNone() ? at::Tensor() : value.toTensor(); }

}  // namespace

at::Tensor Layer::plainly(const at::Tensor& x, const at::Tensor& state, const at::Tensor& added) const
{
    const auto& s = weights->shape();
    const auto sizes = s.transposed ? std::array<std::int64_t, 3>{s.inputs, s.outputs, s.kernel}
                                    : std::array<std::int64_t, 3>{s.outputs, s.inputs, s.kernel};
    const auto numbers = weights->unpack();
    const auto weight = at::tensor(at::ArrayRef<float>(numbers), at::kFloat).view(sizes);
    at::Tensor bias_tensor;
    if (!bias.empty()) bias_tensor = at::tensor(at::ArrayRef<float>(bias), at::kFloat);
    auto y = slope ? at::leaky_relu(x, *slope) : x;
    if (past_frames > 0) y = past_plainly(y, state, past_frames, false);
    if (joins_taps) {
        std::vector<at::Tensor> taps;
        const auto length = y.size(2) - (s.kernel - 1) * s.dilation;
        for (int tap = 0; tap < s.kernel; ++tap)
            taps.push_back(y.slice(2, tap * s.dilation, tap * s.dilation + length));
        y = at::conv1d(at::cat(taps, 1), weight.transpose(1, 2).reshape({s.outputs, -1, 1}), bias_tensor);
    } else if (!s.transposed) {
        y = at::conv1d(y, weight, bias_tensor, s.stride, s.padding, s.dilation);
    } else if (overlap_frames > 0) {
        y = at::conv_transpose1d(y, weight, {}, s.stride);
        y.slice(-1, 0, overlap_frames).add_(rows_of(state, y));
        rows_of(state, y).copy_(y.slice(-1, -overlap_frames));
        y = y.slice(-1, 0, -overlap_frames);
        if (!bias.empty()) y = y + bias_tensor.unsqueeze(-1);
    } else {
        y = at::conv_transpose1d(y, weight, bias_tensor, s.stride, s.padding);
    }
    if (interleave > 1) {
        const int channels = s.outputs / interleave;
        y = y.reshape({y.size(0), channels, interleave, -1}).transpose(2, 3).reshape({y.size(0), channels, -1});
    }
    return added.defined() ? y + added : y;
}

at::Tensor Layer::operator()(const at::Tensor& x, const at::Tensor& state, const at::Tensor& added) const
{
    const auto& s = weights->shape();
    if (!is_block(x) || x.size(1) != s.inputs) return plainly(x, state, added);
    if (past_frames > 0 && !is_state(state, x, s.inputs, past_frames)) return plainly(x, state, added);
    if (overlap_frames > 0 && !is_state(state, x, s.outputs, overlap_frames)) return plainly(x, state, added);

    const auto in = x.contiguous();
    kernel::conv::Call call;
    call.voices = static_cast<int>(x.size(0));
    call.frames = static_cast<int>(x.size(2));
    call.x = in.data_ptr<float>();
    if (slope) call.activation = {true, static_cast<float>(*slope)};
    call.past_frames = static_cast<int>(past_frames);
    call.overlap_frames = static_cast<int>(overlap_frames);
    if (past_frames > 0) call.past = state.data_ptr<float>();
    if (overlap_frames > 0) call.overlap = state.data_ptr<float>();
    if (!bias.empty()) call.bias = bias.data();
    const int frames = kernel::conv::frames_out(s, call);
    if (frames < 1) return plainly(x, state, added);
    call.interleave = interleave;
    const std::array<std::int64_t, 3> sizes{x.size(0), s.outputs / interleave, std::int64_t{frames} * interleave};
    if (added.defined() && (!is_block(added) || added.sizes() != at::IntArrayRef(sizes)))
        return plainly(x, state, added);

    auto out = at::detail::empty_cpu(sizes, at::kFloat);
    const auto summand = added.defined() ? added.contiguous() : at::Tensor();
    if (summand.defined()) call.added = summand.data_ptr<float>();
    call.y = out.data_ptr<float>();
    kernel::conv::convolve(*weights, call, instructions(), parallel());
    return out;
}

void run_layer(Stack& stack)
{
    const auto* arguments = &stack[stack.size() - 4];
    const auto* layer = reinterpret_cast<const Layer*>(static_cast<std::intptr_t>(arguments[3].toInt()));
    const auto x = tensor_at(arguments[0]), state = tensor_at(arguments[1]), added = tensor_at(arguments[2]);
    const auto* bending = BendingScope::current();
    auto result = bending ? bending->run(*layer, x, state, added) : (*layer)(x, state, added);
    torch::jit::drop(stack, 4);
    stack.emplace_back(std::move(result));
}

void run_past(Stack& stack)
{
    const auto* arguments = &stack[stack.size() - 4];
    auto result = past(arguments[0].toTensor(), arguments[1].toTensor(), arguments[2].toInt(), arguments[3].toBool());
    torch::jit::drop(stack, 4);
    stack.emplace_back(std::move(result));
}

Node* insert_layer(Graph& graph, const Layer& layer, Value* x, Value* state, Value* added)
{
    const auto or_none = [&](Value* value) {
        return value != nullptr ? value : graph.insertNode(graph.createNone())->output();
    };
    auto* address = graph.insertConstant(static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(&layer)));
    auto* node = graph.create(layer_kind(), {x, or_none(state), or_none(added), address});
    node->output()->setType(c10::TensorType::get());
    return graph.insertNode(node);
}

const Layer& layer_of(const Node* node)
{
    const auto address = torch::jit::toIValue(node->input(3))->toInt();
    return *reinterpret_cast<const Layer*>(static_cast<std::intptr_t>(address));
}

bool is_layer(const Node* node) { return node->kind() == layer_kind(); }

Node* insert_past(Graph& graph, Value* x, Value* state, std::int64_t frames, bool crop)
{
    auto* node = graph.create(past_kind(), {x, state, graph.insertConstant(frames), graph.insertConstant(crop)});
    node->output()->setType(c10::TensorType::get());
    return graph.insertNode(node);
}

bool is_past(const Node* node) { return node->kind() == past_kind(); }
std::int64_t frames_kept(const Node* past) { return torch::jit::toIValue(past->input(2))->toInt(); }
bool crops(const Node* past) { return torch::jit::toIValue(past->input(3))->toBool(); }

bool is_absent(const Value* value) { return value->mustBeNone(); }

}  // namespace latentjam::infer::torch_backend
