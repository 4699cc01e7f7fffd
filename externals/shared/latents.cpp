// Named latent sequences, once per process.
// SPDX-License-Identifier: BSD-3-Clause
#include "shared/latents.h"

#include "pd/atoms.h"
#include "pd/look_up.h"
#include "pd/report.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <utility>

namespace latentjam::pd {

namespace {

/// The names of latents that went with unsaved frames, told in one line when all of a patch has gone.
class Lost {
public:
    /// The process's, made by Pd's thread; never destroyed.
    static Lost& of_process()
    {
        static Lost& lost = *new Lost;
        return lost;
    }

    /// Not from a worker, which may be the last to hold what a cancelled job was to fill.
    void add(const std::string& name)
    {
        if (std::this_thread::get_id() != pd_thread_) return;
        names_ += (names_.empty() ? "" : ", ") + name;
        clock_delay(clock_, 0);
    }

private:
    Lost() : clock_(clock_new(this, reinterpret_cast<t_method>(tell))) {}

    static void tell(Lost* lost)
    {
        remark("latent", "closed with unsaved frames: " + std::exchange(lost->names_, {}) +
                             " (write <file> keeps them, or the flag -k in the box)");
    }

    t_clock* clock_;
    std::thread::id pd_thread_ = std::this_thread::get_id();
    std::string names_;
};

}  // namespace

NamedLatent::~NamedLatent()
{
    const auto values = std::as_const(*content_).values();
    const bool is_silent = std::all_of(values.begin(), values.end(), [](float value) { return value == 0; });
    if (!name_.empty() && is_unsaved() && !is_silent) Lost::of_process().add(name_);
}

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
    Lost::of_process();
    static auto& all = *new std::unordered_map<t_symbol*, std::weak_ptr<NamedLatent>>;  // outlives Pd's objects
    std::shared_ptr<NamedLatent> latent = all[name].lock();
    if (!latent) {
        latent = std::make_shared<NamedLatent>(name->s_name);
        all[name] = latent;
    }
    return latent;
}

Result<std::string> find_latent_file(const t_canvas* canvas, const std::string& name)
{
    constexpr std::array<std::string_view, 2> kEndings{".npy", ".wav"};
    return look_up(
        canvas, name, kEndings,
        "file '" + name + "' not found beside the patch or on Pd's search path (.npy and .wav may be left out)");
}

Row latent_row(const char* name, const char* text, const char* question, Take take)
{
    return {.name = name,
            .type = pd::name("the name of a latent"),
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
