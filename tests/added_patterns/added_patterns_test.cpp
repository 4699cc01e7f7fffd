// A pattern that is added to the registry appears wherever patterns are chosen, without another line.
// SPDX-License-Identifier: BSD-3-Clause
#include "lib/pattern/sources.h"
#include "pattern/pattern.h"
#include "support/pd_run.h"
#include "unravel/generate.h"
#include "unravel/options.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

using namespace latentjam;
using namespace latentjam::test;
namespace fs = std::filesystem;

namespace {

/// Where a patch lets its pattern be chosen.
struct Place {
    const char* patch;
    const char* choice;  ///< the name that [choice] listens to
    const char* object;  ///< the name that its object listens to
    const char* info;    ///< where the object answers
    int before = 0;      ///< words before the first pattern
};

void replace_all(std::string& text, const std::string& from, const std::string& to)
{
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
}

/// The patch with names that others can send to, and all paths absolute.
std::string patch_with_plain_names(const fs::path& path)
{
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    std::string patch = text.str();
    replace_all(patch, "\\$0-", "test-");
    for (const char* folder : {"models", "samples"})
        replace_all(patch, std::string("../") + folder, (path.parent_path().parent_path() / folder).string());
    return patch;
}

/// What an object says once a choice has been made.
PdResult said(const Place& place, const std::string& chosen)
{
    PdRun pd;
    pd.library(LATENTJAM_ADDED_LIBRARY);
    pd.patch(std::string("#N canvas 0 0 300 200 12;\n#X obj 20 20 r test-") + place.info +
                 ";\n#X obj 20 50 print said;\n#X connect 0 0 1 0;\n",
             "listen.pd");
    pd.patch(patch_with_plain_names(fs::path(LATENTJAM_ROOT) / place.patch));
    pd.send("test-" + std::string(place.choice) + " " + chosen);
    pd.send("test-" + std::string(place.object) + " bang");
    return pd.quit_after(20).run();
}

}  // namespace

TEST_CASE("Stutter and weave play what they say")
{
    const auto a = counting_source(1, 4), b = counting_source(1, 4, 100);
    const auto frames = [&](const char* name) {
        const auto made = pattern::Pattern::make({pattern::kind_named(name), {}, 0, 1, 0}, {a, b, {}});
        REQUIRE(made);
        const latent::Sequence sequence = *pattern::write_out(*made);
        return std::vector<float>(sequence.values().begin(), sequence.values().end());
    };
    CHECK(frames("stutter") == std::vector<float>{0, 0, 2, 2});
    CHECK(frames("weave") == std::vector<float>{0, 101, 2, 103, 100, 1, 102, 3});
}

TEST_CASE("unravel takes added patterns as an option")
{
    unravel::Options options;
    REQUIRE(options.set("pattern", std::string("weave")));
    CHECK(unravel::recipe(options, 0)->kind == pattern::kind_named("weave"));
    CHECK(options.set("pattern", std::string("waltz")).message() ==
          "pattern waltz: one of none, loop, fibo, orale, blender, swapper, stutter, weave");
}

TEST_CASE("05, 06, 07 and the help offer added patterns, by place and by name")
{
    const Place place = GENERATE(Place{"patches/05-learn-and-generate.pd", "kind-set", "pat", "info-pat"},
                                 Place{"patches/06-unravel.pd", "pattern-set", "do", "info", 1},
                                 Place{"patches/07-patterns.pd", "kind-set", "do", "info"},
                                 Place{"help/pattern~-help.pd", "kind", "do", "info"},
                                 Place{"help/choice-help.pd", "pattern", "do", "info"});
    for (const bool by_name : {false, true}) {
        for (const int index : {5, 6}) {
            const std::string name = pattern::kinds()[static_cast<std::size_t>(index)]->name;
            const PdResult result = said(place, by_name ? name : std::to_string(index + place.before));
            CAPTURE(place.patch, name, result.console);
            CHECK(result.ok());
            CHECK(result.says("said: pattern " + name + "\n"));
            CHECK_FALSE(result.says("no method"));
        }
    }
}

TEST_CASE("pattern~ tells the words and a sentence of each, its help asks for them")
{
    const PdResult result = said({"help/pattern~-help.pd", "kind", "do", "info"}, "next");
    CAPTURE(result.console);
    CHECK(result.says("said: words pattern loop fibo orale blender swapper stutter weave\n"));
    CHECK(result.says("said: about stutter Every\\ other\\ frame"));
    CHECK(result.says("said: pattern fibo\n"));
}
