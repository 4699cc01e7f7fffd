// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/file_step.h"

#include <algorithm>
#include <utility>

namespace latentjam::unravel {

bool FileStep::begin(std::vector<News>& news)
{
    Status status = prepare(news);
    auto inputs = status ? find_inputs(job_.in, extensions_) : Result<Inputs>(status);
    if (inputs) status = make_folder(job_.out);
    if (!inputs || !status) {
        news.push_back(News::error(inputs ? status.message() : inputs.message()));
        return false;
    }
    for (auto& line : inputs->errors) news.push_back(News::error(std::move(line)));
    failed_ += static_cast<int>(inputs->errors.size());
    files_ = std::move(inputs->files);
    for (const auto& file : files_) bytes_ += static_cast<double>(file.bytes);
    return true;
}

void FileStep::end_file(const Status& status, std::vector<News>& news)
{
    if (!status) {
        abandon();
        news.push_back(News::error(status.message()));
        ++failed_;
    }
    bytes_done_ += static_cast<double>(files_[index_].bytes);
    is_open_ = false;
    ++index_;
}

bool FileStep::advance(std::vector<News>& news)
{
    if (!is_prepared_) {
        is_prepared_ = true;
        if (begin(news)) return true;
        failed_ = std::max(failed_, 1);
    } else if (index_ < files_.size()) {
        const InputFile& file = files_[index_];
        if (!is_open_) {
            const Status status = open(file);
            is_open_ = status.is_ok();
            if (!status) end_file(status, news);
            return true;
        }
        const auto finished = work(file, news);
        if (!finished || *finished) end_file(finished.status(), news);
        return true;
    }
    const auto done = static_cast<std::int64_t>(files_.size());
    news.push_back(News::info(
        "done", {std::string(name()), std::max<std::int64_t>(0, done - failed_), static_cast<std::int64_t>(failed_)}));
    return false;
}

double FileStep::progress() const
{
    if (!is_prepared_ || bytes_ <= 0) return 0;
    const double open = is_open_ ? file_progress() * static_cast<double>(files_[index_].bytes) : 0;
    return std::min(1.0, (bytes_done_ + open) / bytes_);
}

}  // namespace latentjam::unravel
