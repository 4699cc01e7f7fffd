// A list into the one inlet of -m: a value for each channel, as a list spreads over the inlets of a box without -m.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "pd/atoms.h"

#include <m_pd.h>

#include <cstddef>
#include <vector>

namespace latentjam::pd {

/// An inlet without a cord is filled by Pd with one number, the last float that came in. A list writes a mark there
/// that no sound carries, so the perform routine sees whether the list is what is heard: a later float or a cord is
/// heard instead.
class ListInlet {
public:
    /// `number` is the field that Pd fills the inlet from; `most` is how many channels a list may reach.
    ListInlet(t_float* number, std::size_t most) : number_(number), rows_(most) {}

    /// Item i goes to channel i. Channels behind the list keep what they had: the values of a list before, else the
    /// number that was there. Values beyond the most channels are ignored. [setup]
    Status take(Atoms list);

    /// [setup]
    void prepare(int block);

    /// True when the list is what the inlet holds; `signal` is its first channel. [audio]
    bool is_heard(const t_sample* signal) const noexcept;

    /// A block for each of the most channels, those behind the list's included. [audio]
    const std::vector<const t_sample*>& rows() const noexcept { return rows_; }

    /// As many as the longest list since the last float. [any]
    std::size_t channels() const noexcept { return values_.size(); }

private:
    void fill();

    t_float* number_;
    std::vector<t_sample> values_;
    t_sample rest_ = 0;  // of all other channels
    std::size_t block_ = 64;
    std::vector<t_sample> samples_;
    std::vector<const t_sample*> rows_;
};

}  // namespace latentjam::pd
