// The journal of a Duo, what it keeps, and playing it again.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/duo.h"
#include "pathway/state.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <sstream>
#include <utility>

namespace latentjam::pathway {
namespace {

constexpr const char* kHead = "# latentjam pathways: a journal";

}  // namespace

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

std::string Duo::journal_text() const
{
    std::string text = std::string(kHead) + "\nbank " + text_of(numbers_of(complete(begin_bank_))) + "\nsettings " +
                       text_of(begin_settings_) + "\n";
    for (const Entry& entry : journal_) text += std::to_string(entry.frame) + " " + text_of(entry.act) + "\n";
    return text;
}

Status Duo::read_journal(const std::string& text)
{
    std::istringstream lines(text);
    std::string line;
    std::getline(lines, line);
    if (line != kHead) return Status::error("journal: it begins with '" + std::string(kHead) + "'");
    std::vector<double> bank, settings;
    std::vector<Entry> journal;
    for (int number = 2; std::getline(lines, line); ++number) {
        const std::string where = "journal, line " + std::to_string(number) + ": ";
        std::istringstream words(line);
        std::string first, word;
        words >> first;
        if (first == "bank" || first == "settings") {
            auto numbers = numbers_in(line.substr(first.size()));
            if (!numbers) return Status::error(where + numbers.message());
            (first == "bank" ? bank : settings) = *std::move(numbers);
            continue;
        }
        if (first.empty()) continue;
        std::int64_t frame = 0;
        const char* const end = first.data() + first.size();
        const auto [stopped, wrong] = std::from_chars(first.data(), end, frame);
        std::vector<std::string> rest;
        while (words >> word) rest.push_back(word);
        const auto act = read_act(rest);
        if (wrong != std::errc() || stopped != end || frame < 0)
            return Status::error(where + "'" + first + "' is no frame");
        if (!act) return Status::error(where + act.message());
        journal.push_back({frame, *act});
    }
    auto made = bank_of(bank);
    if (!made) return Status::error("journal, bank: " + made.message());
    is_replaying_ = false;
    begin_bank_ = *std::move(made);
    begin_settings_ = std::move(settings);
    journal_ = std::move(journal);
    return {};
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
