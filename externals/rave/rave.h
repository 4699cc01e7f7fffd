// A rave~ behind its box: a session that plays a model, and what a patch may ask of it.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "bend/make_up.h"
#include "infer/session.h"
#include "pd/host.h"
#include "pd/list_inlet.h"
#include "pd/object_class.h"
#include "rave/box.h"
#include "rave/controls.h"

#include <m_pd.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace latentjam::pd {

/// What an array shows of a parameter, to know later what was drawn.
struct ShownWeights {
    std::string name;
    std::vector<float> points;
    std::vector<float> drawn;  ///< what its entry has added so far
};

struct Rave : Object {
    static constexpr bool kHasSignalInlets = true;
    explicit Rave(const Place& place);
    void created();

    void prepare(t_signal** signals);
    void process(int count);

    // What the next stream is opened with; changes of one instant make one.
    infer::OpenRequest& wanted() const { return session->wanted(); }
    void change()
    {
        opens = true;
        open_clock.soon();
    }
    void open();
    Status find(t_symbol* model);

    // For the model that plays.
    Status set(Atoms setting);
    void get(t_symbol* attribute);

    // Bends of its weights: rave/bending.cpp.
    infer::BenderListener bender_listener();
    void tell_layers(Atoms which);
    void get_weights(t_symbol* name);
    Status set_weights(Atoms atoms);
    Status exchange_weights(Atoms atoms);
    void show_weights(const std::string& name, t_symbol* array, std::size_t points);
    Status take_drawing(ShownWeights& shown_there, t_symbol* array);
    Status bend(const char* verb, Atoms atoms);
    Status rebend(Atoms atoms);
    Status bendlist(Atoms atoms);
    Status bendset(Atoms atoms);
    void unbend(Atoms atoms);
    void undo();
    void redo();
    void tell_bends();
    void tell_entries(const bend::Entries& entries) const;
    Status bendlog(Atoms atoms);

    void make_up(int count);

    void tell_ready(bool ready);
    void tell_rate();
    void collect_news();
    const infer::Stream* stream() const { return session->player().stream(); }

    std::unique_ptr<infer::Session<t_sample>> session;
    GridClock grid;
    std::vector<const t_sample*> inputs;
    std::vector<t_sample*> outputs;
    ListInlet list{signal_number(), kMostChannels};
    RaveBox box;
    Controls controls;
    bend::MakeUp level;
    std::map<t_symbol*, ShownWeights> shown;            // in arrays that have fewer points than a parameter has weights
    double last_played = -1e9;                          ///< when process() was called, in Pd's time
    bool opens = false;                                 ///< before the coming tick
    double rate_hz = static_cast<double>(sys_getsr());  ///< of its canvas, which block~ may have changed
    std::string told_rate;                              ///< what was said of the rate last
    std::map<std::string, std::vector<infer::AttributeSetting>> attributes_of;  ///< models that were here before
    Clock open_clock = clock_for<&Rave::open>(this);
    Clock news_clock = clock_for<&Rave::collect_news>(this);
};

Table rave_table();
std::vector<Row> bending_rows();

}  // namespace latentjam::pd
