// Acts, and the way back.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/history.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam::stage;

TEST_CASE("A drag is one act, a rest ends it")
{
    History history;
    for (int i = 0; i < 20; ++i) history.record("x", value_of(i), value_of(i + 1), i * 0.1);
    CHECK(history.undoable() == 1);
    history.record("x", value_of(20), value_of(30), 10);
    CHECK(history.undoable() == 2);
    CHECK(history.undo()->at("x").before == value_of(20));
    CHECK(history.undo()->at("x").before == value_of(0));
    CHECK(history.undo() == nullptr);
    CHECK(history.redo()->at("x").after == value_of(20));
    CHECK(history.redo()->at("x").after == value_of(30));
    CHECK(history.redo() == nullptr);
}

TEST_CASE("There and back in one gesture is no act")
{
    History history;
    history.record("x", value_of(0), value_of(1), 1);
    history.record("y", value_of(0), value_of(1), 10);
    history.record("y", value_of(1), value_of(0), 10.2);
    CHECK(history.undoable() == 1);
    history.record("y", value_of(0), value_of(2), 10.4);
    CHECK(history.undoable() == 2);
    CHECK(history.undo()->at("y").before == value_of(0));
    CHECK(history.undo()->contains("x"));
}

TEST_CASE("Two hands on two controls make two acts, not one for each step")
{
    History history;
    for (int i = 0; i < 20; ++i) {
        history.record("x", value_of(i), value_of(i + 1), i * 0.1);
        history.record("y", value_of(i), value_of(i + 1), i * 0.1 + 0.05);
    }
    CHECK(history.undoable() == 2);
}

TEST_CASE("What happens in one instant is one act, unless another begins")
{
    History history;
    history.record("x", value_of(0), value_of(1), 5);
    history.record("y", value_of(0), value_of(1), 5);
    CHECK(history.undoable() == 1);
    history.begin(5);
    history.record("z", value_of(0), value_of(1), 5);
    CHECK(history.undoable() == 2);
}

TEST_CASE("No gesture goes on through an act that begins anew, nor through an undo")
{
    History history;
    history.record("x", value_of(0), value_of(1), 5);
    history.begin_anew(5);
    history.record("x", value_of(1), value_of(2), 5.1);
    CHECK(history.undoable() == 2);
    CHECK(history.undo()->at("x").before == value_of(1));
    history.record("x", value_of(1), value_of(3), 5.2);
    CHECK(history.undo()->at("x").before == value_of(1));
    CHECK(history.undo()->at("x").before == value_of(0));
}

TEST_CASE("What a worker brings later belongs to the act that asked for it")
{
    History history;
    history.begin(5);
    CHECK(history.undoable() == 0);
    CHECK(history.last_time_s() == 5);
    history.record_late("a", value_of(0), value_of(1), 5.4);
    CHECK(history.undoable() == 1);
    CHECK(history.undo()->contains("a"));
}

TEST_CASE("The last 32 acts are kept; a new one forgets what was undone")
{
    History history;
    for (int i = 0; i < 100; ++i) history.record("x", value_of(i), value_of(i + 1), i * 10.0);
    CHECK(history.undoable() == 32);
    for (int i = 0; i < 5; ++i) history.undo();
    CHECK(history.redoable() == 5);
    history.record("y", value_of(0), value_of(1), 5000);
    CHECK(history.redoable() == 0);
    CHECK(history.undoable() == 28);
    history.clear();
    CHECK(history.undoable() == 0);
}
