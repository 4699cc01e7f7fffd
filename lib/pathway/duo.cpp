// A bank of pathways and two columns, and the acts that change them.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/duo.h"

#include "pathway/planting.h"
#include "random/counter.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace latentjam::pathway {
namespace {

constexpr int kStroke = 11;  // values drawn by hand within half a second are undone together

std::size_t setting_of(Verb verb, int column) noexcept
{
    const auto place = static_cast<std::size_t>(verb);
    return facts(verb).owner == Owner::kColumn && column == 1 ? 48 + place - static_cast<std::size_t>(Verb::kPlay)
                                                              : place;
}

}  // namespace

Duo::Duo() : slots_(usual_slots())
{
    for (int column = 0; column < kColumns; ++column) {
        settings_[setting_of(Verb::kPlay, column)] = column + 1;
        settings_[setting_of(Verb::kSpeed, column)] = 1;
        settings_[setting_of(Verb::kDepth, column)] = 1;
    }
    settings_[setting_of(Verb::kCanon, 0)] = 1;
    settings_[setting_of(Verb::kLag, 0)] = 8;
    settings_[setting_of(Verb::kWidth, 0)] = .5;
    settings_[setting_of(Verb::kSlow, 0)] = 1;
    prepare(8, 8);
    plant_all();
    start();
}

void Duo::prepare(int left_dims, int right_dims)
{
    column_dims_ = {left_dims, right_dims};
    dims_ = std::max(left_dims, right_dims);
    history_.assign(kHistory_frames, std::vector<float>(at(dims_)));
    for (int column = 0; column < kColumns; ++column) {
        columns_[at(column)].prepare(dims_);
        outputs_[at(column)].assign(at(kVoices * column_dims_[at(column)]), 0.0F);
        leans_[at(column)].target.resize(at(column_dims_[at(column)]));
        leans_[at(column)].now.resize(at(column_dims_[at(column)]));
        choose_dims(column);
        columns_[at(column)].renew(slots_);
    }
}

double Duo::setting(Verb verb, int column) const noexcept { return settings_[setting_of(verb, column)]; }

void Duo::begin()
{
    frame_ = 0;
    for (Slot& slot : slots_) slot.forget();
    put_slot_ = -1;
    coins_ = 0;
    was_silent_ = false;
    gates_.fill(1);
    for (auto& line : history_) std::fill(line.begin(), line.end(), 0.0F);
    for (Lean& lean : leans_) lean.now = lean.target;
    for (int column = 0; column < kColumns; ++column)
        columns_[at(column)].select(slots_, static_cast<int>(setting(Verb::kPlay, column)) - 1);
    if (setting(Verb::kLink) != 0) columns_[1].join(slots_, columns_[0]);
}

void Duo::start()
{
    is_replaying_ = false;
    begin();
    begin_bank_ = bank();
    begin_settings_ = settings();
    journal_.clear();
}

// ---- acts -----------------------------------------------------------------------------------------------------------

Status Duo::act(const Act& wanted)
{
    Act act = wanted;
    const VerbFacts& verb = facts(act.verb);
    if (verb.owner == Owner::kSlot && act.target == 0) act.target = selected_ + 1;
    const int dim_place = act.verb == Verb::kPut ? 1 : 0;
    if ((act.verb == Verb::kPut || act.verb == Verb::kLockDim || act.verb == Verb::kLean) &&
        static_cast<int>(act.values[at(dim_place)]) >= dims_)
        return Status::error(std::string(verb.name) + ": dims are numbered from 0 to " + std::to_string(dims_ - 1));
    const int slot = act.target - 1;
    if (act.verb == Verb::kPut && static_cast<int>(act.values[0]) >= slots_[at(slot)].recipe().frames)
        return Status::error("put: slot " + std::to_string(act.target) + " has frames 0 to " +
                             std::to_string(slots_[at(slot)].recipe().frames - 1));
    if (!is_replaying_) journal_.push_back({frame_, act});
    switch (verb.owner) {
        case Owner::kSlot:
            do_slot(act, slot);
            break;
        case Owner::kColumn:
            do_column(act, act.target - 1);
            break;
        case Owner::kAll:
            do_all(act);
            break;
    }
    return {};
}

void Duo::do_slot(const Act& act, int number)
{
    Slot& slot = slots_[at(number)];
    const auto value = static_cast<double>(act.values[0]);
    Recipe recipe = slot.recipe();
    if (act.verb != Verb::kPut) put_slot_ = -1;
    switch (act.verb) {
        case Verb::kKind:
            recipe.kind = static_cast<Kind>(static_cast<int>(value));
            break;
        case Verb::kFrames:
            recipe.frames = static_cast<int>(value);
            break;
        case Verb::kEvery:
            recipe.every = static_cast<int>(value);
            break;
        case Verb::kRange:
            recipe.range = value;
            break;
        case Verb::kOffset:
            recipe.offset = value;
            break;
        case Verb::kPositive:
            recipe.is_positive = value != 0;
            break;
        case Verb::kWalk:
            slot.manner().walk = static_cast<Walk>(static_cast<int>(value));
            return renew(number);
        case Verb::kWith:
            slot.manner().with = static_cast<int>(value) - 1;
            return renew(number);
        case Verb::kGlide:
            slot.manner().glide = static_cast<Glide>(static_cast<int>(value));
            return;
        case Verb::kRate:
            slot.manner().rate = exact_rate(value);
            return;
        case Verb::kRandomised:
            slot.manner().is_randomised = value != 0;
            return;
        case Verb::kSeed:
            slot.plant(static_cast<std::uint32_t>(value), dims_, slot.content().draws);
            break;
        case Verb::kRnd: {
            const std::uint32_t draws = slot.content().draws;
            const auto bits = random::Counter(master_).bits(static_cast<std::uint32_t>(number), kSlotSeed, draws);
            slot.plant(static_cast<std::uint32_t>(bits % kSeeds), dims_, draws + 1);
            break;
        }
        case Verb::kAgain:
            slot.again(dims_);
            break;
        case Verb::kMut:
            slot.mutate(value, dims_);
            break;
        case Verb::kUndo:
            slot.undo();
            break;
        case Verb::kRedo:
            slot.redo();
            break;
        case Verb::kPut: {
            const bool goes_on = put_slot_ == number && frame_ - put_frame_ <= kStroke;
            put_slot_ = number;
            put_frame_ = frame_;
            slot.put(static_cast<int>(value), static_cast<int>(act.values[1]), act.values[2], goes_on);
            break;
        }
        case Verb::kLockDim:
            return slot.lock_dim(static_cast<int>(value), act.values[1] != 0);
        case Verb::kLockFrame:
            return slot.lock_frame(static_cast<int>(value), act.values[1] != 0);
        case Verb::kCopy:
            slot.set(slots_[at(static_cast<int>(value) - 1)].content());
            break;
        default:
            return;
    }
    const Verb verb = act.verb;
    if (verb == Verb::kKind || verb == Verb::kFrames || verb == Verb::kEvery || verb == Verb::kRange ||
        verb == Verb::kOffset || verb == Verb::kPositive)
        slot.set_recipe(recipe, dims_);
    renew(number);
}

void Duo::do_column(const Act& act, int number)
{
    Column& column = columns_[at(number)];
    const auto value = static_cast<double>(act.values[0]);
    if (act.verb == Verb::kLean) {
        const auto dim = at(static_cast<int>(value));
        if (dim < leans_[at(number)].target.size()) leans_[at(number)].target[dim] = static_cast<double>(act.values[1]);
        return;
    }
    settings_[setting_of(act.verb, number)] = value;
    if (act.verb == Verb::kPlay && !(number == 1 && setting(Verb::kLink) != 0))
        column.select(slots_, static_cast<int>(value) - 1);
    if (act.verb == Verb::kPlay && number == 0 && setting(Verb::kLink) != 0) columns_[1].join(slots_, columns_[0]);
    if (act.verb == Verb::kSpeed) column.set_rate(exact_rate(value));
    if (act.verb == Verb::kPhase) column.set_phase(slots_, value);
    if (act.verb == Verb::kChoice) choose_dims(number);
}

void Duo::do_all(const Act& act)
{
    const auto value = static_cast<double>(act.values[0]);
    settings_[setting_of(act.verb, 0)] = value;
    switch (act.verb) {
        case Verb::kMaster:
            if (static_cast<std::uint32_t>(value) == master_) return;
            master_ = static_cast<std::uint32_t>(value);
            plant_all();
            break;
        case Verb::kSelect:
            selected_ = static_cast<int>(value) - 1;
            break;
        case Verb::kLink:
            if (value != 0)
                columns_[1].join(slots_, columns_[0]);
            else if (columns_[1].slot() != static_cast<int>(setting(Verb::kPlay, 1)) - 1)
                columns_[1].select(slots_, static_cast<int>(setting(Verb::kPlay, 1)) - 1);
            break;
        case Verb::kDecide:
            gates_.fill(1);
            break;
        default:
            break;
    }
}

/// All of them from the master seed; kinds and ways stay.
void Duo::plant_all()
{
    for (int number = 0; number < kSlots; ++number) {
        Slot& slot = slots_[at(number)];
        const auto bits = random::Counter(master_).bits(static_cast<std::uint32_t>(number), kSlotSeed, 0);
        if (slot.recipe().kind == Kind::kFile) continue;
        slot.plant(static_cast<std::uint32_t>(bits % kSeeds), dims_, 1);
        renew(number);
    }
}

void Duo::renew(int number)
{
    for (Column& column : columns_) {
        const Recipe& recipe = slots_[at(column.slot())].recipe();
        if (column.slot() == number || (recipe.walk == Walk::kBlender && recipe.with == number)) column.renew(slots_);
    }
}

/// Which dims of the pathway a column plays: its first ones, or by a seed.
void Duo::choose_dims(int column)
{
    std::vector<int> order(at(dims_));
    std::iota(order.begin(), order.end(), 0);
    const auto seed = static_cast<std::uint64_t>(setting(Verb::kChoice, column));
    if (seed > 0)
        for (std::size_t i = order.size() - 1; i > 0; --i)
            std::swap(order[i], order[random::Counter(seed).bits(0, kChosen, i) % (i + 1)]);
    order.resize(at(column_dims_[at(column)]));
    chosen_[at(column)] = std::move(order);
}

}  // namespace latentjam::pathway
