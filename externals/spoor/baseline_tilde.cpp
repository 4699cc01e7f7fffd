// [baseline~ [dims] [model] flags]: a neutral point of a model's latents, found or kept, and deviations from it.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/instrument.h"
#include "latent/file.h"
#include "shared/latents.h"
#include "shared/model_values.h"
#include "shared/models.h"
#include "spoor/deviations.h"
#include "spoor/find.h"
#include "unravel/runner.h"
#include "work/workers.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;
using spoor::Baseline;
using spoor::Method;
using unravel::News;

namespace {

std::string today()
{
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    char text[16] = "";
    std::strftime(text, sizeof text, "%Y-%m-%d", std::gmtime(&now));
    return text;
}

struct BaselineBox : Instrument<BaselineBox> {
    static constexpr bool kHasSignalInlets = true;
    static constexpr int kUsualDims = 8;
    explicit BaselineBox(const Place& place);
    ~BaselineBox();

    spoor::Deviations& instrument() { return core; }
    void renew();

    // ---- finding
    Status set_model(t_symbol* name);
    Status learn(t_symbol* word);
    Status find(Atoms words);
    void start(spoor::FindRequest request);
    void cancel();
    void hear(const News& news);

    // ---- keeping
    void go_to(Baseline baseline);
    void keep(t_symbol* name);
    Status take_kept(t_symbol* name);
    Status drop(t_symbol* name);
    Status read(t_symbol* name);
    Status write(t_symbol* name);
    AtomList names() const;
    AtomList place() const { return atoms_from(present.place); }
    AtomList sensitivity() const { return atoms_from(present.sensitivity); }
    double level() const { return present.level_db; }
    std::string method() const { return std::string(spoor::kMethodNames[static_cast<std::size_t>(present.method)]); }

    // ---- playing
    Status touch(Atoms atoms);
    void set(Atoms atoms);
    AtomList values() const { return atoms_from(std::vector<double>(core.now().begin(), core.now().end())); }

    /// amount spring even deadband glide
    AtomList preset() const;
    Status set_preset(Atoms atoms);

    /// The preset, then place, deviation and, if measured, sensitivity of each dim.
    AtomList whole() const;
    Status set_whole(Atoms list);

    spoor::Deviations core;
    Baseline present;
    std::vector<Baseline> kept;
    std::vector<double> mean, deviation;  // around which a search goes
    std::uint64_t seed = 42;
    double slope_db = -3;
    unravel::Runner runner;
    unravel::ModelSource source;
    std::shared_ptr<spoor::Found> found;
};

BaselineBox::BaselineBox(const Place& place)
    : Instrument(place), runner(work::workers_of_process().jobs, [this](const News& news) { hear(news); })
{
    source.cache = &models();
    source.held = std::make_shared<unravel::HeldModel>();
}

BaselineBox::~BaselineBox()
{
    runner.cancel();
    work::workers_of_process().jobs.dispose(std::move(source.held));
}

void BaselineBox::renew()
{
    const auto size = static_cast<std::size_t>(dims);
    core.prepare(dims, rate_hz);
    mean.assign(size, 0.0);
    deviation.assign(size, 1.0);
    present = {.name = "zero", .model = present.model, .place = mean, .deviation = deviation};
}

// ---- finding --------------------------------------------------------------------------------------------------------

Status BaselineBox::set_model(t_symbol* name)
{
    const auto path = find_model(canvas(), name->s_name);
    if (!path) return path.status();
    work::workers_of_process().jobs.dispose(std::move(source.held));
    source.held = std::make_shared<unravel::HeldModel>();
    source.path = *path;
    present.model = name->s_name;
    return {};
}

Status BaselineBox::learn(t_symbol* word)
{
    latent::Sequence material;
    if (const auto content = named_latent(word)->content(); !content->is_empty()) {
        material = *content;
    } else {
        const auto path = find_latent_file(canvas(), word->s_name);
        if (!path)
            return Status::error("learn " + std::string(word->s_name) + ": no latent of this name holds frames, and " +
                                 path.message());
        auto from_file = latent::read(*path);
        if (!from_file) return from_file.status();
        material = *std::move(from_file);
    }
    if (material.dims() != dims)
        return Status::error("learn: that latent has " + std::to_string(material.dims()) + " dims, this has " +
                             std::to_string(dims));
    const latent::Sequence* const sequences[] = {&material};
    const auto statistics = latent::analyse(sequences);
    if (!statistics) return statistics.status();
    for (std::size_t i = 0; i < mean.size(); ++i) {
        mean[i] = statistics->dims[i].mean;
        deviation[i] = statistics->dims[i].deviation;
    }
    info("learnt", {float_atom(dims), float_atom(statistics->frames)});
    return {};
}

Status BaselineBox::find(Atoms words)
{
    const std::string word = text_of(words.first(1));
    const auto* const known = std::find(std::begin(spoor::kMethodNames), std::end(spoor::kMethodNames), word);
    if (known == std::end(spoor::kMethodNames)) {
        std::string all;
        for (const auto name : spoor::kMethodNames) all += (all.empty() ? "" : " ") + std::string(name);
        return Status::error("find '" + word + "': there are " + all);
    }
    spoor::FindRequest request;
    request.slope_db = slope_db;
    request.wanted = {.name = word,
                      .model = present.model,
                      .method = static_cast<Method>(known - std::begin(spoor::kMethodNames)),
                      .seed = seed,
                      .date = today(),
                      .place = mean,
                      .deviation = deviation};
    if (request.wanted.method == Method::kZero)
        std::fill(request.wanted.place.begin(), request.wanted.place.end(), 0.0);
    if (request.wanted.method == Method::kHere) request.wanted.place.assign(core.now().begin(), core.now().end());
    const bool needs_model = request.wanted.method == Method::kSilence || request.wanted.method == Method::kNoise ||
                             request.wanted.method == Method::kQuiet || request.wanted.method == Method::kStill ||
                             request.wanted.method == Method::kPlain;
    if (needs_model && source.path.empty()) return Status::error("find " + word + " needs a model: model <file>");
    if (words.size() > 1) {
        t_symbol* const name = symbol_of(words[1]);
        request.material = named_latent(name)->content();
        if (request.material->is_empty()) {
            const auto path = find_latent_file(canvas(), name->s_name);
            if (!path) return path.status();
            auto from_file = latent::read(*path);
            if (!from_file) return from_file.status();
            request.material = std::make_shared<const latent::Sequence>(*std::move(from_file));
        }
    }
    start(std::move(request));
    return {};
}

/// In `pd -batch` it is found when its message is done.
void BaselineBox::start(spoor::FindRequest request)
{
    runner.cancel();
    source.playing.seed = request.wanted.seed;
    found = std::make_shared<spoor::Found>();
    runner.add(std::make_unique<spoor::Find>(source, std::move(request), found));
    if (is_batch()) runner.wait();
}

void BaselineBox::cancel()
{
    if (runner.cancel()) info("cancelled");
}

void BaselineBox::hear(const News& news)
{
    if (news.kind == News::Kind::kRemark) return remark(news.selector);
    if (news.kind == News::Kind::kError) return error(news.selector);
    if (news.selector == "found")
        if (auto baseline = found->take()) go_to(*std::move(baseline));
    info(news.selector.c_str(), atoms_of(news.values));
}

// ---- keeping --------------------------------------------------------------------------------------------------------

void BaselineBox::go_to(Baseline baseline)
{
    present = std::move(baseline);
    core.go_to(present);
    info("level", {float_atom(present.level_db)});
    info("place", place());
    if (!present.sensitivity.empty()) info("sensitivity", sensitivity());
}

void BaselineBox::keep(t_symbol* name)
{
    Baseline baseline = present;
    baseline.name = name->s_name;
    std::replace(baseline.name.begin(), baseline.name.end(), ' ', '-');
    const auto same =
        std::find_if(kept.begin(), kept.end(), [&](const Baseline& b) { return b.name == baseline.name; });
    if (same == kept.end())
        kept.push_back(std::move(baseline));
    else
        *same = std::move(baseline);
    info("names", names());
}

Status BaselineBox::take_kept(t_symbol* name)
{
    for (const Baseline& baseline : kept)
        if (baseline.name == name->s_name) {
            go_to(baseline);
            return {};
        }
    return Status::error("take '" + std::string(name->s_name) + "': there are " +
                         (kept.empty() ? std::string("none: keep <name> keeps the present one") : text_of(names())));
}

Status BaselineBox::drop(t_symbol* name)
{
    const auto gone = std::erase_if(kept, [name](const Baseline& b) { return b.name == name->s_name; });
    if (gone == 0) return Status::error("drop '" + std::string(name->s_name) + "': there is no such baseline");
    info("names", names());
    return {};
}

AtomList BaselineBox::names() const
{
    AtomList list;
    for (const Baseline& baseline : kept) list.push_back(symbol_atom(baseline.name));
    return list;
}

Status BaselineBox::read(t_symbol* name)
{
    const std::string path = find_file(canvas(), name->s_name, ".baseline");
    if (path.empty()) return Status::error("read: " + std::string(name->s_name) + " was not found beside the patch");
    auto from_file = spoor::read_baselines(path);
    if (!from_file) return from_file.status();
    for (const Baseline& baseline : *from_file)
        if (baseline.place.size() != static_cast<std::size_t>(dims))
            return Status::error("read: baseline " + baseline.name + " has " + std::to_string(baseline.place.size()) +
                                 " dims, this has " + std::to_string(dims));
    kept = *std::move(from_file);
    info("names", names());
    return {};
}

Status BaselineBox::write(t_symbol* name)
{
    std::string path = path_to_write(canvas(), name->s_name);
    if (!path.ends_with(".baseline")) path += ".baseline";
    return spoor::write_baselines(kept, path);
}

// ---- playing --------------------------------------------------------------------------------------------------------

Status BaselineBox::touch(Atoms atoms)
{
    const auto dim = whole_number(atoms, 0);
    if (!dim || *dim < 0 || *dim >= dims)
        return Status::error("touch: a dim from 0 to " + std::to_string(dims - 1) +
                             " and its deviation: touch <dim> <u>");
    core.touch(*dim, static_cast<double>(atom_getfloat(&atoms[1])));
    return {};
}

void BaselineBox::set(Atoms atoms)
{
    const auto numbers = numbers_of(atoms);
    for (std::size_t i = 0; i < std::min(numbers.size(), mean.size()); ++i) core.touch(static_cast<int>(i), numbers[i]);
}

AtomList BaselineBox::preset() const
{
    return atoms_from(
        std::vector<double>{core.amount, core.spring_s, core.is_even ? 1.0 : 0.0, core.deadband, core.glide_s});
}

Status BaselineBox::set_preset(Atoms atoms)
{
    const auto values = numbers_of(atoms);
    core.amount = std::clamp(values[0], 0.0, 2.0);
    if (values.size() > 1) core.spring_s = std::clamp(values[1], 0.0, 30.0);
    if (values.size() > 2) core.is_even = values[2] != 0;
    if (values.size() > 3) core.deadband = std::clamp(values[3], 0.0, 0.2);
    if (values.size() > 4) core.glide_s = std::clamp(values[4], 0.0, 10.0);
    return {};
}

AtomList BaselineBox::whole() const
{
    AtomList list = preset();
    for (const auto* values : {&present.place, &present.deviation, &present.sensitivity})
        for (const double value : *values) append(list, value);
    return list;
}

Status BaselineBox::set_whole(Atoms list)
{
    constexpr std::size_t kPreset = 5;
    const auto size = static_cast<std::size_t>(dims);
    const auto numbers = numbers_of(list);
    if (numbers.size() != kPreset + 2 * size && numbers.size() != kPreset + 3 * size)
        return Status::error("state: it is of another number of dims than " + std::to_string(dims));
    if (const Status status = set_preset(list.first(kPreset)); !status) return status;
    const auto* const values = &numbers[kPreset];
    present.place.assign(values, values + size);
    present.deviation.assign(values + size, values + 2 * size);
    present.sensitivity.clear();
    if (numbers.size() > kPreset + 2 * size) present.sensitivity.assign(values + 2 * size, values + 3 * size);
    core.go_to(present);
    return {};
}

// ---- the table ------------------------------------------------------------------------------------------------------

std::vector<Row> baseline_rows()
{
    return {
        {.name = "model",
         .type = pd::name("a file"),
         .text = "the model that is asked",
         .in = kArgument | kMessage,
         .take = take<&BaselineBox::set_model>},
        {.name = "learn",
         .type = pd::name("a latent or a file"),
         .text = "mean and deviations of the latents, around which a search goes; answers learnt",
         .take = take<&BaselineBox::learn>},
        {.name = "find",
         .type = atoms(
             1, 2, "zero, silence, noise, mean, median, quiet, still, plain or here, and a latent for mean and median"),
         .text = "a neutral point, in the background; answers found, level, place and sensitivity",
         .take = take<&BaselineBox::find>},
        {.name = "cancel", .text = "stops the search; answers cancelled", .take = take<&BaselineBox::cancel>},
        {.name = "seed",
         .type = pd::seed(),
         .fallback = kUsualSeed,
         .text = "of the starts of a search, and of the model's noise",
         .in = kFlag | kMessage,
         .take = take<&BaselineBox::seed>},
        {.name = "slope",
         .type = number(-12, 12),
         .fallback = "-3",
         .unit = "dB an octave",
         .text = "of the spectrum that plain looks for",
         .take = take<&BaselineBox::slope_db>},
        {.name = "keep",
         .type = pd::name("a name"),
         .text = "the present one by a name",
         .take = take<&BaselineBox::keep>},
        {.name = "take",
         .type = pd::name("a name"),
         .text = "glides to one that was kept",
         .take = take<&BaselineBox::take_kept>},
        {.name = "drop", .type = pd::name("a name"), .text = "forgets it", .take = take<&BaselineBox::drop>},
        {.name = "write",
         .type = pd::name("a file"),
         .text = "all that were kept, into a text file (.baseline)",
         .take = take<&BaselineBox::write>},
        {.name = "read", .type = pd::name("a file"), .text = "takes them from it", .take = take<&BaselineBox::read>},
        {.name = "amount",
         .type = number(0, 2),
         .fallback = "1",
         .text = "of all deviations; 0 is the baseline",
         .in = kFlag | kMessage,
         .take = take<[](BaselineBox& b, double amount) { b.core.amount = amount; }>,
         .tell = tell<[](const BaselineBox& b) { return b.core.amount; }>},
        {.name = "spring",
         .type = number(0, 30),
         .fallback = "0",
         .unit = "s",
         .text = "in which a touch has gone back to a third; 0: it stays",
         .take = take<[](BaselineBox& b, double seconds) { b.core.spring_s = seconds; }>,
         .tell = tell<[](const BaselineBox& b) { return b.core.spring_s; }>},
        {.name = "even",
         .type = on_off(),
         .fallback = "0",
         .text = "all dims act alike: scaled by what was measured, .2 to 5",
         .take = take<[](BaselineBox& b, bool on) { b.core.is_even = on; }>,
         .tell = tell<[](const BaselineBox& b) { return b.core.is_even; }>},
        {.name = "deadband",
         .type = number(0, 0.2),
         .fallback = "0",
         .text = "deviations so small count as none",
         .take = take<[](BaselineBox& b, double size) { b.core.deadband = size; }>,
         .tell = tell<[](const BaselineBox& b) { return b.core.deadband; }>},
        {.name = "glide",
         .type = number(0, 10),
         .fallback = "0.5",
         .unit = "s",
         .text = "to another baseline",
         .take = take<[](BaselineBox& b, double seconds) { b.core.glide_s = seconds; }>,
         .tell = tell<[](const BaselineBox& b) { return b.core.glide_s; }>},
        {.name = "touch",
         .type = atoms(2, 2, "a dim from 0 and its deviation: touch <dim> <u>"),
         .text = "a hand's deviation of one dim, which the spring takes back",
         .take = take<&BaselineBox::touch>},
        {.name = "list",
         .type = atoms(1, kAnyNumber, "a deviation for each dim"),
         .text = "touches all of them",
         .take = take<&BaselineBox::set>},
        {.name = "bang", .text = "takes all touches back", .take = take<[](BaselineBox& b) { b.core.release(); }>},
        {.name = "method", .text = "how it was found", .in = kInfo, .tell = tell<&BaselineBox::method>},
        {.name = "level", .unit = "dB", .text = "of the sound there", .in = kInfo, .tell = tell<&BaselineBox::level>},
        {.name = "place", .text = "the latents of the baseline", .in = kInfo, .tell = tell<&BaselineBox::place>},
        {.name = "sensitivity",
         .unit = "dB",
         .text = "how far one deviation of each dim changes the spectrum",
         .in = kInfo,
         .tell = tell<&BaselineBox::sensitivity>},
        {.name = "values", .text = "the latents of now", .in = kInfo, .tell = tell<&BaselineBox::values>},
        {.name = "names", .text = "of those that were kept", .in = kInfo, .tell = tell<&BaselineBox::names>},
        {.name = "found", .text = "the method, when it is", .in = kInfo},
        {.name = "learnt", .text = "dims and frames", .in = kInfo},
        {.name = "progress", .text = "0 to 1", .in = kInfo},
        {.name = "starts", .text = "the median cost of the 32 starts of a search", .in = kInfo},
        {.name = "reached", .text = "the cost of what it found", .in = kInfo},
        {.name = "decodes", .text = "how often the model was asked", .in = kInfo},
        {.name = "cancelled", .text = "after cancel", .in = kInfo}};
}

}  // namespace

void baseline_tilde_setup()
{
    static const Table kTable{.name = "baseline~",
                              .text = "a neutral point of a model's latents, and deviations from it",
                              .rows = with_instrument_rows<BaselineBox>(
                                  "amount spring even deadband glide: a number each, as the messages", baseline_rows()),
                              .in_background = true};
    object_setup<BaselineBox>(kTable);
}
