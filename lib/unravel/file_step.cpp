// The loop over files that encode and decode share.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/file_step.h"

#include <algorithm>
#include <utility>

namespace latentjam::unravel {

Status FileStep::find(std::vector<steps::News>& news, const CancelFlag& cancelled)
{
    auto inputs = find_inputs(job_.in, extensions_, cancelled);
    if (!inputs) return inputs.status();
    if (const Status status = make_folder(job_.out); !status) return status;
    if (!inputs->remark.empty()) news.push_back(steps::News::remark(inputs->remark));
    failed_ += steps::tell_errors(std::move(inputs->errors), news);
    files_ = std::move(inputs->files);
    for (const auto& file : files_) bytes_ += static_cast<double>(file.bytes);
    return {};
}

void FileStep::end_file(const Status& status, std::vector<steps::News>& news)
{
    if (!status) {
        abandon();
        news.push_back(steps::News::error(status.message()));
        ++failed_;
    }
    bytes_done_ += static_cast<double>(files_[index_].bytes);
    is_open_ = false;
    ++index_;
}

void FileStep::work_on_file(std::vector<steps::News>& news, const CancelFlag& cancelled)
{
    const InputFile& file = files_[index_];
    if (!is_open_) {
        const Status status = open(file, cancelled);
        is_open_ = status.is_ok();
        if (!status) end_file(status, news);
        return;
    }
    const auto finished = work(file, news, cancelled);
    if (!finished || *finished) end_file(finished.status(), news);
}

bool FileStep::advance(std::vector<steps::News>& news, const CancelFlag& cancelled)
{
    if (stage_ == Stage::kPrepare || stage_ == Stage::kFind) {
        const bool prepares = stage_ == Stage::kPrepare;  // separate pieces: a cancelled load makes no folder
        const Status status = prepares ? prepare(news, cancelled) : find(news, cancelled);
        stage_ = !status ? Stage::kFailed : prepares ? Stage::kFind : Stage::kFiles;
        if (status) return true;
        news.push_back(steps::News::error(status.message()));
        failed_ = std::max(failed_, 1);
    } else if (index_ < files_.size()) {
        work_on_file(news, cancelled);
        return true;
    }
    const auto done = static_cast<std::int64_t>(files_.size());
    news.push_back(steps::News::info(
        "done", {std::string(name()), std::max<std::int64_t>(0, done - failed_), static_cast<std::int64_t>(failed_)}));
    return false;
}

double FileStep::progress() const
{
    if (bytes_ <= 0) return 0;
    const double open = is_open_ ? file_progress() * static_cast<double>(files_[index_].bytes) : 0;
    return std::min(1.0, (bytes_done_ + open) / bytes_);
}

}  // namespace latentjam::unravel
