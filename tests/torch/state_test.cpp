// A state that another instance takes over: whatever rows of its caches are in use, and whatever was there before.
// SPDX-License-Identifier: BSD-3-Clause
#include "torch/optimizing.h"

using namespace latentjam;
using namespace latentjam::infer;
using namespace latentjam::playing;

namespace {

constexpr int kSamples = 64;
constexpr const char* kTiny = LATENTJAM_TEST_DATA "/rave_tiny.ts";  // tests/bench/make_rave_shapes.py
constexpr int kTinyRatio = 128;

// A delay of four samples, whose cache becomes as large as the voices that it hears.
std::string growing()
{
    return saved(toys::Builder().params("forward", {1, 1, 1, 1}).buffer("cache", at::zeros({1, 1, 4})).code(R"(
    def forward(self, x: Tensor) -> Tensor:
        if self.cache.size(0) != x.size(0):
            self.cache = torch.zeros([x.size(0), 1, 4])
        whole = torch.cat([self.cache, x], 2)
        self.cache = whole[:, :, -4:].clone()
        return whole[:, :, :-4]
    )"),
                 "growing");
}

// The same with a cache of 64 rows, as exported models have them.
std::string delaying()
{
    return saved(toys::Builder().params("forward", {1, 1, 1, 1}).buffer("cache", at::zeros({64, 1, 4})).code(R"(
    def forward(self, x: Tensor) -> Tensor:
        whole = torch.cat([self.cache[:x.size(0)], x], 2)
        self.cache[:x.size(0)].copy_(whole[:, :, -4:])
        return whole[:, :, :-4]
    )"),
                 "delaying");
}

// As many samples for each voice; those of the voices behind `sounding` are 0.
std::vector<float> voices_of(int count, int sounding, unsigned number)
{
    auto sound = signal(static_cast<std::size_t>(count * kSamples), number);
    std::fill(sound.begin() + sounding * kSamples, sound.end(), 0.0F);
    return sound;
}

// Plays three voices, of which `sounding` sound, and goes on in an instance that has played `before`.
double difference_after(const std::string& path, int sounding, int before)
{
    const auto model = load_as(path, true);
    const auto& method = *model->description().find_method("forward");
    auto from = instantiate(*model), to = instantiate(*model);
    play(*to, method, kSamples, voices_of(before, before, 7), before);
    play(*from, method, kSamples, voices_of(3, sounding, 1), 3);
    const auto state = from->state();
    REQUIRE(state);
    to->go_on_from(*state);
    return largest_difference(play(*to, method, kSamples, voices_of(3, sounding, 2), 3),
                              play(*from, method, kSamples, voices_of(3, sounding, 2), 3));
}

}  // namespace

TEST_CASE("A state goes on with all its voices, those that are silent included")
{
    for (const auto& path : {delaying(), growing()})
        for (const int sounding : {0, 1, 2, 3})
            for (const int before : {1, 3, 4}) {
                CAPTURE(path, sounding, before);
                CHECK(difference_after(path, sounding, before) == 0);
            }
}

TEST_CASE("A state leaves nothing of what was there, in rows that it does not use either")
{
    const auto model = load_as(kTiny, true);
    const auto& decode = *model->description().find_method("decode");
    auto from = instantiate(*model), to = instantiate(*model), fresh = instantiate(*model);
    play(*to, decode, kTinyRatio, 1, 4);
    to->go_on_from(*from->state());
    to->seed(1);
    fresh->seed(1);
    for (unsigned block = 0; block < 3; ++block)
        CHECK(play(*to, decode, kTinyRatio, block, 4) == play(*fresh, decode, kTinyRatio, block, 4));
}
