// Saatgut Proxy on stage: a snapshot holds all sixteen pathways, undo takes acts of the bank back, seeds plant it anew.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage_in_pd.h"

#include <catch2/catch_test_macros.hpp>

#include <string>

using latentjam::test::StageInPd;

TEST_CASE("A snapshot of saatgut-proxy holds all sixteen pathways and both columns; undo takes back what a hand did")
{
    StageInPd pd;
    pd.open_patch("saatgut-proxy.pd");
    pd.pass(.2);
    const std::string patch = "saatgut-proxy";
    const auto bank = [&] { return pd.value(patch, "pathways"); };
    const auto act = [&](const std::string& words) {
        pd.send("jam", patch + " " + words);
        pd.pass(.1);
    };
    for (int slot = 1; slot <= 16; ++slot) act("rnd " + std::to_string(slot));
    act("kind 3 normal");
    act("speed-left 0.5");
    const std::string kept = bank();
    CHECK(kept.size() > 400);
    act("store 1");
    for (int slot = 1; slot <= 16; ++slot) act("mut " + std::to_string(slot) + " 0.5");
    act("speed-left -2");
    const std::string mutated = bank();
    CHECK(mutated != kept);
    act("recall 1");
    CHECK(bank() == kept);
    CHECK(pd.number(patch, "speed-left") == .5);
    act("undo");
    CHECK(bank() == mutated);
    act("recall 1");

    act("rnd 5");
    CHECK(bank() != kept);
    act("undo");
    CHECK(bank() == kept);

    act("seed 77");
    const std::string planted = bank();
    act("rnd 5");
    act("seed 78");
    act("seed 77");
    CHECK(bank() == planted);
    CHECK(pd.console().find("error") == std::string::npos);
}
