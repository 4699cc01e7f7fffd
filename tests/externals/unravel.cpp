// [unravel] in headless Pd: the README's batch, what it tells, what it refuses, cancelling while it works.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/file.h"
#include "support/pd_run.h"
#include "unravel/sound_writer.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <filesystem>

using namespace latentjam;
using test::PdRun;
namespace fs = std::filesystem;

namespace {

const std::string kModel = LATENTJAM_TEST_DATA "/gain.ts";  // 4 latents, one each 2048 samples

constexpr const char* kPatch =
    "#N canvas 0 0 400 300 12;\n#X obj 20 20 r u;\n#X obj 20 60 unravel;\n#X obj 20 100 print u;\n#X connect 0 0 1 "
    "0;\n#X connect 1 0 2 0;\n";

void sound(const fs::path& path, int frames)
{
    fs::create_directories(path.parent_path());
    std::vector<float> samples(static_cast<std::size_t>(frames));
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<float>(i % 441) / 441 - 0.5F;
    auto writer = unravel::SoundWriter::create(path.string(), 1, 44100, frames);
    REQUIRE(writer.is_ok());
    REQUIRE((*writer)->write(samples).is_ok());
    REQUIRE((*writer)->commit().is_ok());
}

std::vector<fs::path> files(const fs::path& folder)
{
    std::vector<fs::path> found;
    if (fs::exists(folder))
        for (const auto& entry : fs::directory_iterator(folder)) found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace

TEST_CASE("A batch by messages encodes, generates and decodes, each step before the next")
{
    PdRun pd;
    pd.patch(kPatch);
    sound(pd.folder() / "in/a.wav", 100 * 2048);
    sound(pd.folder() / "in/sub/b.wav", 50 * 2048);
    for (const auto* message : {"encode in latents", "analyse", "embeddings 1", "num_files 2", "pattern loop",
                                "generate latents new", "decode new sound"})
        pd.send(std::string("u ") + (message == std::string("encode in latents") ? "model " + kModel : "bang"))
            .send(std::string("u ") + message);
    const auto result = pd.run();
    INFO(result.console);
    CHECK(result.ok());
    CHECK(result.says("u: done encode 2 0"));
    CHECK(result.says("u: frames 150"));
    CHECK(result.says("u: done generate 2 0"));
    CHECK(result.says("u: done decode 2 0"));
    CHECK_FALSE(result.says("error"));
    CHECK(files(pd.folder() / "latents").size() == 2);
    const auto generated = files(pd.folder() / "new");
    REQUIRE(generated.size() == 2);
    CHECK(generated[1].filename() ==
          "file_1_embeddings--seed_42--IQR-False--DIST-normal--PATTERN-loop--LATENTS-10.npy");
    CHECK(latent::read(generated[1].string())->frames() == 40);
    CHECK(files(pd.folder() / "sound").size() == 2);
}

TEST_CASE("Whatever is wrong gets one line, and the object goes on")
{
    PdRun pd;
    pd.patch(kPatch);
    sound(pd.folder() / "in/a.wav", 2048);
    for (const auto* message :
         {"model nowhere", "encode in", "encode in latents", "iqr 3", "pattern waltz", "seed", "tempo 0", "set gain",
          "generate nowhere new", "inspect nowhere", "analyse", "decode in out", "cancel", "num_latents 1.5"})
        pd.send(std::string("u ") + message);
    pd.send("u model " + kModel).send("u encode in latents").send("u encode in latents");
    const auto result = pd.run();
    INFO(result.console);
    CHECK(result.exit_status == 1);  // for scripts
    for (const auto* line :
         {"model 'nowhere' not found", "encode takes a file or folder of sound, and a folder for the latents",
          "encode needs a model: send model <file> first", "iqr 3: 0 or 1", "pattern waltz: one of none, loop",
          "seed takes one value", "set takes an attribute", "no file or folder 'nowhere'",
          "num_latents 1.5: a whole number", "overwrite 1 replaces it", "u: done encode 1 0", "u: done encode 0 1"}) {
        INFO(line);
        CHECK(result.says(line));
    }
}

TEST_CASE("Pd may be left, or the step cancelled, in the middle of a long file")
{
    // The first progress asks for the end; Pd is left a second after a cancel.
    const bool cancels = GENERATE(true, false);
    PdRun pd(PdRun::Clock::kRealTime);
    pd.patch(std::string("#N canvas 0 0 400 300 12;\n#X obj 20 20 r u;\n#X obj 20 60 unravel;\n#X obj 20 90 t a a;\n"
                         "#X obj 90 120 print u;\n#X obj 20 120 route progress;\n#X obj 20 150 once;\n") +
             "#X msg 20 180 \\; " + (cancels ? "u cancel \\; u cancel" : "pd quit") +
             ";\n#X obj 20 210 route cancelled;\n#X obj 20 240 delay 1000;\n#X msg 20 270 \\; pd quit;\n"
             "#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n#X connect 2 0 4 0;\n#X connect 2 1 3 0;\n#X connect 4 0 5 "
             "0;\n#X connect 5 0 6 0;\n#X connect 1 0 7 0;\n#X connect 7 0 8 0;\n#X connect 8 0 9 0;\n");
    pd.patch(
        "#N canvas 0 0 300 200 12;\n#X obj 20 20 inlet;\n#X obj 20 50 spigot 1;\n#X obj 20 80 t b b;\n"
        "#X msg 60 110 0;\n#X obj 20 140 outlet;\n#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n#X connect 2 1 3 "
        "0;\n#X connect 3 0 1 1;\n#X connect 2 0 4 0;\n",
        "once.pd");
    REQUIRE(latent::write(latent::Sequence(4, 200'000), (pd.folder() / "long.npy").string()).is_ok());
    pd.send("u model " + kModel).send("u decode long.npy out").quit_after(-1);
    const auto result = pd.run();
    INFO(result.console);
    CHECK(result.ok());
    CHECK(result.says("u: progress"));
    const auto first = result.console.find("u: cancelled");
    CHECK((first != std::string::npos) == cancels);
    if (cancels) CHECK(result.console.find("u: cancelled", first + 1) == std::string::npos);  // heard once
    CHECK_FALSE(result.says("u: decoded"));
    CHECK(files(pd.folder() / "out").empty());
}
