// [latent-distance <name> <with>]: how far two named latents are from each other.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/distance.h"
#include "pd/object_class.h"
#include "shared/latents.h"

using namespace latentjam::pd;

struct LatentDistance : Object {
    using Object::Object;
    void created() { mean_out = add_outlet(&s_float), add_info_outlet(); }

    latentjam::Status bang() const
    {
        const auto apart = latentjam::latent::distance(*named_latent(a)->content(), *named_latent(b)->content());
        if (!apart) return apart.status();
        info("rms", atoms_from(apart->rms));
        info("most", {float_atom(apart->most), float_atom(apart->farthest_frame)});
        outlet_float(mean_out, static_cast<t_float>(apart->mean));
        return {};
    }

    t_symbol *a = gensym(""), *b = gensym("");
    t_outlet* mean_out = nullptr;
};

void latent_distance_setup()
{
    static const Table kTable{
        .name = "latent-distance",
        .text = "how far two named latents are from each other",
        .rows = {latent_row("name", "one of the two latents", "which latents?", take<&LatentDistance::a>),
                 latent_row("with", "the other one", "with which other latent?", take<&LatentDistance::b>),
                 {.name = "bang", .text = "the mean distance leaves on the left", .take = take<&LatentDistance::bang>},
                 {.name = "rms", .text = "for each dim the root of the mean squared difference", .in = kInfo},
                 {.name = "most", .text = "the greatest distance of two frames, and which frame", .in = kInfo}}};
    object_setup<LatentDistance>(kTable);
}
