// SPDX-License-Identifier: BSD-3-Clause
#include "infer/slot_ring.h"

namespace latentjam::infer {

using State = Slot::State;

void SlotRing::grow(std::size_t count, std::size_t values_in, std::size_t values_out)
{
    while (slots_.size() < count) {
        auto slot = std::make_unique<Slot>();
        slot->in.resize(values_in);
        slot->out.resize(values_out);
        slots_.push_back(std::move(slot));
    }
}

Slot* SlotRing::claim(std::int64_t block) noexcept
{
    for (const auto& slot : slots_) {
        const State state = slot->state();
        const bool abandoned = slot->expired_ && (state == State::kDone || state == State::kFailed);
        if (state != State::kFree && !abandoned) continue;
        slot->become(State::kFilling);
        slot->expired_ = false;
        slot->block = block;
        return slot.get();
    }
    return nullptr;
}

Slot* SlotRing::find(std::int64_t block) noexcept
{
    for (const auto& slot : slots_) {
        const State state = slot->state();
        if (state != State::kFree && state != State::kFilling && !slot->expired_ && slot->block == block)
            return slot.get();
    }
    return nullptr;
}

void SlotRing::clear() noexcept
{
    for (const auto& slot : slots_) {
        if (slot->state() == State::kQueued)
            expire(*slot);
        else
            release(*slot);
    }
}

}  // namespace latentjam::infer
