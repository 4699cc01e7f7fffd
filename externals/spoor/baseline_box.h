// The box of [baseline~]: a neutral point of a model's latents, found or kept, and deviations from it.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kit/instrument.h"
#include "pd/background.h"
#include "spoor/deviations.h"
#include "spoor/find.h"
#include "steps/runner.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace latentjam::pd {

struct BaselineBox : Instrument<BaselineBox> {
    static constexpr bool kHasSignalInlets = true;
    static constexpr int kUsualDims = 8;
    explicit BaselineBox(const Place& place);
    ~BaselineBox();

    spoor::Deviations& instrument() { return core; }
    void renew();

    // ---- finding
    Status set_model(t_symbol* name);
    Status learn(t_symbol* word);
    Status find(Atoms words);
    spoor::FindRequest request_for(spoor::Method method, const std::vector<double>& here,
                                   std::shared_ptr<const latent::Sequence> material) const;
    void start(spoor::FindRequest request);
    void cancel();
    void hear(const steps::News& news);

    // ---- keeping
    void go_to(spoor::Baseline baseline);
    void after_files(std::function<Status()> act);
    Status keep(t_symbol* name);
    Status take_kept(t_symbol* name);
    Status drop(t_symbol* name);
    Status read(t_symbol* name);
    Status write(t_symbol* name);
    Status take_all(std::vector<spoor::Baseline> list);
    AtomList names() const;
    AtomList place() const { return atoms_from(present.place); }
    AtomList sensitivity() const { return atoms_from(present.sensitivity); }
    double level() const { return present.level_db; }
    std::string method() const { return std::string(spoor::kMethodNames[static_cast<std::size_t>(present.method)]); }

    // ---- playing
    Status touch(Atoms atoms);
    void set(Atoms atoms);
    AtomList values() const { return atoms_from(std::vector<double>(core.now().begin(), core.now().end())); }

    /// amount spring even deadband glide
    AtomList preset() const;
    Status set_preset(Atoms atoms);

    /// The preset, then place, deviation and, if measured, sensitivity of each dim.
    AtomList whole() const;
    Status set_whole(Atoms list);

    spoor::Deviations core;
    spoor::Baseline present;
    std::vector<spoor::Baseline> kept;
    std::vector<double> mean, deviation;  // around which a search goes
    std::uint64_t seed = 42;
    double slope_db = -3;
    int searches = 0, awaited = 0;  // how many were asked for, and which of them waits for its file; 0: none
    steps::Runner runner;
    steps::ModelSource source;
    std::shared_ptr<spoor::Found> found;
    Background background;  // files, and what is asked for behind them
};

}  // namespace latentjam::pd
