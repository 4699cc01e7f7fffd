// A step of UnRAVEl as work that is done a piece at a time, and what it tells on its way.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/cancel.h"
#include "infer/model.h"

#include <string>
#include <utility>
#include <vector>

namespace latentjam::unravel {

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

/// Made on Pd's thread from options that it copies; everything else, its end included, happens on workers. Destroyed
/// before its end, it leaves no half-written file.
class Step {
public:
    virtual ~Step() = default;

    /// "encode", "decode", ...
    virtual const char* name() const = 0;

    /// Does a piece of the work, a fraction of a second, and tells what there is to tell. False when all is done. A
    /// piece that may be longer gives up soon after `cancelled`; then what it tells means nothing, and what is left to
    /// do is the destructor. Nothing breaks off a call of a model or its load. [worker]
    virtual bool advance(std::vector<News>& news, const CancelFlag& cancelled) = 0;

    /// 0 to 1. [worker]
    virtual double progress() const = 0;
};

}  // namespace latentjam::unravel
