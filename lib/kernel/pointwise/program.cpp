// A block is processed in chunks. Operands whose layout differs from the result's are first copied into a chunk, so
// that every step works on contiguous numbers.
// SPDX-License-Identifier: BSD-3-Clause
#include "kernel/pointwise/program.h"

#include <algorithm>

namespace latentjam::kernel::pointwise {

namespace {

constexpr Index kChunk = 512;  // floats: a dozen chunks fit into L1

Index whole_lanes(Index count) { return (count + kLanes - 1) / kLanes * kLanes; }

// Memory of this thread, which grows to the largest program.
float* chunks(std::size_t count)
{
    thread_local std::vector<float> memory;
    if (memory.size() < count * kChunk) memory.resize(count * kChunk);
    return memory.data();
}

// The traversal of a block, in as few dimensions as all operands allow.
class Walk {
public:
    Walk(const Sizes& sizes, std::span<const Operand> operands)
    {
        sizes_.fill(1);
        for (std::size_t i = 0; i < operands.size(); ++i) operands_[i].first = operands[i].first;
        std::size_t to = kDims;
        for (std::size_t dim = kDims; dim-- > 0;) {
            if (sizes[dim] == 1) continue;
            count_ *= sizes[dim];
            const auto goes_on = [&](std::size_t i) {
                return operands[i].steps[dim] == operands_[i].steps[to] * sizes_[to];
            };
            bool joins = to < kDims;
            for (std::size_t i = 0; joins && i < operands.size(); ++i) joins = goes_on(i);
            if (joins) {
                sizes_[to] *= sizes[dim];
                continue;
            }
            sizes_[--to] = sizes[dim];
            for (std::size_t i = 0; i < operands.size(); ++i) operands_[i].steps[to] = operands[i].steps[dim];
        }
    }

    Index count() const { return count_; }

    bool is_single(std::size_t operand) const { return operands_[operand].steps == Sizes{}; }

    bool is_contiguous(std::size_t operand) const
    {
        Index inside = 1;
        for (std::size_t dim = kDims; dim-- > 0; inside *= sizes_[dim])
            if (sizes_[dim] != 1 && operands_[operand].steps[dim] != inside) return false;
        return true;
    }

    /// `count` of an operand's numbers, from the result's first-th on.
    void gather(std::size_t operand, Index first, Index count, float* to) const
    {
        const auto& [start, steps] = operands_[operand];
        Sizes at{};
        const float* from = start;
        for (std::size_t dim = kDims; dim-- > 0; first /= sizes_[dim]) {
            at[dim] = first % sizes_[dim];
            from += at[dim] * steps[dim];
        }
        while (count > 0) {
            const Index run = std::min(count, sizes_[kLast] - at[kLast]);
            copy_run(from, steps[kLast], run, to);
            to += run;
            count -= run;
            from -= at[kLast] * steps[kLast];
            at[kLast] = 0;
            for (std::size_t dim = kLast; dim-- > 0;) {
                from += steps[dim];
                if (++at[dim] < sizes_[dim]) break;
                from -= at[dim] * steps[dim];
                at[dim] = 0;
            }
        }
    }

private:
    static constexpr std::size_t kLast = kDims - 1;

    static void copy_run(const float* from, Index step, Index count, float* to)
    {
        if (step == 0)
            std::fill_n(to, count, *from);
        else if (step == 1)
            std::copy_n(from, count, to);
        else
            for (Index i = 0; i < count; ++i) to[i] = from[i * step];
    }

    Sizes sizes_;
    std::array<Operand, kMostOperands> operands_{};
    Index count_ = 1;
};

}  // namespace

Program::Program(int operands)
{
    for (int i = 0; i < operands; ++i) add(Source::kOperand, static_cast<std::size_t>(i));
}

int Program::add(Source source, std::size_t number)
{
    places_.push_back({source, number});
    return static_cast<int>(places_.size()) - 1;
}

int Program::constant(float value)
{
    constants_.push_back(value);
    return add(Source::kConstant, constants_.size() - 1);
}

int Program::apply(Op op, int a) { return apply(op, a, a); }

int Program::apply(Op op, int a, int b)
{
    steps_.push_back({op, static_cast<std::size_t>(a), static_cast<std::size_t>(b)});
    return add(Source::kStep, steps_.size() - 1);
}

void Program::finish()
{
    std::vector<std::size_t> last_use(steps_.size(), 0);
    for (std::size_t step = 0; step < steps_.size(); ++step)
        for (const auto place : {steps_[step].a, steps_[step].b})
            if (places_[place].source == Source::kStep) last_use[places_[place].number] = step;
    std::vector<std::size_t> busy_until;  // of each buffer: its result's last use
    for (std::size_t step = 0; step < steps_.size(); ++step) {
        const auto is_free = [&](std::size_t until) { return until < step; };  // a result never replaces an operand
        const auto free = std::find_if(busy_until.begin(), busy_until.end(), is_free);
        steps_[step].buffer = static_cast<std::size_t>(free - busy_until.begin());
        if (free == busy_until.end()) busy_until.push_back(0);
        busy_until[steps_[step].buffer] = std::max(last_use[step], step);
    }
    buffers_ = busy_until.size();
}

void Program::run(const Kernels& kernels, const Sizes& sizes, std::span<const Operand> operands, float* out) const
{
    const Walk walk(sizes, operands);
    const Index count = walk.count();
    const auto all = operands.size();
    float* const memory = chunks(all + constants_.size() + buffers_);
    const auto chunk = [memory](std::size_t number) { return memory + static_cast<Index>(number) * kChunk; };
    const Index longest = std::min(whole_lanes(count), kChunk);

    std::array<const float*, kMostOperands> at{};
    std::array<bool, kMostOperands> is_contiguous{};
    for (std::size_t i = 0; i < all; ++i) {
        at[i] = chunk(i);
        is_contiguous[i] = walk.is_contiguous(i);
        if (walk.is_single(i)) std::fill_n(chunk(i), longest, *operands[i].first);
    }
    for (std::size_t i = 0; i < constants_.size(); ++i) std::fill_n(chunk(all + i), longest, constants_[i]);

    for (Index first = 0; first < count; first += kChunk) {
        const Index length = std::min(kChunk, count - first), whole = whole_lanes(length);
        for (std::size_t i = 0; i < all; ++i) {
            if (walk.is_single(i)) continue;
            if (is_contiguous[i] && whole == length) {
                at[i] = operands[i].first + first;
            } else {
                walk.gather(i, first, length, chunk(i));
                at[i] = chunk(i);
            }
        }
        const auto result = [&](const Step& step) {
            return &step == &steps_.back() && whole == length ? out + first
                                                              : chunk(all + constants_.size() + step.buffer);
        };
        const auto place = [&](std::size_t number) -> const float* {
            const auto& p = places_[number];
            if (p.source == Source::kOperand) return at[p.number];
            return p.source == Source::kConstant ? chunk(all + p.number) : result(steps_[p.number]);
        };
        for (const auto& step : steps_)
            kernels[step.op](place(step.a), place(step.b), result(step), static_cast<int>(whole));
        if (whole != length) std::copy_n(result(steps_.back()), length, out + first);
    }
}

}  // namespace latentjam::kernel::pointwise
