// Cancelling: at whatever piece a step is, nothing half-done stays, it is not heard of again, and the next one works.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/file.h"
#include "lib/unravel/studio.h"
#include "random/random.h"
#include "steps/runner.h"
#include "unravel/analyse.h"
#include "unravel/decode.h"
#include "unravel/encode.h"
#include "unravel/generate.h"
#include "unravel/inspect.h"
#include "work/workers.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <thread>
#include <vector>

using namespace latentjam;
using namespace latentjam::steps;
using namespace latentjam::unravel;
namespace fs = std::filesystem;

namespace {

/// A studio with two of everything that a step takes in.
struct Stage : test::Studio {
    Stage()
    {
        fs::create_directory(folder / "latents");
        random::Random random(5);
        for (const std::string name : {"a", "b"}) {
            latent::Sequence sequence(4, 30);
            for (float& value : sequence.values()) value = static_cast<float>(random.uniform());
            REQUIRE(latent::write(sequence, folder / ("latents/" + name + ".npy")));
            sound("sound/" + name + ".wav", 30 * kRatio);
        }
    }

    std::unique_ptr<Step> make(const std::string& step)
    {
        if (step == "encode") return std::make_unique<Encode>(source(), FileJob{place("sound"), place("out"), true});
        if (step == "decode") return std::make_unique<Decode>(source(), FileJob{place("latents"), place("out"), true});
        if (step == "analyse") return std::make_unique<Analyse>(place("latents"), true);
        if (step == "inspect")
            return std::make_unique<Inspect>(Place{"gain.ts", LATENTJAM_TEST_DATA "/gain.ts"}, place("out.csv"), true);
        Options options;
        for (const auto* name : {"embeddings", "overwrite"}) REQUIRE(options.set(name, std::int64_t{1}));
        REQUIRE(options.set("num_files", std::int64_t{2}));
        REQUIRE(options.set("pattern", std::string("blender")));
        return std::make_unique<Generate>(options, place("latents"), place("out"));
    }

    /// Names and bytes of what lies in `out`.
    std::set<std::pair<std::string, std::string>> contents() const
    {
        std::set<std::pair<std::string, std::string>> all;
        if (fs::exists(folder / "out"))
            for (const auto& entry : fs::directory_iterator(folder / "out"))
                all.emplace(entry.path().filename().string(), test::bytes_of(entry.path()));
        if (fs::exists(folder / "out.csv")) all.emplace("out.csv", test::bytes_of(folder / "out.csv"));
        return all;
    }

    void clear() const
    {
        fs::remove_all(folder / "out");
        fs::remove(folder / "out.csv");
    }
};

int count_pieces(Step& step)
{
    std::vector<News> news;
    int pieces = 1;
    while (step.advance(news, kNeverCancelled)) ++pieces;
    return pieces;
}

bool wait_until(const std::function<bool()>& is_so)
{
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!is_so() && std::chrono::steady_clock::now() < limit)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return is_so();
}

}  // namespace

TEST_CASE("A step that is cancelled before or within any of its pieces leaves whole results or none")
{
    const std::string name = GENERATE("encode", "decode", "generate", "analyse", "inspect");
    const bool within = GENERATE(false, true);
    CAPTURE(name, within);
    Stage stage;
    const int pieces = count_pieces(*stage.make(name));
    const auto whole = stage.contents();
    REQUIRE(whole.empty() == (name == "analyse"));
    for (int cancelled_at = 0; cancelled_at < pieces; ++cancelled_at) {
        CAPTURE(cancelled_at);
        stage.clear();
        {
            const auto step = stage.make(name);
            std::vector<News> news;
            for (int piece = 0; piece < cancelled_at; ++piece) step->advance(news, kNeverCancelled);
            const CancelFlag cancelled{true};
            if (within) step->advance(news, cancelled);
        }
        for (const auto& result : stage.contents()) CHECK(whole.contains(result));
        CHECK(stage.folder.size() <= 4);  // nothing beside model.ts, sound, latents and out
    }
    CHECK(stage.script->instances == 0);
}

TEST_CASE("A step that is cancelled while its model loads makes no folder and keeps no model, and the next one works")
{
    Stage stage;
    stage.script->load_ns = 200'000'000;
    work::Workers workers(1);
    auto& pool = workers.jobs;
    int heard = 0;
    Runner runner(pool, [&](const News&) { ++heard; });
    const bool waits = GENERATE(true, false);  // for the load to end
    runner.add(stage.make("encode"));
    REQUIRE(wait_until([&] { return stage.script->loads == 1; }));
    CHECK(runner.cancel());
    CHECK_FALSE(runner.cancel());
    if (waits) {
        REQUIRE(wait_until([&] { return stage.held.use_count() == 1; }));  // the step is gone
        while (pool.deliver()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        CHECK_FALSE(fs::exists(stage.folder / "out"));
        CHECK(stage.held->model() == nullptr);
        CHECK(stage.script->instances == 0);
        CHECK(heard == 0);
    }
    stage.script->load_ns = 0;
    runner.add(stage.make("encode"));
    runner.wait();
    CHECK(stage.contents().size() == 2);
    CHECK(stage.held->model() != nullptr);
    CHECK(heard > 0);
}

TEST_CASE("Steps that are cancelled and begun anew all the time end as if nothing had been")
{
    Stage stage;
    stage.script->call_ns = 300'000;
    work::Workers workers(1);
    auto& pool = workers.jobs;
    int done = 0;
    std::vector<std::string> errors;
    Runner runner(pool, [&](const News& news) {
        if (news.selector == "done") ++done;
        if (news.kind == News::Kind::kError) errors.push_back(news.selector);
    });
    const std::string names[] = {"encode", "decode", "generate", "analyse"};
    random::Random random(11);
    int finished = 0;
    for (int round = 0; round < 60; ++round) {
        runner.add(stage.make(names[round % 4]));
        std::this_thread::sleep_for(std::chrono::microseconds(random.integer(0, 6000)));
        pool.deliver();
        if (!runner.cancel()) ++finished;
        CHECK(runner.current() == nullptr);
        CHECK(done == finished);
    }
    for (const auto& name : names) runner.add(stage.make(name));
    runner.wait();
    CHECK(done == finished + 4);
    CHECK(errors.empty());
    REQUIRE(wait_until([&] { return stage.held.use_count() == 1; }));
    CHECK(stage.contents().size() == 6);
    CHECK(stage.script->instances == 0);
}
