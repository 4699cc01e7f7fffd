// Two passes over a list of steps: what varies, forwards until nothing changes; what is needed, backwards.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/native/plan/liveness.h"

#include <algorithm>
#include <unordered_map>

namespace latentjam::infer::native {

namespace {

bool touches(const std::vector<Tensor>& tensors, const Storages& storages)
{
    return std::any_of(tensors.begin(), tensors.end(),
                       [&](const Tensor& tensor) { return storages.count(tensor.storage().get()) != 0; });
}

bool is_varying(const Step& step, const Storages& varying)
{
    return !step.is_repeatable() || touches(step.reads(), varying) || touches(step.writes(), varying);
}

// A storage that is written again after a varying step has read it must be written again for each block, too.
bool add_rewritten(const Steps& steps, Storages& varying)
{
    std::unordered_set<const Storage*> read;
    bool has_grown = false;
    for (const auto& step : steps) {
        if (is_varying(*step, varying)) {
            for (const auto& tensor : step->reads()) read.insert(tensor.storage().get());
            continue;
        }
        for (const auto& tensor : step->writes())
            if (read.count(tensor.storage().get()) != 0)
                has_grown = varying.insert(tensor.storage().get()).second || has_grown;
    }
    return has_grown;
}

}  // namespace

Storages varying(const Steps& steps, const Storage* input, const Storages& kept)
{
    Storages found{input};
    for (const auto& step : steps)
        for (const auto& tensor : step->writes())
            if (kept.count(tensor.storage().get()) != 0) found.insert(tensor.storage().get());
    for (bool has_grown = true; has_grown;) {
        has_grown = false;
        for (const auto& step : steps) {
            if (!is_varying(*step, found)) continue;
            for (const auto& tensor : step->writes())
                has_grown = found.insert(tensor.storage().get()).second || has_grown;
        }
        if (!has_grown) has_grown = add_rewritten(steps, found);
    }
    return found;
}

void drop_needless(Steps& steps, const Storages& varying, const Storage* output, const Storages& kept)
{
    std::erase_if(steps, [&](const auto& step) { return !is_varying(*step, varying); });
    Storages wanted{output};
    std::vector<bool> stays(steps.size());
    for (auto i = steps.size(); i-- > 0;) {
        const auto& step = *steps[i];
        // A random draw stays: the ones after it must draw the same numbers as before.
        stays[i] = !step.is_repeatable() || touches(step.writes(), wanted) || touches(step.writes(), kept);
        if (!stays[i]) continue;
        for (const auto& tensor : step.reads()) wanted.insert(tensor.storage().get());
    }
    std::size_t i = 0;
    std::erase_if(steps, [&](const auto&) { return !stays[i++]; });
}

}  // namespace latentjam::infer::native
