// [unravel]: UnRAVEl's steps (Heinze 2026) on files and folders, on a worker.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/scratch.h"
#include "latent/tempo.h"
#include "pd/host.h"
#include "pd/object_class.h"
#include "shared/model_values.h"
#include "shared/models.h"
#include "steps/runner.h"
#include "unravel/analyse.h"
#include "unravel/decode.h"
#include "unravel/encode.h"
#include "unravel/files.h"
#include "unravel/generate.h"
#include "unravel/inspect.h"
#include "unravel/options.h"
#include "work/workers.h"

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

using namespace steps;
using namespace unravel;
using infer::Value;
using FilePlace = unravel::Place;

struct UnravelBox : Object {
    explicit UnravelBox(const pd::Place& place)
        : Object(place), runner(work::workers_of_process().jobs, [this](const News& news) { hear(news); })
    {
        source.cache = &models();
        source.held = std::make_shared<HeldModel>();
    }
    ~UnravelBox()
    {
        runner.cancel();
        work::workers_of_process().jobs.dispose(std::move(source.held));
    }
    void created();

    void encode(Atoms in_and_out);
    void decode(Atoms in_and_out);
    Status analyse(Atoms in);
    void generate(Atoms in_and_out);
    void inspect(Atoms in_and_table);
    void cancel();
    void start(std::unique_ptr<Step> step);

    Status set_model(t_symbol* name);
    Status set_attribute(Atoms setting);
    Status set_option(const Given& given);
    Status make_scratch(const std::string& inside) const;
    Status tell_words(const std::string& option) const;
    Status tell_tempo(Atoms frames) const;
    void hear(const News& news) const;
    void say(const char* selector, const std::vector<Value>& values) const { info(selector, atoms_of(values)); }

    FilePlace place_of(const t_atom& name) const;
    FilePlace input_place(const t_atom& name) const;
    FileJob files(Atoms in_and_out) const;
    ModelSource playing() const;

    Runner runner;
    ModelSource source;
    FilePlace model;    // as it was named
    FilePlace latents;  // where the last encode or generate wrote
    Options options;
    t_symbol* wanted_model = nullptr;  // by the creation argument
};

void UnravelBox::hear(const News& news) const
{
    switch (news.kind) {
        case News::Kind::kInfo:
            return say(news.selector.c_str(), news.values);
        case News::Kind::kRemark:
            return remark(news.selector);
        case News::Kind::kError:
            return error(news.selector);
    }
}

// ---- steps ---------------------------------------------------------------------------------------------------------

/// In `pd -batch` a step is done when its message is.
void UnravelBox::start(std::unique_ptr<Step> step)
{
    const bool is_first = runner.current() == nullptr;
    runner.add(std::move(step));
    if (is_batch() && is_first) runner.wait();  // and for what is asked for while it waits
}

FilePlace UnravelBox::place_of(const t_atom& name) const
{
    const std::string written = text_of(name);
    return {written, path_to_write(canvas(), written)};
}

/// A file that is not beside the patch may be on Pd's search path, or one of those that come with the library.
FilePlace UnravelBox::input_place(const t_atom& name) const
{
    FilePlace place = place_of(name);
    std::error_code error;
    if (std::filesystem::exists(place.path, error) || error) return place;
    if (std::string found = find_file(canvas(), place.written, ".wav"); !found.empty()) place.path = std::move(found);
    return place;
}

ModelSource UnravelBox::playing() const
{
    ModelSource made = source;
    made.playing.seed = static_cast<std::uint64_t>(options[OptionId::kSeed]);
    made.playing.threads = options.number(OptionId::kThreads);
    return made;
}

FileJob UnravelBox::files(Atoms in_and_out) const
{
    return {input_place(in_and_out[0]), place_of(in_and_out[1]), options.is_on(OptionId::kOverwrite)};
}

void UnravelBox::encode(Atoms in_and_out)
{
    const FileJob job = files(in_and_out);
    latents = job.out;
    start(std::make_unique<Encode>(playing(), job));
}

void UnravelBox::decode(Atoms in_and_out) { start(std::make_unique<Decode>(playing(), files(in_and_out))); }

Status UnravelBox::analyse(Atoms in)
{
    const auto latents_in = in.empty() ? latents : place_of(in[0]);
    if (latents_in.path.empty())
        return Status::error("analyse takes a .npy file or a folder of them: analyse <folder>");
    start(std::make_unique<Analyse>(latents_in, options.is_on(OptionId::kIqr)));
    return {};
}

void UnravelBox::generate(Atoms in_and_out)
{
    const FileJob job = files(in_and_out);
    start(std::make_unique<Generate>(options, job.in, job.out));
}

void UnravelBox::inspect(Atoms in_and_table)
{
    auto in = model;
    if (!in_and_table.empty()) {
        in = place_of(in_and_table[0]);
        if (auto found = find_model(canvas(), in.written)) in.path = *std::move(found);
    }
    const auto table = in_and_table.size() > 1 ? place_of(in_and_table[1]) : FilePlace{};
    start(std::make_unique<Inspect>(in, table, options.is_on(OptionId::kOverwrite)));
}

void UnravelBox::cancel()
{
    if (runner.cancel()) info("cancelled");
}

// ---- the model -----------------------------------------------------------------------------------------------------

/// Looks at the file alone; it is loaded by the first step that needs it.
Status UnravelBox::set_model(t_symbol* name)
{
    const auto path = find_model(canvas(), name->s_name);
    if (!path) return path.status();
    const auto description = models().describe(*path);
    if (!description) return description.status();
    work::workers_of_process().jobs.dispose(std::move(source.held));
    source.held = std::make_shared<HeldModel>();
    source.path = *path;
    source.playing.attributes.clear();
    model = {name->s_name, *path};
    say("model", {*path});
    say("latent_size", {take_facts(*description, options)});
    for (const auto id : {OptionId::kRatio, OptionId::kSampleRate}) say(row_of(id).name, {options.value(id)});
    return {};
}

/// For the steps that follow.
Status UnravelBox::set_attribute(Atoms setting)
{
    if (setting[0].a_type != A_SYMBOL) return Status::error("set takes " + table().find(kMessage, "set")->type.accepts);
    const std::string name = setting[0].a_w.w_symbol->s_name;
    auto& attributes = source.playing.attributes;
    std::erase_if(attributes, [&](const auto& each) { return each.name == name; });
    attributes.push_back({name, values_of(setting.subspan(1))});
    return {};
}

// ---- options and questions -----------------------------------------------------------------------------------------

Status UnravelBox::set_option(const Given& given) { return options.set(given.row.name, values_of(given.atoms)[0]); }

Status UnravelBox::make_scratch(const std::string& inside) const
{
    const auto folder = scratch_folder();
    if (!folder) return Status::error("scratch: " + folder.message());
    const FilePlace place{inside, inside.empty() ? *folder : *folder + "/" + inside};
    if (const Status status = make_folder(place); !status) return status;
    info("scratch", {symbol_atom(place.path)});
    return {};
}

/// What an option of words accepts.
Status UnravelBox::tell_words(const std::string& option) const
{
    AtomList atoms{symbol_atom(option)};
    std::string known;
    for (const OptionRow& row : option_rows()) {
        if (row.words.empty()) continue;
        known += (known.empty() ? "" : ", ") + std::string(row.name);
        if (option == row.name)
            for (const char* word : row.words) atoms.push_back(symbol_atom(std::string_view(word)));
    }
    if (atoms.size() == 1) return Status::error("words " + option + ": " + known);
    info("words", std::move(atoms));
    return {};
}

/// For each of the numbers of frames; without numbers for those that musicians use.
Status UnravelBox::tell_tempo(Atoms frames) const
{
    const double rate_hz = static_cast<double>(options[OptionId::kSampleRate]) / options.number(OptionId::kRatio);
    AtomList usual;
    for (const int number : {7, 8, 9, 10, 11, 12, 16, 20}) usual.push_back(float_atom(number));
    const Atoms wanted = frames.empty() ? Atoms(usual) : frames;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const auto number = whole_number(wanted, i);
        if (!number) return Status::error("tempo takes whole numbers of frames");
        const auto tempo = latent::tempo_of(*number, rate_hz);
        if (!tempo) return tempo.status();
        AtomList atoms{float_atom(tempo->frames), float_atom(tempo->bpm)};
        if (tempo->double_time_bpm) atoms.push_back(float_atom(*tempo->double_time_bpm));
        info("tempo", std::move(atoms));
    }
    return {};
}

// ---- life ----------------------------------------------------------------------------------------------------------

void UnravelBox::created()
{
    add_info_outlet();
    if (wanted_model) check(set_model(wanted_model));
}

// ---- the table -----------------------------------------------------------------------------------------------------

/// Limits and defaults are those of unravel/options; it also checks them.
Row option_row(OptionId id, Tell tell_it)
{
    const OptionRow& option = row_of(id);
    std::string fallback = std::to_string(option.fallback);
    std::string limits = std::to_string(option.least) + " to " + std::to_string(option.most);
    if (!option.words.empty()) {
        fallback = option.words[static_cast<std::size_t>(option.fallback)];
        limits.clear();
        for (const char* each : option.words) limits += (limits.empty() ? "" : ", ") + std::string(each);
    }
    return {.name = option.name,
            .type = atoms(1, 1, "one value"),
            .fallback = std::move(fallback),
            .text = gensym((std::string(option.text) + ": " + limits).c_str())->s_name,
            .in = kMessage | kInfo,
            .take = take<&UnravelBox::set_option>,
            .tell = tell_it};
}

void tell_option(const Object& object, const char* name)
{
    const auto& box = static_cast<const UnravelBox&>(object);
    for (std::size_t i = 0; i < option_rows().size(); ++i)
        if (std::string_view(option_rows()[i].name) == name)
            box.say(name, {box.options.value(static_cast<OptionId>(i))});
}

Row step_row(const char* name, int least, int most, const char* accepts, const char* text, Take take_it)
{
    return {.name = name,
            .type = atoms(least, most, std::string(accepts) + "; a name with spaces is one symbol"),
            .text = text,
            .take = take_it};
}

Table unravel_table()
{
    Table table{
        .name = "unravel",
        .text = "UnRAVEl's steps on files and folders, in a worker",
        .rows = {{.name = "step",
                  .text = "the step under way, or none",
                  .in = kInfo,
                  .tell = tell<[](const UnravelBox& u) { return u.runner.current() ? u.runner.current() : "none"; }>},
                 {.name = "progress",
                  .text = "of the step under way, 0 to 1",
                  .in = kInfo,
                  .tell = tell<[](const UnravelBox& u) -> std::optional<double> {
                      if (!u.runner.current()) return std::nullopt;
                      return u.runner.progress();
                  }>},
                 {.name = "model",
                  .type = pd::name("a file"),
                  .text = "the model, loaded when a step needs it; sets ratio and sample_rate",
                  .in = kMessage | kInfo,
                  .take = take<&UnravelBox::set_model>,
                  .tell = tell<[](const UnravelBox& u) { return u.source.path.empty() ? "none" : u.source.path; }>},
                 {.name = "model",
                  .type = pd::name("a file"),
                  .text = "as the message model",
                  .in = kArgument,
                  .take = take<&UnravelBox::wanted_model>},
                 step_row("encode", 2, 2, "a file or folder of sound, and a folder for the latents",
                          "sound files to .npy", take<&UnravelBox::encode>),
                 step_row("analyse", 0, 1, "a .npy file or a folder of them", "their statistics",
                          take<&UnravelBox::analyse>),
                 step_row("generate", 2, 2, "the latents to learn from, and a folder for the new ones",
                          "new latents into a folder", take<&UnravelBox::generate>),
                 step_row("decode", 2, 2, "a .npy file or a folder of them, and a folder for the sound", ".npy to .wav",
                          take<&UnravelBox::decode>),
                 step_row("inspect", 0, 2, "a model or a folder of models, and a .csv file if wanted",
                          "what models are made of", take<&UnravelBox::inspect>),
                 {.name = "scratch",
                  .type = optional(pd::name("the name of a folder inside")),
                  .text = "makes a folder for temporary files of yours, or one inside it, and tells its path",
                  .in = kMessage | kInfo,
                  .take = take<&UnravelBox::make_scratch>},
                 {.name = "words",
                  .type = symbol("the name of an option"),
                  .text = "what an option of words accepts",
                  .in = kMessage | kInfo,
                  .take = take<&UnravelBox::tell_words>},
                 {.name = "tempo",
                  .type = atoms(0, kAnyNumber, "numbers of frames"),
                  .text = "the tempo of loops of so many frames",
                  .in = kMessage | kInfo,
                  .take = take<&UnravelBox::tell_tempo>},
                 {.name = "cancel", .text = "drops all steps", .take = take<&UnravelBox::cancel>},
                 {.name = "set",
                  .type = atoms(2, kAnyNumber, "an attribute of the model and its value: set <attribute> <value...>"),
                  .text = "an attribute of the model, until another model is named",
                  .take = take<&UnravelBox::set_attribute>},
                 {.name = "gpu",
                  .type = on_off(),
                  .fallback = "0",
                  .text = "computes on the graphics card",
                  .take = take<[](UnravelBox& u, bool on) {
                      u.source.device = on ? infer::Device::kCuda : infer::Device::kCpu;
                  }>}},
        .fails_batch = true,
        .in_background = true};
    for (std::size_t i = 0; i < option_rows().size(); ++i)
        if (static_cast<OptionId>(i) != OptionId::kSeed)
            table.rows.push_back(option_row(static_cast<OptionId>(i), tell_option));
    table.rows.push_back(
        option_row(OptionId::kSeed,
                   tell<[](const UnravelBox& u) { return static_cast<std::uint64_t>(u.options[OptionId::kSeed]); }>));
    for (const auto& [name, text] :
         {std::pair{"encoded", "file, result, dims, frames"}, std::pair{"decoded", "file, result, channels, samples"},
          std::pair{"generated", "result, dims, frames"}, std::pair{"done", "step, files, failed"},
          std::pair{"cancelled", "nothing more comes"}})
        table.rows.push_back({.name = name, .text = text, .in = kInfo});
    return table;
}

}  // namespace

void unravel_setup()
{
    static const Table kTable = unravel_table();
    object_setup<UnravelBox>(kTable);
}
