// Named latent sequences, once per process.
// SPDX-License-Identifier: BSD-3-Clause
#include "shared/latents.h"

#include "pd/atoms.h"
#include "pd/host.h"

#include <unordered_map>
#include <utility>

namespace latentjam::pd {

latent::Sequence& NamedLatent::edit()
{
    tell();
    if (content_.use_count() > 1) content_ = std::make_shared<latent::Sequence>(*content_);
    return *content_;
}

void NamedLatent::replace(latent::Sequence sequence)
{
    tell();
    content_ = std::make_shared<latent::Sequence>(std::move(sequence));
}

void NamedLatent::watch(t_clock* clock) { watchers_.push_back(clock); }

void NamedLatent::unwatch(t_clock* clock) { std::erase(watchers_, clock); }

void NamedLatent::tell()
{
    ++version_;
    for (t_clock* clock : watchers_) clock_delay(clock, 0);
}

std::shared_ptr<NamedLatent> named_latent(t_symbol* name)
{
    static auto& all = *new std::unordered_map<t_symbol*, std::weak_ptr<NamedLatent>>;  // outlives Pd's objects
    std::shared_ptr<NamedLatent> latent = all[name].lock();
    if (!latent) {
        latent = std::make_shared<NamedLatent>();
        all[name] = latent;
    }
    return latent;
}

std::string find_latent_file(const t_canvas* canvas, const t_symbol* name)
{
    const std::string path = find_file(canvas, name->s_name, ".npy");
    return path.empty() ? find_file(canvas, name->s_name, ".wav") : path;
}

Row latent_row(const char* name, const char* text, const char* question, Take take)
{
    return {.name = name,
            .type = symbol("the name of a latent"),
            .text = text,
            .in = kArgument | kMessage,
            .required = question,
            .take = take};
}

std::vector<t_atom> statistics_atoms(int dim, const latent::DimensionStatistics& statistics)
{
    const latent::DimensionStatistics& s = statistics;
    std::vector<t_atom> atoms{float_atom(dim)};
    for (const double value : {s.mean, s.deviation, s.least, s.lower_quartile, s.median, s.upper_quartile, s.most,
                               s.lower_whisker, s.upper_whisker})
        atoms.push_back(float_atom(value));
    return atoms;
}

}  // namespace latentjam::pd
