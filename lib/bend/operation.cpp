// Reading operations: one table of names, arguments, limits and defaults.
// SPDX-License-Identifier: BSD-3-Clause
#include "bend/operation.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace latentjam::bend {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kAny = std::numeric_limits<float>::max();

struct Argument {
    const char* name;
    double least;
    double most;
    double fallback = kNone;  // without one it must be given
    bool is_whole = false;
};

struct Form {
    Kind kind;
    const char* name;
    std::vector<Argument> arguments;
    bool has_seed = false;
};

const std::vector<Form>& forms()
{
    static const std::vector<Form> kForms = {
        {Kind::kScale, "scale", {{"m", -31, 31, 1}}},
        {Kind::kOffset, "offset", {{"b", -kAny, kAny, 0}}},
        {Kind::kNoise, "noise", {{"s", 0, 1}}, true},
        {Kind::kNormal, "normal", {{"s", 0, 10}}, true},
        {Kind::kRelativeNormal, "rnormal", {{"s", 0, 10}}, true},
        {Kind::kTamper,
         "tamper",
         {{"mult", 0, 3, 1},
          {"offset", -kAny, kAny, 0},
          {"spread", 0, 1e6, 0},
          {"percent", 1, 100, 100},
          {"invert", 0, 1, 0, true}},
         true},
        {Kind::kRoll, "roll", {{"r", 0, 1}, {"axis", -1, 7, -1, true}}},
        {Kind::kFlip, "flip", {}},
        {Kind::kReverse, "reverse", {}},
        {Kind::kAbsolute, "absolute", {}},
        {Kind::kSqueeze, "squeeze", {{"k", 0.1, 4, 1}}},
        {Kind::kClip, "clip", {{"a", 0, kAny}}},
        {Kind::kThreshold, "threshold", {{"a", 0, kAny}}},
        {Kind::kQuantize, "quantize", {{"steps", 1, 65536, kNone, true}}},
        {Kind::kMask, "mask", {{"keep", 0, 1, 1}}, true},
        {Kind::kPermute, "permute", {{"axis", 0, 7, 0, true}}, true},
        {Kind::kDraw, "draw", {}},
        {Kind::kValues, "values", {{"onset", 0, 1e9, 0, true}}},
    };
    return kForms;
}

std::string limits_of(const Argument& argument)
{
    std::string text = std::string("<") + argument.name;
    if (argument.most < kAny)
        text += " " + text_of(Word(argument.least)) + ".." + text_of(Word(argument.most));
    else if (argument.least >= 0)
        text += " from 0";
    return text + ">";
}

std::string usage(const Form& form)
{
    std::string text = form.name;
    for (const auto& argument : form.arguments)
        text += std::isnan(argument.fallback) ? " " + limits_of(argument) : " [" + limits_of(argument) + "]";
    return form.has_seed ? text + " [<seed>]" : text;
}

bool has_numbers(Kind kind) { return kind == Kind::kValues || kind == Kind::kDraw; }

constexpr const char* kBlendUsage = "blend <model> <amount 0..1>";

class Reader {
public:
    explicit Reader(std::span<const Word> words) : words_(words) {}

    Result<Operation> read()
    {
        while (auto prefix = take_prefix())
            if (!*prefix) return *prefix;
        if (words_.empty()) return Status::error("which operation? There are " + operations_text());
        const std::string name = text_of(words_[0]);
        words_ = words_.subspan(1);
        if (name == "blend") return read_blend();
        const auto& all = forms();
        const auto form = std::find_if(all.begin(), all.end(), [&](const Form& each) { return each.name == name; });
        if (form != all.end() && has_numbers(form->kind))
            return Status::error(
                "values <onset> <numbers> and draw <numbers> stand alone, without part, every or "
                "channels");
        if (form == all.end()) return Status::error("'" + name + "' is no operation; there are " + operations_text());
        if (const Status status = read_arguments(*form); !status) return status;
        return operation_;
    }

private:
    static Status wrong(const std::string& text) { return Status::error(text); }

    std::optional<double> number(std::size_t place, double least, double most) const
    {
        const auto value = place < words_.size() ? number_of(words_[place]) : std::nullopt;
        return value && *value >= least && *value <= most ? value : std::nullopt;
    }

    // Nothing when there is none; else how it went.
    std::optional<Status> take_prefix()
    {
        if (words_.empty()) return std::nullopt;
        const std::string name = text_of(words_[0]);
        if (name == "part") {
            const auto from = number(1, 0, 1), to = number(2, 0, 1);
            if (!from || !to || *from > *to) return wrong("part takes <from> <to>, from 0 to 1: part 0.75 0.9 scale 2");
            operation_.part_from = *from;
            operation_.part_to = *to;
            words_ = words_.subspan(3);
        } else if (name == "every") {
            const auto percent = number(1, 1, 100);
            if (!percent) return wrong("every takes <per cent>, 1 to 100: every 30 scale 0");
            operation_.percent = *percent;
            words_ = words_.subspan(2);
        } else if (name == "channels") {
            const auto first = words_.size() > 1 ? index_of(words_[1]) : std::nullopt;
            const auto last = words_.size() > 2 ? index_of(words_[2]) : std::nullopt;
            if (!first || !last || *first > *last)
                return wrong("channels takes <first> <last>, from 0: channels 0 3 scale 0");
            operation_.channels = {*first, *last};
            words_ = words_.subspan(3);
        } else {
            return std::nullopt;
        }
        return Status();
    }

    Result<Operation> read_blend()
    {
        const auto amount = number(1, 0, 1);
        if (words_.size() != 2 || !amount || number_of(words_[0]))
            return wrong(std::string("blend is written ") + kBlendUsage + ", not blend " + text_of(words_));
        operation_.kind = Kind::kBlend;
        operation_.model = text_of(words_[0]);
        operation_.numbers[0] = *amount;
        return operation_;
    }

    Status read_arguments(const Form& form)
    {
        operation_.kind = form.kind;
        std::size_t place = 0;
        const std::string written = std::string(form.name) + (words_.empty() ? "" : " ") + text_of(words_);
        for (std::size_t i = 0; i < form.arguments.size(); ++i) {
            const auto& argument = form.arguments[i];
            auto& value = operation_.numbers[i];
            value = argument.fallback;
            if (place < words_.size()) {
                const auto given = number(place++, argument.least, argument.most);
                if (!given || (argument.is_whole && *given != std::floor(*given)))
                    return wrong(std::string(form.name) + " is written " + usage(form) + ", not " + written);
                value = *given;
            } else if (std::isnan(value)) {
                return wrong(std::string(form.name) + " needs a number: " + usage(form));
            }
        }
        operation_.has_axis = form.kind == Kind::kRoll && operation_.numbers[1] >= 0;
        if (form.has_seed && place < words_.size()) {
            const auto seed = seed_of(words_[place++]);
            if (!seed) return wrong("a seed is a whole number from 0 to 2^63 - 1, not " + text_of(words_[place - 1]));
            operation_.seed = *seed;
        }
        if (place < words_.size())
            return wrong(std::string(form.name) + " is written " + usage(form) + ", not " + written);
        return {};
    }

    std::span<const Word> words_;
    Operation operation_;
};

}  // namespace

Result<Operation> read_operation(std::span<const Word> words) { return Reader(words).read(); }

std::string operations_text()
{
    std::string text;
    for (const auto& form : forms())
        if (!has_numbers(form.kind)) text += (text.empty() ? "" : ", ") + std::string(form.name);
    return text;
}

}  // namespace latentjam::bend
