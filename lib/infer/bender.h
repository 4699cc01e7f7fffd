// The bends of one object: its list of them, and the weights that play because of it. Knows no Pd.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "bend/history.h"
#include "infer/bending_task.h"
#include "infer/stream.h"
#include "infer/trial.h"
#include "work/workers.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace latentjam::infer {

/// What a bender asks of and tells its host, on Pd's thread outside perform.
struct BenderListener {
    std::function<void(const std::string&)> error;
    /// New weights sound: entries of the list, and weights that differ from the file.
    std::function<void(std::size_t, std::size_t)> bent;
    std::function<void(const BendingTask::Blend&)> blended;
    /// The number behind `@name`.
    std::function<std::shared_ptr<const bend::Control>(const std::string&)> control;
    /// The file of a model to blend with.
    std::function<Result<std::string>(const std::string&)> find_model;
    /// Whether blocks are played now. Empty: never.
    std::function<bool()> plays;
};

/// All of it is called on Pd's thread outside perform. Changes of the list are computed by a worker, one list at a
/// time: what changes meanwhile is in the next one, so that a slider never makes a queue. The weights that a list gives
/// depend on the list alone, never on the way there. While the model plays, its next block is the trial of new weights;
/// otherwise a worker plays one for itself.
class Bender {
public:
    /// `models` and `workers` outlive it.
    Bender(ModelCache& models, work::Workers& workers, BenderListener listener);
    ~Bender();
    Bender(const Bender&) = delete;
    Bender& operator=(const Bender&) = delete;

    /// From now on this stream, which open_stream() made, plays a model that was loaded like this; before its first
    /// block. `keeps` the bends, or ends them. In `offline` time every change is done on return.
    void play(std::shared_ptr<Model> model, Stream& stream, const LoadOptions& load, bool keeps);

    /// How long old weights fade into new ones: 0 (at the next block) to kLongestFade_ms.
    static constexpr double kLongestFade_ms = 200;
    void set_fade(double ms) noexcept { fade_ms_ = ms; }

    const bend::Entries& entries() const noexcept { return history_.entries(); }
    const Model* model() const noexcept { return model_.get(); }

    /// True when collect() has something to tell. [audio]
    bool has_news() const noexcept { return trial_ && trial_->is_over(); }

    /// Tells what came of the last change, and leaves out what was refused.
    void collect();

    /// Bends are likely to come: memory is found for the first one, once for a model.
    void expect();

    /// The error is told by who calls; nothing has changed then.
    Status add(bend::Entry entry);

    /// The same in place of the last entry with this name and operation; where there is none it is added. What a slider
    /// says.
    Status put(bend::Entry entry);

    Status change(std::size_t place, const bend::Words& arguments);
    Status undo();
    Status redo();

    /// All of them, or those of one parameter. Layers' activations too.
    Status unbend(const std::string& name = "");

    /// Off: the file's weights play, and the list stays. For comparing.
    void listen(bool on);

    /// A list in place of the one there is, as from a log. Returns what does not fit this model.
    std::vector<std::string> replace(const bend::Entries& entries);

    /// A parameter's numbers as the list has them now.
    Status read(const std::string& name,
                std::function<void(const Parameter& parameter, const std::vector<float>& numbers)> reply);

private:
    Status admit(bend::Entry& entry) const;
    void start();
    void changed();
    void finished(BendingTask& task);
    void leave_out(const bend::Entries& before, const bend::Entries& tried, bend::EntryPtr bad);
    void sound(const BendingTask& task);
    bool hand_over(std::function<void()> done);
    std::shared_ptr<BendingTask> task_for(const bend::Entries& entries);

    ModelCache& models_;
    work::Workers& workers_;
    BenderListener listener_;
    std::shared_ptr<Model> model_;
    Stream* stream_ = nullptr;
    LoadOptions load_;
    bend::History history_;
    Applied applied_;                   // what was handed over last
    Applied proven_;                    // what is heard when applied_ is refused
    std::shared_ptr<const Bent> room_;  // what the first bend begins with
    std::shared_ptr<Trial> trial_;      // of applied_; null: none is under way
    std::shared_ptr<BendingMemory> memory_ = std::make_shared<BendingMemory>();
    std::vector<std::function<void()>> waiting_;  // reads, until no task is under way
    double fade_ms_ = 0;
    bool is_heard_ = true;
    bool is_expected_ = false;
    bool is_busy_ = false;
    bool is_new_ = false;    // the list, since the task began
    bool is_stale_ = false;  // the task: something in its list was refused meanwhile
    bool is_proven_ = true;  // applied_
    const work::Owner owner_ = work::make_owner();
};

}  // namespace latentjam::infer
