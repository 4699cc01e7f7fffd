// Which knob, pad or key moves which control: what a patch says, what follows from its order, what was learnt.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/midi_map.h"

#include <algorithm>

namespace latentjam::stage {
namespace {

bool fits(const MidiSource& map, const MidiSource& played)
{
    return map.is_note == played.is_note && map.number == played.number &&
           (map.channel == 0 || map.channel == played.channel);
}

}  // namespace

std::string text_of(const MidiSource& source)
{
    return (source.is_note ? "note " : "cc ") + std::to_string(source.number) +
           (source.channel ? " on channel " + std::to_string(source.channel) : "");
}

/// What its box says; else, for the first sixteen numbers, the next of the controllers.
std::optional<MidiSource> MidiMap::fallback(const std::string& name, const std::vector<Control>& controls) const
{
    int next = kFirstController;
    for (const Control& control : controls) {
        const bool is_counted = control.kind == ControlKind::kNumber && !control.controller && !control.note &&
                                !control.is_live && !control.jumps;
        const int number = control.controller ? control.controller : is_counted ? next : 0;
        if (control.name == name) {
            if (control.note) return MidiSource{true, control.note, 0};
            if (number && number < kFirstController + kControllers) return MidiSource{false, number, 0};
            return control.controller ? std::optional(MidiSource{false, control.controller, 0}) : std::nullopt;
        }
        if (is_counted) ++next;
    }
    return std::nullopt;
}

std::optional<MidiSource> MidiMap::source_of(const std::string& control, const std::vector<Control>& controls) const
{
    for (const MidiLink& link : learnt_)
        if (link.control == control) return link.source;
    if (std::find(without_.begin(), without_.end(), control) != without_.end()) return std::nullopt;
    const auto usual = fallback(control, controls);
    const bool is_taken = usual && std::any_of(learnt_.begin(), learnt_.end(),
                                               [&](const MidiLink& link) { return fits(*usual, link.source); });
    return is_taken ? std::nullopt : usual;
}

std::vector<std::string> MidiMap::targets(const MidiSource& source, const std::vector<Control>& controls) const
{
    std::vector<std::string> names;
    for (const Control& control : controls) {
        const auto own = source_of(control.name, controls);
        if (own && fits(*own, source)) names.push_back(control.name);
    }
    return names;
}

void MidiMap::learn(const MidiSource& source, const std::string& control)
{
    std::erase_if(learnt_, [&](const MidiLink& link) { return link.control == control || link.source == source; });
    std::erase(without_, control);
    learnt_.push_back({source, control});
}

bool MidiMap::forget(const std::string& control)
{
    const auto count = std::erase_if(learnt_, [&](const MidiLink& link) { return link.control == control; });
    const bool was_there = std::find(without_.begin(), without_.end(), control) != without_.end();
    if (!was_there) without_.push_back(control);
    return count > 0 || !was_there;
}

void MidiMap::set(std::vector<MidiLink> learnt, std::vector<std::string> without)
{
    learnt_ = std::move(learnt);
    without_ = std::move(without);
}

}  // namespace latentjam::stage
