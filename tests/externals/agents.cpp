// ensemble, agent~, hear~ and ring~ in headless Pd: what the core decides leaves their outlets, and errors are one
// line. SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_run.h"

#include <catch2/catch_test_macros.hpp>

#include <ctime>
#include <fstream>
#include <iterator>
#include <string>

using latentjam::test::PdRun;

namespace {

void write_score(const PdRun& pd, const std::string& lines)
{
    std::ofstream(pd.folder() / "two.score") << "agent 1 model none home -30 cycle 1 name One\n"
                                                "agent 2 model none home 30 cycle 2 name Two\n"
                                             << lines;
}

}  // namespace

TEST_CASE("ensemble reads a score, names its wrong lines, takes its lines as messages, and ends with it")
{
    PdRun pd;
    write_score(pd, "part a 0:03\nat 0:00 all density 0\nat 0:01 1 cue\nat 0:01 1 jump\nat 0:02 mark here\n");
    pd.patch(
        "#N canvas 0 0 400 300 12;\n#X obj 20 20 r e;\n#X obj 20 50 ensemble e two;\n"
        "#X obj 20 80 route state mark end agents;\n#X obj 20 110 print state;\n#X obj 120 110 print mark;\n"
        "#X obj 220 110 print end;\n#X obj 320 110 print agents;\n#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n"
        "#X connect 2 0 3 0;\n#X connect 2 1 4 0;\n#X connect 2 2 5 0;\n#X connect 2 3 6 0;\n");
    pd.send("e start").send("e 2 cue").send("e 3 cue").send("e 2 density 7").send("e touch 9 gain 0");
    const auto result = pd.quit_after(4000).run();
    CAPTURE(result.console);
    CHECK(result.says("ensemble: two.score, line 6: 'jump': after the agents comes cue"));
    CHECK(result.says("agents: 2"));
    CHECK(result.says("ensemble: '3': there are 2 agents, from 1 to 2"));
    CHECK(result.says("ensemble: '7': density is a number from 0 to 1"));
    CHECK(result.says("ensemble: '9': agents are numbered from 1 to 2"));
    CHECK(result.says("state: 1 sound "));
    CHECK(result.says("state: 2 sound "));  // by hand
    CHECK(result.says("mark: here"));
    CHECK(result.says("end: bang"));
}

TEST_CASE("What is played along is recorded, written beside the score, and read back")
{
    PdRun pd;
    write_score(pd, "part a 0:06\nat 0:00 all density 0\n");
    pd.patch(
        "#N canvas 0 0 400 300 12;\n#X obj 20 20 r e;\n#X obj 20 50 ensemble e two;\n#X obj 20 80 r act;\n"
        "#X obj 20 110 t b b;\n#X obj 20 140 delay 3000;\n#X msg 20 170 \\; e write take \\; e read take;\n"
        "#X obj 220 140 delay 1000;\n#X msg 220 170 \\; e record 1 \\; e 1 cue \\; e touch 2 gain -6;\n"
        "#X connect 0 0 1 0;\n#X connect 2 0 3 0;\n#X connect 3 0 4 0;\n#X connect 4 0 5 0;\n#X connect 3 1 6 0;\n"
        "#X connect 6 0 7 0;\n");
    pd.send("e start").send("act bang");
    const auto result = pd.quit_after(4000).run();
    CHECK(result.console.empty());
    std::ifstream file(pd.folder() / "take.score");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    CAPTURE(text);
    CHECK(text.find(" 1 cue\n") != std::string::npos);
    CHECK(text.find(" 2 gain -6\n") != std::string::npos);
}

TEST_CASE("agent~ wakes a model for a phrase, with its gain, and lets it rest again")
{
    PdRun pd;
    write_score(pd, "part a 0:09\nat 0:00 all density 0\nat 0:00 1 gain -6\nat 0:01 1 cue\nat 0:04 1 rest\n");
    pd.patch(
        "#N canvas 0 0 400 300 12;\n#X obj 20 20 r e;\n#X obj 20 50 ensemble e two;\n#X obj 20 80 agent~ e 1;\n"
        "#X obj 120 110 snapshot~;\n#X obj 120 80 r look;\n#X obj 120 140 print gain;\n"
        "#X obj 220 110 route awake;\n#X obj 220 140 print awake;\n#X obj 20 200 r dsp;\n#X obj 20 230 t b b;\n"
        "#X obj 20 260 delay 3000;\n#X obj 120 260 delay 6000;\n#X obj 20 290 s look;\n#X connect 0 0 1 0;\n"
        "#X connect 2 1 3 0;\n#X connect 4 0 3 0;\n#X connect 3 0 5 0;\n#X connect 2 2 6 0;\n"
        "#X connect 6 0 7 0;\n#X connect 8 0 9 0;\n#X connect 9 0 10 0;\n#X connect 9 1 11 0;\n"
        "#X connect 10 0 12 0;\n#X connect 11 0 12 0;\n");
    pd.send("pd dsp 1").send("e start").send("dsp bang");
    const auto result = pd.quit_after(7000).run();
    CAPTURE(result.console);
    CHECK(result.says("awake: 1\ngain: 0.501187\nawake: 0\ngain: 0\n"));
    CHECK(result.says("agent~: agent 1: no model 'none' beside the score or on Pd's path, nor any other of the score"));
}

TEST_CASE("agent~ plays the log of its agent, as strong as the score's bend")
{
    PdRun pd;
    std::ofstream(pd.folder() / "one.log") << "a scale 3\nb flip\n";
    std::ofstream(pd.folder() / "two.score") << "agent 1 model none bend one.log home 0 cycle 1\npart a 0:06\n"
                                                "at 0:01 1 cue\nat 0:02 1 bend 0.25\nat 0:03 1 bend 1\n";
    pd.patch(
        "#N canvas 0 0 400 300 12;\n#X obj 20 20 r e;\n#X obj 20 50 ensemble e two;\n#X obj 20 80 agent~ e 1;\n"
        "#X obj 20 110 route bendlist;\n#X obj 20 140 print bends;\n#X connect 0 0 1 0;\n#X connect 2 2 3 0;\n"
        "#X connect 3 0 4 0;\n");
    pd.send("pd dsp 1").send("e start");
    const auto result = pd.quit_after(4500).run();
    CAPTURE(result.console);
    // At their whole strength once, so that the model makes room for them; then where they change nothing.
    CHECK(result.says("bends: bend a scale 3 | bend b flip\nbends: bend a scale 1\n"));
    CHECK(result.says("bends: bend a scale 1\nbends: bend a scale 1.5\nbends: bend a scale 3 | bend b flip\n"));
}

TEST_CASE("ensemble begins at a stated time of day, which an offline render does not have")
{
    const std::string patch =
        "#N canvas 0 0 400 300 12;\n#X obj 20 20 r e;\n#X obj 20 50 ensemble e two;\n#X obj 20 80 route part waits;\n"
        "#X obj 20 110 print part;\n#X obj 120 110 print waits;\n#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n"
        "#X connect 2 0 3 0;\n#X connect 2 1 4 0;\n";
    PdRun live(PdRun::Clock::kRealTime);
    write_score(live, "part a 0:03\n");
    live.patch(patch);
    const std::time_t soon = std::time(nullptr) + 4;
    char text[20];
    std::strftime(text, sizeof text, "%H:%M:%S", std::localtime(&soon));
    live.send("e start-at late").send(std::string("e start-at ") + text);
    const auto result = live.quit_after(6000).run();
    CAPTURE(result.console);
    CHECK(result.says("start-at: 'late' is no time of day; write 20:15, 20:15:30 or 8:00:00.5"));
    CHECK(result.says("waits: 1\npart: 1 a 3"));

    PdRun offline;
    write_score(offline, "part a 0:03\n");
    offline.patch(patch);
    offline.send("e start-at 20:15");
    const auto refused = offline.run();
    CHECK(refused.says("an offline render has no time of day"));
}

TEST_CASE("ring~ puts a source between its neighbours, and hear~ hears how loud it is there")
{
    PdRun pd;
    pd.patch(
        "#N canvas 0 0 400 300 12;\n#X obj 20 20 osc~ 1000;\n#X obj 20 50 ring~ 1 2;\n#X obj 20 20 r ring;\n"
        "#X obj 20 80 hear~ 2;\n#X obj 20 110 route hear;\n#X obj 20 140 route 1 2;\n#X obj 20 170 list split 1;\n"
        "#X obj 120 170 list split 1;\n#X obj 20 200 f;\n#X obj 120 200 f;\n#X obj 220 200 r look;\n"
        "#X obj 20 230 print left;\n#X obj 120 230 print right;\n#X connect 0 0 1 0;\n#X connect 2 0 1 0;\n"
        "#X connect 1 0 3 0;\n#X connect 1 1 3 1;\n#X connect 3 0 4 0;\n#X connect 4 0 5 0;\n"
        "#X connect 5 0 6 0;\n#X connect 5 1 7 0;\n#X connect 6 0 8 1;\n#X connect 7 0 9 1;\n"
        "#X connect 10 0 8 0;\n#X connect 10 0 9 0;\n#X connect 8 0 11 0;\n#X connect 9 0 12 0;\n");
    pd.patch(
        "#N canvas 0 0 400 300 12;\n#X obj 20 20 r dsp;\n#X obj 20 50 delay 4000;\n#X obj 20 80 s look;\n"
        "#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n",
        "look.pd");
    pd.send("ring angle 1 -30").send("ring angle 2 0").send("ring speakers 1 2 3").send("pd dsp 1").send("dsp bang");
    const auto result = pd.quit_after(4500).run();
    CAPTURE(result.console);
    CHECK(result.says("left: -3.0"));
    CHECK(result.says("right: -1"));  // -110 dB or below
    CHECK(result.says("ring~: '2': sources are numbered from 1 to 1"));
    CHECK(result.says("ring~: speakers: 3 angles, but there are 2 outlets"));
}
