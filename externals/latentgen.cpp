// [latentgen <name>]: learns the statistics of latents and fills a named one with synthetic frames.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/draw.h"
#include "latent/lesson.h"
#include "latent/tempo.h"
#include "pd/background.h"
#include "pd/object_class.h"
#include "shared/latent_origin.h"
#include "shared/latents.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

constexpr int kUsualDims = 8;
constexpr double kUsualRatio = 2048;

struct LatentGen : Object {
    using Object::Object;
    void created() { add_info_outlet(); }

    Status learn(Atoms words);
    Status add_to(latent::Lesson& lesson, t_symbol* word) const;
    Status set_distribution(t_symbol* name);
    void set_seed(std::uint64_t seed);
    Status set_tempo(double bpm);
    void tell_tempo();
    void follow_rate();
    Status tell_stats() const;
    Status bang();
    void draw(latent::DrawOptions wanted, std::shared_ptr<random::Random> from, std::shared_ptr<NamedLatent> into);

    int prior_dims() const;
    double rate() const { return rate_hz > 0 ? rate_hz : static_cast<double>(sys_getsr()) / kUsualRatio; }

    std::shared_ptr<NamedLatent> named = std::make_shared<NamedLatent>();
    std::shared_ptr<const latent::Statistics> learnt;  // null before `learn`
    latent::DrawOptions options;
    /// Goes on from bang to bang, after `seed` anew; shared with the jobs that draw from it one after another.
    std::shared_ptr<random::Random> random;
    std::optional<double> wanted_bpm;  // k follows it when the rate changes; nothing after `frames`
    int lessons = 0;                   // under way
    int dims = 0;                      // for prior; 0: see prior_dims()
    double rate_hz = 0;                // of what was learnt; 0: Pd's, at the usual ratio
    Background background;
};

// ---- learning ------------------------------------------------------------------------------------------------------

/// A word is the name of a latent that holds something, or else a file.
Status LatentGen::add_to(latent::Lesson& lesson, t_symbol* word) const
{
    auto origin = find_latent(canvas(), word);
    if (!origin) return Status::error("learn " + origin.message());
    if (origin->content)
        lesson.sequences.push_back(std::move(origin->content));
    else
        lesson.files.push_back(std::move(origin->path));
    return {};
}

Status LatentGen::learn(Atoms words)
{
    latent::Lesson lesson;
    for (const t_atom& word : words)
        if (const Status status = add_to(lesson, symbol_of(word)); !status) return status;
    ++lessons;
    auto result = std::make_shared<std::optional<Result<latent::Learnt>>>();
    background.push(
        [result, lesson = std::move(lesson)](const CancelFlag& cancelled) {
            result->emplace(latent::learn(lesson, cancelled));
        },
        [this, result] {
            --lessons;
            Result<latent::Learnt>& made = **result;
            if (!made) return error(made.message());
            rate_hz = made->rate_hz;
            learnt = std::make_shared<const latent::Statistics>(std::move(made->statistics));
            info("learnt", {float_atom(static_cast<double>(learnt->dims.size())), float_atom(learnt->frames)});
        });
    return {};
}

Status LatentGen::tell_stats() const
{
    if (!learnt) return Status::error("stats: nothing learnt yet");
    int dim = 0;
    for (const latent::DimensionStatistics& statistics : learnt->dims)
        info("stats", statistics_atoms(dim++, statistics));
    return {};
}

// ---- what to generate ----------------------------------------------------------------------------------------------

void LatentGen::tell_tempo()
{
    const Result<latent::Tempo> tempo = latent::tempo_of(options.frames, rate());
    if (!tempo) return error(tempo.message());
    info("frames", {float_atom(tempo->frames)});
    info("bpm", {float_atom(tempo->bpm)});
    if (tempo->double_time_bpm) info("double", {float_atom(*tempo->double_time_bpm)});
}

Status LatentGen::set_tempo(double bpm)
{
    const Result<latent::Tempo> tempo = latent::nearest_tempo(bpm, rate());
    if (!tempo) return tempo.status();
    options.frames = tempo->frames;
    wanted_bpm = bpm;
    return {};
}

/// The rate may be another one since the tempo was asked for: Pd's, or of what was learnt.
void LatentGen::follow_rate()
{
    const int before = options.frames;
    if (!wanted_bpm || !set_tempo(*wanted_bpm) || options.frames == before) return;
    remark("at " + std::to_string(rate()).substr(0, 6) + " frames a second " + std::to_string(options.frames) +
           " frames come nearest to the tempo, no longer " + std::to_string(before));
    tell_tempo();
}

void LatentGen::set_seed(std::uint64_t seed)
{
    options.seed = seed;
    random = std::make_shared<random::Random>(seed);
}

Status LatentGen::set_distribution(t_symbol* name)
{
    const Result<latent::Distribution> distribution = latent::distribution_named(name->s_name);
    if (distribution) options.distribution = *distribution;
    return distribution.status();
}

// ---- generating ----------------------------------------------------------------------------------------------------

int LatentGen::prior_dims() const
{
    if (dims > 0) return dims;
    if (learnt) return static_cast<int>(learnt->dims.size());
    return named->content()->dims() > 0 ? named->content()->dims() : kUsualDims;
}

void LatentGen::draw(latent::DrawOptions wanted, std::shared_ptr<random::Random> from,
                     std::shared_ptr<NamedLatent> into)
{
    const latent::DrawRequest request{learnt, wanted, prior_dims(), rate()};
    if (const Status status = latent::check(request); !status) return error(status.message());
    auto drawn = std::make_shared<std::optional<Result<latent::Sequence>>>();
    background.push([drawn, request, from = std::move(from)](
                        const CancelFlag& cancelled) { drawn->emplace(latent::draw(request, *from, cancelled)); },
                    [this, drawn, into = std::move(into)] {
                        Result<latent::Sequence>& made = **drawn;
                        if (!made) return error(made.message());
                        const AtomList size{float_atom(made->dims()), float_atom(made->frames())};
                        into->replace(*std::move(made));
                        info("generated", size);
                    });
}

Status LatentGen::bang()
{
    follow_rate();
    if (const Status status = latent::check(options); !status) return status;
    if (lessons == 0) {
        draw(options, random, named);
    } else {  // the statistics are still being learnt
        background.push([](const CancelFlag&) {},
                        [this, wanted = options, from = random, into = named] { draw(wanted, from, into); });
    }
    return {};
}

// ---- the table -----------------------------------------------------------------------------------------------------

Table latentgen_table()
{
    return {.name = "latentgen",
            .text = "learns the statistics of latents and fills a named one with synthetic frames",
            .rows = {
                {.name = "name",
                 .type = pd::name("the name of a latent"),
                 .text = "the latent to fill",
                 .in = kArgument | kMessage,
                 .required = "which latent to fill?",
                 .take = take<[](LatentGen& g, t_symbol* name) { g.named = named_latent(name); }>},
                {.name = "learn",
                 .type = atoms(1, kAnyNumber, "names of latents or files: learn <name or file...>"),
                 .text = "takes the statistics of all of them together",
                 .take = take<&LatentGen::learn>},
                {.name = "distribution",
                 .type = symbol("normal, uniform, iqr-uniform or correlation"),
                 .fallback = "normal",
                 .text = "the shape of what is drawn",
                 .take = take<&LatentGen::set_distribution>},
                {.name = "prior",
                 .text = "N(0, 1) for each dim, without learning",
                 .take = take<[](LatentGen& g) { g.options.distribution = latent::Distribution::kPrior; }>},
                {.name = "iqr",
                 .type = on_off(),
                 .fallback = "0",
                 .text = "quartiles in place of mean and deviation (normal), or for the bounds (iqr-uniform)",
                 .take = take<[](LatentGen& g, bool on) { g.options.iqr = on; }>},
                {.name = "seed",
                 .type = seed(),
                 .fallback = kUsualSeed,
                 .text = "the stream begins anew",
                 .take = take<&LatentGen::set_seed>},
                {.name = "frames",
                 .type = whole(1, latent::kMostFrames),
                 .fallback = "10",
                 .text = "how many are drawn",
                 .in = kMessage | kInfo,
                 .take = take<[](LatentGen& g, int frames) {
                     g.options.frames = frames;
                     g.wanted_bpm.reset();
                 }>,
                 .then = then<&LatentGen::tell_tempo>},
                {.name = "tempo",
                 .type = number("above 0"),
                 .unit = "BPM",
                 .text = "the number of frames that comes nearest; answers frames, bpm and double",
                 .take = take<&LatentGen::set_tempo>,
                 .then = then<&LatentGen::tell_tempo>},
                {.name = "bpm", .unit = "BPM", .text = "of a loop of so many frames", .in = kInfo},
                {.name = "double", .unit = "BPM", .text = "of the same loop heard as two beats", .in = kInfo},
                {.name = "dims",
                 .type = whole(0, latent::kMostDims),
                 .fallback = "0",
                 .text = "for prior; 0: as many as were learnt, or as the latent has",
                 .take = take<&LatentGen::dims>},
                {.name = "bang", .text = "draws; the stream goes on from bang to bang", .take = take<&LatentGen::bang>},
                {.name = "learnt", .text = "dims and frames that were learnt", .in = kInfo},
                {.name = "generated", .text = "dims and frames that were drawn", .in = kInfo},
                {.name = "stats",
                 .text = "for each dim what was learnt, as latent says it",
                 .in = kMessage | kInfo,
                 .take = take<&LatentGen::tell_stats>}}};
}

}  // namespace

void latentgen_setup()
{
    static const Table kTable = latentgen_table();
    object_setup<LatentGen>(kTable);
}
