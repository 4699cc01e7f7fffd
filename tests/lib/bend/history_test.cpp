// Undo and redo of lists of bends.
// SPDX-License-Identifier: BSD-3-Clause
#include "bend/history.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam::bend;

namespace {
EntryPtr entry() { return std::make_shared<const Entry>(); }
}  // namespace

TEST_CASE("Undo goes back an entry at a time, redo forth again")
{
    History history;
    const auto a = entry(), b = entry();
    CHECK_FALSE(history.undo());
    history.add(a);
    history.add(b);
    CHECK(history.undo());
    CHECK(history.entries() == Entries{a});
    CHECK(history.redo());
    CHECK(history.entries() == Entries{a, b});
    CHECK_FALSE(history.redo());
    history.replace({});
    CHECK(history.entries().empty());
    CHECK(history.undo());
    CHECK(history.entries() == Entries{a, b});
    history.undo();
    history.add(entry());
    CHECK_FALSE(history.redo());  // another way was taken
}

TEST_CASE("A slider's moves are one step back")
{
    History history;
    const auto first = entry(), other = entry(), last = entry();
    history.add(first);
    history.add(other);
    for (int move = 0; move < 1000; ++move) history.change(0, entry());
    history.change(0, last);
    CHECK(history.entries() == Entries{last, other});
    CHECK(history.undo());
    CHECK(history.entries() == Entries{first, other});
    CHECK(history.redo());
    CHECK(history.entries() == Entries{last, other});
}

TEST_CASE("64 levels are kept")
{
    History history;
    for (int i = 0; i < 100; ++i) history.add(entry());
    int steps = 0;
    while (history.undo()) ++steps;
    CHECK(steps == 64);
    CHECK(history.entries().size() == 36);
}

TEST_CASE("What is forgotten never was")
{
    History history;
    const auto good = entry(), bad = entry(), later = entry();
    history.add(good);
    history.add(bad);
    history.add(later);
    history.forget(bad, nullptr);
    CHECK(history.entries() == Entries{good, later});
    CHECK(history.undo());
    CHECK(history.entries() == Entries{good});
    CHECK(history.undo());
    CHECK(history.entries().empty());

    history.clear();
    history.add(good);
    history.change(0, bad);
    history.forget(bad, good);
    CHECK(history.entries() == Entries{good});
    CHECK(history.undo());
    CHECK(history.entries().empty());
}
