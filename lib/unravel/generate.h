// Generate: new latents with the statistics of others, laid out in a pattern.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "latent/distribution.h"
#include "pattern/recipe.h"
#include "random/random.h"
#include "unravel/encodings.h"
#include "unravel/options.h"

#include <optional>
#include <string>
#include <vector>

namespace latentjam::unravel {

/// UnRAVEl's rules for options that exclude or require each other. [any]
Status check(const Options& options);

/// The same options in the terms of lib/latent and lib/pattern. Precondition: check(options).
latent::DrawOptions draw_options(const Options& options);

/// None for the pattern `none`, which writes the array once.
std::optional<pattern::Recipe> recipe(const Options& options, int file);

/// "file_<i>_signal--seed_<s>--IQR-<b>--DIST-<d>--PATTERN-<p>--LATENTS-<k>.wav", with `embeddings`
/// "file_<i>_embeddings--...npy"; i from 0. Orders other than forward, which UnRAVEl does not have, are named last.
std::string generated_name(const Options& options, int file);

/// Learns from the latents of a place and writes `num_files` of new ones. One random stream runs through all files, so
/// the same seed gives the same latents as UnRAVEl; patterns with a seed take `seed` + file. Tells
/// `generated <result> <dims> <frames>` for each, and once `base <frames>` and, unless loops vary, `tempo <frames>
/// <bpm>`.
class Generate final : public steps::Step {
public:
    Generate(Options options, Place in, Place out);

    const char* name() const override { return "generate"; }
    bool advance(std::vector<steps::News>& news, const CancelFlag& cancelled) override;
    double progress() const override;

private:
    enum class Stage { kBegin, kLearn, kDraw, kEnd };

    Result<Stage> work(std::vector<steps::News>& news, const CancelFlag& cancelled);
    Status learn(std::vector<steps::News>& news);
    Result<latent::Sequence> compose(int file, const CancelFlag& cancelled);
    Status make_file(int file, std::vector<steps::News>& news, const CancelFlag& cancelled);
    double rate_hz() const;

    Options options_;
    Encodings encodings_;
    Place out_;
    Stage stage_ = Stage::kBegin;
    std::optional<latent::Source> source_;
    random::Random random_;
    int next_file_ = 0;
    int failed_ = 0;
};

}  // namespace latentjam::unravel
