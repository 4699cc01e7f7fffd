// Worker priority relative to Pd's audio thread.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace latentjam::work {

/// Names the calling thread; if it inherited real-time scheduling (`pd -rt`), steps one below the audio thread, else
/// (Linux) gives up the right to push its waker off the processor; flushes denormal numbers to zero, which decaying
/// convolution caches are full of. [worker]
void become_audio_worker() noexcept;

/// Names the calling thread and leaves real-time scheduling, which it inherits from `pd -rt`: it reads or writes a file
/// that sound comes from or goes to, and may wait for a disk. [worker]
void become_file_worker() noexcept;

/// Names the calling thread, leaves real-time scheduling and lowers its priority: loading a model must not compete
/// with sound. [worker]
void become_background_worker() noexcept;

}  // namespace latentjam::work
