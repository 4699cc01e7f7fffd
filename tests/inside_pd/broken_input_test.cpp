// Whatever a file or a box holds: one clear line, Pd lives, and the object beside it plays on.
// SPDX-License-Identifier: BSD-3-Clause
#include "inside_pd/live.h"
#include "inside_pd/rave_patch.h"
#include "support/toy_models.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>

using namespace latentjam;
using namespace latentjam::test;

namespace {

/// A healthy rave~ from adc~ to dac~, and beside it one that is given broken things.
class Beside {
public:
    Beside() : pd_(1, 1)
    {
        toys::save("identity", pd_.folder(), "healthy");
        auto patch = rave_patch({"healthy forward 1024", 1, 1, false, 64});
        // Boxes 0 to 3 and dac~ are the healthy ones'.
        patch +=
            "#X obj 400 20 rave~ -m;\n#X obj 400 60 r to-broken;\n#X obj 400 90 print broken;\n"
            "#X connect 6 0 5 0;\n#X connect 5 1 7 0;\n";
        pd_.open(patch);
        REQUIRE(pd_.wait_for("info: ready 1", 60));
        pd_.dsp(true);
        play_live(pd_, 0.2, 0.5f);
    }

    /// What the console said between the message and the next `ready`.
    std::string say(const std::string& message)
    {
        pd_.console().clear();
        pd_.send("to-broken", message);
        for (int i = 0; i < 4000 && pd_.console().find("broken: ready") == std::string::npos; ++i) {
            if (pd_.process(Channels(1, std::vector<float>(64, 0.5f)))[0].empty()) break;
            std::this_thread::sleep_for(std::chrono::microseconds(300));
            if (i > 200 && pd_.console().find("error") != std::string::npos) break;
        }
        return pd_.console();
    }

    bool healthy_one_plays()
    {
        for (int attempt = 0; attempt < 20; ++attempt)
            if (play_live(pd_, 0.1, 0.5f).quietest > 0.4f) return true;
        return false;
    }

    InProcessPd& pd() { return pd_; }

private:
    InProcessPd pd_;
};

int error_lines(const std::string& console)
{
    int count = 0;
    for (std::size_t at = console.find("rave~: "); at != std::string::npos; at = console.find("rave~: ", at + 1))
        ++count;
    return count;
}

std::string bytes_of(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const std::filesystem::path& file, const std::string& bytes)
{
    std::ofstream(file, std::ios::binary) << bytes;
}

}  // namespace

TEST_CASE("Five hundred broken files: one line each, and the object beside plays on")
{
    Beside beside;
    const auto folder = beside.pd().folder();
    const std::string whole = bytes_of(toys::save("gain", folder));
    std::mt19937 random(20);
    const auto below = [&](std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
    };

    int refused = 0;
    for (int n = 0; n < 500; ++n) {
        std::string bytes = whole;
        switch (n % 5) {
            case 0:
                bytes.resize(below(whole.size()));
                break;
            case 1:
                for (std::size_t flips = 1 + below(20); flips > 0; --flips)
                    bytes[below(bytes.size())] ^= static_cast<char>(1 << below(8));
                break;
            case 2:
                bytes.erase(below(bytes.size()), 1 + below(500));
                break;
            case 3:
                std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(below(bytes.size() - 64)), 64,
                            static_cast<char>(below(256)));
                break;
            default:
                bytes = n % 2 ? std::string(below(5000), 'x') : whole.substr(below(whole.size()));
                break;
        }
        const std::string name = "broken" + std::to_string(n);
        write(folder / (name + ".ts"), bytes);
        const std::string console = beside.say("load " + name);
        CAPTURE(n, console);
        if (error_lines(console) == 0) {  // a flip may fall on padding, and then the next refusal leaves this one ready
            REQUIRE(console.find("broken: ready 1") != std::string::npos);
        } else {
            REQUIRE(error_lines(console) == 1);
            ++refused;
        }
        std::filesystem::remove(folder / (name + ".ts"));
        if (n % 100 == 0) CHECK(beside.healthy_one_plays());
    }
    CHECK(refused > 300);
    CHECK(beside.healthy_one_plays());
}

TEST_CASE("Files that are no models, and models that cannot be played, get one line each")
{
    Beside beside;
    const auto folder = beside.pd().folder();
    write(folder / "empty.ts", "");
    write(folder / "text.ts", "I am no model.\n");
    std::filesystem::create_directory(folder / "folder.ts");
    for (const char* name : {"empty", "text", "folder", "missing", "a"}) {
        const std::string console = beside.say(std::string("load ") + name);
        CAPTURE(name, console);
        CHECK(error_lines(console) == 1);
    }
    for (const char* toy : {"no_methods", "short_params", "absurd_ratio", "absurd_channels", "wrong_rank",
                            "wrong_channels", "wrong_length", "wrong_type", "no_tensor"}) {
        toys::save(toy, folder);
        const std::string console = beside.say(std::string("load ") + toy);
        CAPTURE(toy, console);
        CHECK(error_lines(console) == 1);
        CHECK(console.find("broken: ready 1") == std::string::npos);
    }
    CHECK(beside.healthy_one_plays());
}

TEST_CASE("A model that throws or gives NaN in the middle is silent there, says so once, and recovers")
{
    for (const char* toy : {"throws", "nan"}) {
        Beside beside;
        toys::save(toy, beside.pd().folder());
        const std::string console = beside.say(std::string("load ") + toy);
        CAPTURE(toy, console);
        REQUIRE(console.find("broken: ready 1") != std::string::npos);
        beside.pd().console().clear();
        play_live(beside.pd(), 1.5, 0.5f);
        CHECK(error_lines(beside.pd().console()) == 1);
        CHECK(beside.healthy_one_plays());
    }
}

TEST_CASE("Any number of channels, from none to 200, and any arguments leave Pd alive")
{
    InProcessPd pd(1, 1);
    toys::save("eight", pd.folder());
    pd.dsp(true);
    for (const int channels : {1, 2, 7, 9, 64, 200}) {
        PatchText patch;
        const int constant = patch.box("obj sig~ 1");
        const int many = patch.box("obj snake~ in " + std::to_string(channels));
        for (int i = 0; i < channels; ++i) patch.cord(constant, 0, many, i);
        const int rave = patch.box("obj rave~ eight decode -m -hold first");
        patch.cord(many, 0, rave, 0);
        patch.cord(rave, 1, patch.box("obj print info"), 0);
        patch.cord(rave, 0, patch.box("obj dac~ 1"), 0);
        pd.open(patch.text());
        CAPTURE(channels, pd.console());
        REQUIRE(pd.wait_for("info: ready 1", 60));
        Live live;
        for (int attempt = 0; attempt < 20 && std::abs(live.last - 1.0f) > 0.001f; ++attempt) live = play_live(pd, 0.2);
        CHECK(std::abs(live.last - 1.0f) < 0.001f);  // short inputs wrap, surplus ones are ignored
        pd.close();
        pd.console().clear();
    }
    for (const char* arguments :
         {"", "-m", "-voices 0", "-voices 65", "-voices", "-seed x", "-hold nothing", "-in 0 -out 100000",
          "-device toaster", "-unknown", "eight", "eight no_such_method", "eight decode -1", "eight decode 1e30",
          "eight decode 2048 what", "12 34", "nowhere decode", "-in 3 -out 2", "eight decode -in 3"}) {
        pd.console().clear();
        pd.open(rave_patch({arguments, 1, 1, true, 64}));
        play_live(pd, 0.1);
        pd.send("to-rave", "bang");
        play_live(pd, 0.05);
        CAPTURE(arguments, pd.console());
        CHECK(pd.console().find("couldn't create") == std::string::npos);
        CHECK(error_lines(pd.console()) <= 2);
        pd.close();
    }
}
