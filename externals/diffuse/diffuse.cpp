// [diffuse <model> <latent>]: dreams latents with a denoising model, in the background, into a named latent.
// SPDX-License-Identifier: BSD-3-Clause
#include "diffuse/diffuse.h"

#include "pd/host.h"
#include "pd/object_class.h"
#include "shared/model_values.h"
#include "shared/models.h"
#include "work/workers.h"

#include <algorithm>
#include <string>
#include <utility>

namespace latentjam::pd {

using steps::News;

Diffuse::Diffuse(const Place& place)
    : Object(place), runner(work::workers_of_process().jobs, [this](const News& news) { hear(news); })
{
    source.cache = &models();
}

Diffuse::~Diffuse()
{
    runner.cancel();
    work::workers_of_process().jobs.dispose(std::move(source.held));
}

// ---- the model -----------------------------------------------------------------------------------------------------

void Diffuse::forget_model()
{
    work::workers_of_process().jobs.dispose(std::move(source.held));
    source.held = std::make_shared<steps::HeldModel>();
}

Status Diffuse::set_model(t_symbol* name)
{
    const auto path = find_model(canvas(), name->s_name);
    if (!path) return path.status();
    const auto description = models().describe(*path);
    if (!description) return description.status();
    if (!generate::is_denoiser(*description))
        return Status::error("model '" + std::string(name->s_name) +
                             "' is no denoiser: it has no method denoise (rave~ plays the others)");
    forget_model();
    source.path = *path;
    source.name = name->s_name;
    info("model", {symbol_atom(*path)});
    info("dims", {float_atom(description->find_method("denoise")->out_channels)});
    return {};
}

void Diffuse::set_precision(int half)
{
    source.precision = half ? infer::Precision::kHalf : infer::Precision::kFull;
    forget_model();
}

// ---- what is asked for ---------------------------------------------------------------------------------------------

/// One number for all dims, or one for each of them.
Status Diffuse::set_temperature(Atoms values)
{
    std::vector<float> numbers;
    for (const t_atom& atom : values) {
        const auto value = static_cast<float>(atom_getfloat(&atom));
        if (atom.a_type != A_FLOAT || !(value >= 0 && value <= 4))
            return Status::error("temperature takes 0 to 4, one number or one for each dim");
        numbers.push_back(value);
    }
    request.temperature = numbers.size() == 1 ? numbers[0] : 1;
    request.dim_temperature = numbers.size() == 1 ? std::vector<float>() : std::move(numbers);
    return {};
}

/// keep <first> <count> [dims ...], or keep none.
Status Diffuse::keep(Atoms range)
{
    if (range.size() == 1 && range[0].a_type == A_SYMBOL && symbol_of(range[0]) == gensym("none")) {
        request.kept.clear();
        return {};
    }
    generate::Kept kept;
    const auto first = whole_number(range, 0);
    const auto count = whole_number(range, 1);
    if (!first || !count || *first < 0 || *count < 1)
        return Status::error(
            "keep takes the first frame, how many, and dims if not all: keep <first> <count> [dims...]");
    kept.first = *first;
    kept.count = *count;
    for (std::size_t i = 2; i < range.size(); ++i) {
        const auto dim = whole_number(range, i);
        if (!dim || *dim < 1 || *dim > latent::kMostDims) return Status::error("keep: dims are counted from 1");
        kept.dims.resize(std::max(kept.dims.size(), static_cast<std::size_t>(*dim)));
        kept.dims[static_cast<std::size_t>(*dim) - 1] = true;
    }
    request.kept.push_back(std::move(kept));
    return {};
}

generate::Request Diffuse::asked() const
{
    generate::Request wanted = request;
    if (lerp || morph >= 0) wanted.seed_b = seed_b;
    if (morph >= 0) wanted.morph = morph;
    const auto content = named->content();
    if (wanted.variation < 1 || !wanted.kept.empty()) {
        wanted.source = content;
        if (wanted.frames == 0 && wanted.variation < 1) wanted.frames = content->frames();
    }
    if (carried > 0 && !content->is_empty()) go_on_from(wanted, *content, std::min(carried, content->frames()));
    return wanted;
}

// ---- dreaming ------------------------------------------------------------------------------------------------------

/// In `pd -batch` a dream is done when its message is.
void Diffuse::dream(generate::Request wanted, bool is_ahead)
{
    auto dreamt = std::make_shared<generate::Dreamt>();
    const bool is_first = jobs.empty();
    jobs.push_back({named, dreamt, is_ahead});
    runner.add(std::make_unique<generate::Dream>(source, std::move(wanted), windows, previews && !is_ahead, dreamt));
    if (is_batch() && is_first) runner.wait();
}

Status Diffuse::bang()
{
    if (source.path.empty()) return Status::error("no denoiser yet: model <name>");
    endless.restart();
    ahead.reset();
    dream(asked(), false);
    return {};
}

void Diffuse::set_stream(bool on)
{
    streams = on;
    ahead.reset();
}

/// The player has begun the window in the latent: the next one takes its place there, for the next loop.
void Diffuse::next()
{
    if (!streams) return;
    if (!ahead) return info("late", {float_atom(1)});
    named->replace(*std::move(ahead));
    ahead.reset();
    info("placed", {float_atom(static_cast<double>(endless.index()))});
    dream(endless.next(request), true);
}

void Diffuse::cancel()
{
    const bool any = runner.cancel();
    jobs.clear();
    if (any) info("cancelled");
}

// ---- news ----------------------------------------------------------------------------------------------------------

void Diffuse::arrived()
{
    const Job job = std::move(jobs.front());
    jobs.pop_front();
    auto made = job.dreamt->take();
    if (!made) return;
    if (!streams) return job.into->replace(*std::move(made));
    latent::Sequence fresh = endless.arrived(*std::move(made));
    if (job.is_ahead) {
        ahead = std::move(fresh);
    } else {
        job.into->replace(std::move(fresh));
        dream(endless.next(request), true);
    }
}

void Diffuse::show_preview()
{
    if (auto rough = jobs.front().dreamt->take()) jobs.front().into->replace(*std::move(rough));
}

void Diffuse::hear(const News& news)
{
    if (news.kind == News::Kind::kRemark) return remark(news.selector);
    if (news.kind == News::Kind::kError) {
        if (!jobs.empty()) jobs.pop_front();
        return error(news.selector);
    }
    if (news.selector == "preview" && !jobs.empty()) show_preview();
    if (news.selector == "generated" && !jobs.empty()) arrived();
    info(news.selector.c_str(), atoms_of(news.values));
}

}  // namespace latentjam::pd

void diffuse_setup()
{
    static const latentjam::pd::Table kTable = latentjam::pd::diffuse_table();
    latentjam::pd::object_setup<latentjam::pd::Diffuse>(kTable);
}
