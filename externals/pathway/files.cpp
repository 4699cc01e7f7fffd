// Files of [pathways~], and other latents that it learns from.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/new_file.h"
#include "latent/statistics.h"
#include "pathway/bank_file.h"
#include "pathway/box.h"
#include "pd/file_name.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

namespace latentjam::pd {
namespace {

std::string with_ending(std::string path, const char* ending)
{
    return std::filesystem::path(path).extension().empty() ? path + ending : path;
}

Result<std::string> found(const PathwaysBox& box, Atoms name, const char* ending)
{
    const auto file = file_name(name);
    if (!file) return file.status();
    std::string path = find_file(box.canvas(), *file, ending);
    if (path.empty()) return Status::error("'" + *file + "': neither beside the patch nor on Pd's search path");
    return path;
}

/// A slot, and what stands behind it.
Result<std::pair<int, Atoms>> slot_in(Atoms atoms, const char* usage)
{
    const auto slot = whole_number(atoms, 0);
    if (!slot || *slot < 1 || *slot > pathway::kSlots || atoms.size() < 2)
        return Status::error(std::string("it is ") + usage + ", with a slot from 1 to 16");
    return std::pair{*slot - 1, atoms.subspan(1)};
}

Result<std::vector<const latent::Sequence*>> frames_of(const NamedLatent& latent, const char* name)
{
    if (latent.content()->frames() < 2)
        return Status::error("latent " + std::string(name) + ": has " + std::to_string(latent.content()->frames()) +
                             " frames; statistics need at least 2");
    return std::vector<const latent::Sequence*>{latent.content().get()};
}

}  // namespace

Status PathwaysBox::write(Atoms name)
{
    const auto file = file_name(name);
    if (!file) return file.status();
    const std::string path = with_ending(path_to_write(canvas(), *file), ".pathways");
    pathway::Bank bank{core.master(), core.selected(), {}};
    std::vector<latent::Sequence> values;
    for (const pathway::Slot& slot : core.slots()) {
        bank.slots.push_back(slot.content());
        values.push_back(slot.values(core.dims()));
    }
    auto outcome = std::make_shared<Status>();
    background.push([outcome, bank = std::move(bank), values = std::move(values),
                     path](const CancelFlag&) { *outcome = pathway::write_bank(bank, values, path); },
                    [this, outcome, path] {
                        check(*outcome);
                        if (*outcome) info("written", {symbol_atom(path)});
                    });
    return {};
}

Status PathwaysBox::read(Atoms name)
{
    const auto path = found(*this, name, ".pathways");
    if (!path) return path.status();
    auto outcome = std::make_shared<std::optional<Result<pathway::Bank>>>();
    background.push([outcome, path = *path,
                     dims = core.dims()](const CancelFlag&) { outcome->emplace(pathway::read_bank(path, dims)); },
                    [this, outcome] {
                        check((*outcome)->status());
                        if (!**outcome) return;
                        check(core.take(pathway::numbers_of(***outcome)));
                        changed();
                    });
    return {};
}

Status PathwaysBox::fill(Atoms atoms)
{
    const auto slot = slot_in(atoms, "file <slot> <name of a .npy, .wav or .seed>");
    if (!slot) return slot.status();
    auto path = found(*this, slot->second, ".npy");
    if (!path) path = found(*this, slot->second, ".seed");
    if (!path) return path.status();
    auto outcome = std::make_shared<std::optional<Result<latent::Sequence>>>();
    background.push([outcome, path = *path](const CancelFlag&) { outcome->emplace(pathway::read_values(path)); },
                    [this, outcome, number = slot->first] {
                        check((*outcome)->status());
                        if (!**outcome) return;
                        core.slot(number).fill(***outcome, core.dims());
                        core.renew(number);
                        changed();
                    });
    return {};
}

/// The slot becomes a learned one.
Status PathwaysBox::learn(Atoms atoms)
{
    const auto slot = slot_in(atoms, "learn <slot> <latent>");
    if (!slot) return slot.status();
    t_symbol* const name = symbol_of(slot->second[0]);
    const auto latent = named_latent(name);
    const auto frames = frames_of(*latent, name->s_name);
    if (!frames) return frames.status();
    const auto statistics = latent::analyse(*frames);
    if (!statistics) return statistics.status();
    auto source = latent::Source::learnt(*statistics, latent::Distribution::kCorrelation, false);
    if (!source) return source.status();
    core.slot(slot->first).learn(std::make_shared<const latent::Source>(*std::move(source)));
    return act({pathway::Verb::kKind, slot->first + 1, {static_cast<float>(pathway::Kind::kLearned)}});
}

Status PathwaysBox::learn_model(t_symbol* name, bool is_left)
{
    const auto latent = named_latent(name);
    const latent::Sequence& frames = *latent->content();
    const Status status = is_left ? core.gauge().learn_left(frames) : core.gauge().learn_right(frames);
    if (!status) return Status::error("latent " + std::string(name->s_name) + ": " + status.message());
    info("learnt", {symbol_atom(is_left ? "left" : "right"), float_atom(frames.frames())});
    return {};
}

Status PathwaysBox::write_journal(Atoms name)
{
    const auto file = file_name(name);
    if (!file) return file.status();
    const std::string path = with_ending(path_to_write(canvas(), *file), ".journal");
    NewFile made(path);
    {
        std::ofstream stream(made.path());
        stream << core.journal_text();
        stream.close();
        if (!stream) return Status::error(path + ": cannot be written: is there room?");
    }
    return made.commit();
}

Status PathwaysBox::read_journal(Atoms name)
{
    const auto path = found(*this, name, ".journal");
    if (!path) return path.status();
    std::ostringstream text;
    text << std::ifstream(*path).rdbuf();
    return core.read_journal(text.str());
}

void PathwaysBox::replay()
{
    core.replay();
    is_running = true;
    changed();
    if (!is_waiting) wait();
}

}  // namespace latentjam::pd
