// A table: a message, and what it changes.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/rave_wishes.h"

#include "pd/arguments.h"
#include "pd/hold.h"

#include <cmath>
#include <string>
#include <string_view>

namespace latentjam::pd {

namespace {

using infer::OpenRequest;

struct Words {
    int argc;
    const t_atom* argv;

    // What is no number is none: every comparison with it fails.
    double number() const
    {
        return argc > 0 && argv[0].a_type == A_FLOAT ? static_cast<double>(argv[0].a_w.w_float) : std::nan("");
    }
    std::string text() const { return argc > 0 ? text_of(argv[0]) : ""; }
};

Status wish_switch(bool& what, const char* name, const Words& words)
{
    if (std::isnan(words.number())) return Status::error(std::string(name) + " takes 0 or 1");
    what = words.number() != 0;
    return {};
}

Status wish_method(OpenRequest& wanted, const Words& words)
{
    if (words.argc < 1) return Status::error("method needs a name: method <name>");
    wanted.method = words.text();
    return {};
}

Status wish_gpu(OpenRequest& wanted, const Words& words)
{
    bool on = false;
    const Status status = wish_switch(on, "gpu", words);
    if (status) wanted.load.device = on ? infer::Device::kCuda : infer::Device::kCpu;
    return status;
}

Status wish_bufsize(OpenRequest& wanted, const Words& words)
{
    const double samples = words.number();
    if (!(samples >= 0 && samples <= infer::kLongestBuffer))
        return Status::error("bufsize " + words.text() + ": 0 (synchronous) to " +
                             std::to_string(infer::kLongestBuffer) + " samples");
    wanted.buffer = static_cast<int>(samples);
    return {};
}

Status wish_hold(OpenRequest& wanted, const Words& words)
{
    const auto hold = parse_hold(words.argc, words.argv);
    if (!hold) return hold.status();
    wanted.stream.hold = *hold;
    return {};
}

Status wish_deadline(OpenRequest& wanted, const Words& words)
{
    if (!(words.number() >= 0)) return Status::error("deadline takes milliseconds; 0 is one buffer");
    wanted.stream.deadline_ms = words.number();
    return {};
}

Status wish_offline(OpenRequest& wanted, const Words& words)
{
    return wish_switch(wanted.stream.offline, "offline", words);
}

Status wish_optimize(OpenRequest& wanted, const Words& words)
{
    return wish_switch(wanted.load.optimize, "optimize", words);
}

Status wish_precision(OpenRequest& wanted, const Words& words)
{
    const std::string word = words.text();
    if (word != "full" && word != "half") return Status::error("precision '" + word + "': full or half");
    wanted.load.precision = word == "half" ? infer::Precision::kHalf : infer::Precision::kFull;
    return {};
}

struct Wish {
    const char* selector;
    Status (*apply)(OpenRequest&, const Words&);
};

constexpr Wish kWishes[] = {
    {"method", wish_method},     {"gpu", wish_gpu},         {"bufsize", wish_bufsize},   {"hold", wish_hold},
    {"deadline", wish_deadline}, {"offline", wish_offline}, {"optimize", wish_optimize}, {"precision", wish_precision}};

}  // namespace

const std::vector<const char*>& rave_wishes()
{
    static const std::vector<const char*> kSelectors = [] {
        std::vector<const char*> selectors;
        for (const auto& known : kWishes) selectors.push_back(known.selector);
        return selectors;
    }();
    return kSelectors;
}

Status wish(OpenRequest& wanted, const t_symbol* selector, int argc, const t_atom* argv)
{
    for (const auto& known : kWishes)
        if (std::string_view(selector->s_name) == known.selector) return known.apply(wanted, {argc, argv});
    return Status::error(std::string("no message '") + selector->s_name + "'");
}

}  // namespace latentjam::pd
