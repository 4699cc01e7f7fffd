// The table of options, and setting them by name.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/options.h"

#include "infer/attribute.h"

#include "infer/conventions.h"
#include "latent/sequence.h"
#include "pattern/recipe.h"
#include "steps/model_source.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <variant>
#include <vector>

namespace latentjam::unravel {

namespace {

constexpr std::int64_t kMostInt = std::numeric_limits<int>::max();
constexpr std::int64_t kMostSeed = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMostRate_hz = 1'000'000;
constexpr std::int64_t kMostFiles = 1'000'000;
constexpr std::int64_t kMostThreads = 256;

constexpr const char* kDistributions[] = {"normal", "uniform", "iqr-uniform", "correlation-based"};
std::span<const char* const> pattern_words()
{
    static const std::vector<const char*> words = [] {
        std::vector<const char*> list{"none"};
        for (const pattern::Kind* kind : pattern::kinds()) list.push_back(kind->name);
        return list;
    }();
    return words;
}

const OptionRow kRows[] = {
    // UnRAVEl's own
    {"seed", 42, 1, kMostSeed, "of all that is drawn", {}},
    {"iqr", 0, 0, 1, "quartiles in place of mean and deviation", {}},
    {"num_latents", 10, 1, latent::kMostFrames, "frames of the base array", {}},
    {"num_loops", 4, 1, kMostInt, "of the pattern", {}},
    {"sample_rate", 44100, 1, kMostRate_hz, "the model's, in Hz, for tempo and latent .wav", {}},
    {"num_files", 1, 1, kMostFiles, "how many are generated", {}},
    {"distribution", 0, 0, 3, "the shape of what is drawn", kDistributions},
    {"pattern", 0, 0, std::ssize(pattern_words()) - 1, "what the base array is made into", pattern_words()},
    {"embeddings", 0, 0, 1, "in place of latents", {}},
    // constants in its scripts, or absent from them
    {"ratio", 2048, 1, infer::kLargestRatio, "the model's, samples of a frame", {}},
    {"order", 0, 0, std::ssize(pattern::order_words()) - 1, "of the pattern", pattern::order_words()},
    {"overwrite", 0, 0, 1, "replaces what is there", {}},
    {"threads", 1, 1, kMostThreads, "how many the model may use", {}},
};
static_assert(std::size(kRows) == static_cast<std::size_t>(OptionId::kCount));

// A symbol may hold a number beyond the precision of Pd's floats: a seed.
std::optional<std::int64_t> whole_number_in(const infer::Value& value)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
    if (const auto* real = std::get_if<double>(&value)) {
        constexpr double kEnd = 0x1p63;
        if (*real != std::floor(*real) || !(std::abs(*real) < kEnd)) return std::nullopt;
        return static_cast<std::int64_t>(*real);
    }
    const auto* text = std::get_if<std::string>(&value);
    std::int64_t number = 0;
    if (!text || text->empty()) return std::nullopt;
    const auto end = std::from_chars(text->data(), text->data() + text->size(), number);
    return end.ec == std::errc() && end.ptr == text->data() + text->size() ? std::optional(number) : std::nullopt;
}

Status set_word(const OptionRow& row, const infer::Value& value, std::int64_t& target)
{
    std::string wanted = infer::text_of(value);
    if (wanted == "correlation") wanted = "correlation-based";
    const auto found = std::find(row.words.begin(), row.words.end(), wanted);
    if (found != row.words.end()) {
        target = found - row.words.begin();
        return {};
    }
    std::string words;
    for (const auto* word : row.words) words += (words.empty() ? "" : ", ") + std::string(word);
    return Status::error(std::string(row.name) + " " + wanted + ": one of " + words);
}

}  // namespace

std::span<const OptionRow> option_rows() { return kRows; }

const OptionRow& row_of(OptionId id) { return kRows[static_cast<std::size_t>(id)]; }

Options::Options()
{
    std::transform(std::begin(kRows), std::end(kRows), values_.begin(), [](const auto& row) { return row.fallback; });
}

Status Options::set(std::string_view name, const infer::Value& value)
{
    const auto* row =
        std::find_if(std::begin(kRows), std::end(kRows), [&](const auto& each) { return each.name == name; });
    if (row == std::end(kRows)) return Status::error("no option '" + std::string(name) + "'");
    std::int64_t& target = values_[static_cast<std::size_t>(row - std::begin(kRows))];
    if (!row->words.empty()) return set_word(*row, value, target);
    const auto number = whole_number_in(value);
    if (number && *number >= row->least && *number <= row->most) {
        target = *number;
        return {};
    }
    const std::string limits = row->least == 0 && row->most == 1 ? "0 or 1"
                                                                 : "a whole number from " + std::to_string(row->least) +
                                                                       " to " + std::to_string(row->most);
    return Status::error(std::string(row->name) + " " + infer::text_of(value) + ": " + limits);
}

infer::Value Options::value(OptionId id) const
{
    if (!row_of(id).words.empty()) return std::string(word(id));
    return (*this)[id];
}

std::int64_t take_facts(const infer::Description& description, Options& options)
{
    if (description.sample_rate > 0) options.set(OptionId::kSampleRate, std::llround(description.sample_rate));
    const auto* decode = description.find_method("decode");
    const auto* encode = description.find_method("encode");
    if (!decode && !encode) return 0;
    options.set(OptionId::kRatio, steps::ratio_of(decode ? *decode : *encode));
    return decode ? decode->in_channels : encode->out_channels;
}

}  // namespace latentjam::unravel
