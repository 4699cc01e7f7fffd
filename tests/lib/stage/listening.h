// A stage whose controls are heard as a GUI hears them: what is sent comes back.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "stage/stage.h"
#include "stage/stage_file.h"

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace latentjam::test {

/// Words and numbers of a line, as in a file or a box.
inline stage::AtomList atoms(const std::string& line) { return stage::atoms_in(line); }

inline stage::Control control(const std::string& box)
{
    auto control = stage::read_control(atoms(box));
    if (!control) throw std::runtime_error(control.message());
    return *control;
}

inline stage::Content latent(int dims, int frames, float value)
{
    auto sequence = std::make_shared<latentjam::latent::Sequence>(dims, frames, 21.5);
    for (float& number : sequence->values()) number = value += 0.25F;
    return sequence;
}

struct Listening {
    explicit Listening(const std::vector<std::string>& boxes)
        : stage({.deliver =
                     [this](const std::string& name, const stage::Value& value) {
                         ++sent;
                         if (value.latent && answers_latents)
                             stage.board().latent_changed(name, value.latent, now_s);
                         else if (!value.latent)
                             stage.board().heard(name, value, now_s);
                         if (logic) logic(name, value);
                     },
                 .show = [this](const std::string& text) { shown = text; },
                 .keep = [this] { ++kept; },
                 .other =
                     [](const std::string& word, stage::Atoms) {
                         return stage::Reply{stage::Stage::is_own_word(word), {}, {}};
                     }})
    {
        for (const std::string& box : boxes) stage.board().add(control(box), now_s);
        for (const stage::Control& each : std::vector(stage.board().controls()))
            stage.board().begin(each.name, {}, now_s);
        now_s = 10;
    }

    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;

    stage::Reply say(const std::string& message, double later_s = 1)
    {
        now_s += later_s;
        return stage.receive(atoms(message), now_s);
    }

    /// A hand on the GUI.
    void hand(const std::string& name, double value, double later_s = 1)
    {
        now_s += later_s;
        stage.board().heard(name, stage::value_of(value), now_s);
        stage.hand_on(name);
        if (logic) logic(name, stage::value_of(value));
    }

    double number(const std::string& name) const
    {
        return stage::number_at(stage.board().value(name).atoms, 0).value_or(-1e9);
    }
    std::string text(const std::string& name) const { return stage::text_of(stage.board().value(name)); }

    double now_s = 0;
    int sent = 0, kept = 0;
    bool answers_latents = true;  ///< [control -latent] tells at once, an array never does
    std::string shown;
    std::function<void(const std::string&, const stage::Value&)> logic;  ///< of the patch
    stage::Stage stage;
};

}  // namespace latentjam::test
