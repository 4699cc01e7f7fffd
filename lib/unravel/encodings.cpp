// Reads the latents of a place one by one, then analyses them.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/encodings.h"

#include "latent/file.h"
#include "unravel/decode.h"

#include <utility>

namespace latentjam::unravel {

Status Encodings::begin(std::vector<steps::News>& news, const CancelFlag& cancelled)
{
    auto inputs = find_inputs(place_, kLatentExtensions, cancelled);
    if (!inputs) return inputs.status();
    failed_ += steps::tell_errors(std::move(inputs->errors), news);
    inputs_ = std::move(inputs->files);
    return {};
}

Status Encodings::add(const InputFile& file, std::vector<steps::News>& news, const CancelFlag& cancelled)
{
    std::string remark;
    auto sequence = latent::read(file.path, cancelled, &remark);
    if (!remark.empty()) news.push_back(steps::News::remark(remark));
    if (cancelled) return gave_up();
    if (!sequence || sequence->frames() == 0) {
        news.push_back(steps::News::error(sequence ? file.written + ": holds no frames" : sequence.message()));
        ++failed_;
        return {};
    }
    if (sequences_.empty())
        first_ = file.written;
    else if (sequence->dims() != sequences_.front().dims())
        return Status::error(file.written + " has " + std::to_string(sequence->dims()) + " dimensions, " + first_ +
                             " has " + std::to_string(sequences_.front().dims()) +
                             ": learn from the encodings of one model at a time");
    sequences_.push_back(std::move(*sequence));
    return {};
}

Result<bool> Encodings::advance(std::vector<steps::News>& news, const CancelFlag& cancelled)
{
    if (!is_begun_) {
        is_begun_ = true;
        if (const Status status = begin(news, cancelled); !status) return status;
        return false;
    }
    if (next_ < inputs_.size()) {
        if (const Status status = add(inputs_[next_++], news, cancelled); !status) return status;
        return false;
    }
    if (sequences_.empty()) return Status::error("nothing to learn from in '" + place_.written + "'");
    std::vector<const latent::Sequence*> pointers;
    for (const auto& sequence : sequences_) pointers.push_back(&sequence);
    auto statistics = latent::analyse(pointers, cancelled);
    if (!statistics) return statistics.status();
    statistics_ = std::move(*statistics);
    return true;
}

double Encodings::progress() const
{
    return inputs_.empty() ? 0 : static_cast<double>(next_) / static_cast<double>(inputs_.size());
}

}  // namespace latentjam::unravel
