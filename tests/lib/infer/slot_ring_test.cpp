// The ring's rules: who may have a slot, and when it is free again.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/slot_ring.h"

#include <catch2/catch_test_macros.hpp>

#include <set>

using namespace latentjam::infer;
using State = Slot::State;

namespace {

SlotRing ring_of(std::size_t count)
{
    SlotRing ring;
    ring.grow(count, 3, 2);
    return ring;
}

}  // namespace

TEST_CASE("A ring hands out each slot once, of the size that was asked for, and then none")
{
    auto ring = ring_of(4);
    std::set<Slot*> slots;
    for (int block = 0; block < 4; ++block) {
        Slot* slot = ring.claim(block);
        REQUIRE(slot != nullptr);
        CHECK(slot->state() == State::kFilling);
        CHECK(slot->in.size() == 3);
        CHECK(slot->out.size() == 2);
        slots.insert(slot);
    }
    CHECK(slots.size() == 4);
    CHECK(ring.claim(4) == nullptr);
    SlotRing::release(**slots.begin());
    CHECK(ring.claim(4) == *slots.begin());
    ring.grow(5, 3, 2);
    CHECK(ring.claim(5) != nullptr);
}

TEST_CASE("A block is found from its submission on, whatever has become of it, until it is released")
{
    auto ring = ring_of(2);
    Slot* slot = ring.claim(7);
    CHECK(ring.find(7) == nullptr);  // being filled
    for (const State state : {State::kQueued, State::kDropped}) {
        slot->become(state);
        CHECK(ring.find(7) == slot);
        CHECK(ring.find(8) == nullptr);
    }
    for (const bool plays : {true, false}) {
        slot->finish(plays);
        CHECK(slot->state() == (plays ? State::kDone : State::kFailed));
        CHECK(ring.find(7) == slot);
    }
    SlotRing::release(*slot);
    CHECK(ring.find(7) == nullptr);
}

TEST_CASE("An expired block is not found, and its slot is free when the worker has finished, not before")
{
    auto ring = ring_of(1);
    Slot* slot = ring.claim(1);
    slot->become(State::kQueued);
    SlotRing::expire(*slot);
    CHECK(ring.find(1) == nullptr);
    CHECK(ring.claim(2) == nullptr);
    slot->finish(true);
    CHECK(ring.find(1) == nullptr);
    CHECK(ring.claim(2) == slot);
    slot->become(State::kQueued);
    CHECK(ring.find(2) == slot);  // no longer expired
}

TEST_CASE("Clearing frees every slot at once, but for those that a worker has")
{
    auto ring = ring_of(4);
    Slot* filling = ring.claim(0);
    Slot* queued = ring.claim(1);
    Slot* done = ring.claim(2);
    Slot* dropped = ring.claim(3);
    queued->become(State::kQueued);
    done->finish(true);
    dropped->become(State::kDropped);
    ring.clear();
    for (const Slot* slot : {filling, done, dropped}) CHECK(slot->state() == State::kFree);
    CHECK(queued->state() == State::kQueued);
    for (int block = 10; block < 13; ++block) CHECK(ring.claim(block) != queued);
    CHECK(ring.claim(13) == nullptr);
    queued->finish(false);
    CHECK(ring.claim(13) == queued);
}
