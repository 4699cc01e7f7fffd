// Inspect: the facts of a model file as messages and as a table; what is no model is one error.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/inspect.h"

#include "lib/unravel/telling.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace latentjam;
using namespace latentjam::steps;
using namespace latentjam::unravel;
using test::errors;
using test::find;
using test::run;
using test::text_of;
namespace fs = std::filesystem;

namespace {

const std::string kModel = LATENTJAM_TEST_DATA "/gain.ts";  // 4 latents, one each 2048 samples

/// The values that are told of a fact.
std::string fact(const std::vector<News>& news, const std::string& name)
{
    for (const auto& each : news)
        if (each.selector == "inspect" && std::get<std::string>(each.values.front()) == name)
            return text_of({each.values.begin() + 1, each.values.end()});
    return "not told";
}

}  // namespace

TEST_CASE("The facts of a model are told and written as rows of one table")
{
    const test::TemporaryFolder folder;
    Inspect inspect({"gain.ts", kModel}, {"facts.csv", folder / "facts.csv"}, false);
    const auto news = run(inspect);
    CHECK(errors(news).empty());
    CHECK(fact(news, "file") == "gain.ts");
    CHECK(fact(news, "latent_size") == "4");
    CHECK(fact(news, "encode") == "1 1 4 2048");
    CHECK(fact(news, "stereo") == "0");
    REQUIRE(find(news, "table") != nullptr);

    const std::string table = test::bytes_of(folder / "facts.csv");
    CHECK(table.starts_with("file,fact,value\n"));
    CHECK(table.find("gain.ts,encode,1 1 4 2048\n") != std::string::npos);
    const auto facts = std::count_if(news.begin(), news.end(), [](const News& n) { return n.selector == "inspect"; });
    CHECK(std::count(table.begin(), table.end(), '\n') == facts);  // `file` has no row, the title has one
}

TEST_CASE("A table that exists is replaced only on request")
{
    const test::TemporaryFolder folder;
    test::put_bytes(folder / "facts.csv", "mine");
    const Place table{"facts.csv", folder / "facts.csv"};
    Inspect careful({"gain.ts", kModel}, table, false);
    CHECK(errors(run(careful)) == std::vector<std::string>{"'facts.csv' is there already: overwrite 1 replaces it"});
    CHECK(test::bytes_of(folder / "facts.csv") == "mine");
    Inspect bold({"gain.ts", kModel}, table, true);
    CHECK(errors(run(bold)).empty());
    CHECK(test::bytes_of(folder / "facts.csv").starts_with("file,fact,value\n"));
}

TEST_CASE("A file that is no model is one error, and the others are inspected; a name is quoted where it must be")
{
    const test::TemporaryFolder folder;
    fs::create_directory(folder / "models");
    fs::copy_file(kModel, folder / "models/a,b.ts");
    test::put_bytes(folder / "models/broken.ts", "no model");
    Inspect inspect({"models", folder / "models"}, {"facts.csv", folder / "facts.csv"}, false);
    const auto news = run(inspect);
    CHECK(errors(news).size() == 1);
    CHECK(text_of(news.back().values) == "inspect 1 1");
    CHECK(test::bytes_of(folder / "facts.csv").find("\"models/a,b.ts\",latent_size,4\n") != std::string::npos);
}

TEST_CASE("Inspect without a model says what it needs")
{
    Inspect inspect({}, {}, false);
    CHECK(errors(run(inspect)) ==
          std::vector<std::string>{"inspect needs a model or a folder of models: inspect <file>"});
}
