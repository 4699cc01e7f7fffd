// The table of rave~.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/hold.h"
#include "rave/rave.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace latentjam::pd {

namespace {

template <typename Item>
AtomList names_of(const std::vector<Item>& items)
{
    AtomList names;
    for (const auto& item : items) names.push_back(symbol_atom(item.name));
    return names;
}

const infer::Description& description_of(const Rave& r)
{
    static const infer::Description kNone;
    return r.session->description() ? *r.session->description() : kNone;
}

/// A fact of the stream that plays; nothing while there is none.
template <typename Fact>
std::optional<double> of_stream(const Rave& r, Fact fact)
{
    const infer::Stream* stream = r.stream();
    if (!stream) return std::nullopt;
    return static_cast<double>(fact(*stream));
}

std::optional<double> buffer_of(const Rave& r)
{
    return of_stream(r, [](const auto& stream) { return stream.settings().buffer; });
}

// As backends call themselves, and as a patch does.
constexpr std::pair<std::string_view, const char*> kBackends[] = {
    {"", "auto"}, {"libtorch", "torch"}, {"native", "native"}};

std::optional<AtomList> backend_that_plays(const Rave& r)
{
    for (const auto& [name, word] : kBackends)
        if (!name.empty() && name == r.session->backend()) return AtomList{symbol_atom(word)};
    return std::nullopt;
}

/// The labels of the side that has the longer frames; exports write "(signal) pitch".
std::optional<AtomList> latent_names(const Rave& r)
{
    if (!r.stream()) return std::nullopt;
    const infer::Method& method = r.stream()->method();
    if (method.in_ratio == method.out_ratio) return std::nullopt;
    AtomList names;
    for (std::string label : method.in_ratio > method.out_ratio ? method.in_labels : method.out_labels) {
        if (const auto end = label.find(") "); label.starts_with('(') && end != std::string::npos)
            label.erase(0, end + 2);
        std::replace(label.begin(), label.end(), ' ', '-');
        names.push_back(symbol_atom(label));
    }
    if (names.empty()) return std::nullopt;
    return names;
}

Row info_row(const char* name, const char* text, Tell tell_it)
{
    return {.name = name, .text = text, .in = kInfo, .tell = tell_it};
}

/// What the next stream is opened with; a message opens one.
Row wish_row(Row row)
{
    row.then = then<&Rave::change>;
    return row;
}

std::vector<Row> creation_rows()
{
    return {
        {.name = "model",
         .type = pd::name("a file"),
         .text = "the model to play; .ts may be left out",
         .in = kArgument | kInfo,
         .take = take<&Rave::find>,
         .tell = tell<[](const Rave& r) { return r.wanted().path.empty() ? std::string("none") : r.wanted().path; }>},
        wish_row({.name = "method",
                  .type = symbol("method <name>"),
                  .fallback = "forward",
                  .text = "encode, decode, forward, or what the model has",
                  .in = kArgument | kMessage | kInfo,
                  .take = take<[](Rave& r, std::string name) { r.wanted().method = std::move(name); }>,
                  .tell = tell<[](const Rave& r) { return r.wanted().method; }>}),
        wish_row({.name = "bufsize",
                  .type = whole(0, infer::kLongestBuffer),
                  .unit = "samples",
                  .text = "length of a block: a multiple of the ratio; 0: computed in Pd's own thread",
                  .in = kArgument | kMessage | kInfo,
                  .take = take<[](Rave& r, int samples) { r.wanted().buffer = samples; }>,
                  .tell = tell<&buffer_of>}),
        {.name = "m",
         .type = on_off(),
         .text = "one multichannel inlet and outlet; a list gives each channel a value",
         .in = kFlag,
         .take = take<[](Rave& r, bool on) { return set_multichannel(on, r.box.multichannel); }>},
        {.name = "d",
         .type = on_off(),
         .text = "starts disabled",
         .in = kFlag,
         .take = take<[](Rave& r, bool on) { r.session->player().enable(!on); }>},
        {.name = "sync",
         .type = on_off(),
         .text = "computes in Pd's thread: no wait, no safety",
         .in = kFlag,
         .take = take<[](Rave& r, bool on) { r.wanted().stream.synchronous = on; }>},
        {.name = "voices",
         .type = whole(1, kMostVoices),
         .fallback = "1",
         .text = "voices in one pass; their channels follow each other",
         .in = kFlag,
         .take = take<[](Rave& r, int voices) { r.wanted().stream.voices = voices; }>},
        wish_row({.name = "gpu",
                  .type = on_off(),
                  .fallback = "0",
                  .text = "computes on the graphics card",
                  .in = kFlag | kMessage | kInfo,
                  .alias = "g",
                  .take = take<[](Rave& r, bool on) {
                      r.wanted().load.device = on ? infer::Device::kCuda : infer::Device::kCpu;
                  }>,
                  .tell = tell<[](const Rave& r) { return r.wanted().load.device == infer::Device::kCuda; }>}),
        {.name = "device",
         .type = one_of({"cpu", "cuda"}),
         .text = "where to compute",
         .in = kFlag,
         .take = take<[](Rave& r, int place) {
             if (place == 1) r.wanted().load.device = infer::Device::kCuda;
         }>}};
}

std::vector<Row> message_rows()
{
    return {
        wish_row({.name = "load",
                  .type = pd::name("load <file>"),
                  .text = "plays another model; the old one sounds until the new one is ready",
                  .take = take<&Rave::find>}),
        wish_row({.name = "reload",
                  .text = "reads the file again",
                  .take = take<[](Rave& r) { r.wanted().reload = true; }>}),
        wish_row({.name = "hold",
                  .type = hold(),
                  .text = "which sample of each latent frame counts",
                  .in = kFlag | kMessage,
                  .take = take<[](Rave& r, int point) { r.wanted().stream.hold = point; }>}),
        wish_row({.name = "deadline",
                  .type = number(0, kNoLimit),
                  .unit = "ms",
                  .text = "when a block must be done; 0: one buffer later",
                  .take = take<[](Rave& r, double ms) { r.wanted().stream.deadline_ms = ms; }>}),
        {.name = "late",
         .type = one_of({"hold", "fade"}),
         .fallback = "hold",
         .text = "what stands for a block that came too late: the one before it, fading, or silence",
         .in = kFlag | kMessage,
         .take = take<[](Rave& r, int place) { r.session->player().repeat_late(place == 0); }>},
        wish_row({.name = "offline",
                  .type = on_off(),
                  .text = "waits for every block, as in pd -batch",
                  .take = take<[](Rave& r, bool on) { r.wanted().stream.offline = on; }>}),
        wish_row({.name = "optimize",
                  .type = on_off(),
                  .text = "runs convolutions on our own kernels (1) or on libtorch's, for comparison",
                  .take = take<[](Rave& r, bool on) { r.wanted().load.optimize = on; }>}),
        wish_row({.name = "precision",
                  .type = one_of({"full", "half"}),
                  .text = "half: weights of 16 bits, faster and smaller, all but the same sound",
                  .take = take<[](Rave& r, int place) {
                      r.wanted().load.precision = place == 1 ? infer::Precision::kHalf : infer::Precision::kFull;
                  }>}),
        wish_row({.name = "backend",
                  .type = one_of({kBackends[0].second, kBackends[1].second, kBackends[2].second}),
                  .fallback = kBackends[0].second,
                  .text = "who plays: libtorch, the library's own runtime, or the first of them that takes the file",
                  .in = kFlag | kMessage | kInfo,
                  .take = take<[](Rave& r, int place) {
                      r.wanted().backend = kBackends[static_cast<std::size_t>(place)].first;
                  }>,
                  .tell = tell<&backend_that_plays>}),
        {.name = "enable",
         .type = on_off(),
         .text = "0: silence, and no work",
         .take = take<[](Rave& r, bool on) { r.session->player().enable(on); }>},
        {.name = "set",
         .type = atoms(1, kAnyNumber, "an attribute and its value: set <attribute> <value...>"),
         .text = "sets an attribute of the model; a buffer attribute takes the name of an array",
         .take = take<&Rave::set>},
        {.name = "get", .type = symbol("an attribute"), .text = "asks for an attribute", .take = take<&Rave::get>},
        {.name = "reset",
         .text = "forgets the past: the model sounds as if just loaded",
         .take = take<[](Rave& r) { r.session->reset(); }>},
        {.name = "seed",
         .type = seed(),
         .fallback = kRandomSeed,
         .text = "restarts the model's own randomness",
         .in = kFlag | kMessage,
         .take = take<[](Rave& r, std::uint64_t seed) { r.session->seed(seed); }>},
        {.name = "threads",
         .type = whole(1, 256),
         .text = "how many threads one block may use",
         .take = take<[](Rave& r, int count) { r.session->set_threads(count); }>}};
}

/// What patches written for nn~ may send and this object does otherwise.
Row ported_row(const char* name, const char* text, Take take_it)
{
    return {.name = name, .type = atoms(0, kAnyNumber, "anything"), .text = text, .take = take_it};
}

Status no_catalogue(Rave&, const Given& given)
{
    return Status::error(std::string(given.row.name) +
                         ": there is no catalogue here; put a model's .ts file beside the patch or on Pd's search "
                         "path, then load <file>");
}

Status ask_by_bang(Rave&, const Given& given)
{
    return Status::error(std::string(given.row.name) +
                         ": send bang; the right outlet tells methods, attributes and more");
}

std::vector<Row> ported_rows()
{
    std::vector<Row> rows;
    for (const char* name : {"download", "remove", "print_available_models"})
        rows.push_back(ported_row(name, "nn~'s catalogue of models: says what to do instead", take<no_catalogue>));
    for (const char* name : {"get_methods", "get_attributes"})
        rows.push_back(ported_row(name, "of nn~ elsewhere: says what to do instead", take<ask_by_bang>));
    return rows;
}

std::vector<Row> info_rows()
{
    return {
        info_row("loaded", "1 when a model plays", tell<[](const Rave& r) { return r.stream() != nullptr; }>),
        info_row("methods", "names of the model's methods",
                 tell<[](const Rave& r) { return names_of(description_of(r).methods); }>),
        info_row("attributes", "names of the model's attributes",
                 tell<[](const Rave& r) { return names_of(description_of(r).attributes); }>),
        {.name = "in",
         .type = whole(1, kMostChannels),
         .text = "number of inlets while there is no model",
         .in = kFlag | kInfo,
         .take = take<[](Rave& r, int count) { r.box.declared_in = count; }>,
         .tell = tell<[](const Rave& r) { return r.stream() ? r.stream()->in_rows() : r.box.inlets; }>},
        {.name = "out",
         .type = whole(1, kMostChannels),
         .text = "number of outlets, or with -m of channels, while there is no model",
         .in = kFlag | kInfo,
         .take = take<[](Rave& r, int count) { r.box.declared_out = count; }>,
         .tell = tell<[](const Rave& r) { return r.stream() ? r.stream()->out_rows() : r.box.channels_out; }>},
        info_row("ratio", "samples of a frame, of input and output", tell<[](const Rave& r) -> std::optional<AtomList> {
                     if (!r.stream()) return std::nullopt;
                     const infer::Method& method = r.stream()->method();
                     return AtomList{float_atom(method.in_ratio), float_atom(method.out_ratio)};
                 }>),
        info_row("samplerate", "that the model was made for, in Hz", tell<[](const Rave& r) {
                     return of_stream(r, [&](const auto&) { return description_of(r).sample_rate; });
                 }>),
        info_row("buffer", "samples of a block", tell<&buffer_of>),
        info_row("dim", "number of channels in and out", tell<[](const Rave& r) -> std::optional<AtomList> {
                     if (!r.stream()) return std::nullopt;
                     return AtomList{float_atom(r.stream()->in_rows()), float_atom(r.stream()->out_rows())};
                 }>),
        info_row("latents", "their names, where the model says them", tell<&latent_names>),
        info_row("latency", "in samples",
                 tell<[](const Rave& r) { return of_stream(r, [](const auto& stream) { return stream.latency(); }); }>),
        info_row("optimized", "convolutions that are ours, of how many",
                 tell<[](const Rave& r) -> std::optional<AtomList> {
                     if (!r.stream()) return std::nullopt;
                     const infer::Optimized optimized = r.session->optimized();
                     return AtomList{float_atom(static_cast<double>(optimized.taken)),
                                     float_atom(static_cast<double>(optimized.all))};
                 }>),
        info_row(
            "load", "per cent of real time",
            tell<[](const Rave& r) { return of_stream(r, [](const auto& stream) { return stream.load_percent(); }); }>),
        info_row("late", "blocks that came too late", tell<[](const Rave& r) { return r.session->late(); }>),
        info_row("enabled", "0: silence, and no work",
                 tell<[](const Rave& r) { return r.session->player().is_enabled(); }>),
        info_row("ready", "1 when a model plays", tell<[](const Rave& r) { return r.stream() != nullptr; }>)};
}

}  // namespace

Table rave_table()
{
    Table table{.name = "rave~",
                .text = "runs a TorchScript model that follows the nn~ conventions",
                .rows = creation_rows(),
                .in_background = true};
    for (auto make : {message_rows, bending_rows, ported_rows, info_rows})
        for (Row& row : make()) table.rows.push_back(std::move(row));
    return table;
}

}  // namespace latentjam::pd
