// Steps over files and folders, with a fake model: names, errors, what is overwritten, progress, cancelling.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/file.h"
#include "lib/unravel/studio.h"
#include "unravel/decode.h"
#include "unravel/encode.h"
#include "unravel/runner.h"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <set>
#include <thread>

using namespace latentjam;
using namespace latentjam::unravel;
namespace fs = std::filesystem;

namespace {

constexpr int kRatio = test::Studio::kRatio;

/// A studio that keeps what the last step told.
struct Bench : test::Studio {
    std::vector<News> news;

    void run(Step& step)
    {
        news.clear();
        while (step.advance(news, kNeverCancelled)) {
        }
    }

    std::vector<std::string> errors() const
    {
        std::vector<std::string> lines;
        for (const auto& each : news)
            if (each.kind == News::Kind::kError) lines.push_back(each.selector);
        return lines;
    }

    /// Files and failures of the last `done`.
    std::pair<std::int64_t, std::int64_t> done() const
    {
        REQUIRE(news.back().selector == "done");
        return {std::get<std::int64_t>(news.back().values[1]), std::get<std::int64_t>(news.back().values[2])};
    }
};

}  // namespace

TEST_CASE("A folder of sound becomes latents, and latents become sound, under UnRAVEl's names")
{
    Bench bench;
    bench.sound("in/a b.wav", 100 * kRatio);
    bench.sound("in/sub/c.wav", 10 * kRatio + 1);
    Encode encode(bench.source(), {bench.place("in"), bench.place("latents"), false});
    bench.run(encode);
    CHECK(bench.errors().empty());
    CHECK(bench.done() == std::pair<std::int64_t, std::int64_t>(2, 0));
    const InputFile first{"in/a b.wav", "", 0};
    const InputFile second{"in/sub/c.wav", "", 0};
    CHECK(bench.results("latents") == std::set<std::string>{encoded_name(first), encoded_name(second)});
    const auto latents = latent::read(bench.folder / ("latents/" + encoded_name(first)));
    REQUIRE(latents.is_ok());
    CHECK(latents->dims() == 4);
    CHECK(latents->frames() == 100);
    CHECK(latent::read(bench.folder / ("latents/" + encoded_name(second)))->frames() == 11);

    Decode decode(bench.source(), {bench.place("latents"), bench.place("sound"), false});
    bench.run(decode);
    CHECK(bench.errors().empty());
    CHECK(bench.done() == std::pair<std::int64_t, std::int64_t>(2, 0));
    auto reader =
        SoundReader::open(bench.folder / ("sound/" + decoded_name({"latents/" + encoded_name(first), "", 0})), 44100);
    REQUIRE(reader.is_ok());
    std::vector<float> samples(200 * kRatio);
    CHECK(*reader->read(samples) == 100 * kRatio);
}

TEST_CASE("Bad files are told one by one, and the others are done")
{
    Bench bench;
    bench.sound("in/good.wav", 1000);
    bench.sound("in/none.wav", 0);
    test::put_bytes(bench.folder / "in/broken.flac", "no sound at all");
    test::put_bytes(bench.folder / "in/song.aac", "aac");
    Encode encode(bench.source(), {bench.place("in"), bench.place("out"), false});
    bench.run(encode);
    CHECK(bench.errors().size() == 3);
    CHECK(bench.done() == std::pair<std::int64_t, std::int64_t>(1, 3));
    CHECK(bench.results("out").size() == 1);
}

TEST_CASE("Latents of other dimensions than the model's are refused, with both numbers")
{
    Bench bench;
    REQUIRE(latent::write(latent::Sequence(8, 5), bench.folder / "eight.npy").is_ok());
    Decode decode(bench.source(), {bench.place("eight.npy"), bench.place("out"), false});
    bench.run(decode);
    CHECK(bench.errors() == std::vector<std::string>{"eight.npy: 8 dimensions, but the model decodes 4: take the "
                                                     "model that encoded it"});
    CHECK(bench.results("out").empty());
}

TEST_CASE("What is there stays, unless it may be overwritten")
{
    Bench bench;
    bench.sound("a.wav", 1000);
    for (const bool overwrite : {false, false, true}) {
        Encode encode(bench.source(), {bench.place("a.wav"), bench.place("out"), overwrite});
        const bool is_there = fs::exists(bench.folder / "out");
        bench.run(encode);
        CHECK(bench.done().second == (is_there && !overwrite ? 1 : 0));
    }
}

TEST_CASE("A model that fails in the middle leaves nothing behind, and a step without a model says what it needs")
{
    Bench bench;
    REQUIRE(latent::write(latent::Sequence(4, 100), bench.folder / "a.npy").is_ok());
    bench.script->failing_calls = {3};
    Decode decode(bench.source(), {bench.place("a.npy"), bench.place("out"), false});
    bench.run(decode);
    CHECK(bench.errors() == std::vector<std::string>{"a.npy: fake model: this call fails"});
    CHECK(bench.results("out").empty());

    Decode without({}, {bench.place("a.npy"), bench.place("out"), false});
    bench.run(without);
    CHECK(bench.errors() == std::vector<std::string>{"decode needs a model: send model <file> first"});
    Encode nowhere(bench.source(), {bench.place("nowhere"), bench.place("out"), false});
    bench.run(nowhere);
    CHECK(bench.errors() == std::vector<std::string>{"no file or folder 'nowhere'"});
}

TEST_CASE("A runner does its steps in order, its progress only grows, and everything is heard on the calling thread")
{
    Bench bench;
    bench.sound("in/a.wav", 3000 * kRatio);
    bench.sound("in/b.wav", 3000 * kRatio);
    bench.script->call_ns = 1'000'000;
    work::WorkerPool pool(1);
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
    work::WorkerPool pool(1);
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
    work::WorkerPool pool(1);
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
