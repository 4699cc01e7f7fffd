// Scales and chords against the notes that were read off the running original (tests/data/harmony).
// SPDX-License-Identifier: BSD-3-Clause
#include "score/harmony/notes.h"

#include <catch2/catch_test_macros.hpp>

#include <fstream>
#include <regex>
#include <string>
#include <vector>

using namespace latentjam::score::harmony;

namespace {

struct Row {
    std::string name;
    std::vector<int> semitones;
};

/// One object a line: {"index": 0, "name": "dorian", "semitones": [0, 2, ...], ...}.
std::vector<Row> rows_of(const std::string& file)
{
    std::ifstream lines(LATENTJAM_TEST_DATA "/harmony/" + file);
    const std::regex row(R"rx("name": "([^"]+)".*"semitones": \[([^\]]+)\])rx"), number("[0-9]+");
    std::vector<Row> rows;
    std::smatch found;
    for (std::string line; std::getline(lines, line);) {
        if (!std::regex_search(line, found, row)) continue;
        rows.push_back({found[1], {}});
        const std::string list = found[2];
        for (std::sregex_iterator n(list.begin(), list.end(), number), end; n != end; ++n)
            rows.back().semitones.push_back(std::stoi(n->str()));
    }
    return rows;
}

void check_equal(std::span<const NoteSet> sets, const std::vector<Row>& rows)
{
    REQUIRE(sets.size() == rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CAPTURE(rows[i].name);
        CHECK(sets[i].name == rows[i].name);
        CHECK(std::vector<int>(sets[i].semitones.begin(), sets[i].semitones.end()) == rows[i].semitones);
        CHECK(find(sets, rows[i].name) == &sets[i]);
    }
}

}  // namespace

TEST_CASE("Fourteen scales have the original's names and notes")
{
    REQUIRE(scales().size() == 14);
    check_equal(scales(), rows_of("scales.json"));
}

TEST_CASE("Thirty-five chords have the original's names and notes")
{
    REQUIRE(chords().size() == 35);
    check_equal(chords(), rows_of("chords.json"));
}

TEST_CASE("A scale or chord that is unknown is none")
{
    CHECK(find(scales(), "dorisch") == nullptr);
    CHECK(find(chords(), "") == nullptr);
}

TEST_CASE("Scales ascend to their octave, and go on above it and below their base")
{
    for (const NoteSet& scale : scales()) {
        CAPTURE(scale.name);
        CHECK(scale.semitones.front() == 0);
        CHECK(scale.semitones.back() == 12);
        const int notes = static_cast<int>(scale.semitones.size()) - 1;
        for (int position = -40; position < 40; ++position) {
            CHECK(note_at(scale, 100, position) < note_at(scale, 100, position + 1));
            CHECK(note_at(scale, 100, position + notes) == note_at(scale, 100, position) + 12);
        }
        for (int position = 0; position <= notes; ++position)
            CHECK(note_at(scale, 100, position) == 100 + scale.semitones[static_cast<std::size_t>(position)]);
    }
}
