// The worker threads that one host has: for audio, for files, and how they leave.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "work/audio_pool.h"
#include "work/departure.h"
#include "work/job_pool.h"

namespace latentjam::work {

/// Audio tasks have threads of their own, so that no load can keep a block from running.
struct Workers {
    explicit Workers(int audio_threads, int background_threads = 2)
        : jobs(departure, background_threads), audio(departure, jobs, audio_threads)
    {
    }

    Departure departure;
    JobPool jobs;
    AudioPool audio;
};

/// The process's, an audio thread for each core: made on first use and never destroyed. What uses workers is given
/// them; only a host asks here. [any]
Workers& workers_of_process();

}  // namespace latentjam::work
