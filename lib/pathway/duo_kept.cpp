// What a Duo keeps: its bank, settings and journal, and playing that again.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/duo.h"
#include "pathway/state.h"

#include <algorithm>
#include <utility>

namespace latentjam::pathway {

Bank Duo::bank() const
{
    Bank bank{master_, selected_, {}};
    for (const Slot& slot : slots_) bank.slots.push_back(slot.content());
    return bank;
}

std::vector<double> Duo::numbers() const { return numbers_of(complete(bank())); }

/// With the frames of learned slots, since elsewhere nothing or something else was learnt.
Bank Duo::complete(Bank bank) const
{
    for (int number = 0; number < kSlots; ++number) {
        if (!slots_[at(number)].has_learnt() || bank.slots[at(number)].recipe.kind != Kind::kLearned) continue;
        Slot slot = slots_[at(number)];
        slot.set(bank.slots[at(number)]);
        const latent::Sequence values = slot.values(dims_);
        for (int frame = 0; frame < values.frames(); ++frame)
            for (int dim = 0; dim < dims_; ++dim) bank.slots[at(number)].changed[{frame, dim}] = values.at(frame, dim);
    }
    return bank;
}

Status Duo::take(std::span<const double> numbers)
{
    auto bank = bank_of(numbers);
    if (!bank) return bank.status();
    take(*std::move(bank));
    return {};
}

void Duo::take(Bank bank)
{
    master_ = bank.master;
    selected_ = bank.selected;
    settings_[static_cast<std::size_t>(Verb::kMaster)] = master_;
    for (int number = 0; number < kSlots; ++number) {
        Slot& slot = slots_[at(number)];
        const bool is_same = slot.content() == bank.slots[at(number)];
        slot.set(std::move(bank.slots[at(number)]));
        if (!is_same) renew(number);
    }
}

std::vector<double> Duo::settings() const
{
    std::vector<double> values(settings_.begin(), settings_.end());
    for (const Lean& lean : leans_) values.insert(values.end(), lean.target.begin(), lean.target.end());
    return values;
}

void Duo::take_settings(std::span<const double> values)
{
    if (values.size() < settings_.size()) return;
    std::copy_n(values.begin(), settings_.size(), settings_.begin());
    auto rest = values.subspan(settings_.size());
    for (int column = 0; column < kColumns; ++column) {
        Lean& lean = leans_[at(column)];
        const std::size_t count = std::min(rest.size(), lean.target.size());
        std::copy_n(rest.begin(), count, lean.target.begin());
        rest = rest.subspan(count);
        columns_[at(column)].set_rate(exact_rate(setting(Verb::kSpeed, column)));
        columns_[at(column)].set_phase(slots_, setting(Verb::kPhase, column));
        choose_dims(column);
    }
}

Journal Duo::journal() const { return {complete(begin_bank_), begin_settings_, journal_}; }

void Duo::take(Journal journal)
{
    is_replaying_ = false;
    begin_bank_ = std::move(journal.bank);
    begin_settings_ = std::move(journal.settings);
    journal_ = std::move(journal.entries);
}

void Duo::replay()
{
    is_replaying_ = true;
    replayed_ = 0;
    take(begin_bank_);
    take_settings(begin_settings_);
    for (int number = 0; number < kSlots; ++number) renew(number);
    begin();
}

}  // namespace latentjam::pathway
