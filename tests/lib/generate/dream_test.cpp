// A dream as a step of a worker: its news, its result, its errors.
// SPDX-License-Identifier: BSD-3-Clause
#include "generate/dream.h"

#include "support/temporary_folder.h"
#include "toy_denoiser.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <fstream>

using namespace latentjam;
using namespace latentjam::generate;
using steps::News;

namespace {

struct Night {
    std::shared_ptr<test::ToyFacts> facts = std::make_shared<test::ToyFacts>();
    test::ToyBackend backend{facts};
    infer::ModelCache cache{{&backend}};
    std::shared_ptr<Dreamt> into = std::make_shared<Dreamt>();
    std::vector<News> news;
    test::TemporaryFolder folder;
    const std::string path = (folder.path() / "toy.ts").string();

    Night() { std::ofstream(path) << "toy"; }

    Dream dream(const Request& request, int windows = 1, bool previews = false)
    {
        DenoiserSource source;
        source.cache = &cache;
        source.path = path;
        source.name = "toy";
        source.held = std::make_shared<steps::HeldModel>();
        return {source, request, windows, previews, into};
    }

    int run(Dream dream)
    {
        int pieces = 1;
        while (dream.advance(news, kNeverCancelled)) ++pieces;
        return pieces;
    }

    int count(const std::string& selector) const
    {
        return static_cast<int>(
            std::count_if(news.begin(), news.end(), [&](const News& n) { return n.selector == selector; }));
    }
};

}  // namespace

TEST_CASE("A dream loads, takes a call a step, and leaves its latent with mean and deviation put back")
{
    Night night;
    Request request;
    request.steps = 7;
    request.normalise = false;
    CHECK(night.run(night.dream(request, 2)) == 8);
    CHECK(night.count("dreaming") == 1);
    CHECK(night.count("generated") == 1);
    CHECK(night.count("preview") == 0);
    const auto result = night.into->take();
    REQUIRE(result);
    CHECK(result->frames() == 32);
    for (int dim = 0; dim < 3; ++dim) CHECK(result->at(20, dim) == Catch::Approx(0.5 * 2 + dim + 1).margin(1e-4));
    CHECK_FALSE(night.into->take());
}

TEST_CASE("Previews come on the way, and progress goes from 0 to 1")
{
    Night night;
    Request request;
    request.steps = 4;
    Dream dream = night.dream(request, 1, true);
    CHECK(dream.progress() == 0);
    double before = 0;
    while (dream.advance(night.news, kNeverCancelled)) {
        CHECK(dream.progress() >= before);
        before = dream.progress();
        night.news.push_back(News::info("looked"));
    }
    CHECK(dream.progress() == 1);
    CHECK(night.count("preview") == 3);
}

TEST_CASE("Errors are told once and end the dream; a cancelled one says nothing")
{
    Night night;
    Request request;
    request.steps = 0;
    CHECK(night.run(night.dream(request)) == 1);
    REQUIRE(night.news.size() == 1);
    CHECK(night.news[0].selector == "steps 0: it takes 1 to 1000");

    night.news.clear();
    night.facts->fails = true;
    request.steps = 3;
    CHECK(night.run(night.dream(request)) == 2);
    CHECK(night.news.back().kind == News::Kind::kError);
    CHECK(night.news.back().selector == "the network fails");

    night.news.clear();
    const CancelFlag cancelled{true};
    Dream dream = night.dream(request);
    CHECK_FALSE(dream.advance(night.news, cancelled));
    CHECK(night.news.empty());
}
