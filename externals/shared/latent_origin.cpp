// Where latents come from.
// SPDX-License-Identifier: BSD-3-Clause
#include "shared/latent_origin.h"

#include "latent/file.h"
#include "shared/latents.h"

#include <utility>

namespace latentjam::pd {

Result<std::shared_ptr<const latent::Sequence>> LatentOrigin::open(const CancelFlag& cancelled) const
{
    if (content) return content;
    auto read = latent::read(path, cancelled);
    if (!read) return read.status();
    return std::shared_ptr<const latent::Sequence>(std::make_shared<latent::Sequence>(*std::move(read)));
}

Result<LatentOrigin> find_latent(const t_canvas* canvas, t_symbol* word)
{
    if (auto content = named_latent(word)->content(); !content->is_empty()) return LatentOrigin{std::move(content), {}};
    const auto path = find_latent_file(canvas, word->s_name);
    if (!path) {
        constexpr std::size_t kMostBytes = 60;  // of a name, so that the line's end is not cut off
        return Status::error(std::string(word->s_name).substr(0, kMostBytes) +
                             ": no latent of this name holds frames, and " + path.message());
    }
    return LatentOrigin{nullptr, *path};
}

}  // namespace latentjam::pd
