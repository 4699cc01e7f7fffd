// Which knob, pad or key moves which control: what a patch says, what follows from its order, what was learnt.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "stage/control.h"

#include <optional>
#include <string>
#include <vector>

namespace latentjam::stage {

/// A controller or a key of a MIDI device. Channel 0 is any.
struct MidiSource {
    bool is_note = false;
    int number = 0;
    int channel = 0;

    bool operator==(const MidiSource&) const = default;
};

/// "cc 21", "note 36 on channel 10".
std::string text_of(const MidiSource& source);

struct MidiLink {
    MidiSource source;
    std::string control;

    bool operator==(const MidiLink&) const = default;
};

class MidiMap {
public:
    static constexpr int kFirstController = 16;  ///< of the sixteen that the first numbers get
    static constexpr int kControllers = 16;
    static constexpr int kFirstSlotNote = 36;  ///< of the eight that recall slots
    static constexpr int kMorphController = 1;

    /// What this source moves: what was learnt, else what the controls say. Empty: nothing.
    std::vector<std::string> targets(const MidiSource& source, const std::vector<Control>& controls) const;

    /// The controller or note that moves a control now, for the panel.
    std::optional<MidiSource> source_of(const std::string& control, const std::vector<Control>& controls) const;

    void learn(const MidiSource& source, const std::string& control);

    /// Also its default: it has no knob until it learns another. False when it had none.
    bool forget(const std::string& control);

    const std::vector<MidiLink>& learnt() const noexcept { return learnt_; }
    const std::vector<std::string>& without() const noexcept { return without_; }
    void set(std::vector<MidiLink> learnt, std::vector<std::string> without);

private:
    std::optional<MidiSource> fallback(const std::string& name, const std::vector<Control>& controls) const;

    std::vector<MidiLink> learnt_;
    std::vector<std::string> without_;  // controls that were forgotten
};

}  // namespace latentjam::stage
