// What is kept beside a patch comes back.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/stage_file.h"

#include "listening.h"
#include "support/temporary_folder.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam::stage;
using latentjam::test::latent;

namespace {

Kept everything()
{
    Kept kept;
    kept.slots[0] =
        std::make_shared<State>(State{{"tempo", value_of(129.2)},
                                      {"file", Value{.atoms = {Atom("my \"loop\" 1.wav"), Atom("909"), Atom(909.0)}}},
                                      {"a", Value{.latent = latent(3, 5, -0.123F)}},
                                      {"odd", value_of("nan")},
                                      {"bank", Value{.atoms = {Atom(0.1), Atom(-1e-7), Atom(16777215.0)}}}});
    kept.slots[7] = std::make_shared<State>(State{{"tempo", value_of(100)}});
    kept.learnt = {{{false, 21, 0}, "tempo"}, {{true, 36, 10}, "new"}};
    kept.without = {"drive"};
    kept.present = {{"tempo", value_of(140)}};
    return kept;
}

bool equal(const Kept& a, const Kept& b)
{
    for (std::size_t i = 0; i < a.slots.size(); ++i)
        if (!(Value{.snapshot = a.slots[i]} == Value{.snapshot = b.slots[i]})) return false;
    return a.learnt == b.learnt && a.without == b.without && a.present == b.present;
}

}  // namespace

TEST_CASE("What is kept is the same after it was written and read")
{
    const latentjam::test::TemporaryFolder folder;
    const std::string path = (folder.path() / "patch.stage").string();
    REQUIRE(write_file(path, everything()));
    const auto read = read_file(path);
    REQUIRE(read);
    CHECK(equal(*read, everything()));
    CHECK(equal(*kept_in(lines_in(text_of(lines_of(everything())))), everything()));
}

TEST_CASE("A broken line is an error with its number, and nothing is taken")
{
    for (const char* line : {"slot 9 tempo 1", "slot x tempo 1", "slot 1", "midi cc 300 0 x", "midi cc 3 x", "midi",
                             "nonsense", "slot 1 a latent 2 2 21.5 0 0 0", "slot 1 a latent -1 2 21.5", "now"}) {
        const auto kept = kept_in(lines_in(std::string("slot 1 tempo 120\n\n# remark\n") + line + "\n"));
        INFO(line);
        REQUIRE(!kept);
        CHECK(kept.message().find("line 4") != std::string::npos);
    }
    CHECK(kept_in({})->present.empty());
    CHECK(!read_file("/no/such/folder/x.stage"));
}
