// The latents to learn from: all .npy files of a place, read one by one, and their statistics.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "latent/sequence.h"
#include "latent/statistics.h"
#include "steps/step.h"
#include "unravel/files.h"

#include <vector>

namespace latentjam::unravel {

class Encodings {
public:
    explicit Encodings(Place place) : place_(std::move(place)) {}

    /// Reads the next file, or analyses them once all are read, and returns true then. An unreadable file is reported
    /// and skipped. Errors: nothing to read, files of different dimensions, cancelled. [worker]
    Result<bool> advance(std::vector<steps::News>& news, const CancelFlag& cancelled);

    /// Of the reading, 0 to 1.
    double progress() const;

    /// Once advance() gave true.
    const latent::Statistics& statistics() const noexcept { return statistics_; }
    std::size_t files() const noexcept { return sequences_.size(); }
    int failed() const noexcept { return failed_; }

private:
    Status begin(std::vector<steps::News>& news, const CancelFlag& cancelled);
    Status add(const InputFile& file, std::vector<steps::News>& news, const CancelFlag& cancelled);

    Place place_;
    bool is_begun_ = false;
    std::vector<InputFile> inputs_;
    std::size_t next_ = 0;
    std::string first_;  // the file that was read first
    std::vector<latent::Sequence> sequences_;
    latent::Statistics statistics_;
    int failed_ = 0;
};

}  // namespace latentjam::unravel
