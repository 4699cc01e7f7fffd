// Counting 8ths, and what a cycle's end brings.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/fibonacci/arranger.h"

#include <string>
#include <utility>

namespace latentjam::score::fibonacci {
namespace {

constexpr std::array kSwitches{EventKind::kChords, EventKind::kStabs,        EventKind::kBass,
                               EventKind::kBreak,  EventKind::kBreaksVolume, EventKind::kLayer,
                               EventKind::kHats,   EventKind::kBlips,        EventKind::kEcho};

}  // namespace

Arranger::Arranger(Score score, std::uint64_t seed) : score_(std::move(score)), seed_(seed), random_(seed)
{
    events_.reserve(32);
    reset();
}

void Arranger::reset()
{
    random_ = random::Random(seed_);
    count_ = score_.is_original ? 1 : 0;
    members_rung_ = 0;
    cycle_ = 0;
    section_ = 1;
    with_preset_ = 0;
    without_preset_ = 0;
    formation_ = score_.is_original ? 0 : -1;
    switches_.fill(0);
    for (const EventKind kind : {EventKind::kBreak, EventKind::kBreaksVolume, EventKind::kStabs})
        switches_[static_cast<std::size_t>(kind)] = 1;
    is_running_ = true;
}

std::span<const Event> Arranger::start()
{
    reset();
    return state();
}

std::span<const Event> Arranger::state()
{
    events_.clear();
    emit(EventKind::kLength, static_cast<double>(length_in_8ths()));
    emit(EventKind::kCycle, static_cast<double>(cycle_));
    emit(EventKind::kSection, section_);
    for (const EventKind kind : kSwitches) emit(kind, value_of(kind));
    return events_;
}

std::span<const Event> Arranger::stop()
{
    events_.clear();
    if (is_running_) emit(EventKind::kStop);
    is_running_ = false;
    return events_;
}

std::span<const Event> Arranger::step()
{
    events_.clear();
    if (!is_running_) return events_;
    count_ = count_ >= score_.top ? 1 : count_ + 1;
    emit(EventKind::kCount, count_);
    const bool is_top = count_ == score_.top;
    if (!score_.is_member(count_)) {
        emit(EventKind::kFiboff);
    } else if (!is_top) {
        ring();
    } else if (score_.is_original) {
        ring();
        finish_cycle();
        if (score_.rings_twice) ring();
    } else {
        finish_cycle();
        if (is_running_) ring();
        if (is_running_ && score_.rings_twice) ring();
    }
    return events_;
}

Status Arranger::jump(int section)
{
    if (section < 1 || section > score_.sections)
        return Status::error("section " + std::to_string(section) + ": there are sections 1 to " +
                             std::to_string(score_.sections));
    section_ = section - 1;
    count_ = score_.top - 1;
    return {};
}

void Arranger::set_score(Score score)
{
    score_ = std::move(score);
    if (section_ > score_.sections) section_ = score_.sections;
}

std::int64_t Arranger::length_in_8ths() const noexcept
{
    return std::int64_t{score_.cycles} * score_.top - (score_.is_original ? 1 : 0);
}

void Arranger::set(EventKind kind, double value)
{
    double& current = switches_[static_cast<std::size_t>(kind)];
    if (current == value) return;
    current = value;
    emit(kind, value);
}

void Arranger::set_chords(bool on)
{
    set(EventKind::kChords, on ? 1 : 0);
    set(EventKind::kStabs, on ? 0 : 1);
}

void Arranger::emit(const BassPreset& p)
{
    events_.push_back({EventKind::kBassPreset, 4, {p.wobble, p.release_ms, p.acceleration, p.overdrive}});
}

// In the original a chord strikes before `fibon`, so it takes the previous note.
void Arranger::ring()
{
    if (score_.is_original) count_chord();
    emit(EventKind::kFibon);
    if (!score_.is_original) count_chord();
}

// The original's counter starts at 1, so its first chord comes one member early.
void Arranger::count_chord()
{
    ++members_rung_;
    if ((members_rung_ + (score_.is_original ? 1 : 0)) % score_.rules.chord_every != 0) return;
    formation_ = (formation_ + 1) % score_.rules.formations;
    emit(EventKind::kFormation, formation_);
    if (value_of(EventKind::kChords) != 0) emit(EventKind::kStrike);
}

void Arranger::finish_cycle()
{
    ++cycle_;
    emit(EventKind::kCycle, static_cast<double>(cycle_));
    if (!finish_track()) return;
    begin_section();
    if (cycle_ % score_.rules.echo_every == 0) flip(EventKind::kEcho);
    if (random_.uniform() < score_.rules.rare_chance) emit(EventKind::kSample, score_.rules.samples + 2);
}

/// False when the track is over and nothing more may happen.
bool Arranger::finish_track()
{
    if (endless_ || cycle_ % score_.cycles != 0) return true;
    set(EventKind::kBreaksVolume, 0);
    emit(EventKind::kStop);
    is_running_ = false;
    return score_.is_original;
}

void Arranger::begin_section()
{
    section_ = section_ % score_.sections + 1;
    emit(EventKind::kSection, section_);
    const auto preset = score_.presets.find(section_);
    if (preset == score_.presets.end())
        begin_without();
    else
        begin_with(preset->second);
}

void Arranger::begin_with(const Preset& preset)
{
    const Rules& rules = score_.rules;
    set_chords(preset.chords);
    set(EventKind::kBass, preset.bass ? 1 : 0);
    set(EventKind::kBreak, preset.break_number);
    set(EventKind::kBreaksVolume, preset.breaks_volume);
    ++with_preset_;
    if (with_preset_ % rules.hats_every == 0) {
        flip(EventKind::kHats);
        set(EventKind::kBlips, 1 - value_of(EventKind::kHats));
    }
    if (with_preset_ % rules.breaks_every == 0) emit(EventKind::kNewBreaks);
    if (with_preset_ % rules.tonal_every == 0) emit(EventKind::kNewTonal);
    emit(rules.bass_with_preset);
}

void Arranger::begin_without()
{
    const Rules& rules = score_.rules;
    flip(EventKind::kBreak);
    emit(rules.bass_without);
    set_chords(false);
    flip(EventKind::kLayer);
    ++without_preset_;
    const int sample = (without_preset_ - 1) % rules.samples + 1;
    if (sample == rules.samples) {
        set(EventKind::kBreaksVolume, 0);
        emit(EventKind::kSample, rules.samples + 1);
    }
    emit(EventKind::kSample, sample);
}

}  // namespace latentjam::score::fibonacci
