// Files chosen in a dialog, by any name: what Pd's window answers is given to the openpanels inside our abstractions.
// SPDX-License-Identifier: BSD-3-Clause
#include "inside_pd/live.h"
#include "latent/file.h"
#include "support/pd_in_process.h"
#include "unravel/sound_writer.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <m_pd.h>

#include <g_canvas.h>

#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::test;
namespace fs = std::filesystem;

namespace {

/// Answers every dialog for a file to open that the canvas holds; returns how many there are.
int choose(const t_canvas* canvas, const fs::path& file)
{
    int found = 0;
    for (t_gobj* each = canvas->gl_list; each; each = each->g_next) {
        const char* name = class_getname(each->g_pd);
        if (std::strcmp(name, "canvas") == 0) found += choose(reinterpret_cast<const t_canvas*>(each), file);
        if (std::strcmp(name, "openpanel") != 0) continue;
        t_atom chosen;
        SETSYMBOL(&chosen, gensym(file.c_str()));
        pd_typedmess(&each->g_pd, gensym("callback"), 1, &chosen);
        ++found;
    }
    return found;
}

void write_tone(const fs::path& path)
{
    const std::vector<float> samples(44100, 0.25F);
    auto writer = unravel::SoundWriter::create(path.string(), 1, 44100, 44100);
    REQUIRE(writer.is_ok());
    REQUIRE((*writer)->write(samples).is_ok());
    REQUIRE((*writer)->commit().is_ok());
}

}  // namespace

TEST_CASE("A file that was chosen in a dialog is read, whatever its name")
{
    const std::string name =
        GENERATE(as<std::string>{}, "909", "1.5", "my loop", "My Söunds, vol. 2; $1", "pay $5", "a,b", "semi;colon",
                 "音の海", "it's {here}", "100%s", "back\\slash", std::string(200, 'x'));
    const std::string object = GENERATE(as<std::string>{}, "sound-in", "ch8ns0n");
    InProcessPd pd(1, 2);
    const fs::path file = pd.folder() / (name + (object == "sound-in" ? ".wav" : ".npy"));
    if (object == "sound-in")
        write_tone(file);
    else
        REQUIRE(latent::write(latent::Sequence(8, 12), file.string()).is_ok());
    PatchText patch;
    const int box = patch.box("obj " + object);
    patch.cord(box, 1, patch.box("obj print info"), 0);
    pd.open(patch.text());
    pd.dsp(true);
    play_live(pd, 0.1);
    pd.console().clear();
    const auto* canvas = reinterpret_cast<t_canvas*>(pd_findbyclass(gensym("pd-patch.pd"), canvas_class));
    REQUIRE(canvas != nullptr);
    CHECK(choose(canvas, file) > 0);
    const bool plays = object == "sound-in" || pd.wait_for("info: frame 1 1", 10);  // a song begins when it is read
    play_live(pd, 0.1);
    CAPTURE(object, name, pd.console());
    CHECK(plays);
    CHECK(pd.console().find("error") == std::string::npos);
    CHECK(pd.console().find("not found") == std::string::npos);
}
