// Each object's table against its help patch: whatever the table has is named on the patch's reference page.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_run.h"

#include <catch2/catch_test_macros.hpp>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

using latentjam::test::PdRun;

namespace {

std::string content_of(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct Row {
    std::string object, help, place, name, fallback;
};

std::string field(const std::string& line, const std::string& key)
{
    const std::string begin = "\"" + key + "\": \"";
    const auto at = line.find(begin);
    if (at == std::string::npos) return "";
    const auto from = at + begin.size();
    return line.substr(from, line.find('"', from) - from);
}

std::vector<Row> reference()
{
    PdRun pd;
    const auto path = pd.folder() / "reference.json";
    pd.send("latentjam reference " + path.generic_string());
    const auto result = pd.run();
    REQUIRE(result.console == "");
    std::vector<Row> rows;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
        rows.push_back({field(line, "object"), field(line, "help"), field(line, "in"), field(line, "name"),
                        field(line, "default")});
    return rows;
}

/// The `pd reference` canvas of the help patch that describes the object; all of it if that stands on the first page.
std::string reference_page(const Row& row)
{
    const std::string name = row.help.empty() ? row.object : row.help;
    const std::string patch = content_of(std::filesystem::path(LATENTJAM_SOURCE) / "help" / (name + "-help.pd"));
    const auto begin = patch.find(" reference 0;\n");
    const auto end = patch.find("pd reference;");
    if (begin == std::string::npos) return patch;
    REQUIRE(end != std::string::npos);
    return patch.substr(begin, end - begin);
}

bool has_word(const std::string& text, const std::string& word)
{
    const auto is_part = [](char letter) {
        return std::isalnum(static_cast<unsigned char>(letter)) || letter == '_' || letter == '-';
    };
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        const bool begins = at == 0 || !is_part(text[at - 1]);
        const auto behind = at + word.size();
        if (begins && (behind >= text.size() || !is_part(text[behind]))) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("Every argument, flag, message and info line of an object stands in its help patch")
{
    const auto rows = reference();
    REQUIRE(!rows.empty());
    for (const Row& row : rows) {
        CAPTURE(row.object, row.place, row.name);
        CHECK(has_word(reference_page(row), row.name));
    }
}

TEST_CASE("Every default that differs from 0 stands in the help patch")
{
    for (const Row& row : reference()) {
        if (row.fallback.empty() || row.fallback == "0") continue;
        CAPTURE(row.object, row.name, row.fallback);
        CHECK(has_word(reference_page(row), row.fallback));
    }
}

TEST_CASE("A message that an object does not know is answered with those that it knows")
{
    PdRun pd;
    pd.patch("#N canvas 0 0 300 200 12;\n#X obj 20 20 r box;\n#X obj 20 50 chord-notes;\n#X connect 0 0 1 0;\n");
    const auto result = pd.send("box nonsense 1").run();
    CAPTURE(result.console);
    CHECK(result.says("chord-notes: 'nonsense' is no message; there are float, chord"));
}

TEST_CASE("Each object is also made by its full name")
{
    std::set<std::string> objects;
    for (const Row& row : reference()) objects.insert(row.object);
    CHECK(objects.count("swapper") == 1);
    for (const std::string& object : objects) {
        PdRun pd;
        pd.patch("#N canvas 0 0 300 200 12;\n#X obj 20 20 latentjam/" + object + ";\n");
        const auto result = pd.run();
        CAPTURE(object, result.console);
        CHECK(result.ok());
        CHECK_FALSE(result.says("couldn't create"));
    }
}

TEST_CASE("An object has signal inlets only if its box says so")
{
    for (const std::string object : {"latent a", "record~ 1"}) {
        PdRun pd;
        pd.patch("#N canvas 0 0 300 200 12;\n#X obj 20 20 osc~;\n#X obj 20 50 " + object + ";\n#X connect 0 0 1 0;\n");
        const auto result = pd.send("pd dsp 1").quit_after(20).run();
        CAPTURE(object, result.console);
        CHECK(result.says("nonsignal inlet") == (object == "latent a"));
    }
}
