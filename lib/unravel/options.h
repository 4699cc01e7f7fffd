// UnRAVEl's options under their own names, and ours: one table from which messages and errors follow.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "infer/model.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace latentjam::unravel {

/// An option's row in the table.
enum class OptionId {
    kSeed,
    kIqr,
    kNumLatents,
    kNumLoops,
    kSampleRate,
    kNumFiles,
    kDistribution,
    kPattern,
    kEmbeddings,
    kRatio,
    kOrder,
    kOverwrite,
    kThreads,
    kCount
};

struct OptionRow {
    const char* name;
    std::int64_t fallback;
    std::int64_t least;  ///< of a number; 0 to 1 for a switch
    std::int64_t most;
    const char* text;                    ///< what it is, in a few words
    std::span<const char* const> words;  ///< of a choice, whose value is an index into them; else empty
};

const OptionRow& row_of(OptionId id);
std::span<const OptionRow> option_rows();

/// A plain value; steps copy it.
class Options {
public:
    Options();

    /// By name, from what a patch wrote. Errors: no such option, no whole number, beyond its limits, none of its words;
    /// they name the option, the value and what is accepted. [any]
    Status set(std::string_view name, const infer::Value& value);

    void set(OptionId id, std::int64_t value) { values_[static_cast<std::size_t>(id)] = value; }
    std::int64_t operator[](OptionId id) const { return values_[static_cast<std::size_t>(id)]; }
    int number(OptionId id) const { return static_cast<int>((*this)[id]); }
    bool is_on(OptionId id) const { return (*this)[id] != 0; }

    /// The word of a choice.
    const char* word(OptionId id) const { return row_of(id).words[static_cast<std::size_t>((*this)[id])]; }

    /// As `set` takes it.
    infer::Value value(OptionId id) const;

private:
    std::array<std::int64_t, static_cast<std::size_t>(OptionId::kCount)> values_{};
};

/// Sets the options `ratio` and `sample_rate` to what a model's file states, and returns its number of latents, or 0.
/// [any]
std::int64_t take_facts(const infer::Description& description, Options& options);

}  // namespace latentjam::unravel
