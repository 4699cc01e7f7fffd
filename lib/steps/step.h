// A step of long work (of UnRAVEl, a dream, a search): done a piece at a time, and the news it tells on the way.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/cancel.h"
#include "infer/model.h"

#include <string>
#include <utility>
#include <vector>

namespace latentjam::steps {

/// A line for the console (`kError`, `kRemark`: one string) or a message for the patch: a selector and its values.
struct News {
    enum class Kind { kInfo, kRemark, kError };

    Kind kind = Kind::kInfo;
    std::string selector;
    std::vector<infer::Value> values;

    static News info(std::string selector, std::vector<infer::Value> values = {})
    {
        return {Kind::kInfo, std::move(selector), std::move(values)};
    }
    static News remark(std::string line) { return {Kind::kRemark, std::move(line), {}}; }
    static News error(std::string line) { return {Kind::kError, std::move(line), {}}; }
};

/// Tells each line as an error; returns how many there are.
inline int tell_errors(std::vector<std::string> lines, std::vector<News>& news)
{
    for (auto& line : lines) news.push_back(News::error(std::move(line)));
    return static_cast<int>(lines.size());
}

/// Constructed on Pd's thread from a copy of the options; run and destroyed on workers. Destroyed before its end, it
/// leaves no half-written file.
class Step {
public:
    virtual ~Step() = default;

    /// "encode", "decode", ...
    virtual const char* name() const = 0;

    /// Does a piece of the work, a fraction of a second, and tells its news. False when all is done. A longer piece
    /// gives up soon after `cancelled`; its news are then meaningless, and only destruction is left. A model's call or
    /// load cannot be interrupted. [worker]
    virtual bool advance(std::vector<News>& news, const CancelFlag& cancelled) = 0;

    /// 0 to 1. [worker]
    virtual double progress() const = 0;
};

}  // namespace latentjam::steps
