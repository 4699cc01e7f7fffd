// [unravel]: UnRAVEl's steps (Heinze 2026) on files and folders, on a worker.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torchscript/description.h"
#include "latent/tempo.h"
#include "pd/arguments.h"
#include "pd/host.h"
#include "pd/main_loop.h"
#include "pd/models.h"
#include "pd/report.h"
#include "unravel/analyse.h"
#include "unravel/decode.h"
#include "unravel/encode.h"
#include "unravel/generate.h"
#include "unravel/inspect.h"
#include "unravel/options.h"
#include "unravel/runner.h"

#include <m_pd.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

using namespace unravel;
using infer::Value;

constexpr const char* kName = "unravel";

t_class* unravel_class;

struct t_unravel;
void unravel_hear(t_unravel* x, const News& news);

struct Unravel {
    explicit Unravel(t_unravel* x)
        : runner(work::WorkerPool::shared(), [x](const News& news) { unravel_hear(x, news); })
    {
        source.cache = &models();
        source.held = std::make_shared<HeldModel>();
    }
    ~Unravel()
    {
        runner.cancel();
        work::WorkerPool::shared().dispose(std::move(source.held));
    }

    Runner runner;
    ModelSource source;
    Place model;    // as it was named
    Place latents;  // where the last encode or generate wrote
    Options options;
};

struct t_unravel {
    t_object x_obj;
    t_canvas* x_canvas;
    t_outlet* x_info;
    Unravel* x_unravel;
};

void unravel_error(t_unravel* x, const std::string& message) { report(x, kName, message); }

void unravel_info(t_unravel* x, const char* selector, const std::vector<Value>& values)
{
    std::vector<t_atom> atoms = atoms_of(values);
    outlet_anything(x->x_info, gensym(selector), static_cast<int>(atoms.size()), atoms.data());
}

void unravel_hear(t_unravel* x, const News& news)
{
    switch (news.kind) {
        case News::Kind::kInfo:
            return unravel_info(x, news.selector.c_str(), news.values);
        case News::Kind::kRemark:
            return remark(kName, news.selector);
        case News::Kind::kError:
            return unravel_error(x, news.selector);
    }
}

// ---- steps -----------------------------------------------------------------------------------------------------

/// In `pd -batch` a step is done when its message is.
void unravel_start(t_unravel* x, std::unique_ptr<Step> step)
{
    Runner& runner = x->x_unravel->runner;
    const bool is_first = runner.current() == nullptr;
    runner.add(std::move(step));
    if (is_batch() && is_first) runner.wait();  // and for what is asked for while it waits
    main_loop_watch();
}

Place unravel_place(t_unravel* x, const t_atom& name)
{
    const std::string written = text_of(name);
    return {written, path_to_write(x->x_canvas, written)};
}

bool unravel_needs(t_unravel* x, int argc, int least, int most, const char* usage)
{
    if (argc >= least && argc <= most) return true;
    unravel_error(x, std::string(usage) + "; a name with spaces is one symbol");
    return false;
}

ModelSource unravel_source(t_unravel* x)
{
    ModelSource source = x->x_unravel->source;
    source.playing.seed = static_cast<std::uint64_t>(x->x_unravel->options[OptionId::kSeed]);
    source.playing.threads = x->x_unravel->options.number(OptionId::kThreads);
    return source;
}

FileJob unravel_files(t_unravel* x, const t_atom* argv)
{
    return {unravel_place(x, argv[0]), unravel_place(x, argv[1]), x->x_unravel->options.is_on(OptionId::kOverwrite)};
}

void unravel_encode(t_unravel* x, t_symbol*, int argc, t_atom* argv)
{
    if (!unravel_needs(x, argc, 2, 2, "encode takes a file or folder of sound, and a folder for the latents")) return;
    const FileJob job = unravel_files(x, argv);
    x->x_unravel->latents = job.out;
    unravel_start(x, std::make_unique<Encode>(unravel_source(x), job));
}

void unravel_decode(t_unravel* x, t_symbol*, int argc, t_atom* argv)
{
    if (!unravel_needs(x, argc, 2, 2, "decode takes a .npy file or a folder of them, and a folder for the sound"))
        return;
    unravel_start(x, std::make_unique<Decode>(unravel_source(x), unravel_files(x, argv)));
}

void unravel_analyse(t_unravel* x, t_symbol*, int argc, t_atom* argv)
{
    if (!unravel_needs(x, argc, 0, 1, "analyse takes a .npy file or a folder of them")) return;
    const Place in = argc > 0 ? unravel_place(x, argv[0]) : x->x_unravel->latents;
    if (in.path.empty()) return unravel_error(x, "analyse takes a .npy file or a folder of them: analyse <folder>");
    unravel_start(x, std::make_unique<Analyse>(in, x->x_unravel->options.is_on(OptionId::kIqr)));
}

void unravel_generate(t_unravel* x, t_symbol*, int argc, t_atom* argv)
{
    if (!unravel_needs(x, argc, 2, 2, "generate takes the latents to learn from, and a folder for the new ones"))
        return;
    const FileJob job = unravel_files(x, argv);
    unravel_start(x, std::make_unique<Generate>(x->x_unravel->options, job.in, job.out));
}

void unravel_inspect(t_unravel* x, t_symbol*, int argc, t_atom* argv)
{
    if (!unravel_needs(x, argc, 0, 2, "inspect takes a model or a folder of models, and a .csv file if wanted")) return;
    Place in = x->x_unravel->model;
    if (argc > 0) {
        in = unravel_place(x, argv[0]);
        if (std::string found = find_file(x->x_canvas, in.written, ".ts"); !found.empty()) in.path = std::move(found);
    }
    const Place table = argc > 1 ? unravel_place(x, argv[1]) : Place{};
    unravel_start(x, std::make_unique<Inspect>(in, table, x->x_unravel->options.is_on(OptionId::kOverwrite)));
}

void unravel_cancel(t_unravel* x)
{
    if (x->x_unravel->runner.cancel()) unravel_info(x, "cancelled", {});
}

// ---- the model -------------------------------------------------------------------------------------------------

/// Looks at the file alone; it is loaded by the first step that needs it.
void unravel_model(t_unravel* x, t_symbol* name)
{
    Unravel& u = *x->x_unravel;
    const std::string path = find_file(x->x_canvas, name->s_name, ".ts");
    if (path.empty())
        return unravel_error(x, "model '" + std::string(name->s_name) +
                                    "' not found beside the patch or on Pd's search path (.ts may be left out)");
    const auto description = infer::read_description(path);
    if (!description) return unravel_error(x, description.message());
    work::WorkerPool::shared().dispose(std::move(u.source.held));
    u.source.held = std::make_shared<HeldModel>();
    u.source.path = path;
    u.source.playing.attributes.clear();
    u.model = {name->s_name, path};
    unravel_info(x, "model", {path});
    unravel_info(x, "latent_size", {take_facts(*description, u.options)});
    for (const auto id : {OptionId::kRatio, OptionId::kSampleRate})
        unravel_info(x, row_of(id).name, {u.options.value(id)});
}

void unravel_gpu(t_unravel* x, t_float on)
{
    x->x_unravel->source.device = on != 0 ? infer::Device::kCuda : infer::Device::kCpu;
}

/// An attribute of the model, for the steps that follow.
void unravel_set(t_unravel* x, t_symbol*, int argc, t_atom* argv)
{
    if (argc < 2 || argv[0].a_type != A_SYMBOL)
        return unravel_error(x, "set takes an attribute of the model and its value: set <attribute> <value...>");
    const std::string name = argv[0].a_w.w_symbol->s_name;
    auto& attributes = x->x_unravel->source.playing.attributes;
    std::erase_if(attributes, [&](const auto& each) { return each.name == name; });
    attributes.push_back({name, values_of(argc - 1, argv + 1)});
}

// ---- options and questions ---------------------------------------------------------------------------------------

void unravel_option(t_unravel* x, t_symbol* name, int argc, t_atom* argv)
{
    const auto values = values_of(argc, argv);
    if (values.size() != 1) return unravel_error(x, std::string(name->s_name) + " takes one value");
    if (const Status status = x->x_unravel->options.set(name->s_name, values[0]); !status)
        unravel_error(x, status.message());
}

/// "words <option> <word> ...": what an option of words accepts.
void unravel_words(t_unravel* x, t_symbol* option)
{
    std::vector<Value> values{std::string(option->s_name)};
    std::string options;
    for (const OptionRow& row : option_rows()) {
        if (row.words.empty()) continue;
        options += (options.empty() ? "" : ", ") + std::string(row.name);
        if (std::string_view(option->s_name) == row.name)
            for (const char* word : row.words) values.emplace_back(std::string(word));
    }
    if (values.size() == 1) return unravel_error(x, "words " + std::string(option->s_name) + ": " + options);
    unravel_info(x, "words", values);
}

/// The tempo of loops of so many frames: "tempo <frames> <bpm> [<double time>]" for each; without a number those that
/// musicians use.
void unravel_tempo(t_unravel* x, t_symbol*, int argc, t_atom* argv)
{
    const Options& options = x->x_unravel->options;
    const double rate_hz = static_cast<double>(options[OptionId::kSampleRate]) / options.number(OptionId::kRatio);
    t_atom usual[8];
    if (argc == 0)
        for (const int frames : {7, 8, 9, 10, 11, 12, 16, 20}) usual[argc++] = float_atom(frames), argv = usual;
    for (int i = 0; i < argc; ++i) {
        const auto frames = whole_number(argc, argv, i);
        if (!frames) return unravel_error(x, "tempo takes whole numbers of frames");
        const auto tempo = latent::tempo_of(*frames, rate_hz);
        if (!tempo) return unravel_error(x, tempo.message());
        std::vector<Value> values{static_cast<std::int64_t>(tempo->frames), tempo->bpm};
        if (tempo->double_time_bpm) values.emplace_back(*tempo->double_time_bpm);
        unravel_info(x, "tempo", values);
    }
}

void unravel_bang(t_unravel* x)
{
    const Unravel& u = *x->x_unravel;
    const char* step = u.runner.current();
    unravel_info(x, "step", {std::string(step ? step : "none")});
    if (step) unravel_info(x, "progress", {u.runner.progress()});
    unravel_info(x, "model", {u.source.path.empty() ? std::string("none") : u.source.path});
    for (std::size_t i = 0; i < option_rows().size(); ++i)
        if (static_cast<OptionId>(i) != OptionId::kSeed)
            unravel_info(x, option_rows()[i].name, {u.options.value(static_cast<OptionId>(i))});
    t_atom seed = seed_atom(static_cast<std::uint64_t>(u.options[OptionId::kSeed]));
    outlet_anything(x->x_info, gensym(row_of(OptionId::kSeed).name), 1, &seed);
}

// ---- life ------------------------------------------------------------------------------------------------------

void* unravel_new(t_symbol*, int argc, t_atom* argv)
{
    auto* x = reinterpret_cast<t_unravel*>(pd_new(unravel_class));
    x->x_canvas = canvas_getcurrent();
    x->x_info = outlet_new(&x->x_obj, nullptr);
    x->x_unravel = new Unravel(x);
    Arguments arguments(argc, argv);
    const auto model = arguments.take_next();
    for (const auto& line : arguments.errors()) unravel_error(x, line);
    if (model) unravel_model(x, gensym(text_of(*model).c_str()));
    return x;
}

void unravel_free(t_unravel* x) { delete x->x_unravel; }

template <typename Method>
void add_message(Method method, const char* name, t_atomtype first = A_NULL)
{
    class_addmethod(unravel_class, reinterpret_cast<t_method>(method), gensym(name), first, A_NULL);
}

}  // namespace

void unravel_setup()
{
    unravel_class =
        class_new(gensym(kName), reinterpret_cast<t_newmethod>(unravel_new), reinterpret_cast<t_method>(unravel_free),
                  sizeof(t_unravel), CLASS_DEFAULT, A_GIMME, A_NULL);
    class_addbang(unravel_class, unravel_bang);
    add_message(unravel_model, "model", A_SYMBOL);
    add_message(unravel_encode, "encode", A_GIMME);
    add_message(unravel_analyse, "analyse", A_GIMME);
    add_message(unravel_generate, "generate", A_GIMME);
    add_message(unravel_decode, "decode", A_GIMME);
    add_message(unravel_inspect, "inspect", A_GIMME);
    add_message(unravel_cancel, "cancel");
    add_message(unravel_gpu, "gpu", A_FLOAT);
    add_message(unravel_set, "set", A_GIMME);
    add_message(unravel_words, "words", A_SYMBOL);
    add_message(unravel_tempo, "tempo", A_GIMME);
    for (const auto& row : option_rows()) add_message(unravel_option, row.name, A_GIMME);
}
