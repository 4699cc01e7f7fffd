// Features of the Pd that loaded us, looked up at run time, so that one binary fits every version.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <m_pd.h>

#include <cstdint>
#include <string>

namespace latentjam::pd {

/// True in `pd -batch`, where logical time is the only time. Pd keeps that flag to itself; the process's command line
/// tells.
bool is_batch();

/// Declares `count` channels on an output of a CLASS_MULTICHANNEL object. Does nothing before Pd 0.54.
void set_channels(t_signal** signal, int count);

/// True from Pd 0.54 on.
bool has_multichannel();

/// What flag -m asks for: one inlet or outlet for all channels. Before Pd 0.54 that is an error, and stays false.
Status set_multichannel(bool wanted, bool& is_multichannel);

/// True when a cord runs from this outlet to a signal inlet, which knows no words. [setup]
bool runs_into_signal(const t_object* object, int outlet);

/// Channels of a signal; 1 before Pd 0.54.
int channels_of(const t_signal* signal);

/// The file as Pd would find it: beside the patch, then on the search path, with `extension` (".ts") if it has none; at
/// last among the models and samples that come with this library, "../" before its name or not. Empty when it is
/// not found. [setup]
std::string find_file(const t_canvas* canvas, const std::string& name, const char* extension);

/// Where a file of this name is written: beside the patch, unless the name says otherwise. [setup]
std::string path_to_write(const t_canvas* canvas, const std::string& name);

/// The folder that this library was loaded from. [setup]
std::string library_folder();

/// Position of a perform call on the grid that all objects share: ticks of Pd's logical time since the process began,
/// counted in samples at the local rate.
class GridClock {
public:
    /// `block` and `sample_rate` of the object's signals. [setup]
    void prepare(int block, double sample_rate);

    /// Samples per tick of Pd at the local rate. [setup]
    int tick() const noexcept { return tick_; }

    /// The position of the first sample of this call. Call it once per perform. [audio]
    std::int64_t next() noexcept;

    /// For messages: the position of the first sample that Pd has not yet come to. [setup, outside perform]
    std::int64_t now() const noexcept;

private:
    int block_ = 64;
    int tick_ = 64;
    std::int64_t ticks_ = -1;
    std::int64_t position_ = 0;
};

}  // namespace latentjam::pd
