// What encode and decode share: file by file, and a bad one does not stop the others.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "steps/step.h"
#include "unravel/files.h"

#include <span>
#include <string_view>
#include <vector>

namespace latentjam::unravel {

struct FileJob {
    Place in;
    Place out;  ///< a folder
    bool overwrite = false;
};

/// Tells `done <step> <files> <failed>` at the end, and an error line for each file that failed.
class FileStep : public steps::Step {
public:
    bool advance(std::vector<steps::News>& news, const CancelFlag& cancelled) final;
    double progress() const final;

protected:
    FileStep(FileJob job, std::span<const std::string_view> extensions) : job_(std::move(job)), extensions_(extensions)
    {
    }

    const FileJob& job() const noexcept { return job_; }

    /// Once, before the first file; an error ends the step. [worker]
    virtual Status prepare(std::vector<steps::News>& news, const CancelFlag& cancelled) = 0;

    /// Begins a file, and discards what is left of the last one. [worker]
    virtual Status open(const InputFile& file, const CancelFlag& cancelled) = 0;

    /// Works on one piece of the file; true once its result is committed. [worker]
    virtual Result<bool> work(const InputFile& file, std::vector<steps::News>& news, const CancelFlag& cancelled) = 0;

    /// Discards an unfinished file. [worker]
    virtual void abandon() = 0;

    /// Of the open file, 0 to 1.
    virtual double file_progress() const = 0;

private:
    enum class Stage { kPrepare, kFind, kFiles, kFailed };

    Status find(std::vector<steps::News>& news, const CancelFlag& cancelled);
    void work_on_file(std::vector<steps::News>& news, const CancelFlag& cancelled);
    void end_file(const Status& status, std::vector<steps::News>& news);

    FileJob job_;
    std::span<const std::string_view> extensions_;
    std::vector<InputFile> files_;
    Stage stage_ = Stage::kPrepare;
    bool is_open_ = false;
    std::size_t index_ = 0;
    int failed_ = 0;
    double bytes_done_ = 0;
    double bytes_ = 0;
};

}  // namespace latentjam::unravel
