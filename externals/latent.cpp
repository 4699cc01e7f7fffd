// [latent <name> [dims [frames]]]: a named latent sequence, as [array define] is for arrays; all with one name share
// it. SPDX-License-Identifier: BSD-3-Clause
#include "latent/edit.h"
#include "latent/file.h"
#include "latent/portrait.h"
#include "pd/arguments.h"
#include "pd/background.h"
#include "pd/host.h"
#include "pd/latent_arrays.h"
#include "pd/latents.h"
#include "pd/report.h"

#include <m_pd.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

constexpr const char* kName = "latent";
constexpr int kMostPointsOfAShape = 4096;

t_class* latent_class;

struct Latent {
    std::shared_ptr<NamedLatent> named;
    std::uint64_t told_version = 0;  // by `poll`
    bool describing = false;
    std::function<void()> asked_again;  // what to describe after that
    Background background;
};

struct t_latent {
    t_object x_obj;
    t_canvas* x_canvas;
    t_outlet* x_list;
    t_outlet* x_info;
    Latent* x_latent;
};

void latent_error(t_latent* x, const std::string& message) { report(x, kName, message); }

void latent_info(t_latent* x, const char* selector, std::vector<t_atom> atoms)
{
    outlet_anything(x->x_info, gensym(selector), static_cast<int>(atoms.size()), atoms.data());
}

std::string size_text(const latent::Sequence& sequence)
{
    return std::to_string(sequence.dims()) + " dims x " + std::to_string(sequence.frames()) + " frames";
}

// ---- files ---------------------------------------------------------------------------------------------------------

void latent_read(t_latent* x, t_symbol* name)
{
    std::string path = find_file(x->x_canvas, name->s_name, ".npy");
    if (path.empty()) path = find_file(x->x_canvas, name->s_name, ".wav");
    if (path.empty())
        return latent_error(x,
                            "file '" + std::string(name->s_name) +
                                "' not found beside the patch or on Pd's search path (.npy and .wav may be left out)");
    auto result = std::make_shared<std::optional<Result<latent::Sequence>>>();
    x->x_latent->background.push(
        [path, result](const CancelFlag& cancelled) { result->emplace(latent::read(path, cancelled)); },
        [x, name, result] {
            Result<latent::Sequence>& read = **result;
            if (!read) return latent_error(x, read.message());
            x->x_latent->named->replace(*std::move(read));
            latent_info(x, "read", {symbol_atom(name)});
        });
}

void latent_write(t_latent* x, t_symbol* name)
{
    const std::string path = path_to_write(x->x_canvas, name->s_name);
    auto status = std::make_shared<Status>();
    x->x_latent->background.push([path, status, content = x->x_latent->named->content()](
                                     const CancelFlag&) { *status = latent::write(*content, path); },
                                 [x, name, status] {
                                     if (!*status) return latent_error(x, status->message());
                                     latent_info(x, "written", {symbol_atom(name)});
                                 });
}

// ---- shape and values ----------------------------------------------------------------------------------------------

void latent_size(t_latent* x, t_symbol*, int argc, t_atom* argv)
{
    const auto dims = whole_number(argc, argv, 0);
    const auto frames = whole_number(argc, argv, 1);
    if (!dims || !frames || !latent::is_valid_size(*dims, *frames))
        return latent_error(x, "size takes dims (0 to " + std::to_string(latent::kMostDims) + ") and frames (0 to " +
                                   std::to_string(latent::kMostFrames) + ")");
    NamedLatent& named = *x->x_latent->named;
    named.replace(latent::resized(*named.content(), *dims, *frames));
}

void latent_clear(t_latent* x)
{
    NamedLatent& named = *x->x_latent->named;
    const auto content = named.content();
    named.replace(latent::Sequence(content->dims(), 0, content->rate_hz()));
}

void latent_rate(t_latent* x, t_float hz)
{
    if (!(hz >= 0)) return latent_error(x, "rate takes frames a second, 0 if unknown");
    x->x_latent->named->edit().set_rate_hz(static_cast<double>(hz));
}

void latent_frame(t_latent* x, t_symbol*, int argc, t_atom* argv)
{
    const auto content = x->x_latent->named->content();
    const auto index = whole_number(argc, argv, 0);
    if (!index || *index < 0 || *index >= content->frames())
        return latent_error(x, "frame takes a whole number from 0 to the last frame; there are " + size_text(*content));
    std::vector<t_atom> atoms;
    for (const float value : content->frame(*index)) atoms.push_back(float_atom(static_cast<double>(value)));
    outlet_list(x->x_list, &s_list, static_cast<int>(atoms.size()), atoms.data());
}

/// Frame `index` becomes `values`, as far as they go; the frame behind the last one is made.
void latent_set_frame(t_latent* x, int index, int count, const t_atom* values)
{
    NamedLatent& named = *x->x_latent->named;
    const std::string size = size_text(*named.content());
    const int frames = named.content()->frames();
    const int dims = named.content()->dims() > 0 ? named.content()->dims() : count;
    if (index < 0 || index > frames)
        return latent_error(x, "put " + std::to_string(index) + ": 0 to " + std::to_string(frames) +
                                   " (behind the last frame); there are " + size);
    if (count < 1 || count > dims || !latent::is_valid_size(dims, frames + 1))
        return latent_error(x,
                            std::to_string(count) + " values for a frame: 1 to the number of dims; there are " + size);
    for (int i = 0; i < count; ++i)
        if (values[i].a_type != A_FLOAT || !std::isfinite(values[i].a_w.w_float))
            return latent_error(x, "value " + text_of(values[i]) + " for dim " + std::to_string(i) + " is no number");
    if (dims != named.content()->dims()) named.replace(latent::Sequence(dims, 0, named.content()->rate_hz()));
    latent::Sequence& sequence = named.edit();
    if (index == frames) sequence.set_frames(index + 1);
    for (int i = 0; i < count; ++i) sequence.at(index, i) = static_cast<float>(values[i].a_w.w_float);
}

void latent_put(t_latent* x, t_symbol*, int argc, t_atom* argv)
{
    const auto index = whole_number(argc, argv, 0);
    if (!index) return latent_error(x, "put takes the frame's number, then its values");
    latent_set_frame(x, *index, argc - 1, argv + 1);
}

void latent_add(t_latent* x, t_symbol*, int argc, t_atom* argv)
{
    const int behind = x->x_latent->named->content()->frames();  // not held during the change, which would copy
    latent_set_frame(x, behind, argc, argv);
}

void latent_toarrays(t_latent* x, t_symbol* prefix, t_float points)
{
    const Status status = to_arrays(*x->x_latent->named->content(), prefix->s_name, static_cast<int>(points));
    if (!status) latent_error(x, status.message());
}

void latent_fromarrays(t_latent* x, t_symbol* prefix)
{
    NamedLatent& named = *x->x_latent->named;
    Result<latent::Sequence> sequence = from_arrays(prefix->s_name);
    if (!sequence) return latent_error(x, sequence.message());
    sequence->set_rate_hz(named.content()->rate_hz());
    named.replace(*std::move(sequence));
}

// ---- names ---------------------------------------------------------------------------------------------------------

void latent_copy(t_latent* x, t_symbol* name)
{
    const auto source = named_latent(name)->content();
    if (source->is_empty()) return latent_error(x, "copy " + std::string(name->s_name) + ": that latent is empty");
    x->x_latent->named->replace(*source);
}

void latent_name(t_latent* x, t_symbol* name)
{
    x->x_latent->named = named_latent(name);
    x->x_latent->told_version = x->x_latent->named->version() - 1;
}

// ---- what there is -------------------------------------------------------------------------------------------------

void latent_bang(t_latent* x)
{
    const auto content = x->x_latent->named->content();
    latent_info(x, "dims", {float_atom(content->dims())});
    latent_info(x, "frames", {float_atom(content->frames())});
    latent_info(x, "rate", {float_atom(content->rate_hz())});
    int dim = 0;
    for (const auto& [low, high] : latent::ranges(*content))
        latent_info(x, "range", {float_atom(dim++), float_atom(low), float_atom(high)});
}

void latent_poll(t_latent* x)
{
    Latent& l = *x->x_latent;
    if (std::exchange(l.told_version, l.named->version()) != l.named->version()) latent_info(x, "changed", {});
}

/// What `stats` and `shapes` say about each dim.
void latent_tell(t_latent* x, const latent::Portrait& portrait)
{
    int dim = 0;
    for (const latent::DimensionStatistics& d : portrait.statistics.dims) {
        latent_info(x, "stats", statistics_atoms(dim, d));
        if (!portrait.shapes.empty()) {
            std::vector<t_atom> atoms{float_atom(dim)};
            for (const float value : portrait.shapes[static_cast<std::size_t>(dim)])
                atoms.push_back(float_atom(static_cast<double>(value)));
            latent_info(x, "shape", std::move(atoms));
        }
        ++dim;
    }
}

/// `points` = 0: no shapes. Whoever asks faster than a worker answers gets one more answer, about the latest state.
void latent_describe(t_latent* x, int points, double height)
{
    Latent& l = *x->x_latent;
    if (std::exchange(l.describing, true)) {
        l.asked_again = [x, points, height] { latent_describe(x, points, height); };
        return;
    }
    auto portrait = std::make_shared<std::optional<Result<latent::Portrait>>>();
    l.background.push(
        [portrait, points, height, content = l.named->content()](const CancelFlag& cancelled) {
            portrait->emplace(latent::portray(*content, points, height, cancelled));
        },
        [x, portrait] {
            const Result<latent::Portrait>& made = **portrait;
            if (made)
                latent_tell(x, *made);
            else
                latent_error(x, made.message());
            x->x_latent->describing = false;
            if (const auto again = std::exchange(x->x_latent->asked_again, nullptr)) again();
        });
}

void latent_stats(t_latent* x) { latent_describe(x, 0, 0); }

void latent_shapes(t_latent* x, t_symbol*, int argc, t_atom* argv)
{
    const auto points = whole_number(argc, argv, 0);
    if (!points || *points < 2 || *points > kMostPointsOfAShape)
        return latent_error(x, "shapes takes a number of points, 2 to " + std::to_string(kMostPointsOfAShape));
    latent_describe(x, *points, argc > 1 ? static_cast<double>(atom_getfloatarg(1, argc, argv)) : 1);
}

// ---- life ----------------------------------------------------------------------------------------------------------

void* latent_new(t_symbol*, int argc, t_atom* argv)
{
    auto* x = reinterpret_cast<t_latent*>(pd_new(latent_class));
    x->x_latent = new Latent;
    x->x_canvas = canvas_getcurrent();
    x->x_list = outlet_new(&x->x_obj, &s_list);
    x->x_info = outlet_new(&x->x_obj, &s_anything);

    if (argc < 1 || argv[0].a_type != A_SYMBOL) {
        latent_error(x, "a latent needs a name: latent <name> <dims> <frames>");
        x->x_latent->named = std::make_shared<NamedLatent>();
        return x;
    }
    x->x_latent->named = named_latent(argv[0].a_w.w_symbol);
    x->x_latent->told_version = x->x_latent->named->version() - 1;
    if (argc > 1 && x->x_latent->named->content()->dims() == 0) {  // not under those who have filled it
        t_atom size[2] = {argv[1], argc > 2 ? argv[2] : float_atom(0)};
        latent_size(x, nullptr, 2, size);
    }
    return x;
}

void latent_free(t_latent* x) { delete x->x_latent; }

template <typename Method, typename... Types>
void add_message(Method method, const char* selector, Types... types)
{
    class_addmethod(latent_class, reinterpret_cast<t_method>(method), gensym(selector), types..., A_NULL);
}

}  // namespace

void latent_setup()
{
    latent_class = class_new(gensym(kName), reinterpret_cast<t_newmethod>(latent_new),
                             reinterpret_cast<t_method>(latent_free), sizeof(t_latent), CLASS_DEFAULT, A_GIMME, A_NULL);
    class_addbang(latent_class, latent_bang);
    add_message(latent_read, "read", A_SYMBOL);
    add_message(latent_write, "write", A_SYMBOL);
    add_message(latent_size, "size", A_GIMME);
    add_message(latent_clear, "clear");
    add_message(latent_rate, "rate", A_FLOAT);
    add_message(latent_frame, "frame", A_GIMME);
    add_message(latent_put, "put", A_GIMME);
    add_message(latent_add, "add", A_GIMME);
    add_message(latent_toarrays, "toarrays", A_SYMBOL, A_DEFFLOAT);
    add_message(latent_fromarrays, "fromarrays", A_SYMBOL);
    add_message(latent_copy, "copy", A_SYMBOL);
    add_message(latent_name, "name", A_SYMBOL);
    add_message(latent_poll, "poll");
    add_message(latent_stats, "stats");
    add_message(latent_shapes, "shapes", A_GIMME);
}
