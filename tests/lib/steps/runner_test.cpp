// The runner: order, progress, cancelling, and listeners that do what they like.
// SPDX-License-Identifier: BSD-3-Clause
#include "steps/runner.h"

#include "work/workers.h"

#include "latent/file.h"
#include "lib/unravel/bench.h"
#include "unravel/decode.h"
#include "unravel/encode.h"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <thread>

using namespace latentjam;
using namespace latentjam::steps;
using namespace latentjam::unravel;
using test::Bench;
namespace fs = std::filesystem;

namespace {

constexpr int kRatio = test::Studio::kRatio;

}  // namespace

TEST_CASE("A runner does its steps in order, its progress only grows, and everything is heard on the calling thread")
{
    Bench bench;
    bench.sound("in/a.wav", 3000 * kRatio);
    bench.sound("in/b.wav", 3000 * kRatio);
    bench.script->call_ns = 1'000'000;
    work::Workers workers(1);
    auto& pool = workers.jobs;
    std::vector<News> heard;
    const auto here = std::this_thread::get_id();
    Runner runner(pool, [&](const News& news) {
        CHECK(std::this_thread::get_id() == here);
        heard.push_back(news);
    });
    runner.add(std::make_unique<Encode>(bench.source(), FileJob{bench.place("in"), bench.place("out"), false}));
    runner.add(std::make_unique<Decode>(bench.source(), FileJob{bench.place("out"), bench.place("sound"), false}));
    CHECK(std::string(runner.current()) == "encode");
    runner.wait();
    CHECK(runner.current() == nullptr);

    double last = 0;
    std::vector<std::string> done;
    int steps_forward = 0;
    for (const auto& news : heard) {
        CHECK(news.kind == News::Kind::kInfo);
        if (news.selector == "done") {
            done.push_back(std::get<std::string>(news.values[0]));
            CHECK(last == 1);
            last = 0;
        }
        if (news.selector != "progress") continue;
        CHECK(std::get<double>(news.values[0]) > last);
        last = std::get<double>(news.values[0]);
        ++steps_forward;
    }
    CHECK(done == std::vector<std::string>{"encode", "decode"});
    CHECK(steps_forward > 4);
    CHECK(bench.results("sound").size() == 2);
}

TEST_CASE("A cancelled step leaves nothing half-written and is not heard of again")
{
    Bench bench;
    REQUIRE(latent::write(latent::Sequence(4, 4000), bench.folder / "a.npy").is_ok());
    bench.script->call_ns = 5'000'000;  // 250 calls: more than a second
    work::Workers workers(1);
    auto& pool = workers.jobs;
    int heard = 0;
    Runner runner(pool, [&](const News&) { ++heard; });
    const auto decode = [&] {
        return std::make_unique<Decode>(bench.source(), FileJob{bench.place("a.npy"), bench.place("out"), false});
    };
    runner.add(decode());
    runner.add(decode());
    while (!fs::exists(bench.folder / "out") || bench.results("out").empty()) {
        pool.deliver();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    const int before = heard;
    CHECK(runner.cancel());
    CHECK_FALSE(runner.cancel());
    CHECK(runner.current() == nullptr);
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while ((!bench.results("out").empty() || bench.script->instances > 0) && std::chrono::steady_clock::now() < limit)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(bench.results("out").empty());
    while (pool.deliver()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(heard == before);
    CHECK(bench.script->instances == 0);

    bench.script->call_ns = 0;
    runner.add(decode());  // it can be used again
    runner.wait();
    CHECK(bench.results("out").size() == 1);
}

TEST_CASE("Whoever hears may cancel or destroy the runner")
{
    Bench bench;
    bench.sound("in/a.wav", 1000);
    work::Workers workers(1);
    auto& pool = workers.jobs;
    std::unique_ptr<Runner> runner;
    runner = std::make_unique<Runner>(pool, [&](const News&) { runner.reset(); });
    runner->add(std::make_unique<Encode>(bench.source(), FileJob{bench.place("in"), bench.place("out"), false}));
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (runner && std::chrono::steady_clock::now() < limit) {
        pool.deliver();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    CHECK(runner == nullptr);
}
