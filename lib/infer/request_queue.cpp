// Commands go through the queue as plain pointers, which the taker owns.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/request_queue.h"

#include <memory>
#include <utility>

namespace latentjam::infer {

RequestQueue::~RequestQueue()
{
    while (const auto request = requests_.pop()) {
        if (!request->command) continue;
        const std::unique_ptr<PostedCommand> command(request->command);
        jobs_.finish(command->owner, nullptr);
    }
}

bool RequestQueue::push(work::Owner owner, Command command, std::function<void()> done)
{
    auto posted = std::make_unique<PostedCommand>(PostedCommand{owner, std::move(command), std::move(done)});
    jobs_.expect(owner);
    if (!requests_.push({nullptr, posted.get()})) {
        jobs_.finish(owner, nullptr);
        return false;
    }
    static_cast<void>(posted.release());  // the queue owns it
    return true;
}

Slot* RequestQueue::take(Instance& instance)
{
    const auto request = requests_.pop();
    if (!request || request->slot) return request ? request->slot : nullptr;
    const std::unique_ptr<PostedCommand> command(request->command);
    command->run(instance);
    jobs_.finish(command->owner, std::move(command->done));
    return nullptr;
}

}  // namespace latentjam::infer
