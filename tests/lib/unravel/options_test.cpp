// Every option has a default, limits, and one line for what it does not take.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/options.h"

#include "lib/unravel/studio.h"
#include "pattern/registry.h"

#include <catch2/catch_test_macros.hpp>

#include <limits>
#include <set>

using namespace latentjam;
using namespace latentjam::unravel;

TEST_CASE("Options begin with UnRAVEl's defaults")
{
    const Options options;
    CHECK(options[OptionId::kSeed] == 42);
    CHECK_FALSE(options.is_on(OptionId::kIqr));
    CHECK(options.number(OptionId::kNumLatents) == 10);
    CHECK(options.number(OptionId::kNumLoops) == 4);
    CHECK(options.number(OptionId::kSampleRate) == 44100);
    CHECK(options.number(OptionId::kNumFiles) == 1);
    CHECK(std::string(options.word(OptionId::kDistribution)) == "normal");
    CHECK(std::string(options.word(OptionId::kPattern)) == "none");
    CHECK_FALSE(options.is_on(OptionId::kEmbeddings));
    CHECK_FALSE(options.is_on(OptionId::kOverwrite));
}

TEST_CASE("Every option takes its limits and nothing beyond, and says what it takes")
{
    std::set<std::string> names;
    for (const auto& row : option_rows()) {
        INFO(row.name);
        CHECK(names.insert(row.name).second);
        Options options;
        const auto id = static_cast<OptionId>(names.size() - 1);
        for (const double bad :
             {0.5, -1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), 1e300}) {
            const auto status = options.set(row.name, bad);
            CHECK_FALSE(status.is_ok());
            CHECK(status.message().starts_with(row.name));
            CHECK(options[id] == row.fallback);
        }
        CHECK_FALSE(options.set(row.name, std::string("marmalade")).is_ok());
        if (row.words.empty()) {
            CHECK(options.set(row.name, row.least).is_ok());
            CHECK(options.set(row.name, row.most).is_ok());
            CHECK(options[id] == row.most);
            CHECK_FALSE(options.set(row.name, row.least - 1).is_ok());
        }
        for (const auto* word : row.words) {
            CHECK(options.set(row.name, std::string(word)).is_ok());
            CHECK(std::get<std::string>(options.value(id)) == word);
        }
    }
}

TEST_CASE("A seed that is too long for Pd's numbers may come as a word")
{
    Options options;
    REQUIRE(options.set("seed", std::string("9223372036854775807")).is_ok());
    CHECK(options[OptionId::kSeed] == std::numeric_limits<std::int64_t>::max());
    CHECK(options.set("seed", std::string("9223372036854775808")).message() ==
          "seed 9223372036854775808: a whole number from 1 to 9223372036854775807");
    CHECK(options.set("seed", 0.0).message() == "seed 0: a whole number from 1 to 9223372036854775807");
    CHECK(options.set("iqr", 2.0).message() == "iqr 2: 0 or 1");
    CHECK(options.set("pattern", std::string("fibbo")).message() ==
          "pattern fibbo: one of none, " + latentjam::pattern::kind_names());
    CHECK(options.set("sead", 1.0).message() == "no option 'sead'");
}

TEST_CASE("The facts of a model file become options")
{
    test::Studio studio;
    infer::Description description = studio.script->description;
    description.sample_rate = 48000;
    Options options;
    CHECK(take_facts(description, options) == 4);
    CHECK(options[OptionId::kRatio] == test::Studio::kRatio);
    CHECK(options[OptionId::kSampleRate] == 48000);
    description.methods.clear();
    CHECK(take_facts(description, options) == 0);
}
