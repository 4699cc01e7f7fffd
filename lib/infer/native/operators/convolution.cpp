// One-dimensional convolutions, plain and transposed.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/operators/convolution.h"

#include "infer/native/operators/dimensions.h"
#include "infer/native/operators/operator.h"

#include <algorithm>

namespace latentjam::infer::native {

namespace {

using kernel::conv::Shape;

const kernel::conv::Instructions& instructions()
{
    static const auto& best = kernel::conv::available_instructions().front();
    return best;
}

// What torch calls the arguments of a convolution.
struct Request {
    Tensor x, weight, bias;  ///< bias: may be undefined
    std::int64_t stride = 1, padding = 0, dilation = 1, groups = 1;
    bool is_transposed = false;

    std::int64_t voices() const { return x.size(0); }
    std::int64_t inputs() const { return x.size(1); }
    std::int64_t outputs() const { return is_transposed ? weight.size(1) * groups : weight.size(0); }
    std::int64_t width() const { return weight.size(2); }

    std::int64_t frames() const
    {
        const auto reach = dilation * (width() - 1);
        if (is_transposed) return (x.size(2) - 1) * stride - 2 * padding + reach + 1;
        const auto length = x.size(2) + 2 * padding - reach - 1;
        return length < 0 ? 0 : length / stride + 1;
    }
};

// Any stride, dilation and groups; slowly, with sums in double.
template <typename T>
void convolve_plainly(const Request& r, const Tensor& y)
{
    const auto inputs = r.inputs() / r.groups, outputs = r.outputs() / r.groups;
    const auto frames = r.x.size(2), out_frames = y.size(2);
    const T *x = r.x.data<T>(), *w = r.weight.data<T>();
    T* to = y.data<T>();
    for (std::int64_t voice = 0; voice < r.voices(); ++voice)
        for (std::int64_t o = 0; o < r.outputs(); ++o, to += out_frames) {
            const auto group = o / outputs;
            std::fill_n(to, out_frames, r.bias.is_defined() ? r.bias.data<T>()[o] : T(0));
            for (std::int64_t i = 0; i < inputs; ++i) {
                const T* row = x + ((voice * r.groups + group) * inputs + i) * frames;
                for (std::int64_t k = 0; k < r.width(); ++k) {
                    const T factor = r.is_transposed ? w[((group * inputs + i) * outputs + o % outputs) * r.width() + k]
                                                     : w[(o * inputs + i) * r.width() + k];
                    const auto shift = k * r.dilation - r.padding;
                    if (r.is_transposed)
                        for (std::int64_t t = 0; t < frames; ++t) {
                            const auto at = t * r.stride + shift;
                            if (at >= 0 && at < out_frames) to[at] += factor * row[t];
                        }
                    else
                        for (std::int64_t t = 0; t < out_frames; ++t) {
                            const auto at = t * r.stride + shift;
                            if (at >= 0 && at < frames) to[t] += factor * row[at];
                        }
                }
            }
        }
}

void check(const Request& r)
{
    const auto inputs = r.is_transposed ? r.weight.size(0) : r.weight.size(1) * r.groups;
    if (r.stride < 1 || r.dilation < 1 || r.padding < 0 || r.groups < 1 || r.stride > 1 << 20 || r.dilation > 1 << 20 ||
        r.padding > 1 << 20)
        throw ScriptError("a convolution with stride " + std::to_string(r.stride) + ", padding " +
                          std::to_string(r.padding) + " and dilation " + std::to_string(r.dilation));
    if (r.inputs() != inputs || r.width() < 1 || r.inputs() < 1 || r.inputs() % r.groups != 0 ||
        (!r.is_transposed && r.weight.size(0) % r.groups != 0))
        throw ScriptError("a convolution of " + text_of(r.x.sizes()) + " with weights of " + text_of(r.weight.sizes()));
    if (r.bias.is_defined() && r.bias.count() != r.outputs())
        throw ScriptError("a convolution to " + std::to_string(r.outputs()) + " channels with " +
                          std::to_string(r.bias.count()) + " biases");
    if (r.frames() < 1 || r.voices() < 1)
        throw ScriptError("a convolution of width " + std::to_string(r.width()) + " of only " +
                          std::to_string(r.x.size(2)) + " frames");
}

Shape shape_of(const Request& r)
{
    Shape shape;
    shape.inputs = static_cast<int>(r.inputs());
    shape.outputs = static_cast<int>(r.outputs());
    shape.kernel = static_cast<int>(r.width());
    shape.stride = static_cast<int>(r.stride);
    shape.dilation = static_cast<int>(r.dilation);
    shape.padding = static_cast<int>(r.padding);
    shape.transposed = r.is_transposed;
    return shape;
}

static bool is_unknown(Type type) { return type == Type::kHalf || type == Type::kChar || type == Type::kShort; }

Tensor convolve(Machine& machine, Request r)
{
    check(r);
    const bool is_float32 = r.x.type() == Type::kFloat && r.weight.type() == Type::kFloat;
    const auto type = r.x.type();
    if (is_unknown(type) || is_unknown(r.weight.type())) throw Unknown("a convolution in half precision is not known");
    if (r.weight.type() != type || !is_float(type)) throw ScriptError("a convolution of numbers of different types");
    r.x = machine.contiguous(r.x);
    r.weight = machine.contiguous(r.weight);
    if (r.bias.is_defined()) r.bias = machine.contiguous(machine.converted(r.bias, type));
    const auto y = machine.empty(type, {r.voices(), r.outputs(), r.frames()});
    constexpr std::int64_t kMost = 1 << 24;
    const bool fits = r.groups == 1 && r.x.size(2) < kMost && r.voices() < 1 << 16 && r.inputs() < kMost &&
                      r.outputs() < kMost && r.width() < kMost;
    if (is_float32 && fits && shape_of(r).is_known()) {
        machine.run(std::make_unique<ConvolutionStep>(shape_of(r), machine.packing(), r.x, r.weight, r.bias, y));
        return y;
    }
    std::vector<Tensor> reads{r.x, r.weight};
    if (r.bias.is_defined()) reads.push_back(r.bias);
    machine.run({y}, std::move(reads), [r, y] {
        r.x.type() == Type::kDouble ? convolve_plainly<double>(r, y) : convolve_plainly<float>(r, y);
    });
    return y;
}

Request request_of(Machine& machine, Arguments a)
{
    Request r;
    r.x = a[0].tensor();
    r.weight = a[1].tensor();
    if (!a[2].is_none()) r.bias = a[2].tensor();
    if (r.x.dim() != 3 && r.x.dim() != 2) throw ScriptError("a convolution of a tensor of " + text_of(r.x.sizes()));
    if (r.weight.dim() != 3) throw Unknown("a convolution with weights of " + text_of(r.weight.sizes()));
    if (r.x.dim() == 2) r.x = with_dimension(r.x, 0);
    static_cast<void>(machine);
    return r;
}

Tensor as_given(const Tensor& y, Arguments a) { return a[0].tensor().dim() == 2 ? selected(y, 0, 0) : y; }

std::int64_t first(const Value& list)
{
    const auto numbers = list.integers();
    if (numbers.empty()) throw ScriptError("a convolution without sizes");
    return numbers[0];
}

Value conv1d(Machine& machine, Arguments a)
{
    auto r = request_of(machine, a);
    r.stride = first(a[3]);
    r.padding = first(a[4]);
    r.dilation = first(a[5]);
    r.groups = a[6].integer();
    return as_given(convolve(machine, r), a);
}

Value conv_transpose1d(Machine& machine, Arguments a)
{
    auto r = request_of(machine, a);
    r.is_transposed = true;
    r.stride = first(a[3]);
    r.padding = first(a[4]);
    if (first(a[5]) != 0) throw Unknown("a transposed convolution with output padding is not known");
    r.groups = a[6].integer();
    r.dilation = first(a[7]);
    return as_given(convolve(machine, r), a);
}

constexpr Entry kEntries[] = {
    {"conv1d(Tensor input, Tensor weight, Tensor? bias=None, int[] stride=[1], int[] padding=[0], int[] dilation=[1], "
     "int groups=1)",
     conv1d},
    {"conv_transpose1d(Tensor input, Tensor weight, Tensor? bias=None, int[] stride=[1], int[] padding=[0], "
     "int[] output_padding=[0], int groups=1, int[] dilation=[1])",
     conv_transpose1d},
};

std::vector<Tensor> reads_of(const Tensor& x, const Tensor& weight, const Tensor& bias)
{
    std::vector<Tensor> reads{x, weight};
    if (bias.is_defined()) reads.push_back(bias);
    return reads;
}

}  // namespace

ConvolutionStep::ConvolutionStep(const Shape& shape, std::shared_ptr<Packing> packing, const Tensor& x,
                                 const Tensor& weight, const Tensor& bias, const Tensor& y)
    : Step(reads_of(x, weight, bias), {y}),
      shape_(shape),
      packing_(std::move(packing)),
      weight_(weight),
      bias_(bias),
      keeps_weights_(weight.storage()->is_shared_weight)
{
}

void ConvolutionStep::run()
{
    if (!packed_ || !keeps_weights_)
        packed_ = weight_.storage()->is_shared_weight ? packing_->shared(shape_, weight_)
                                                      : pack(shape_, weight_, packing_->precision());
    const auto& x = reads_.front();
    const auto& y = writes_.front();
    if (!packed_) {
        Request r{x, weight_, bias_, shape_.stride, shape_.padding, shape_.dilation, 1, shape_.transposed};
        return convolve_plainly<float>(r, y);
    }
    kernel::conv::Call call;
    call.voices = static_cast<int>(x.size(0));
    call.frames = static_cast<int>(x.size(2));
    call.x = x.data<float>();
    call.bias = bias_.is_defined() ? bias_.data<float>() : nullptr;
    call.y = y.data<float>();
    kernel::conv::convolve(*packed_->weights, call, instructions());
}

void ConvolutionStep::keep_weights()
{
    if (!packed_) return;
    keeps_weights_ = true;
    reads_.erase(reads_.begin() + 1);
    weight_ = {};
}

std::span<const Entry> convolution_operators() { return kEntries; }

}  // namespace latentjam::infer::native
