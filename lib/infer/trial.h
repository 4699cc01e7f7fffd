// Whether new weights play, as the first block with them tells.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <string>
#include <utility>

namespace latentjam::infer {

/// A worker decides it once, Pd's thread looks.
class Trial {
public:
    void pass() noexcept { verdict_.store(Verdict::kPlays, std::memory_order_release); }  ///< [worker]
    void refuse(std::string reason) noexcept                                              ///< [worker]
    {
        reason_ = std::move(reason);
        verdict_.store(Verdict::kRefused, std::memory_order_release);
    }

    bool is_over() const noexcept { return verdict_.load(std::memory_order_acquire) != Verdict::kOpen; }  ///< [audio]
    bool is_refused() const noexcept { return verdict_.load(std::memory_order_acquire) == Verdict::kRefused; }
    const std::string& reason() const noexcept { return reason_; }  ///< when it is refused

private:
    enum class Verdict { kOpen, kPlays, kRefused };
    std::atomic<Verdict> verdict_{Verdict::kOpen};
    std::string reason_;
};

}  // namespace latentjam::infer
