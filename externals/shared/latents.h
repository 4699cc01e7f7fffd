// Named latent sequences, once per process: what [latent name] is to latents, as [array define name] is to arrays.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "latent/sequence.h"
#include "latent/statistics.h"
#include "pd/parameters.h"

#include <m_pd.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace latentjam::pd {

/// The latent behind a name. Contents that are held elsewhere never change: writers copy first. So a player may keep
/// what it plays until its next loop boundary, whatever happens to the name. Pd's thread only; perform may read
/// `content()` and `version()`, but must not release a content: that may free memory.
class NamedLatent {
public:
    explicit NamedLatent(std::string name = {}) : name_(std::move(name)) {}
    ~NamedLatent();
    NamedLatent(const NamedLatent&) = delete;
    NamedLatent& operator=(const NamedLatent&) = delete;

    /// Never null. [audio]
    std::shared_ptr<const latent::Sequence> content() const noexcept { return content_; }

    /// Grows with every change. [audio]
    std::uint64_t version() const noexcept { return version_; }

    /// For changes in place: copies first if the content is held elsewhere. [setup]
    latent::Sequence& edit();

    /// Readers keep the old content. [setup]
    void replace(latent::Sequence sequence);

    /// What is there now is in a file or in the patch. [setup]
    void mark_saved() noexcept { saved_version_ = version_; }

    /// There are frames that would be lost with this. [setup]
    bool is_unsaved() const noexcept { return !content_->is_empty() && saved_version_ != version_; }

    /// From now on a change sets off this clock, still before the coming tick; many changes of one instant set it off
    /// once. Unwatch before the clock is freed. [setup]
    void watch(t_clock* clock);
    void unwatch(t_clock* clock);

private:
    std::shared_ptr<latent::Sequence> content_ = std::make_shared<latent::Sequence>();
    std::uint64_t version_ = 0;
    std::uint64_t saved_version_ = 0;
    std::string name_;
    std::vector<t_clock*> watchers_;

    void tell();
};

/// The latent of this name, empty when it is new; it lives for as long as a pointer to it is kept. [setup]
std::shared_ptr<NamedLatent> named_latent(t_symbol* name);

/// The .npy or .wav file of a latent, its ending left out or not, as look_up() finds it. [setup]
Result<std::string> find_latent_file(const t_canvas* canvas, const std::string& name);

/// A row that takes the name of a latent, by argument and by message; without the argument it asks `question`.
Row latent_row(const char* name, const char* text, const char* question, Take take);

/// What `stats` says about a dim: its number, mean, standard deviation, least value, quartiles with the median between
/// them, greatest value, lower and upper whisker.
std::vector<t_atom> statistics_atoms(int dim, const latent::DimensionStatistics& statistics);

}  // namespace latentjam::pd
