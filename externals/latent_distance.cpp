// [latent-distance <name> <with>]: how far two named latents are from each other.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/distance.h"
#include "pd/latents.h"
#include "pd/object_class.h"

using namespace latentjam::pd;

struct LatentDistance : Object {
    using Object::Object;
    void created() { mean_out = add_outlet(&s_float), add_info_outlet(); }

    latentjam::Status bang() const
    {
        const auto apart = latentjam::latent::distance(*named_latent(a)->content(), *named_latent(b)->content());
        if (!apart) return apart.status();
        AtomList rms;
        for (const double value : apart->rms) rms.push_back(float_atom(value));
        info("rms", rms);
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
        .rows = {{.name = "name",
                  .type = symbol("the name of a latent"),
                  .text = "one of the two latents",
                  .in = kArgument | kMessage,
                  .required = "which latents?",
                  .take = take<&LatentDistance::a>},
                 {.name = "with",
                  .type = symbol("the name of a latent"),
                  .text = "the other one",
                  .in = kArgument | kMessage,
                  .required = "with which other latent?",
                  .take = take<&LatentDistance::b>},
                 {.name = "bang",
                  .text = "compares frame by frame; the mean distance leaves on the left",
                  .take = take<&LatentDistance::bang>},
                 {.name = "rms", .text = "for each dim the root of the mean squared difference", .in = kInfo},
                 {.name = "most", .text = "the greatest distance of two frames, and which frame", .in = kInfo}}};
    object_setup<LatentDistance>(kTable);
}
