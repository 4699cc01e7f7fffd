// Reads what is in files and analyses it together with what is in memory.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/lesson.h"

#include "latent/file.h"

#include <utility>

namespace latentjam::latent {

Result<Learnt> learn(Lesson lesson, const CancelFlag& cancelled)
{
    for (const std::string& file : lesson.files) {
        auto sequence = read(file, cancelled);
        if (!sequence) return sequence.status();
        lesson.sequences.push_back(std::make_shared<const Sequence>(*std::move(sequence)));
    }
    std::vector<const Sequence*> pointers;
    for (const auto& sequence : lesson.sequences) pointers.push_back(sequence.get());
    auto statistics = analyse(pointers, cancelled);
    if (!statistics) return statistics.status();
    return Learnt{*std::move(statistics), lesson.sequences.front()->rate_hz()};
}

}  // namespace latentjam::latent
