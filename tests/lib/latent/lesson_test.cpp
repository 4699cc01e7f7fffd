// Lessons: what is in memory and what is in files is learnt as one.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/lesson.h"

#include "latent/file.h"
#include "latents.h"
#include "support/temporary_folder.h"

#include <catch2/catch_test_macros.hpp>

#include <memory>

using namespace latentjam;
using namespace latentjam::latent;
using namespace latentjam::test;

TEST_CASE("A latent and a file are learnt as one")
{
    const TemporaryFolder folder;
    const auto one = std::make_shared<const Sequence>(known_latents(3, 20, 21.5));
    const Sequence two = known_latents(3, 11);
    REQUIRE(write(two, folder / "two.npy"));
    const auto learnt = learn({{one}, {folder / "two.npy"}});
    REQUIRE(learnt);
    const Sequence* both[] = {one.get(), &two};
    const auto expected = analyse(both);
    CHECK(learnt->statistics.frames == 31);
    CHECK(learnt->statistics.covariance == expected->covariance);
    CHECK(learnt->rate_hz == 21.5);
}

TEST_CASE("A lesson with a file that is missing, of nothing, or cancelled is refused")
{
    const auto one = std::make_shared<const Sequence>(known_latents(3, 20));
    CHECK(learn({{one}, {"/nowhere.npy"}}).message().find("/nowhere.npy") != std::string::npos);
    CHECK(learn({}).message().find("nothing to analyse") != std::string::npos);
    CHECK(learn({{one}, {}}, CancelFlag{true}).message() == "cancelled");
}
