// Named ensembles.
// SPDX-License-Identifier: BSD-3-Clause
#include "shared/ensembles.h"

#include "pd/host.h"

#include <algorithm>
#include <filesystem>
#include <unordered_map>

namespace latentjam::pd {

void NamedEnsemble::tell(bool is_new) const
{
    const std::vector<EnsembleListener*> now = listeners;
    for (EnsembleListener* listener : now)
        if (std::find(listeners.begin(), listeners.end(), listener) != listeners.end()) listener->frame_begins(is_new);
}

std::shared_ptr<NamedEnsemble> named_ensemble(t_symbol* name)
{
    static auto& all = *new std::unordered_map<t_symbol*, std::weak_ptr<NamedEnsemble>>;  // outlives Pd's objects
    std::shared_ptr<NamedEnsemble> ensemble = all[name].lock();
    if (!ensemble) {
        ensemble = std::make_shared<NamedEnsemble>();
        all[name] = ensemble;
    }
    return ensemble;
}

std::string find_beside_score(const NamedEnsemble& ensemble, const t_canvas* canvas, const std::string& name,
                              const char* extension)
{
    if (name.empty()) return {};
    std::error_code error;
    const std::filesystem::path beside = std::filesystem::path(ensemble.folder) / name;
    if (!ensemble.folder.empty() && std::filesystem::is_regular_file(beside, error)) return beside.string();
    return find_file(canvas, name, extension);
}

}  // namespace latentjam::pd
