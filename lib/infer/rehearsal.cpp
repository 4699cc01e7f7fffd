// One task, asked again and again until every audio worker has had it.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/rehearsal.h"

#include "base/realtime.h"
#include "work/wakeup.h"

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>
#include <utility>
#include <vector>

namespace latentjam::infer {

namespace {

class Rehearsal final : public work::AudioTask {
public:
    Rehearsal(std::unique_ptr<Instance> instance, Method method, const StreamSettings& settings)
        : instance_(std::move(instance)),
          method_(std::move(method)),
          voices_(settings.voices),
          in_frames_(settings.buffer / method_.in_ratio),
          out_frames_(settings.buffer / method_.out_ratio),
          in_(static_cast<std::size_t>(voices_ * method_.in_channels) * static_cast<std::size_t>(in_frames_)),
          out_(static_cast<std::size_t>(voices_ * method_.out_channels) * static_cast<std::size_t>(out_frames_))
    {
    }

    Outcome call() noexcept
    {
        return instance_->process(method_, {in_, voices_, method_.in_channels, in_frames_},
                                  {out_, voices_, method_.out_channels, out_frames_});
    }

    /// The worker that the last unit ran on, once it has; nothing when it takes too long.
    bool wait_for_unit(std::int64_t deadline_ns, std::thread::id& worker) noexcept
    {
        if (!done_.wait_until(deadline_ns)) return false;
        worker = worker_;
        return true;
    }

private:
    void run_unit() noexcept override
    {
        (void)call();
        worker_ = std::this_thread::get_id();
        done_.post();
    }

    const std::unique_ptr<Instance> instance_;
    const Method method_;
    const int voices_;
    const int in_frames_;
    const int out_frames_;
    std::vector<float> in_;
    std::vector<float> out_;
    std::atomic<std::thread::id> worker_;  // written before done_ is posted
    work::Wakeup done_;
};

Status until_steady(Rehearsal& rehearsal)
{
    constexpr int kMostCalls = 12;
    constexpr int kFewestCalls = 3;
    constexpr double kSteady = 1.25;

    std::int64_t fastest = INT64_MAX;
    for (int call = 0; call < kMostCalls; ++call) {
        const std::int64_t begin = wall_clock_ns();
        const Outcome outcome = rehearsal.call();
        // NaN out of silence is what some models give (x / |x|), and no reason to refuse them.
        if (!outcome.has_block()) return call == 0 ? outcome : Outcome();
        const std::int64_t taken = wall_clock_ns() - begin;
        if (call + 1 >= kFewestCalls && static_cast<double>(taken) <= kSteady * static_cast<double>(fastest)) break;
        fastest = std::min(fastest, taken);
    }
    return {};
}

void on_every_worker(work::AudioPool& pool, const std::shared_ptr<Rehearsal>& rehearsal)
{
    constexpr std::int64_t kPatience_ns = 5'000'000'000;
    constexpr int kRounds = 4;  // which worker takes a unit is chance

    std::set<std::thread::id> seen;
    pool.add(rehearsal);
    for (int unit = 0; unit < kRounds * pool.threads(); ++unit) {
        const std::int64_t deadline_ns = wall_clock_ns() + kPatience_ns;  // after everything that sounds
        pool.request(*rehearsal, deadline_ns);
        std::thread::id worker;
        if (!rehearsal->wait_for_unit(deadline_ns, worker)) break;
        seen.insert(worker);
        if (static_cast<int>(seen.size()) == pool.threads()) break;
    }
    pool.retire(rehearsal);
}

}  // namespace

Status rehearse(work::Workers& workers, std::unique_ptr<Instance> instance, const Method& method,
                const StreamSettings& settings)
{
    const auto rehearsal = std::make_shared<Rehearsal>(std::move(instance), method, settings);
    Status status = until_steady(*rehearsal);
    if (status && !settings.synchronous) on_every_worker(workers.audio, rehearsal);
    return status;
}

}  // namespace latentjam::infer
