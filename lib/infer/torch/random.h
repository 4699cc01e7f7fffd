// The random stream that an instance owns: all noise its model draws comes from there, and from nowhere else.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <ATen/core/Generator.h>
#include <c10/core/Device.h>
#include <c10/core/impl/LocalDispatchKeySet.h>

#include <cstdint>

namespace latentjam::infer::torch_backend {

/// Teaches torch's dispatcher to hand the current RandomScope's stream to every operator that takes a generator and was
/// given none: `randn`, `rand_like`, `dropout`, `bernoulli` and all others, in called functions too. It stays inert in
/// threads without a RandomScope. Once per process; false when the dispatcher refuses. [worker]
bool enable_owned_randomness() noexcept;

/// One stream of random numbers on one device. One thread at a time.
class RandomStream {
public:
    /// Begins at a place that differs from run to run until seed() is called.
    explicit RandomStream(c10::Device device);

    void seed(std::uint64_t seed);

private:
    friend class RandomScope;
    at::Generator cpu_;
    at::Generator device_;  ///< the same as cpu_ for the CPU
};

/// While it lives, what this thread computes with torch draws from `stream`. Scopes may nest.
class RandomScope {
public:
    explicit RandomScope(RandomStream& stream);
    ~RandomScope();
    RandomScope(const RandomScope&) = delete;
    RandomScope& operator=(const RandomScope&) = delete;

    /// The generator for `device` of the scope on this thread; undefined where there is none.
    static at::Generator current(c10::Device device);

private:
    RandomStream* outer_;
    c10::impl::IncludeDispatchKeyGuard key_;
};

}  // namespace latentjam::infer::torch_backend
