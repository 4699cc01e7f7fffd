// SPDX-License-Identifier: BSD-3-Clause
#include "pd/latents.h"

#include <unordered_map>
#include <utility>

namespace latentjam::pd {

latent::Sequence& NamedLatent::edit()
{
    ++version_;
    if (content_.use_count() > 1) content_ = std::make_shared<latent::Sequence>(*content_);
    return *content_;
}

void NamedLatent::replace(latent::Sequence sequence)
{
    ++version_;
    content_ = std::make_shared<latent::Sequence>(std::move(sequence));
}

std::shared_ptr<NamedLatent> named_latent(t_symbol* name)
{
    static auto& all = *new std::unordered_map<t_symbol*, std::weak_ptr<NamedLatent>>;  // outlives Pd's objects
    std::shared_ptr<NamedLatent> latent = all[name].lock();
    if (!latent) {
        latent = std::make_shared<NamedLatent>();
        all[name] = latent;
    }
    return latent;
}

}  // namespace latentjam::pd
