// A Runner on real workers; a step around the step tells when that is destroyed.
// SPDX-License-Identifier: BSD-3-Clause
#include "cancelled_run.h"

#include "steps/runner.h"
#include "work/workers.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>
#include <utility>
#include <vector>

namespace latentjam::bench {

using namespace steps;

namespace {

class Watched final : public Step {
public:
    Watched(std::unique_ptr<Step> step, std::shared_ptr<Watch> watch) : step_(std::move(step)), watch_(std::move(watch))
    {
    }
    ~Watched() override
    {
        step_.reset();
        watch_->destroyed_ns = wall_clock_ns();
    }
    const char* name() const override { return step_->name(); }
    bool advance(std::vector<News>& news, const CancelFlag& cancelled) override
    {
        const std::int64_t begin_ns = wall_clock_ns();
        const bool is_first = watch_->first_ns == 0;
        watch_->is_in_first = is_first;
        const bool goes_on = step_->advance(news, cancelled);
        const std::int64_t taken_ns = wall_clock_ns() - begin_ns;
        watch_->is_in_first = false;
        if (is_first)
            watch_->first_ns = taken_ns;
        else
            watch_->longest_ns = std::max<std::int64_t>(watch_->longest_ns, taken_ns);
        return goes_on;
    }
    double progress() const override { return step_->progress(); }

private:
    std::unique_ptr<Step> step_;
    std::shared_ptr<Watch> watch_;
};

constexpr std::chrono::microseconds kTick{1450};  // of Pd: 64 samples

}  // namespace

Outcome run(const Case& what, double cancel_after_ms, Watch& seen)
{
    work::Workers workers(1);
    auto& pool = workers.jobs;
    std::int64_t news = 0;
    const auto watch = std::make_shared<Watch>();
    Runner runner(pool, [&](const News& each) {
        ++news;
        if (each.kind == News::Kind::kError) std::printf("  %s\n", each.selector.c_str());
    });
    const std::int64_t begin_ns = wall_clock_ns();
    runner.add(std::make_unique<Watched>(what.make(), watch));
    while (runner.current() && (cancel_after_ms < 0 || ms_since(begin_ns) < cancel_after_ms)) {
        pool.deliver();
        if (cancel_after_ms != 0) std::this_thread::sleep_for(kTick);
    }
    Outcome outcome;
    outcome.was_loading = what.loads && watch->is_in_first;
    const std::int64_t cancel_ns = wall_clock_ns();
    outcome.had_ended = !runner.cancel();
    outcome.heard_ms = ms_since(cancel_ns);
    const std::int64_t news_before = news;
    while (watch->destroyed_ns == 0) {
        pool.deliver();
        std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    while (pool.deliver()) std::this_thread::sleep_for(kTick);
    outcome.news_after = news - news_before;
    outcome.stopped_ms = std::max(0.0, static_cast<double>(watch->destroyed_ns - cancel_ns) / 1e6);
    outcome.longest_ms = static_cast<double>(watch->longest_ns) / 1e6;
    seen.first_ns = watch->first_ns.load();
    seen.longest_ns = watch->longest_ns.load();
    return outcome;
}

}  // namespace latentjam::bench
