// Files of [pathways~], and other latents that it learns from.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/ending.h"
#include "latent/statistics.h"
#include "pathway/bank_file.h"
#include "pathway/box.h"
#include "pd/file_name.h"

#include <optional>
#include <utility>

namespace latentjam::pd {
namespace {

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

Result<std::shared_ptr<const latent::Sequence>> frames_of(t_symbol* name)
{
    auto frames = named_latent(name)->content();
    if (frames->frames() < 2)
        return Status::error("latent " + std::string(name->s_name) + ": has " + std::to_string(frames->frames()) +
                             " frames; statistics need at least 2");
    return frames;
}

Result<latent::Source> source_of(const latent::Sequence& frames, const CancelFlag& cancelled)
{
    const latent::Sequence* const sequences[] = {&frames};
    const auto statistics = latent::analyse(sequences, cancelled);
    if (!statistics) return statistics.status();
    return latent::Source::learnt(*statistics, latent::Distribution::kCorrelation, false);
}

}  // namespace

Status PathwaysBox::write(Atoms name)
{
    const auto file = file_name(name);
    if (!file) return file.status();
    const std::string path = with_ending(path_to_write(canvas(), *file), ".pathways");
    auto bank = std::make_shared<pathway::Bank>();
    auto values = std::make_shared<std::vector<latent::Sequence>>();
    background.then([this, bank, values] {  // what was read or learnt before is there then
        *bank = {core.master(), core.selected(), {}};
        for (const pathway::Slot& slot : core.slots()) {
            bank->slots.push_back(slot.content());
            values->push_back(slot.values(core.dims()));
        }
    });
    auto outcome = std::make_shared<Status>();
    background.push(
        [outcome, bank, values, path](const CancelFlag&) { *outcome = pathway::write_bank(*bank, *values, path); },
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

/// The slot becomes a learned one, unless it is given another kind meanwhile.
Status PathwaysBox::learn(Atoms atoms)
{
    const auto slot = slot_in(atoms, "learn <slot> <latent>");
    if (!slot) return slot.status();
    const auto frames = frames_of(symbol_of(slot->second[0]));
    if (!frames) return frames.status();
    auto made = std::make_shared<std::optional<Result<latent::Source>>>();
    background.push(
        [made, frames = *frames](const CancelFlag& cancelled) { made->emplace(source_of(*frames, cancelled)); },
        [this, made, number = slot->first, before = kinds_given[static_cast<std::size_t>(slot->first)]] {
            check((*made)->status());
            if (!**made) return;
            core.slot(number).learn(std::make_shared<const latent::Source>(std::move(***made)));
            if (kinds_given[static_cast<std::size_t>(number)] != before) return;
            check(core.act({pathway::Verb::kKind, number + 1, {static_cast<float>(pathway::Kind::kLearned)}}));
            changed();
        });
    return {};
}

Status PathwaysBox::learn_model(t_symbol* name, bool is_left)
{
    auto made = std::make_shared<std::optional<Result<spoor::Moments>>>();
    background.push([made, frames = named_latent(name)->content()](
                        const CancelFlag&) { made->emplace(spoor::moments_of(*frames)); },
                    [this, made, name, is_left, count = named_latent(name)->content()->frames()] {
                        auto& moments = **made;
                        if (!moments) return error("latent " + std::string(name->s_name) + ": " + moments.message());
                        if (is_left)
                            core.gauge().take_left(*std::move(moments));
                        else
                            core.gauge().take_right(*std::move(moments));
                        info("learnt", {symbol_atom(is_left ? "left" : "right"), float_atom(count)});
                    });
    return {};
}

Status PathwaysBox::write_journal(Atoms name)
{
    const auto file = file_name(name);
    if (!file) return file.status();
    const std::string path = with_ending(path_to_write(canvas(), *file), ".journal");
    auto journal = std::make_shared<pathway::Journal>();
    background.then([this, journal] { *journal = core.journal(); });  // one that was read before is there then
    auto outcome = std::make_shared<Status>();
    background.push([outcome, journal, path](const CancelFlag&) { *outcome = pathway::write_journal(*journal, path); },
                    [this, outcome] { check(*outcome); });
    return {};
}

Status PathwaysBox::read_journal(Atoms name)
{
    const auto path = found(*this, name, ".journal");
    if (!path) return path.status();
    auto outcome = std::make_shared<std::optional<Result<pathway::Journal>>>();
    background.push([outcome, path = *path](const CancelFlag&) { outcome->emplace(pathway::read_journal(path)); },
                    [this, outcome] {
                        check((*outcome)->status());
                        if (**outcome) core.take(std::move(***outcome));
                    });
    return {};
}

/// After a journal that is still being read.
void PathwaysBox::replay()
{
    background.then([this] {
        core.replay();
        is_running = true;
        changed();
        if (!is_waiting) wait();
    });
}

}  // namespace latentjam::pd
