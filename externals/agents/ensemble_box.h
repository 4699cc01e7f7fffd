// The box of [ensemble]: agents that play together under a score, a frame of the grid after the other.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pd/host.h"
#include "pd/object_class.h"
#include "score/agents/pace.h"
#include "shared/ensembles.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace latentjam::pd {

namespace agents = score::agents;

struct EnsembleBox : Object {
    using Object::Object;
    void created();
    ~EnsembleBox() { clock_free(frame_clock); }

    agents::Ensemble& core() { return ensemble->core; }
    const agents::Ensemble& core() const { return ensemble->core; }

    void set_name(t_symbol* name) { ensemble = named_ensemble(name); }
    Status read(const std::string& name);
    Status reload();
    void take_score(agents::Score score, bool stays);
    void find_pathways();
    Status write(const std::string& name) const;

    void start();
    Status start_at(const std::string& time);
    void start_now();
    void stop();
    void go_to_part(int part);
    void wait();
    void frame();
    void tell_frame(const std::vector<agents::Event>& events);
    void tell_event(const agents::Event& event) const;
    void tell_waiting(double seconds);
    void tell_clock() const;
    void tell_coming() const;
    void tell_cast() const;

    Status touch(const Given& given);
    Status hear(const Given& given);
    Status set_here(const std::string& word);
    void set_ear(double value) { core().set_ear(ear = value); }
    Status other(t_symbol* selector, Atoms atoms);
    Result<int> agent_in(const t_atom& atom) const;

    std::shared_ptr<NamedEnsemble> ensemble = std::make_shared<NamedEnsemble>();
    std::string file;    ///< of the score
    std::string wanted;  ///< by argument
    bool logs = false;
    bool is_waiting = false;
    std::optional<agents::Pace> pace;  ///< after start-at
    double ear = 0;
    std::vector<double> told_angles;
    std::vector<int> told_taken;
    std::int64_t told_second = -1;
    GridClock grid;
    Clock open_clock = clock_for<&EnsembleBox::tell_cast>(this);  ///< once the patch has its cords
    t_clock* frame_clock = clock_new(this, reinterpret_cast<t_method>(+[](EnsembleBox* box) { box->frame(); }));
};

}  // namespace latentjam::pd
