// The tempo of loops of latent frames.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/tempo.h"

#include "latent/sequence.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace latentjam::latent {
namespace {

std::string text(double number)
{
    std::ostringstream stream;
    stream << number;
    return stream.str();
}

Status check_rate(double rate_hz)
{
    if (std::isfinite(rate_hz) && rate_hz > 0) return {};
    return Status::error("rate " + text(rate_hz) + " Hz: a tempo needs a rate above 0, such as 21.53");
}

}  // namespace

Result<Tempo> tempo_of(int frames, double rate_hz)
{
    if (auto status = check_rate(rate_hz); !status) return status;
    if (frames < 1 || frames > kMostFrames)
        return Status::error("frames " + std::to_string(frames) + ", not 1 to " + std::to_string(kMostFrames));
    const double bpm = 60 * rate_hz / frames;
    return Tempo{frames, bpm, frames % 2 == 0 ? std::optional(2 * bpm) : std::nullopt};
}

Result<Tempo> nearest_tempo(double bpm, double rate_hz)
{
    if (auto status = check_rate(rate_hz); !status) return status;
    if (!std::isfinite(bpm) || bpm <= 0) return Status::error("tempo " + text(bpm) + " BPM: it must be above 0");
    const double exact = 60 * rate_hz / bpm;
    if (exact > kMostFrames)
        return Status::error("tempo " + text(bpm) + " BPM, not at least " + text(60 * rate_hz / kMostFrames));
    const double shorter = std::max(1.0, std::floor(exact));
    // By ratio, the boundary between k and k + 1 frames is their geometric mean.
    const bool longer = exact > std::sqrt(shorter * (shorter + 1)) && shorter < kMostFrames;
    return tempo_of(static_cast<int>(shorter) + (longer ? 1 : 0), rate_hz);
}

}  // namespace latentjam::latent
