// The usual bank: slow and fast, smooth and stepped, on every kind of walk.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/planting.h"

namespace latentjam::pathway {

Slots usual_slots()
{
    using K = Kind;
    using W = Walk;
    using G = Glide;
    struct Row {
        K kind;
        int frames, every;
        double range;
        W walk;
        int with;
        double rate;
        G glide;
    };
    constexpr Row kRows[kSlots] = {
        {K::kWalk, 64, 4, 1, W::kLoop, 0, 1, G::kCubic},         // a slow wave
        {K::kBates, 22, 4, 2, W::kLoop, 0, .5, G::kCubic},       // a second, small
        {K::kSparse, 32, 8, 1, W::kLoop, 0, 1, G::kOff},         // four tones
        {K::kUniform, 16, 4, 1, W::kLoop, 0, .25, G::kOff},      // sixteen tones
        {K::kNormal, 11, 4, 1, W::kLoop, 0, .5, G::kLinear},     // a short motif
        {K::kWalk, 128, 4, 1, W::kPalindrome, 0, 1, G::kCubic},  // there and back
        {K::kNoise, 22, 4, 1, W::kLoop, 0, .25, G::kLinear},     // the artist's seeds
        {K::kSparse, 48, 12, 1.25, W::kLoop, 0, 1, G::kLinear},  // long slopes
        {K::kNormal, 44, 11, 1, W::kJumps, 0, 1, G::kCubic},     // cut up
        {K::kUniform, 13, 4, 1, W::kFibo, 0, .25, G::kOff},      // beginnings that grow
        {K::kBates, 16, 4, 2, W::kOrale, 0, .5, G::kLinear},     //
        {K::kNormal, 16, 4, 1, W::kBlender, 4, .5, G::kLinear},  // becomes the motif
        {K::kUniform, 5, 4, 1, W::kLoop, 0, .25, G::kOff},       // five tones
        {K::kWalk, 256, 4, 1.25, W::kLoop, 0, .5, G::kCubic},    // a long wave
        {K::kNormal, 8, 4, 1, W::kPalindrome, 0, .25, G::kLinear},
        {K::kNormal, 88, 4, 1, W::kOnce, 0, 1, G::kCubic},  // once, and it stays
    };
    Slots slots;
    for (int number = 0; number < kSlots; ++number) {
        const Row& row = kRows[number];
        Content content;
        content.recipe = {.kind = row.kind,
                          .frames = row.frames,
                          .every = row.every,
                          .range = row.range,
                          .walk = row.walk,
                          .with = row.with,
                          .rate = row.rate,
                          .glide = row.glide};
        slots[static_cast<std::size_t>(number)].set(content);
        slots[static_cast<std::size_t>(number)].forget();
    }
    return slots;
}

}  // namespace latentjam::pathway
