// A step whose result only one later elementwise step reads becomes a part of that one.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/plan/fusion.h"

#include "infer/native/operators/pointwise.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace latentjam::infer::native {

namespace {

using Formula = PointwiseStep::Formula;

constexpr std::size_t kMostOperations = 24;  // of one step: its buffers stay in L1

/// A formula that grows: places are resolved when it is finished.
struct Growing {
    enum class From : std::uint8_t { kOperand, kConstant, kOperation };
    struct Place {
        From from;
        std::size_t number;
    };
    struct Operation {
        kernel::pointwise::Op op;
        Place a, b;
    };

    std::vector<Tensor> operands;
    std::vector<float> constants;
    std::vector<Operation> operations;

    Place constant(float value)
    {
        constants.push_back(value);
        return {From::kConstant, constants.size() - 1};
    }

    Place operand(const Tensor& tensor)
    {
        for (std::size_t i = 0; i < operands.size(); ++i)
            if (operands[i].storage() == tensor.storage() && operands[i].offset() == tensor.offset() &&
                operands[i].strides() == tensor.strides())
                return {From::kOperand, i};
        operands.push_back(tensor);
        return {From::kOperand, operands.size() - 1};
    }

    Formula finished() const
    {
        Formula formula;
        formula.constants = constants;
        const auto at = [&](Place place) {
            return place.number + (place.from == From::kOperand    ? 0
                                   : place.from == From::kConstant ? operands.size()
                                                                   : operands.size() + constants.size());
        };
        for (const auto& [op, a, b] : operations) formula.operations.push_back({op, at(a), is_unary(op) ? 0 : at(b)});
        return formula;
    }
};

class Fusion {
public:
    Fusion(Steps& steps, const Storages& varying, const Storage* output, const Storages& kept)
        : steps_(steps), varying_(varying), output_(output), kept_(kept)
    {
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            for (const auto& tensor : steps_[i]->reads()) readers_[tensor.storage().get()].push_back(i);
            for (const auto& tensor : steps_[i]->writes()) writers_[tensor.storage().get()].push_back(i);
        }
    }

    void run()
    {
        for (std::size_t i = 0; i < steps_.size(); ++i)
            if (const auto* step = pointwise(i)) fuse(i, *step);
        std::erase(steps_, nullptr);
    }

private:
    const PointwiseStep* pointwise(std::size_t i) const { return dynamic_cast<const PointwiseStep*>(steps_[i].get()); }

    void fuse(std::size_t i, const PointwiseStep& step)
    {
        Growing formula;
        std::vector<std::size_t> joined;
        const auto& formula_now = step.formula();
        std::vector<Growing::Place> places;
        for (const auto& operand : step.reads()) places.push_back(place_of(operand, step, i, formula, joined));
        for (const float value : formula_now.constants) places.push_back(formula.constant(value));
        for (const auto& [op, a, b] : formula_now.operations) {
            formula.operations.push_back({op, places[a], is_unary(op) ? Growing::Place{} : places[b]});
            places.push_back({Growing::From::kOperation, formula.operations.size() - 1});
        }
        // All operands may have become constants; the kernel wants to read something.
        if (formula.operands.empty() || formula.operands.size() > kernel::pointwise::kMostOperands ||
            formula.operations.size() > kMostOperations)
            return;
        auto fused = std::make_unique<PointwiseStep>(formula.finished(), formula.operands, step.writes().front());
        for (const auto& operand : fused->reads()) {
            auto& readers = readers_[operand.storage().get()];
            if (std::find(readers.begin(), readers.end(), i) == readers.end()) readers.push_back(i);
        }
        for (const auto each : joined) steps_[each] = nullptr;
        steps_[i] = std::move(fused);
    }

    Growing::Place place_of(const Tensor& operand, const PointwiseStep& step, std::size_t i, Growing& formula,
                            std::vector<std::size_t>& joined)
    {
        const bool is_constant = varying_.count(operand.storage().get()) == 0;
        const bool is_single = std::all_of(operand.strides().begin(), operand.strides().end(),
                                           [](std::int64_t stride) { return stride == 0; });
        if (is_constant && (is_single || operand.count() == 1)) return formula.constant(*operand.data<float>());
        const auto source = source_of(operand, step, i);
        if (!source || std::find(joined.begin(), joined.end(), *source) != joined.end())
            return formula.operand(operand);
        const auto& inner = *pointwise(*source);
        if (formula.operands.size() + inner.reads().size() + step.reads().size() > kernel::pointwise::kMostOperands ||
            formula.operations.size() + inner.formula().operations.size() + 1 > kMostOperations)
            return formula.operand(operand);
        std::vector<Growing::Place> places;
        for (const auto& tensor : inner.reads()) places.push_back(formula.operand(tensor));
        for (const float value : inner.formula().constants) places.push_back(formula.constant(value));
        for (const auto& [op, a, b] : inner.formula().operations) {
            formula.operations.push_back({op, places[a], is_unary(op) ? Growing::Place{} : places[b]});
            places.push_back({Growing::From::kOperation, formula.operations.size() - 1});
        }
        joined.push_back(*source);
        return places.back();
    }

    // The step that makes an operand, where no other reads it and nothing it reads is written in between.
    std::optional<std::size_t> source_of(const Tensor& operand, const PointwiseStep& step, std::size_t i) const
    {
        const auto* storage = operand.storage().get();
        if (storage == output_ || kept_.count(storage) != 0) return std::nullopt;
        const auto written = writers_.find(storage);
        if (written == writers_.end() || written->second.size() != 1) return std::nullopt;
        const auto source = written->second.front();
        const auto* inner = pointwise(source);
        if (inner == nullptr || source >= i) return std::nullopt;
        for (const auto reader : readers_.at(storage))
            if (reader != i && steps_[reader] != nullptr && reads(*steps_[reader], storage)) return std::nullopt;
        const auto uses = std::count_if(step.reads().begin(), step.reads().end(),
                                        [&](const Tensor& each) { return each.storage().get() == storage; });
        const auto& made = inner->writes().front();
        if (uses != 1 || !(made.sizes() == operand.sizes()) || !(made.strides() == operand.strides()) ||
            made.offset() != operand.offset())
            return std::nullopt;
        for (const auto& tensor : inner->reads()) {
            const auto later = writers_.find(tensor.storage().get());
            if (later == writers_.end()) continue;
            for (const auto writer : later->second)
                if (writer > source && writer <= i) return std::nullopt;
        }
        return source;
    }

    static bool reads(const Step& step, const Storage* storage)
    {
        return std::any_of(step.reads().begin(), step.reads().end(),
                           [&](const Tensor& tensor) { return tensor.storage().get() == storage; });
    }

    Steps& steps_;
    const Storages& varying_;
    const Storage* output_;
    const Storages& kept_;
    std::unordered_map<const Storage*, std::vector<std::size_t>> readers_, writers_;
};

}  // namespace

void fuse_pointwise(Steps& steps, const Storages& varying, const Storage* output, const Storages& kept)
{
    Fusion(steps, varying, output, kept).run();
}

}  // namespace latentjam::infer::native
