// The journal: replayed, from memory or from its text, everything sounds as it did.
// SPDX-License-Identifier: BSD-3-Clause
#include "pathway/duo.h"

#include "random/random.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::pathway;

namespace {

/// Something that fits, of any verb.
Act any_act(random::Random& random)
{
    const VerbFacts& verb = verbs()[static_cast<std::size_t>(random.integer(0, static_cast<int>(verbs().size())))];
    Act act{verb.verb};
    act.target = static_cast<int>(verb.owner == Owner::kAll      ? 0
                                  : verb.owner == Owner::kColumn ? random.integer(1, 3)
                                                                 : random.integer(0, 17));
    for (int i = 0; i < verb.values; ++i) {
        const bool is_last = i == verb.values - 1;
        double value = is_last ? random.uniform(verb.least, std::min(verb.most, 200.0))
                               : static_cast<double>(random.integer(0, 5));
        if (verb.is_whole) value = std::round(value);
        act.values[static_cast<std::size_t>(i)] = static_cast<float>(value);
    }
    return act;
}

std::vector<std::vector<float>> played(Duo& duo, int frames, random::Random* random = nullptr)
{
    std::vector<std::vector<float>> all;
    for (int frame = 0; frame < frames; ++frame) {
        if (random && frame % 3 == 0) (void)duo.act(any_act(*random));
        duo.advance();
        for (int column = 0; column < kColumns; ++column)
            all.emplace_back(duo.latents(column).begin(), duo.latents(column).end());
        all.push_back({static_cast<float>(duo.gate(0)), static_cast<float>(duo.gate(1))});
    }
    return all;
}

}  // namespace

TEST_CASE("A replay is what was played, bit for bit, whatever was done")
{
    random::Random random(GENERATE(1U, 2U, 3U));
    Duo duo;
    for (int i = 0; i < 40; ++i) (void)duo.act(any_act(random));  // it begins anywhere
    duo.start();
    const auto first = played(duo, 600, &random);
    const std::string text = text_of(duo.journal());
    duo.replay();
    CHECK(played(duo, 600) == first);

    Duo another;
    auto journal = journal_in(text);
    REQUIRE(journal);
    another.take(*std::move(journal));
    another.replay();
    CHECK(played(another, 600) == first);
    CHECK(text_of(another.journal()) == text);
}

TEST_CASE("What a bank tells goes into another one through Pd's floats")
{
    random::Random random(GENERATE(4U, 5U));
    Duo one, two;
    for (int i = 0; i < 300; ++i) (void)one.act(any_act(random));
    const auto numbers = one.numbers();
    std::vector<double> floats;
    for (const double number : numbers) floats.push_back(static_cast<double>(static_cast<float>(number)));
    REQUIRE(two.take(floats));
    CHECK(two.numbers() == numbers);
    for (int slot = 0; slot < kSlots; ++slot)
        CHECK(one.slots()[static_cast<std::size_t>(slot)].values(8) ==
              two.slots()[static_cast<std::size_t>(slot)].values(8));
    REQUIRE(two.slot(0).undo());  // what was there before is not lost
}

TEST_CASE("Broken journals are refused with their line, and the one that was there stays")
{
    Duo duo;
    const std::string good = text_of(duo.journal());
    CHECK(journal_in("something").message().find("it begins with") != std::string::npos);
    CHECK(journal_in(good + "12 rnd 99\n").message().find("line 4: 'rnd 99'") != std::string::npos);
    for (const char* frame : {"x", ".5", "1e3", "-1", "99999999999999999999"})
        CHECK(journal_in(good + frame + " rnd 9\n").message().find("line 4") != std::string::npos);
    CHECK_FALSE(journal_in("# latentjam pathways: a journal\nbank 1 2 3\n"));
    CHECK(text_of(duo.journal()) == good);
}
