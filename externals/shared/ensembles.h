// Named ensembles, once per process: [ensemble name] plays it, [agent~ name n] is one of its agents.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "score/agents/ensemble.h"

#include <m_pd.h>

#include <memory>
#include <string>
#include <vector>

namespace latentjam::pd {

/// Whoever wants to know when an ensemble has gone on by a frame. Pd's thread only.
class EnsembleListener {
public:
    EnsembleListener() = default;
    EnsembleListener(const EnsembleListener&) = delete;
    EnsembleListener& operator=(const EnsembleListener&) = delete;

    /// Before the tick in which the frame begins. `is_new`: the score was loaded or started anew.
    virtual void frame_begins(bool is_new) = 0;

protected:
    ~EnsembleListener() = default;
};

/// What stands behind a name. Pd's thread only; facts of the core are also for perform.
struct NamedEnsemble {
    score::agents::Ensemble core{};
    std::string folder{};  ///< of the score's file, where its models and pathways are looked for first
    std::vector<EnsembleListener*> listeners{};

    /// Takes copies first: who listens may make or remove others.
    void tell(bool is_new) const;
};

/// The ensemble of this name, empty until it has members; it lives as long as the pointer is kept. [setup]
std::shared_ptr<NamedEnsemble> named_ensemble(t_symbol* name);

/// A file beside the score, else as find_file() finds it. "" if it is nowhere. [setup]
std::string find_beside_score(const NamedEnsemble& ensemble, const t_canvas* canvas, const std::string& name,
                              const char* extension);

}  // namespace latentjam::pd
