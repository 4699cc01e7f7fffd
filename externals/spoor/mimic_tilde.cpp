// [mimic~ [dims] flags]: latents that behave like a source, learnt from a recording or while it plays.
// SPDX-License-Identifier: BSD-3-Clause
#include "kit/instrument.h"
#include "pd/background.h"
#include "shared/latent_origin.h"
#include "shared/latents.h"
#include "spoor/mimic.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

constexpr int kFewestForDistance = 43;  // frames: two seconds

std::vector<std::string> grade_words() { return {std::begin(spoor::kGradeNames), std::end(spoor::kGradeNames)}; }

struct MimicBox : Instrument<MimicBox> {
    static constexpr bool kHasSignalInlets = true;
    static constexpr int kUsualDims = 8;
    using Instrument::Instrument;
    ~MimicBox() { work::workers_of_process().jobs.dispose(core.play(nullptr)); }

    spoor::Mimic& instrument() { return core; }
    int inputs() const { return dims_in > 0 ? dims_in : dims; }
    void renew()
    {
        frames.prepare(dims, inputs());
        core.prepare(inputs(), dims, seed);
        set_rate(rate_hz);
    }
    void set_rate(double hz) { core.set_rate(hz / frames.ratio()); }
    void prepare(t_signal** signals)
    {
        Instrument::prepare(signals);
        set_rate(rate_hz);
    }

    // ---- learning
    Status learn(t_symbol* word);
    Status onto(t_symbol* word);
    void listen(bool on);
    void study(spoor::Lesson lesson, bool tells);

    // ---- playing
    void set_seed(std::uint64_t to)
    {
        seed = to;
        core.restart(seed);
    }
    void restart() { core.restart(seed); }
    Status make(Atoms atoms);

    /// grade order follow lag fill speed pull loop forget
    AtomList preset() const;
    Status set_preset(Atoms atoms);

    /// After a block.
    void look()
    {
        if (core.has_news()) news.soon();
    }
    void hear_news();

    spoor::Mimic core;
    int dims_in = 0;  // 0: as many as dims
    std::uint64_t seed = 42;
    std::shared_ptr<const latent::Sequence> source;  // of the recording that was learnt
    std::shared_ptr<const spoor::Moments> target;
    bool is_learning = false;
    Background background;
    Clock news = clock_for<&MimicBox::hear_news>(this);
};

// ---- learning -------------------------------------------------------------------------------------------------------

void MimicBox::study(spoor::Lesson lesson, bool tells)
{
    lesson.dims_out = static_cast<std::size_t>(dims);
    lesson.target = target;
    is_learning = true;
    auto made = std::make_shared<std::optional<Result<std::shared_ptr<const spoor::Study>>>>();
    background.push(
        [made, lesson = std::move(lesson)](const CancelFlag&) { made->emplace(spoor::Study::of(lesson)); },
        [this, made, tells] {
            is_learning = false;
            auto& learnt = **made;
            if (!learnt) return error("learn: " + learnt.message());
            const AtomList size{float_atom(static_cast<double>((*learnt)->dims_in())), float_atom((*learnt)->frames())};
            work::workers_of_process().jobs.dispose(core.play(*std::move(learnt)));
            if (tells) info("learnt", size);
        });
}

Status MimicBox::learn(t_symbol* word)
{
    const auto place = find_latent(canvas(), word);
    if (!place) return Status::error("learn " + place.message());
    core.listen(false);
    auto read = std::make_shared<std::optional<Result<std::shared_ptr<const latent::Sequence>>>>();
    background.push([read, place = *place](const CancelFlag& cancelled) { read->emplace(place.open(cancelled)); },
                    [this, read] {
                        if (!**read) return error("learn: " + (**read).message());
                        source = ***read;
                        study({.source = source}, true);
                    });
    return {};
}

Status MimicBox::onto(t_symbol* word)
{
    if (word == gensym("none")) {
        target.reset();
        if (source && !core.listens()) study({.source = source}, true);
        return {};
    }
    const auto place = find_latent(canvas(), word);
    if (!place) return Status::error("onto " + place.message());
    auto made = std::make_shared<std::optional<Result<spoor::Moments>>>();
    background.push(
        [made, place = *place](const CancelFlag& cancelled) {
            const auto content = place.open(cancelled);
            made->emplace(content ? spoor::moments_of(**content) : Result<spoor::Moments>(content.status()));
        },
        [this, made] {
            auto& learnt = **made;
            if (!learnt) return error("onto: " + learnt.message());
            if (learnt->dims() != static_cast<std::size_t>(dims))
                return error("onto: that latent has " + std::to_string(learnt->dims()) + " dims, and this plays " +
                             std::to_string(dims));
            target = std::make_shared<const spoor::Moments>(*std::move(learnt));
            info("onto", {float_atom(static_cast<double>(target->dims()))});
            if (source && !core.listens()) study({.source = source}, true);
        });
    return {};
}

void MimicBox::listen(bool on)
{
    core.listen(on);
    if (on) source.reset();
}

// ---- playing --------------------------------------------------------------------------------------------------------

Status MimicBox::make(Atoms atoms)
{
    const auto count = whole_number(atoms, 1);
    if (!count || *count < 1 || !latent::is_valid_size(dims, *count))
        return Status::error("make takes a latent and how many frames: make <latent> <frames>");
    if (!core.study()) return Status::error("make: nothing learnt yet: learn <latent or file>, or listen 1");
    auto into = named_latent(symbol_of(atoms[0]));
    auto made = std::make_shared<latent::Sequence>();
    background.push(
        [made, study = core.shared_study(), manner = core.manner, seed = seed, count = *count,
         hz = core.rate_hz()](const CancelFlag&) { *made = spoor::imitate(*study, manner, seed, count, hz); },
        [this, made, into] {
            const AtomList size{float_atom(made->dims()), float_atom(made->frames())};
            into->replace(std::move(*made));
            info("made", size);
        });
    return {};
}

void MimicBox::hear_news()
{
    if (core.take_lesson_due() && core.listens() && !is_learning) study(core.heard(), false);
    if (!core.take_distance_due() || !core.study()) return;
    auto played = std::make_shared<const latent::Sequence>(core.played());
    if (played->frames() < kFewestForDistance) return;
    auto apart = std::make_shared<std::optional<double>>();
    background.push(
        [apart, played, study = core.shared_study()](const CancelFlag&) {
            const auto moments = spoor::moments_of(*played);
            if (moments && moments->dims() == study->dims_out()) *apart = study->distance_of(*moments);
        },
        [this, apart] {
            if (*apart) info("distance", {float_atom(**apart)});
        });
}

AtomList MimicBox::preset() const
{
    const spoor::Manner& m = core.manner;
    return atoms_from(std::vector<double>{static_cast<double>(m.grade), m.order == spoor::Order::kFour ? 4.0 : 1.0,
                                          m.follow, static_cast<double>(m.lag), m.fill, m.speed, m.pull,
                                          m.loop ? 1.0 : 0.0, core.forget()});
}

Status MimicBox::set_preset(Atoms atoms)
{
    const auto values = numbers_of(atoms);
    spoor::Manner m = core.manner;
    const auto at = [&values](std::size_t i, double least, double most, double otherwise) {
        return i < values.size() ? std::clamp(values[i], least, most) : otherwise;
    };
    m.grade = static_cast<spoor::Grade>(static_cast<int>(at(0, 0, 4, static_cast<double>(m.grade))));
    m.order = at(1, 1, 4, m.order == spoor::Order::kFour ? 4 : 1) > 1 ? spoor::Order::kFour : spoor::Order::kOne;
    m.follow = at(2, 0, 1, m.follow);
    m.lag = static_cast<int>(at(3, 0, spoor::kMostLagFrames, m.lag));
    m.fill = at(4, 0, 1, m.fill);
    m.speed = at(5, -4, 4, m.speed);
    m.pull = at(6, 0, 1, m.pull);
    m.loop = at(7, 0, 1, m.loop ? 1 : 0) > 0;
    core.manner = m;
    core.set_forget(at(8, 2, spoor::Mimic::kMostForget_s, core.forget()));
    tell();
    return {};
}

// ---- the table ------------------------------------------------------------------------------------------------------

std::vector<Row> mimic_rows()
{
    return {{.name = "in",
             .type = whole(0, kMostChannels),
             .fallback = "0",
             .text = "dims of the source at the inlet; 0: as many as the outlet has",
             .in = kFlag,
             .take = take<&MimicBox::dims_in>},
            {.name = "learn",
             .type = pd::name("a latent or a file"),
             .text = "takes it as the source; answers learnt",
             .take = take<&MimicBox::learn>},
            {.name = "listen",
             .type = on_off(),
             .fallback = "0",
             .text = "the signal inlet is the source, learnt anew every 16 frames",
             .in = kFlag | kMessage,
             .take = take<&MimicBox::listen>},
            {.name = "forget",
             .type = number(2, spoor::Mimic::kMostForget_s),
             .fallback = "10",
             .unit = "s",
             .text = "how long what was heard counts",
             .take = take<[](MimicBox& b, double seconds) { b.core.set_forget(seconds); }>,
             .tell = tell<[](const MimicBox& b) { return b.core.forget(); }>},
            {.name = "onto",
             .type = pd::name("a latent or a file, or none"),
             .text = "a latent of the model that plays: frames are mapped to its mean and covariance",
             .in = kMessage | kInfo,
             .take = take<&MimicBox::onto>},
            {.name = "grade",
             .type = one_of_numbered(grade_words()),
             .fallback = "gait",
             .text = "what is matched: each dim, how they go together, how frames follow, segments, the source itself",
             .in = kFlag | kMessage,
             .take = take<[](MimicBox& b, int grade) { b.core.manner.grade = static_cast<spoor::Grade>(grade); }>,
             .tell = tell<[](const MimicBox& b) {
                 return std::string(spoor::kGradeNames[static_cast<std::size_t>(b.core.manner.grade)]);
             }>},
            {.name = "order",
             .type = one_of({"1", "4"}),
             .fallback = "1",
             .text = "of the gait: how many frames the next one goes by",
             .take = take<[](MimicBox& b, int place) { b.core.manner.order = static_cast<spoor::Order>(place); }>},
            {.name = "follow",
             .type = number(0, 1),
             .fallback = "0",
             .text = "1: what comes in, mapped; between: both",
             .take = take<[](MimicBox& b, double share) { b.core.manner.follow = share; }>,
             .tell = tell<[](const MimicBox& b) { return b.core.manner.follow; }>},
            {.name = "lag",
             .type = whole(0, spoor::kMostLagFrames),
             .fallback = "0",
             .unit = "frames",
             .text = "by which what comes in is followed later",
             .take = take<[](MimicBox& b, int lag) { b.core.manner.lag = lag; }>,
             .tell = tell<[](const MimicBox& b) { return b.core.manner.lag; }>},
            {.name = "fill",
             .type = number(0, 1),
             .fallback = "0",
             .text = "noise on the axes that a source of fewer dims cannot move",
             .take = take<[](MimicBox& b, double amount) { b.core.manner.fill = amount; }>,
             .tell = tell<[](const MimicBox& b) { return b.core.manner.fill; }>},
            {.name = "speed",
             .type = number(-4, 4),
             .fallback = "1",
             .text = "of the trace",
             .take = take<[](MimicBox& b, double speed) { b.core.manner.speed = speed; }>,
             .tell = tell<[](const MimicBox& b) { return b.core.manner.speed; }>},
            {.name = "pull",
             .type = number(0, 1),
             .fallback = "1",
             .text = "how much of the way to the trace each frame goes",
             .take = take<[](MimicBox& b, double pull) { b.core.manner.pull = pull; }>,
             .tell = tell<[](const MimicBox& b) { return b.core.manner.pull; }>},
            {.name = "loop",
             .type = on_off(),
             .fallback = "1",
             .text = "the trace begins again",
             .take = take<[](MimicBox& b, bool on) { b.core.manner.loop = on; }>},
            {.name = "seed",
             .type = pd::seed(),
             .fallback = kUsualSeed,
             .text = "begins anew, with this luck",
             .in = kFlag | kMessage,
             .take = take<&MimicBox::set_seed>},
            {.name = "bang", .text = "begins anew, with the same luck", .take = take<&MimicBox::restart>},
            {.name = "make",
             .type = atoms(2, 2, "a latent and how many frames: make <latent> <frames>"),
             .text = "fills a latent at once, as it would play; answers made",
             .take = take<&MimicBox::make>},
            {.name = "learnt", .text = "dims and frames of the source", .in = kInfo},
            {.name = "made", .text = "dims and frames that were made", .in = kInfo},
            {.name = "distance",
             .text = "each second: how far the last 20 s are from the source (Bhattacharyya's; below .1 is near)",
             .in = kInfo}};
}

}  // namespace

void mimic_tilde_setup()
{
    static const Table kTable{
        .name = "mimic~",
        .text = "latents that behave like a source",
        .rows = with_instrument_rows<MimicBox>(
            "grade order follow lag fill speed pull loop forget: a number each, as the messages", mimic_rows()),
        .in_background = true};
    object_setup<MimicBox>(kTable);
}
