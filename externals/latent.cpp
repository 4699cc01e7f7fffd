// [latent <name> [dims [frames]]]: a named latent sequence, as [array define] is for arrays; all of one name share it.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/ending.h"
#include "latent/edit.h"
#include "latent/file.h"
#include "latent/portrait.h"
#include "pd/background.h"
#include "pd/host.h"
#include "pd/object_class.h"
#include "shared/kept_latent.h"
#include "shared/latent_arrays.h"
#include "shared/latents.h"

#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

constexpr int kMostPointsOfAShape = 4096;

std::string size_text(const latent::Sequence& sequence)
{
    return std::to_string(sequence.dims()) + " dims x " + std::to_string(sequence.frames()) + " frames";
}

struct Latent : Object {
    using Object::Object;
    void created();

    void save(t_binbuf* file);
    Status take_kept(Atoms line);
    Status read(std::string name);
    void write(std::string name);

    Status set_size(Atoms size);
    void clear();
    void set_rate(double hz) { named->edit().set_rate_hz(hz); }
    Status play_frame(int index) const;
    Status put_frame(Atoms frame);
    Status add_frame(Atoms values);
    Status set_frame(int index, Atoms values);
    Status to(Atoms arrays) const;
    Status from(t_symbol* prefix);

    Status copy(t_symbol* name);
    Status mix(Atoms names_and_place);
    void set_name(t_symbol* name);

    void poll();
    void describe(int points, double height);  ///< 0 points: no shapes
    void tell_portrait(const latent::Portrait& portrait) const;
    Status tell_shapes(Atoms range);
    void tell_ranges() const;

    std::shared_ptr<NamedLatent> named = std::make_shared<NamedLatent>();
    std::optional<int> wanted_dims, wanted_frames;
    std::string file;                ///< of its own
    bool keeps = false;              ///< in the patch, or in that file when the patch is saved
    std::uint64_t told_version = 0;  // by `poll`
    bool describing = false;
    std::function<void()> asked_again;  // what to describe after that
    t_outlet* frame_out = nullptr;
    Background background;
};

// ---- files ---------------------------------------------------------------------------------------------------------

Status Latent::read(std::string name)
{
    const auto path = find_latent_file(canvas(), name);
    if (!path) return path.status();
    auto result = std::make_shared<std::optional<Result<latent::Sequence>>>();
    auto said = std::make_shared<std::string>();
    background.push([path = *path, result,
                     said](const CancelFlag& cancelled) { result->emplace(latent::read(path, cancelled, said.get())); },
                    [this, name, result, said] {
                        Result<latent::Sequence>& content = **result;
                        if (!content) return error(content.message());
                        if (!said->empty()) remark(*said);
                        named->replace(*std::move(content));
                        named->mark_saved();
                        info("read", {symbol_atom(name)});
                    });
    return {};
}

void Latent::write(std::string name)
{
    if (!has_ending(name, ".wav")) name = with_ending(name, ".npy");
    const std::string path = path_to_write(canvas(), name);
    auto status = std::make_shared<Status>();
    background.push([path, status, content = named->content()](
                        const CancelFlag& cancelled) { *status = latent::write(*content, path, cancelled); },
                    [this, name, status, written = named, version = named->version()] {
                        if (!*status) return error(status->message());
                        if (written->version() == version) written->mark_saved();
                        info("written", {symbol_atom(name)});
                    });
}

// ---- the patch file -------------------------------------------------------------------------------------------------

void Latent::save(t_binbuf* patch)
{
    std::vector<AtomList> lines;
    if (keeps && file.empty()) {
        lines = kept_lines(*named->content());
        named->mark_saved();
    }
    save_with(patch, lines);
    if (keeps && !file.empty() && named->is_unsaved()) write(file);
}

Status Latent::take_kept(Atoms line)
{
    const Status status = add_kept_line(named->edit(), line);
    named->mark_saved();
    return status;
}

// ---- shape and values ----------------------------------------------------------------------------------------------

Status Latent::set_size(Atoms size)
{
    const auto dims = whole_number(size, 0), frames = whole_number(size, 1);
    if (!dims || !frames || !latent::is_valid_size(*dims, *frames))
        return Status::error("size takes " + table().find(kMessage, "size")->type.accepts);
    named->replace(latent::resized(*named->content(), *dims, *frames));
    return {};
}

void Latent::clear()
{
    const auto content = named->content();
    named->replace(latent::Sequence(content->dims(), 0, content->rate_hz()));
}

Status Latent::play_frame(int index) const
{
    const auto content = named->content();
    if (index >= content->frames())
        return Status::error("frame takes a whole number from 0 to the last frame; there are " + size_text(*content));
    AtomList atoms;
    for (const float value : content->frame(index)) atoms.push_back(float_atom(static_cast<double>(value)));
    outlet_list(frame_out, &s_list, static_cast<int>(atoms.size()), atoms.data());
    return {};
}

/// Frame `index` becomes `values`, as far as they go; the frame behind the last one is made.
Status Latent::set_frame(int index, Atoms values)
{
    const int frames = named->content()->frames();
    const auto count = static_cast<int>(values.size());
    const int dims = named->content()->dims() > 0 ? named->content()->dims() : count;
    const std::string size = size_text(*named->content());
    if (index < 0 || index > frames)
        return Status::error("put " + std::to_string(index) + ": 0 to " + std::to_string(frames) +
                             " (behind the last frame); there are " + size);
    if (count < 1 || count > dims || !latent::is_valid_size(dims, frames + 1))
        return Status::error(std::to_string(count) + " values for a frame: 1 to the number of dims; there are " + size);
    int dim = 0;
    for (const t_atom& value : values) {
        if (value.a_type != A_FLOAT || !std::isfinite(value.a_w.w_float))
            return Status::error("value " + text_of(value) + " for dim " + std::to_string(dim) + " is no number");
        ++dim;
    }
    if (dims != named->content()->dims()) named->replace(latent::Sequence(dims, 0, named->content()->rate_hz()));
    latent::Sequence& sequence = named->edit();
    if (index == frames) sequence.set_frames(index + 1);
    dim = 0;
    for (const t_atom& value : values) sequence.at(index, dim++) = static_cast<float>(value.a_w.w_float);
    return {};
}

Status Latent::put_frame(Atoms frame)
{
    const auto index = whole_number(frame, 0);
    if (!index) return Status::error("put takes the frame's number, then its values");
    return set_frame(*index, frame.subspan(1));
}

Status Latent::add_frame(Atoms values)
{
    const int behind = named->content()->frames();  // not held during the change, which would then copy
    return set_frame(behind, values);
}

Status Latent::to(Atoms arrays) const
{
    const double points = arrays.size() > 1 ? static_cast<double>(atom_getfloat(&arrays[1])) : 0;
    return to_arrays(*named->content(), text_of(arrays[0]), static_cast<int>(points));
}

Status Latent::from(t_symbol* prefix)
{
    Result<latent::Sequence> sequence = from_arrays(prefix->s_name);
    if (!sequence) return sequence.status();
    sequence->set_rate_hz(named->content()->rate_hz());
    named->replace(*std::move(sequence));
    return {};
}

// ---- names ---------------------------------------------------------------------------------------------------------

Status Latent::copy(t_symbol* name)
{
    const auto source = named_latent(name)->content();
    if (source->is_empty()) return Status::error("copy " + std::string(name->s_name) + ": that latent is empty");
    named->replace(*source);
    return {};
}

/// mix <a> <b> <x>: value by value from a to b.
Status Latent::mix(Atoms names_and_place)
{
    const auto a = named_latent(symbol_of(names_and_place[0]))->content();
    const auto b = named_latent(symbol_of(names_and_place[1]))->content();
    if (a->dims() != b->dims() || a->is_empty() || b->is_empty())
        return Status::error("mix " + text_of(names_and_place[0]) + " " + text_of(names_and_place[1]) +
                             ": both must hold frames of the same number of dims: they have " +
                             std::to_string(a->dims()) + " and " + std::to_string(b->dims()));
    named->replace(latent::mixed(*a, *b, static_cast<float>(atom_getfloat(&names_and_place[2]))));
    return {};
}

void Latent::set_name(t_symbol* name)
{
    named = named_latent(name);
    told_version = named->version() - 1;
}

// ---- what there is -------------------------------------------------------------------------------------------------

void Latent::tell_ranges() const
{
    int dim = 0;
    for (const auto& [low, high] : latent::ranges(*named->content()))
        info("range", {float_atom(dim++), float_atom(low), float_atom(high)});
}

void Latent::poll()
{
    if (std::exchange(told_version, named->version()) != named->version()) info("changed");
}

void Latent::tell_portrait(const latent::Portrait& portrait) const
{
    int dim = 0;
    for (const latent::DimensionStatistics& statistics : portrait.statistics.dims) {
        info("stats", statistics_atoms(dim, statistics));
        if (!portrait.shapes.empty()) {
            AtomList atoms{float_atom(dim)};
            for (const float value : portrait.shapes[static_cast<std::size_t>(dim)])
                atoms.push_back(float_atom(static_cast<double>(value)));
            info("shape", std::move(atoms));
        }
        ++dim;
    }
}

/// Requests that come faster than the worker answers share one more answer, about the latest state.
void Latent::describe(int points, double height)
{
    if (std::exchange(describing, true)) {
        asked_again = [this, points, height] { describe(points, height); };
        return;
    }
    auto portrait = std::make_shared<std::optional<Result<latent::Portrait>>>();
    background.push(
        [portrait, points, height, content = named->content()](const CancelFlag& cancelled) {
            portrait->emplace(latent::portray(*content, points, height, cancelled));
        },
        [this, portrait] {
            const Result<latent::Portrait>& made = **portrait;
            if (made)
                tell_portrait(*made);
            else
                error(made.message());
            describing = false;
            if (const auto again = std::exchange(asked_again, nullptr)) again();
        });
}

Status Latent::tell_shapes(Atoms range)
{
    const auto points = whole_number(range, 0);
    if (!points || *points < 2 || *points > kMostPointsOfAShape)
        return Status::error("shapes takes " + table().find(kMessage, "shapes")->type.accepts);
    describe(*points, range.size() > 1 ? static_cast<double>(atom_getfloat(&range[1])) : 1);
    return {};
}

// ---- life ----------------------------------------------------------------------------------------------------------

void Latent::created()
{
    frame_out = add_outlet(&s_list);
    add_info_outlet();
    if (keeps && file.empty()) take_saved_lines();
    if (!file.empty() && named->content()->is_empty()) {
        const Status status = read(file);
        if (!status && !keeps) error(status.message());  // with -k saving makes it
        background.wait();
    }
    if (!wanted_dims || named->content()->dims() != 0) return;  // not when another object has filled it
    const t_atom size[2] = {float_atom(*wanted_dims), float_atom(wanted_frames.value_or(0))};
    check(set_size(size));
}

Table latent_table()
{
    const std::string dims = "dims (0 to " + std::to_string(latent::kMostDims) + ")";
    const std::string frames = "frames (0 to " + std::to_string(latent::kMostFrames) + ")";
    const std::string points = "a number of points, 2 to " + std::to_string(kMostPointsOfAShape) + ", and a height";
    return {.name = "latent",
            .text = "a named latent sequence, as [array define] is for arrays",
            .rows = {{.name = "name",
                      .type = pd::name("the name of a latent"),
                      .text = "all of one name share one content",
                      .in = kArgument | kMessage,
                      .required = "a latent needs a name:",
                      .take = take<&Latent::set_name>},
                     {.name = "dims",
                      .type = whole(0, latent::kMostDims),
                      .text = "its dimensions, if nothing has filled it yet",
                      .in = kArgument | kInfo,
                      .take = take<&Latent::wanted_dims>,
                      .tell = tell<[](const Latent& l) { return l.named->content()->dims(); }>},
                     {.name = "frames",
                      .type = whole(0, latent::kMostFrames),
                      .text = "its frames, if nothing has filled it yet",
                      .in = kArgument | kInfo,
                      .take = take<&Latent::wanted_frames>,
                      .tell = tell<[](const Latent& l) { return l.named->content()->frames(); }>},
                     {.name = "file",
                      .type = symbol("a .npy or .wav file"),
                      .text = "is read when the box is made",
                      .in = kArgument,
                      .take = take<&Latent::file>},
                     {.name = "k",
                      .type = on_off(),
                      .text = "keeps it in the patch; with a file it is written there when the patch is saved",
                      .in = kFlag,
                      .take = take<&Latent::keeps>},
                     {.name = "kept",
                      .type = atoms(1, kAnyNumber, "what -k has written"),
                      .text = "a line of the patch file, from -k",
                      .take = take<&Latent::take_kept>},
                     {.name = "rate",
                      .type = number(0, kNoLimit),
                      .unit = "frames a second",
                      .text = "0 if unknown",
                      .in = kMessage | kInfo,
                      .take = take<&Latent::set_rate>,
                      .tell = tell<[](const Latent& l) { return l.named->content()->rate_hz(); }>},
                     {.name = "range",
                      .text = "dim, least and greatest value, for each dim",
                      .in = kInfo,
                      .tell = tell<&Latent::tell_ranges>},
                     {.name = "read",
                      .type = pd::name("a .npy or .wav file"),
                      .text = "reads a file in the background; answers read",
                      .in = kMessage | kInfo,
                      .take = take<&Latent::read>},
                     {.name = "write",
                      .type = pd::name("a .npy or .wav file"),
                      .text = "writes a file in the background; .npy is added where neither stands there",
                      .take = take<&Latent::write>},
                     {.name = "written", .text = "a file is there", .in = kInfo},
                     {.name = "size",
                      .type = atoms(2, 2, dims + " and " + frames),
                      .text = "another size; what fits is kept",
                      .take = take<&Latent::set_size>},
                     {.name = "clear", .text = "no frames", .take = take<&Latent::clear>},
                     {.name = "frame",
                      .type = whole(0, latent::kMostFrames),
                      .text = "this frame leaves as a list",
                      .take = take<&Latent::play_frame>},
                     {.name = "put",
                      .type = atoms(1, kAnyNumber, "the frame's number, then its values"),
                      .text = "changes a frame",
                      .take = take<&Latent::put_frame>},
                     {.name = "add",
                      .type = atoms(1, kAnyNumber, "the values of a frame"),
                      .text = "one more frame",
                      .take = take<&Latent::add_frame>},
                     {.name = "toarrays",
                      .type = atoms(1, 2, "a prefix, and a number of points if wanted"),
                      .text = "dim d goes to the array <prefix>d",
                      .take = take<&Latent::to>},
                     {.name = "fromarrays",
                      .type = pd::name("a prefix"),
                      .text = "the reverse, for as many arrays as there are",
                      .take = take<&Latent::from>},
                     {.name = "copy",
                      .type = pd::name("the name of a latent"),
                      .text = "takes the content of another latent",
                      .take = take<&Latent::copy>},
                     {.name = "mix",
                      .type = atoms(3, 3, "two names of latents and a place between them: mix <a> <b> <0 to 1>"),
                      .text = "value by value from one latent to another, as long as the shorter",
                      .take = take<&Latent::mix>},
                     {.name = "poll", .text = "answers changed if it has", .take = take<&Latent::poll>},
                     {.name = "changed", .text = "since the last poll", .in = kInfo},
                     {.name = "stats",
                      .text = "for each dim: mean, deviation, quartiles and whiskers",
                      .in = kMessage | kInfo,
                      .take = take<[](Latent& l) { l.describe(0, 0); }>},
                     {.name = "shapes",
                      .type = atoms(1, 3, points),
                      .text = "for each dim its density",
                      .take = take<&Latent::tell_shapes>},
                     {.name = "shape", .text = "dim, then its density", .in = kInfo}}};
}

}  // namespace

void latent_setup()
{
    static const Table kTable = latent_table();
    object_setup<Latent>(kTable);
}
