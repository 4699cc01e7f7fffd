// The box of [pathways~], and what its files share.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pathway/duo.h"
#include "pathway/tour.h"
#include "pd/background.h"
#include "pd/host.h"
#include "pd/object_class.h"
#include "shared/latents.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace latentjam::pd {

inline constexpr int kFrameSamples = 2048;

/// Frames are made by a clock, outside perform, when the grid comes to them; perform gives out what they are.
struct PathwaysBox : Object {
    using Object::Object;
    ~PathwaysBox() { clock_free(frame_clock); }

    void created();
    void prepare(t_signal** signals);
    void process(int count);

    // ---- time
    void start();
    void stop() { is_running = false; }
    void wait();
    void frame();
    void play_tour();
    void tell_loops(const std::vector<pathway::LoopEvent>& events) const;
    void tell_places();

    // ---- what is done
    Status act(const pathway::Act& act);
    Status take_dims(Atoms both);
    Status take_state(Atoms list);
    void set_tour(bool on);
    void tell_length() const;
    void show(t_symbol* latent);
    void draw_on(t_symbol* array);
    void set_drawn_dim(int dim);

    // ---- what is seen, once for all that was done in an instant
    void changed();
    void tell_changed();
    void tell_slot() const;
    AtomList state() const;
    void fill_array();
    void look_at_array();

    // ---- files and other latents
    Status read(Atoms name);
    Status write(Atoms name);
    Status fill(Atoms slot_and_name);
    Status learn(Atoms slot_and_latent);
    Status learn_left(t_symbol* latent) { return learn_model(latent, true); }
    Status learn_right(t_symbol* latent) { return learn_model(latent, false); }
    Status learn_model(t_symbol* latent, bool is_left);
    Status read_journal(Atoms name);
    Status write_journal(Atoms name);
    void replay();

    pathway::Duo core;
    int left_dims = 8, right_dims = 8;
    bool is_running = false, is_waiting = false;
    GridClock grid;
    t_clock* frame_clock = clock_new(this, reinterpret_cast<t_method>(+[](PathwaysBox* box) { box->frame(); }));
    Clock change_clock = clock_for<&PathwaysBox::tell_changed>(this);

    std::array<std::vector<t_sample*>, pathway::kColumns> latents;
    std::array<t_sample*, pathway::kColumns> gates{};
    std::array<double, pathway::kColumns> gates_now{1, 1};

    bool is_touring = false;
    pathway::Tour tour;
    std::size_t toured = 0;

    std::shared_ptr<NamedLatent> shown;
    t_symbol* array = nullptr;
    int drawn_dim = 0;
    std::array<int, pathway::kSlots> kinds_given{};  ///< how often each slot was given one
    std::vector<float> drawn;                        ///< what was written into the array
    Background background;
};

}  // namespace latentjam::pd
