// The latents to learn from: read one by one, bad ones reported, those of two models not mixed.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/encodings.h"

#include "latent/file.h"
#include "support/temporary_folder.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam;
using namespace latentjam::steps;
using namespace latentjam::unravel;

namespace {

struct Learning {
    test::TemporaryFolder folder;
    std::vector<News> news;

    Learning() { std::filesystem::create_directory(folder / "in"); }

    void latents(const std::string& name, int dims, int frames)
    {
        latent::Sequence sequence(dims, frames, 20);
        float next = 0;
        for (float& value : sequence.values()) value = next += 1;
        REQUIRE(latent::write(sequence, folder / ("in/" + name)));
    }

    /// To the end: the status of the last call.
    Status learn(Encodings& encodings, const CancelFlag& cancelled = kNeverCancelled)
    {
        for (int i = 0; i < 100; ++i) {
            const auto done = encodings.advance(news, cancelled);
            if (!done || *done) return done.status();
        }
        return Status::error("never ends");
    }

    Encodings encodings() const { return Encodings({"in", folder / "in"}); }
};

}  // namespace

TEST_CASE("All files of a folder are analysed as one, and progress reaches 1")
{
    Learning learning;
    learning.latents("a.npy", 3, 10);
    learning.latents("b.npy", 3, 20);
    Encodings encodings = learning.encodings();
    CHECK(encodings.progress() == 0);
    REQUIRE(learning.learn(encodings));
    CHECK(encodings.progress() == 1);
    CHECK(encodings.files() == 2);
    CHECK(encodings.failed() == 0);
    CHECK(encodings.statistics().frames == 30);
    CHECK(encodings.statistics().dims.size() == 3);
    CHECK(learning.news.empty());
}

TEST_CASE("Broken and empty files are reported and skipped")
{
    Learning learning;
    learning.latents("a.npy", 3, 10);
    learning.latents("b.npy", 3, 0);
    test::put_bytes(learning.folder / "in/c.npy", "nothing");
    Encodings encodings = learning.encodings();
    REQUIRE(learning.learn(encodings));
    CHECK(encodings.files() == 1);
    CHECK(encodings.failed() == 2);
    REQUIRE(learning.news.size() == 2);
    CHECK(learning.news[0].selector == "in/b.npy: holds no frames");
}

TEST_CASE("Latents of two models are refused, and both files are named")
{
    Learning learning;
    learning.latents("a.npy", 3, 10);
    learning.latents("b.npy", 4, 10);
    Encodings encodings = learning.encodings();
    CHECK(learning.learn(encodings).message() ==
          "in/b.npy has 4 dimensions, in/a.npy has 3: learn from the encodings of one model at a time");
}

TEST_CASE("Nothing to learn from is an error, and so is a cancel")
{
    Learning learning;
    test::put_bytes(learning.folder / "in/c.npy", "nothing");
    Encodings nothing = learning.encodings();
    CHECK(learning.learn(nothing).message() == "nothing to learn from in 'in'");
    learning.latents("a.npy", 3, 10);
    Encodings cancelled = learning.encodings();
    const CancelFlag flag{true};
    CHECK(learning.learn(cancelled, flag).message() == gave_up().message());
}
