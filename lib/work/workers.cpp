// SPDX-License-Identifier: BSD-3-Clause
#include "work/workers.h"

#include <algorithm>
#include <thread>

namespace latentjam::work {

Workers& workers_of_process()
{
    static Workers& workers = []() -> Workers& {
        auto* const made = new Workers(static_cast<int>(std::max(1u, std::thread::hardware_concurrency())));
        made->departure.become_the_process();
        return *made;
    }();
    return workers;
}

}  // namespace latentjam::work
