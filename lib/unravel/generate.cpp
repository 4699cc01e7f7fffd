// Generate: new latents with the statistics of others, laid out in a pattern.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/generate.h"

#include "latent/file.h"
#include "latent/tempo.h"
#include "pattern/pattern.h"

#include <memory>
#include <utility>
#include <vector>

namespace latentjam::unravel {

namespace {

/// Null for `none`.
const pattern::Kind* kind(const Options& options) { return pattern::kind_named(options.word(OptionId::kPattern)); }

}  // namespace

latent::DrawOptions draw_options(const Options& options)
{
    latent::DrawOptions draw;
    draw.distribution = *latent::distribution_named(options.word(OptionId::kDistribution));
    draw.iqr = options.is_on(OptionId::kIqr);
    draw.frames = options.number(OptionId::kNumLatents);
    draw.seed = static_cast<std::uint64_t>(options[OptionId::kSeed]);
    return draw;
}

std::optional<pattern::Recipe> recipe(const Options& options, int file)
{
    if (!kind(options)) return std::nullopt;
    pattern::Recipe recipe;
    recipe.kind = kind(options);
    recipe.order = *pattern::order_named(options.word(OptionId::kOrder));
    recipe.loops = options.number(OptionId::kNumLoops);
    recipe.seed = static_cast<std::uint64_t>(options[OptionId::kSeed]) + static_cast<std::uint64_t>(file);
    return recipe;
}

Status check(const Options& options)
{
    const pattern::Kind* wanted = kind(options);
    if (wanted && options.number(OptionId::kNumLatents) < wanted->fewest_latents)
        return Status::error("pattern " + std::string(wanted->name) + " needs num_latents of " +
                             std::to_string(wanted->fewest_latents) + " or more, not " +
                             std::to_string(options.number(OptionId::kNumLatents)));
    return latent::check(draw_options(options));
}

std::string generated_name(const Options& options, int file)
{
    const bool embeddings = options.is_on(OptionId::kEmbeddings);
    const std::string order = options.word(OptionId::kOrder);
    return "file_" + std::to_string(file) + (embeddings ? "_embeddings" : "_signal") + "--seed_" +
           std::to_string(options[OptionId::kSeed]) + "--IQR-" + (options.is_on(OptionId::kIqr) ? "True" : "False") +
           "--DIST-" + options.word(OptionId::kDistribution) + "--PATTERN-" + options.word(OptionId::kPattern) +
           "--LATENTS-" + std::to_string(options[OptionId::kNumLatents]) +
           (order == "forward" ? "" : "--ORDER-" + order) + (embeddings ? ".npy" : ".wav");
}

Generate::Generate(Options options, Place in, Place out)
    : options_(std::move(options)),
      encodings_(std::move(in)),
      out_(std::move(out)),
      random_(static_cast<std::uint64_t>(options_[OptionId::kSeed]))
{
}

double Generate::rate_hz() const
{
    return static_cast<double>(options_[OptionId::kSampleRate]) / static_cast<double>(options_[OptionId::kRatio]);
}

Status Generate::learn(std::vector<steps::News>& news)
{
    const latent::DrawOptions draw = draw_options(options_);
    auto source = latent::Source::learnt(encodings_.statistics(), draw.distribution, draw.iqr);
    if (!source) return source.status();
    if (!latent::is_valid_size(source->dims(), draw.frames))
        return Status::error("num_latents " + std::to_string(draw.frames) + " of " + std::to_string(source->dims()) +
                             " dimensions are more values than a latent may hold");
    source_.emplace(std::move(*source));
    news.push_back(steps::News::info("base", {static_cast<std::int64_t>(draw.frames)}));
    if (kind(options_) && kind(options_)->loops_vary) return {};
    const auto tempo = latent::tempo_of(draw.frames, rate_hz());
    if (!tempo) return tempo.status();
    news.push_back(steps::News::info("tempo", {static_cast<std::int64_t>(tempo->frames), tempo->bpm}));
    return {};
}

Result<latent::Sequence> Generate::compose(int file, const CancelFlag& cancelled)
{
    const int frames = options_.number(OptionId::kNumLatents);
    latent::Sequence a = source_->draw(random_, frames, rate_hz(), cancelled);
    const auto wanted = recipe(options_, file);
    pattern::Sources sources;
    if (wanted && wanted->kind->sources > 1)
        sources.b = std::make_shared<const latent::Sequence>(source_->draw(random_, frames, rate_hz(), cancelled));
    if (cancelled) return gave_up();
    if (!wanted) return a;
    sources.a = std::make_shared<const latent::Sequence>(std::move(a));
    for (const auto& dim : encodings_.statistics().dims)
        sources.spread.push_back(options_.is_on(OptionId::kIqr) ? dim.robust_deviation() : dim.deviation);
    const auto pattern = pattern::Pattern::make(*wanted, std::move(sources));
    if (!pattern) return pattern.status();
    return pattern::write_out(*pattern, cancelled);
}

Status Generate::make_file(int file, std::vector<steps::News>& news, const CancelFlag& cancelled)
{
    // Drawn even if it may not be written, since the next file continues the random stream.
    const auto sequence = compose(file, cancelled);
    if (!sequence) return sequence.status();
    const auto path = free_path(out_, generated_name(options_, file), options_.is_on(OptionId::kOverwrite));
    if (!path) return path.status();
    if (const Status status = latent::write(*sequence, *path, cancelled); !status) return status;
    news.push_back(steps::News::info("generated", {*path, static_cast<std::int64_t>(sequence->dims()),
                                                   static_cast<std::int64_t>(sequence->frames())}));
    return {};
}

// One piece of work. An error ends the step, except that of a single file.
Result<Generate::Stage> Generate::work(std::vector<steps::News>& news, const CancelFlag& cancelled)
{
    Status status;
    switch (stage_) {
        case Stage::kBegin:
            if (status = check(options_); !status) return status;
            return Stage::kLearn;
        case Stage::kLearn: {
            const auto learned = encodings_.advance(news, cancelled);
            if (!learned) return learned.status();
            if (!*learned) return Stage::kLearn;
            if (status = learn(news); status) status = make_folder(out_);  // none for a step that fails before
            if (!status) return status;
            return Stage::kDraw;
        }
        case Stage::kDraw:
            if (status = make_file(next_file_++, news, cancelled); !status) {
                news.push_back(steps::News::error(status.message()));
                ++failed_;
            }
            return next_file_ < options_.number(OptionId::kNumFiles) ? Stage::kDraw : Stage::kEnd;
        case Stage::kEnd:
            break;
    }
    return Stage::kEnd;
}

bool Generate::advance(std::vector<steps::News>& news, const CancelFlag& cancelled)
{
    const auto stage = work(news, cancelled);
    if (!stage) {
        news.push_back(steps::News::error(stage.message()));
        ++failed_;
    }
    stage_ = stage ? *stage : Stage::kEnd;
    if (stage_ != Stage::kEnd) return true;
    news.push_back(steps::News::info(
        "done", {std::string(name()), static_cast<std::int64_t>(next_file_ - (next_file_ > 0 ? failed_ : 0)),
                 static_cast<std::int64_t>(failed_ + encodings_.failed())}));
    return false;
}

double Generate::progress() const
{
    const double drawn = static_cast<double>(next_file_) / options_.number(OptionId::kNumFiles);
    return (encodings_.progress() + drawn) / 2;
}

}  // namespace latentjam::unravel
