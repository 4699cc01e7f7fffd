// Runs steps on the workers in slices, and delivers their news.
// SPDX-License-Identifier: BSD-3-Clause
#include "steps/runner.h"

#include "base/realtime.h"

#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace latentjam::steps {

namespace {

constexpr std::int64_t kSlice_ns = 100'000'000;  // a load waits this long at most; news come ten times a second

}  // namespace

struct Runner::Slice {
    std::vector<News> news;
    bool goes_on = true;
    double progress = 0;
};

Runner::Runner(work::JobPool& pool, std::function<void(const News&)> hear)
    : pool_(pool), hear_(std::move(hear)), owner_(work::make_owner())
{
}

Runner::~Runner() { cancel(); }

void Runner::add(std::unique_ptr<Step> step)
{
    steps_.push_back(std::move(step));
    if (steps_.size() > 1) return;
    progress_ = 0;
    submit();
}

void Runner::submit()
{
    auto slice = std::make_shared<Slice>();
    work::Job job;
    job.owner = owner_;
    job.work = [step = steps_.front(), slice](const CancelFlag& cancelled) {
        const std::int64_t end_ns = wall_clock_ns() + kSlice_ns;
        try {
            do {
                slice->goes_on = step->advance(slice->news, cancelled);
            } while (slice->goes_on && !cancelled && wall_clock_ns() < end_ns);
            slice->progress = slice->goes_on ? step->progress() : 1;
        } catch (const std::exception& exception) {  // out of memory: a step throws nothing else
            slice->goes_on = false;
            slice->news.push_back(News::error(std::string(step->name()) + " gave up: " + exception.what()));
        }
    };
    job.done = [this, slice] { end_slice(*slice); };
    pool_.submit(std::move(job));
}

void Runner::end_slice(Slice& slice)
{
    if (slice.progress != progress_) slice.news.insert(slice.news.begin(), News::info("progress", {slice.progress}));
    progress_ = slice.progress;
    // The listener may add, cancel, or destroy this runner: decide what comes next before, and stop telling then.
    if (slice.goes_on) {
        submit();
    } else {
        pool_.dispose(std::move(steps_.front()));
        steps_.pop_front();
        if (!steps_.empty()) {
            progress_ = 0;
            submit();
        }
    }
    const auto hear = hear_;
    const std::weak_ptr<const int> hearing = hearing_;
    for (const News& news : slice.news)
        if (!hearing.expired()) hear(news);
}

bool Runner::cancel()
{
    pool_.cancel(owner_);
    owner_ = work::make_owner();
    hearing_ = std::make_shared<const int>();
    const bool any = !steps_.empty();
    while (!steps_.empty()) {
        pool_.dispose(std::move(steps_.front()));  // closing and removing files is a worker's job
        steps_.pop_front();
    }
    return any;
}

void Runner::wait() { pool_.wait_for(owner_); }

}  // namespace latentjam::steps
