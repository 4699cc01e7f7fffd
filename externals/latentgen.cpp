// [latentgen <name>]: learns the statistics of latents and fills a named one with synthetic frames.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/distribution.h"
#include "latent/lesson.h"
#include "latent/tempo.h"
#include "pd/arguments.h"
#include "pd/background.h"
#include "pd/host.h"
#include "pd/latents.h"
#include "pd/report.h"

#include <m_pd.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

constexpr const char* kName = "latentgen";
constexpr int kDefaultDims = 8;
constexpr double kUsualRatio = 2048;

t_class* latentgen_class;

struct LatentGen {
    std::shared_ptr<NamedLatent> named = std::make_shared<NamedLatent>();
    std::shared_ptr<const latent::Statistics> learnt;  // null before `learn`
    latent::DrawOptions options;
    /// Goes on from bang to bang, after `seed` anew; shared with the jobs that draw from it one after another.
    std::shared_ptr<random::Random> random = std::make_shared<random::Random>(options.seed);
    int lessons = 0;     // under way
    int dims = 0;        // for prior; 0: see latentgen_prior_dims()
    double rate_hz = 0;  // of what was learnt; 0: Pd's, at the usual ratio
    Background background;
};

struct t_latentgen {
    t_object x_obj;
    t_canvas* x_canvas;
    t_outlet* x_info;
    LatentGen* x_gen;
};

void latentgen_error(t_latentgen* x, const std::string& message) { report(x, kName, message); }

void latentgen_info(t_latentgen* x, const char* selector, std::vector<t_atom> atoms)
{
    outlet_anything(x->x_info, gensym(selector), static_cast<int>(atoms.size()), atoms.data());
}

double latentgen_rate(const LatentGen& g)
{
    return g.rate_hz > 0 ? g.rate_hz : static_cast<double>(sys_getsr()) / kUsualRatio;
}

// ---- learning ------------------------------------------------------------------------------------------------------

/// A word is the name of a latent that holds something, or else a file.
Status latentgen_add_to(t_latentgen* x, latent::Lesson& lesson, t_symbol* word)
{
    if (const auto content = named_latent(word)->content(); !content->is_empty()) {
        lesson.sequences.push_back(content);
        return {};
    }
    for (const char* extension : {".npy", ".wav"}) {
        const std::string path = find_file(x->x_canvas, word->s_name, extension);
        if (path.empty()) continue;
        lesson.files.push_back(path);
        return {};
    }
    return Status::error("learn " + std::string(word->s_name) +
                         ": no latent of this name holds frames, and no such .npy or .wav is beside the patch or on "
                         "Pd's search path");
}

void latentgen_learn(t_latentgen* x, t_symbol*, int argc, t_atom* argv)
{
    latent::Lesson lesson;
    if (argc < 1) return latentgen_error(x, "learn takes names of latents or files: learn <name or file...>");
    for (int i = 0; i < argc; ++i) {
        t_symbol* word = argv[i].a_type == A_SYMBOL ? argv[i].a_w.w_symbol : gensym(text_of(argv[i]).c_str());
        if (const Status status = latentgen_add_to(x, lesson, word); !status)
            return latentgen_error(x, status.message());
    }
    ++x->x_gen->lessons;
    auto learnt = std::make_shared<std::optional<Result<latent::Learnt>>>();
    x->x_gen->background.push(
        [learnt, lesson = std::move(lesson)](const CancelFlag& cancelled) {
            learnt->emplace(latent::learn(lesson, cancelled));
        },
        [x, learnt] {
            LatentGen& g = *x->x_gen;
            --g.lessons;
            Result<latent::Learnt>& made = **learnt;
            if (!made) return latentgen_error(x, made.message());
            g.rate_hz = made->rate_hz;
            g.learnt = std::make_shared<const latent::Statistics>(std::move(made->statistics));
            latentgen_info(x, "learnt",
                           {float_atom(static_cast<double>(g.learnt->dims.size())), float_atom(g.learnt->frames)});
        });
}

// ---- what to generate ----------------------------------------------------------------------------------------------

void latentgen_tell_tempo(t_latentgen* x)
{
    const LatentGen& g = *x->x_gen;
    const Result<latent::Tempo> tempo = latent::tempo_of(g.options.frames, latentgen_rate(g));
    if (!tempo) return latentgen_error(x, tempo.message());
    latentgen_info(x, "frames", {float_atom(tempo->frames)});
    latentgen_info(x, "bpm", {float_atom(tempo->bpm)});
    if (tempo->double_time_bpm) latentgen_info(x, "double", {float_atom(*tempo->double_time_bpm)});
}

void latentgen_frames(t_latentgen* x, t_symbol*, int argc, t_atom* argv)
{
    const auto frames = whole_number(argc, argv, 0);
    if (!frames || *frames < 1 || *frames > latent::kMostFrames)
        return latentgen_error(x, "frames takes 1 to " + std::to_string(latent::kMostFrames));
    x->x_gen->options.frames = *frames;
    latentgen_tell_tempo(x);
}

void latentgen_tempo(t_latentgen* x, t_float bpm)
{
    const Result<latent::Tempo> tempo = latent::nearest_tempo(static_cast<double>(bpm), latentgen_rate(*x->x_gen));
    if (!tempo) return latentgen_error(x, tempo.message());
    x->x_gen->options.frames = tempo->frames;
    latentgen_tell_tempo(x);
}

void latentgen_seed(t_latentgen* x, t_symbol*, int argc, t_atom* argv)
{
    const auto seed = seed_in(argc, argv);
    if (!seed) return latentgen_error(x, seed.message());
    x->x_gen->options.seed = *seed;
    x->x_gen->random = std::make_shared<random::Random>(*seed);
}

void latentgen_distribution(t_latentgen* x, t_symbol* name)
{
    const Result<latent::Distribution> distribution = latent::distribution_named(name->s_name);
    if (!distribution) return latentgen_error(x, distribution.message());
    x->x_gen->options.distribution = *distribution;
}

void latentgen_prior(t_latentgen* x) { x->x_gen->options.distribution = latent::Distribution::kPrior; }

void latentgen_iqr(t_latentgen* x, t_float on) { x->x_gen->options.iqr = on != 0; }

void latentgen_dims(t_latentgen* x, t_symbol*, int argc, t_atom* argv)
{
    const auto dims = whole_number(argc, argv, 0);
    if (!dims || *dims < 0 || *dims > latent::kMostDims)
        return latentgen_error(x, "dims takes 1 to " + std::to_string(latent::kMostDims) +
                                      " for prior; 0: as many as were learnt, or as the latent has");
    x->x_gen->dims = *dims;
}

void latentgen_name(t_latentgen* x, t_symbol* name) { x->x_gen->named = named_latent(name); }

// ---- generating ----------------------------------------------------------------------------------------------------

int latentgen_prior_dims(const LatentGen& g)
{
    if (g.dims > 0) return g.dims;
    if (g.learnt) return static_cast<int>(g.learnt->dims.size());
    return g.named->content()->dims() > 0 ? g.named->content()->dims() : kDefaultDims;
}

/// One generation, on its way through a worker.
struct Draw {
    std::shared_ptr<const latent::Statistics> learnt;
    std::shared_ptr<random::Random> random;
    std::shared_ptr<NamedLatent> target;
    latent::DrawOptions options;
    int prior_dims = 0;
    double rate_hz = 0;
    Status status;
    latent::Sequence sequence;

    void run(const CancelFlag& cancelled)
    {
        const bool prior = options.distribution == latent::Distribution::kPrior;
        const Result<latent::Source> source = prior
                                                  ? latent::Source::prior(prior_dims)
                                                  : latent::Source::learnt(*learnt, options.distribution, options.iqr);
        status = source.status();
        if (source && !latent::is_valid_size(source->dims(), options.frames))
            status =
                Status::error(std::to_string(options.frames) + " frames of " + std::to_string(source->dims()) +
                              " dims are more than a latent holds: " + std::to_string(latent::kMostValues) + " values");
        if (status) sequence = source->draw(*random, options.frames, rate_hz, cancelled);
    }
};

void latentgen_generate(t_latentgen* x, const std::shared_ptr<Draw>& draw)
{
    LatentGen& g = *x->x_gen;
    draw->learnt = g.learnt;
    draw->prior_dims = latentgen_prior_dims(g);
    draw->rate_hz = latentgen_rate(g);
    if (!g.learnt && draw->options.distribution != latent::Distribution::kPrior)
        return latentgen_error(x, "nothing to go by yet: learn <name or file...>, or prior");
    g.background.push([draw](const CancelFlag& cancelled) { draw->run(cancelled); },
                      [x, draw] {
                          if (!draw->status) return latentgen_error(x, draw->status.message());
                          const int frames = draw->sequence.frames();
                          const int dims = draw->sequence.dims();
                          draw->target->replace(std::move(draw->sequence));
                          latentgen_info(x, "generated", {float_atom(dims), float_atom(frames)});
                      });
}

void latentgen_bang(t_latentgen* x)
{
    LatentGen& g = *x->x_gen;
    if (const Status status = latent::check(g.options); !status) return latentgen_error(x, status.message());
    auto draw = std::make_shared<Draw>();
    draw->random = g.random;
    draw->target = g.named;
    draw->options = g.options;
    if (g.lessons == 0) return latentgen_generate(x, draw);
    // What this goes by is still being learnt.
    g.background.push([](const CancelFlag&) {}, [x, draw] { latentgen_generate(x, draw); });
}

void latentgen_stats(t_latentgen* x)
{
    const LatentGen& g = *x->x_gen;
    if (!g.learnt) return latentgen_error(x, "stats: nothing learnt yet");
    for (int dim = 0; dim < static_cast<int>(g.learnt->dims.size()); ++dim)
        latentgen_info(x, "stats", statistics_atoms(dim, g.learnt->dims[static_cast<std::size_t>(dim)]));
}

// ---- life ----------------------------------------------------------------------------------------------------------

void* latentgen_new(t_symbol*, int argc, t_atom* argv)
{
    auto* x = reinterpret_cast<t_latentgen*>(pd_new(latentgen_class));
    x->x_gen = new LatentGen;
    x->x_canvas = canvas_getcurrent();
    x->x_info = outlet_new(&x->x_obj, &s_anything);
    if (argc > 0 && argv[0].a_type == A_SYMBOL)
        latentgen_name(x, argv[0].a_w.w_symbol);
    else
        latentgen_error(x, "which latent to fill? latentgen <name>");
    return x;
}

void latentgen_free(t_latentgen* x) { delete x->x_gen; }

template <typename Method>
void add_message(Method method, const char* selector, t_atomtype first = A_NULL)
{
    class_addmethod(latentgen_class, reinterpret_cast<t_method>(method), gensym(selector), first, A_NULL);
}

}  // namespace

void latentgen_setup()
{
    latentgen_class =
        class_new(gensym(kName), reinterpret_cast<t_newmethod>(latentgen_new),
                  reinterpret_cast<t_method>(latentgen_free), sizeof(t_latentgen), CLASS_DEFAULT, A_GIMME, A_NULL);
    class_addbang(latentgen_class, latentgen_bang);
    add_message(latentgen_learn, "learn", A_GIMME);
    add_message(latentgen_iqr, "iqr", A_FLOAT);
    add_message(latentgen_distribution, "distribution", A_SYMBOL);
    add_message(latentgen_prior, "prior");
    add_message(latentgen_seed, "seed", A_GIMME);
    add_message(latentgen_frames, "frames", A_GIMME);
    add_message(latentgen_tempo, "tempo", A_FLOAT);
    add_message(latentgen_dims, "dims", A_GIMME);
    add_message(latentgen_name, "name", A_SYMBOL);
    add_message(latentgen_stats, "stats");
}
