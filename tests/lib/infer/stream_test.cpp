// Streaming invariants: whatever the host's block, the output is the delayed reference.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/late.h"
#include "infer/player.h"
#include "support/fake_backend.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <chrono>
#include <cmath>
#include <thread>
#include <vector>

using namespace latentjam;
using namespace latentjam::infer;

namespace {

work::Workers& workers()
{
    static work::Workers workers(4);
    return workers;
}

struct Case {
    Method method;
    int buffer;
    HoldPoint hold = kHoldLast;
    int voices = 1;
    double deadline_ms = 0;
};

std::shared_ptr<FakeScript> script_with(const Method& method)
{
    auto script = std::make_shared<FakeScript>();
    script->description.methods = {method};
    script->description.attributes = {{"gain", {ValueType::kFloat}}};
    return script;
}

std::shared_ptr<Stream> make_stream(const std::shared_ptr<FakeScript>& script, const Case& c, bool synchronous,
                                    bool offline)
{
    StreamSettings settings;
    settings.buffer = c.buffer;
    settings.voices = c.voices;
    settings.hold = c.hold;
    settings.deadline_ms = c.deadline_ms;
    settings.synchronous = synchronous;
    settings.offline = offline;
    auto instance = make_fake_model(script)->instantiate();
    return std::make_shared<Stream>(workers(), std::move(*instance), script->description.methods[0], settings);
}

/// A test signal in which every sample of every channel is different.
float signal(int channel, std::int64_t n)
{
    return static_cast<float>(n % 100000) * 0.001f + static_cast<float>(channel) * 1000.0f;
}

/// What the model would have played had it been called directly with the same blocks, without delay.
std::vector<std::vector<float>> reference(const std::shared_ptr<FakeScript>& script, const Case& c, int length)
{
    auto instance = make_fake_model(script)->instantiate();
    const Method& m = c.method;
    const int hold = c.hold == kHoldLast ? m.in_ratio - 1 : c.hold;
    const int rows_in = c.voices * m.in_channels, rows_out = c.voices * m.out_channels;
    const int frames_in = c.buffer / m.in_ratio, frames_out = c.buffer / m.out_ratio;
    std::vector<std::vector<float>> result(static_cast<std::size_t>(rows_out),
                                           std::vector<float>(static_cast<std::size_t>(length)));
    std::vector<float> in(static_cast<std::size_t>(rows_in * frames_in)),
        out(static_cast<std::size_t>(rows_out * frames_out));
    for (int start = 0; start + c.buffer <= length; start += c.buffer) {
        for (int row = 0; row < rows_in; ++row)
            for (int f = 0; f < frames_in; ++f)
                in[static_cast<std::size_t>(row * frames_in + f)] = signal(row, start + f * m.in_ratio + hold);
        REQUIRE((*instance)
                    ->process(m, {in, c.voices, m.in_channels, frames_in}, {out, c.voices, m.out_channels, frames_out})
                    .is_ok());
        for (int row = 0; row < rows_out; ++row)
            for (int i = 0; i < c.buffer; ++i)
                result[static_cast<std::size_t>(row)][static_cast<std::size_t>(start + i)] =
                    out[static_cast<std::size_t>(row * frames_out + i / m.out_ratio)];
    }
    return result;
}

/// Plays `length` samples in calls of `block`, the first at `phase`. In and out share memory, as they may in Pd.
std::vector<std::vector<float>> play(Player<float>& player, const Case& c, int block, int phase, int length)
{
    const int rows_in = c.voices * c.method.in_channels, rows_out = c.voices * c.method.out_channels;
    const auto rows = static_cast<std::size_t>(std::max(rows_in, rows_out));
    std::vector<std::vector<float>> memory(rows, std::vector<float>(static_cast<std::size_t>(block)));
    std::vector<std::vector<float>> result(static_cast<std::size_t>(rows_out));
    std::vector<const float*> in;
    std::vector<float*> out;
    for (int row = 0; row < rows_in; ++row) in.push_back(memory[static_cast<std::size_t>(row)].data());
    for (int row = 0; row < rows_out; ++row) out.push_back(memory[static_cast<std::size_t>(row)].data());
    for (std::int64_t position = phase; position < length; position += block) {
        for (int row = 0; row < rows_in; ++row)
            for (int i = 0; i < block; ++i)
                memory[static_cast<std::size_t>(row)][static_cast<std::size_t>(i)] = signal(row, position + i);
        player.process(in.data(), rows_in, out.data(), rows_out, block, position);
        for (std::size_t row = 0; row < result.size(); ++row)
            result[row].insert(result[row].end(), memory[row].begin(), memory[row].end());
    }
    return result;
}

const Method kDecode{"decode", 8, 2048, 1, 1, {}, {}};
const Method kEncode{"encode", 1, 1, 8, 2048, {}, {}};
const Method kForward{"forward", 1, 1, 1, 1, {}, {}};
const Method kPrior{"prior", 4, 512, 4, 512, {}, {}};
const Method kOdd{"decode", 3, 1000, 2, 1, {}, {}};

}  // namespace

TEST_CASE("A stream delays the model's output by exactly its latency for any host block")
{
    const auto c = GENERATE(Case{kDecode, 2048}, Case{kDecode, 8192}, Case{kDecode, 2048, 0}, Case{kDecode, 4096, 700},
                            Case{kDecode, 2048, kHoldLast, 4}, Case{kDecode, 2048, 0, 1, 11.0}, Case{kEncode, 2048},
                            Case{kEncode, 8192}, Case{kForward, 2048}, Case{kForward, 16}, Case{kForward, 96},
                            Case{kPrior, 512}, Case{kPrior, 1536, 0}, Case{kOdd, 1000}, Case{kOdd, 3000, 0});
    const int block = GENERATE(1, 63, 64, 65, 1000, 1024, 4096);
    const bool synchronous = GENERATE(false, true);
    CAPTURE(c.method.name, c.method.in_ratio, c.buffer, c.hold, c.voices, c.deadline_ms, block, synchronous);

    const auto script = script_with(c.method);
    const int length = std::max(7 * c.buffer, 20000) / block * block;
    const auto expected = reference(script, c, length);

    Player<float> player(workers());
    player.prepare({44100, block, block}, c.voices * c.method.out_channels);
    auto stream = make_stream(script, c, synchronous, true);
    player.replace(stream);
    const auto heard = play(player, c, block, 0, length);
    const auto latency = static_cast<std::size_t>(player.stream()->latency());
    if (c.method.out_ratio > 1) CHECK(latency % static_cast<std::size_t>(c.method.out_ratio) == 0);

    bool equal = true;
    const auto playable = static_cast<std::size_t>(length / c.buffer * c.buffer);
    for (std::size_t row = 0; row < heard.size(); ++row) {
        for (std::size_t n = 0; n < heard[row].size() && n < playable + latency; ++n) {
            const float wanted = n < latency ? 0.0f : expected[row][n - latency];
            if (heard[row][n] != wanted) {
                CAPTURE(row, n, latency, heard[row][n], wanted);
                equal = false;
                CHECK(heard[row][n] == wanted);
                break;
            }
        }
    }
    CHECK(equal);
    CHECK(stream->late() == 0);
    CHECK(script->overlapping_calls == 0);
}

TEST_CASE("Buffers lie on the grid wherever a stream begins")
{
    const Case c{kDecode, 2048, 0};
    const auto script = script_with(c.method);
    const auto expected = reference(script, c, 40960);
    Player<float> player(workers());
    const int begin = 64 * 37;  // in the middle of a frame
    player.prepare({44100, 64, 64}, 1);
    player.replace(make_stream(script, c, false, true));
    const auto heard = play(player, c, 64, begin, 40960);
    const int latency = player.stream()->latency();
    // The state of the fake's first block differs (it saw no earlier one), so compare from the second whole buffer on.
    for (int n = 3 * 2048 + latency; n < 40960; ++n)
        REQUIRE(heard[0][static_cast<std::size_t>(n - begin)] == expected[0][static_cast<std::size_t>(n - latency)]);
}

TEST_CASE("A block of many ticks may begin on any tick, at the same latency")
{
    const Case c = GENERATE(Case{kDecode, 2048}, Case{kDecode, 2048, 0}, Case{kEncode, 2048}, Case{kForward, 512});
    const int block = GENERATE(256, 1024, 4096);
    const int begin = 64 * GENERATE(0, 1, 5, 31);
    CAPTURE(c.method.name, c.buffer, c.hold, block, begin);
    const auto script = script_with(c.method);
    Player<float> player(workers());
    player.prepare({44100, block, 64}, c.method.out_channels);
    player.replace(make_stream(script, c, false, true));
    const auto heard = play(player, c, block, begin, 40960);
    const auto expected = reference(script, c, 49152);
    const int latency = player.stream()->latency();
    for (int n = begin; n < 40000; ++n) {
        const int source = n - latency;
        const int first = (begin + c.buffer - 1) / c.buffer * c.buffer;  // the first whole buffer
        if (source >= first && source < first + c.buffer) continue;      // there the fake had no earlier block
        REQUIRE(heard[0][static_cast<std::size_t>(n - begin)] ==
                (source < first ? 0.0f : expected[0][static_cast<std::size_t>(source)]));
    }
}

TEST_CASE("Latency is what the design promises")
{
    TimingRequest request;
    request.block = request.tick = 64;
    request.buffer = 2048;
    CHECK(plan_timing(kDecode, request).latency == 2 * 2048 - 64);  // as nn~
    request.synchronous = true;
    CHECK(plan_timing(kDecode, request).latency == 2048 - 64);
    request.hold = 0;
    CHECK(plan_timing(kDecode, request).latency == 0);
    request.synchronous = false;
    CHECK(plan_timing(kDecode, request).latency == 2048);
    request.budget = 882;  // 20 ms
    CHECK(plan_timing(kDecode, request).latency == 896);
    CHECK(plan_timing(kEncode, request).latency % 2048 == 0);
}

TEST_CASE("A buffer is brought to a multiple of both ratios and to the model's least")
{
    const auto fit = [](const Method& method, int requested, int min_block = 0, const Method& other = {}) {
        return fit_buffer({{method, other}, {}, 0, min_block}, method, requested);
    };
    CHECK(fit(kDecode, -1) == 2048);
    CHECK(fit(kDecode, 2049) == 4096);
    CHECK(fit(kPrior, 512, 2048) == 2048);
    CHECK(fit(kOdd, 2500) == 3000);
    CHECK(fit(kForward, 100) == 100);
    CHECK(fit(kForward, -1) == 2048);
    CHECK(fit(kForward, 1, 0, kPrior) == 512);
}

namespace {

/// Plays in real time for `seconds`, returns the longest call in milliseconds.
double play_live(Player<float>& player, std::int64_t& position, double seconds, float* energy = nullptr)
{
    std::vector<float> in(64, 0.5f), out(64);
    const float* ins[] = {in.data()};
    float* outs[] = {out.data()};
    const auto begin = std::chrono::steady_clock::now();
    const std::int64_t first = position;
    double longest = 0;
    float sum = 0;
    while (static_cast<double>(position - first) < seconds * 44100) {
        std::this_thread::sleep_until(begin +
                                      std::chrono::duration<double>(static_cast<double>(position - first) / 44100));
        const auto before = std::chrono::steady_clock::now();
        player.process(ins, 1, outs, 1, 64, position);
        longest = std::max(
            longest, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - before).count());
        for (const float value : out) sum += value * value;
        position += 64;
    }
    if (energy) *energy = sum;
    return longest;
}

}  // namespace

TEST_CASE("A model slower than real time never holds up the host, is counted, and sounds again when it is fast")
{
    const Case c{kForward, 1024};
    const auto script = script_with(c.method);
    Player<float> player(workers());
    player.prepare({44100, 64, 64}, 1);
    player.replace(make_stream(script, c, false, false));
    std::int64_t position = 0;
    float energy = 0;

    const long before = late_blocks();
    script->call_ns = 50'000'000;  // twice the buffer's 23 ms
    play_live(player, position, 0.5, &energy);
    CHECK(player.stream()->late() > 5);
    CHECK(late_blocks() - before == player.stream()->late());
    CHECK(energy < 1.0f);

    script->call_ns = 0;
    play_live(player, position, 0.25);
    const int late = player.stream()->late();
    play_live(player, position, 0.25, &energy);
    CHECK(energy > 0.2f * 11025 * 0.9f);         // 0.5 * (1 + feedback), squared, over a quarter of a second
    CHECK(player.stream()->late() <= late + 1);  // this machine may be busy
    CHECK(script->overlapping_calls == 0);
}

TEST_CASE("A late block is replaced by the one before it, or by silence")
{
    const bool repeats = GENERATE(true, false);
    CAPTURE(repeats);
    const Case c{kForward, 1024};
    const auto script = script_with(c.method);
    Player<float> player(workers());
    player.repeat_late(repeats);
    player.prepare({44100, 64, 64}, 1);
    player.replace(make_stream(script, c, false, false));
    std::int64_t position = 0;
    const float whole = 0.2f * 0.12f * 44100;  // see above
    bool as_meant = false;
    for (int attempt = 0; attempt < 8 && !as_meant; ++attempt) {  // this machine may be busy
        script->call_ns = 0;
        play_live(player, position, 0.3);
        script->call_ns = 120'000'000;  // five buffers: the next few are late
        const int late = player.stream()->late();
        float energy = 0;
        play_live(player, position, 0.12, &energy);
        as_meant = player.stream()->late() > late && (repeats ? energy > 0.6f * whole : energy < 0.6f * whole);
    }
    CHECK(as_meant);
    script->call_ns = 0;
    play_live(player, position, 0.3);  // the sleeping call ends before the stream
}

TEST_CASE("A failing block is silent, is reported once, and the next one plays")
{
    const Case c{kForward, 64};
    const auto script = script_with(c.method);
    script->failing_calls = {3, 4};
    Player<float> player(workers());
    player.prepare({44100, 64, 64}, 1);
    auto stream = make_stream(script, c, false, true);
    player.replace(stream);
    play(player, c, 64, 0, 64 * 20);
    CHECK(stream->failed() == 2);
    CHECK(player.collect() == "fake model: this call fails");
    CHECK(player.collect().empty());
}

TEST_CASE("A successor takes over with a crossfade and without a gap, and the old stream dies")
{
    const Case c{kForward, 1024};
    const auto script = script_with(c.method);
    Player<float> player(workers());
    player.prepare({44100, 64, 64}, 1);
    player.replace(make_stream(script, c, false, true));
    std::vector<float> in(64, 0.5f), out(64);
    const float* ins[] = {in.data()};
    float* outs[] = {out.data()};
    std::int64_t position = 0;
    const auto advance = [&](int calls) {
        float least = 1, step = 0;
        for (int i = 0; i < calls; ++i) {
            const float before = out[63];
            player.process(ins, 1, outs, 1, 64, position);
            position += 64;
            for (std::size_t n = 0; n < 64; ++n) {
                least = std::min(least, out[n]);
                step = std::max(step, std::abs(out[n] - (n ? out[n - 1] : before)));
            }
        }
        return std::pair{least, step};
    };
    advance(100);
    auto next = make_stream(script, c, false, true);
    std::weak_ptr<Stream> watched = next;
    player.replace(std::move(next));
    const auto [least, step] = advance(200);
    // Both play 0.625, the newcomer 0.5 in its first block: nothing but the crossfade may be heard.
    CHECK(least >= 0.5f);
    CHECK(step < 0.13f);
    CHECK(player.collect().empty());
    CHECK(watched.lock().get() == player.stream());
    for (int i = 0; i < 500 && script->instances > 1; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    CHECK(script->instances == 1);
}

TEST_CASE("Commands reach the instance in the order of the blocks around them")
{
    const Case c{kForward, 64};
    const auto script = script_with(c.method);
    Player<float> player(workers());
    player.prepare({44100, 64, 64}, 1);
    player.replace(make_stream(script, c, false, true));
    std::vector<float> in(64, 1.0f), out(64);
    const float* ins[] = {in.data()};
    float* outs[] = {out.data()};
    const work::Owner owner = work::make_owner();
    std::vector<float> heard;
    for (int call = 0; call < 12; ++call) {
        if (call == 6)
            REQUIRE(player.stream()->post(
                owner,
                [](Instance& instance) {
                    const std::vector<Value> value{3.0};
                    (void)instance.set({"gain", {ValueType::kFloat}}, value);
                },
                nullptr));
        player.process(ins, 1, outs, 1, 64, call * 64);
        heard.push_back(out[0]);
    }
    workers().jobs.cancel(owner);
    CHECK(heard[6] == 1.25f);  // block 5, submitted before
    CHECK(heard[7] == 3.25f);  // block 6, submitted after
}
