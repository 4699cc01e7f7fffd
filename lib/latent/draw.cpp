// One generation of latents: from what was learnt, or from the prior.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/draw.h"

#include <string>

namespace latentjam::latent {

namespace {

Result<Source> source_for(const DrawRequest& request)
{
    if (request.options.distribution == Distribution::kPrior) return Source::prior(request.prior_dims);
    return Source::learnt(*request.learnt, request.options.distribution, request.options.iqr);
}

}  // namespace

Status check(const DrawRequest& request)
{
    if (!request.learnt && request.options.distribution != Distribution::kPrior)
        return Status::error("nothing to go by yet: learn <name or file...>, or prior");
    return check(request.options);
}

Result<Sequence> draw(const DrawRequest& request, random::Random& random, const CancelFlag& cancelled)
{
    if (const Status status = check(request); !status) return status;
    const Result<Source> source = source_for(request);
    if (!source) return source.status();
    const int frames = request.options.frames;
    if (!is_valid_size(source->dims(), frames))
        return Status::error(std::to_string(frames) + " frames of " + std::to_string(source->dims()) +
                             " dims are more than a latent holds: " + std::to_string(kMostValues) + " values");
    return source->draw(random, frames, request.rate_hz, cancelled);
}

}  // namespace latentjam::latent
