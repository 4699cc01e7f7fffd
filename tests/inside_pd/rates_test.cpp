// The sample rate changes after everything is loaded, or is another one inside block~: who depends on it follows.
// SPDX-License-Identifier: BSD-3-Clause
#include "audio/sound_reader.h"
#include "inside_pd/live.h"
#include "support/pd_in_process.h"
#include "support/toy_models.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <z_libpd.h>

#include <cmath>
#include <string>
#include <tuple>
#include <vector>

using namespace latentjam;
using namespace latentjam::test;

namespace {

/// As the audio settings do it.
void set_rate(InProcessPd& pd, int hz)
{
    REQUIRE(libpd_init_audio(1, 1, hz) == 0);
    pd.process(4);
}

/// `object` with the receiver `to`, its info outlet behind `info:`, in a sub-canvas with `block` if that is not empty.
std::string patch(const std::string& object, int info_outlet, const std::string& block = "")
{
    PatchText inner;
    const int box = inner.box("obj " + object);
    inner.cord(inner.box("obj r to"), 0, box, 0);
    inner.cord(box, info_outlet, inner.box("obj print info"), 0);
    if (block.empty()) return inner.text();
    inner.box("obj " + block);
    return "#N canvas 0 0 450 300 12;\n#X declare -lib latentjam;\n#N canvas 0 0 450 300 inside 0;\n" + inner.body() +
           "#X restore 20 20 pd inside;\n";
}

bool has(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

std::string say(InProcessPd& pd, const std::string& message, const std::string& receiver = "to")
{
    pd.console().clear();
    pd.send(receiver, message);
    pd.process(2);
    return pd.console();
}

}  // namespace

TEST_CASE("rave~ says once what a new rate means for its model, and when it is right again")
{
    InProcessPd pd(1, 1);
    toys::save("gain", pd.folder());  // made for 44.1 kHz
    pd.open(patch("rave~ gain forward -m", 1));
    pd.dsp(true);
    REQUIRE(pd.wait_for("info: ready 1", 20));
    CHECK_FALSE(has(pd.console(), "was made for"));
    for (const int hz : {48000, 96000, 22050}) {
        pd.console().clear();
        set_rate(pd, hz);
        CAPTURE(hz, pd.console());
        CHECK(has(pd.console(), "was made for 44100 Hz, Pd runs at " + std::to_string(hz) + " Hz"));
        pd.dsp(false);
        pd.dsp(true);
        CHECK(pd.console().find("was made") == pd.console().rfind("was made"));
    }
    pd.console().clear();
    set_rate(pd, 44100);
    CHECK(has(pd.console(), "plays at its own rate again, 44100 Hz"));
}

TEST_CASE("rave~ goes by the rate of its own canvas")
{
    const auto [block, hz] = GENERATE(std::pair{"block~ 64 1 2", 88200}, std::pair{"block~ 64 1 0.5", 22050},
                                      std::pair{"block~ 1024 1 4", 176400});
    InProcessPd pd(1, 1);
    toys::save("gain", pd.folder());
    pd.open(patch("rave~ gain forward -m", 1, block));
    pd.dsp(true);
    CHECK(pd.wait_for("its canvas runs at " + std::to_string(hz) + " Hz", 20));
}

TEST_CASE("A tempo that latentgen was asked for stays the tempo when the rate changes")
{
    InProcessPd pd(1, 1);
    pd.open(patch("latentgen g", 0));
    pd.send("to", "prior");
    pd.send("to", "dims 2");
    CHECK(has(say(pd, "tempo 120"), "info: frames 11\n"));  // 43.07 frames for two beats: the nearest k
    set_rate(pd, 48000);
    const std::string told = say(pd, "bang");
    CAPTURE(told);
    CHECK(has(told, "latentgen: at 23.437 frames a second 12 frames come nearest to the tempo, no longer 11"));
    CHECK(has(told, "info: frames 12\n"));
    say(pd, "frames 7");
    set_rate(pd, 44100);
    CHECK_FALSE(has(say(pd, "bang"), "nearest"));
}

TEST_CASE("latentrec~ writes the rate of its own canvas, and follows it")
{
    const auto* block = GENERATE("", "block~ 64 1 2", "block~ 64 1 0.5");
    const double factor = std::string(block).empty() ? 1 : std::string(block) == "block~ 64 1 2" ? 2 : 0.5;
    InProcessPd pd(1, 1);
    std::string text = patch("latentrec~ z -ratio 256", 0, block);
    const int boxes = std::string(block).empty() ? 3 : 1;
    text += "#X obj 20 300 r to-latent;\n#X obj 20 330 latent z;\n#X obj 20 360 print latent;\n#X connect " +
            std::to_string(boxes) + " 0 " + std::to_string(boxes + 1) + " 0;\n#X connect " + std::to_string(boxes + 1) +
            " 1 " + std::to_string(boxes + 2) + " 0;\n";
    pd.open(text);
    pd.dsp(true);
    pd.send("to", "record");
    pd.process(64);
    say(pd, "bang", "to-latent");
    CAPTURE(block, pd.console());
    CHECK(std::abs(pd.number_after("latent: rate ") - 44100 * factor / 256) < 0.01);
    pd.console().clear();
    set_rate(pd, 48000);
    CHECK(has(pd.console(), "latentrec~: the rate is now " + std::to_string(std::lround(48000 * factor)) + " Hz"));
    pd.process(16);
    say(pd, "bang", "to-latent");
    CHECK(std::abs(pd.number_after("latent: rate ") - 48000 * factor / 256) < 0.01);
    set_rate(pd, 44100);
}

TEST_CASE("record~ goes on in another file when the rate or the channels change, each with its own header")
{
    InProcessPd pd(1, 1);
    PatchText text;
    const int recorder = text.box("obj record~ -m");
    text.cord(text.box("obj r to"), 0, recorder, 0);
    text.cord(recorder, 0, text.box("obj print info"), 0);
    pd.open(text.text());
    pd.dsp(true);
    pd.send("to", "record take");
    play_live(pd, 0.3);
    pd.console().clear();
    set_rate(pd, 48000);
    CHECK(has(pd.console(), "record~: 1 channels at 48000 Hz from here on: goes on in"));
    play_live(pd, 0.3);
    pd.send("to", "list 0.25 -0.5 0.75");  // three channels
    play_live(pd, 0.3);
    pd.send("to", "stop");
    play_live(pd, 0.5);
    CAPTURE(pd.console());
    for (const auto& [name, rate, channels] :
         {std::tuple{"take.wav", 44100, 1}, std::tuple{"take-2.wav", 48000, 1}, std::tuple{"take-3.wav", 48000, 3}}) {
        CAPTURE(name);
        auto reader = audio::SoundReader::open((pd.folder() / name).string(), 0, channels);
        REQUIRE(reader);
        CHECK(std::lround(reader->file_rate_hz()) == rate);
        CHECK(reader->file_channels() == channels);
        std::vector<float> samples(static_cast<std::size_t>(channels) * 4096);
        REQUIRE(*reader->read(samples) == 4096);
        if (channels == 3) CHECK(std::abs(samples[samples.size() - 2] + 0.5F) < 1e-4F);
    }
    set_rate(pd, 44100);
}

TEST_CASE("A tempo that pattern~ was asked for stays the tempo when the rate changes")
{
    InProcessPd pd(1, 1);
    pd.open(patch("pattern~ p -ch 1", 1));
    pd.dsp(true);
    pd.send("to", "tempo 120");
    pd.process(2);
    say(pd, "bang");
    const double before = pd.number_after("info: bpm ");
    pd.console().clear();
    set_rate(pd, 96000);
    CAPTURE(before, pd.console());
    CHECK(has(pd.console(), "pattern~: at 96000 Hz 23 frames come nearest to the tempo, no longer 11"));
    say(pd, "bang");
    CHECK(std::abs(pd.number_after("info: bpm ") - 120) < 6);
    say(pd, "k 8");
    set_rate(pd, 44100);
    CHECK_FALSE(has(pd.console(), "nearest"));
}
