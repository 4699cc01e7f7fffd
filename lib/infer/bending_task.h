// What a worker does for a list of bends: the numbers, the packed layers, and a block played with them on trial.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "bend/history.h"
#include "infer/model_cache.h"
#include "infer/stream.h"

#include <cstddef>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace latentjam::infer {

/// The places of the parameters that an entry is for. A layer may be named without its ".weight". A pattern leaves out
/// what does not fit; a name that does not fit is an error. [any]
Result<std::vector<std::size_t>> parameters_of(const bend::Entry& entry, const Model& model);

/// The place of one parameter. [any]
Result<std::size_t> parameter_named(const std::string& name, const Model& model);

/// A list of bends as an instance plays it.
struct Applied {
    bend::Entries entries;
    std::vector<bend::Entries> by_parameter;  ///< empty when nothing was ever bent
    std::vector<std::size_t> changed;         ///< weights that differ from the file, by parameter
    std::shared_ptr<const Bent> bent;         ///< null: the model's own weights

    std::size_t weights_changed() const noexcept;
};

/// What outlives one task and is used by one at a time: the last parameter's own numbers, an instance for trials, the
/// other models of blends.
struct BendingMemory {
    std::size_t parameter = static_cast<std::size_t>(-1);
    std::shared_ptr<const std::vector<float>> own;
    std::shared_ptr<std::vector<float>> bent;  ///< where the last numbers were made: new memory costs as much as a bend
    std::unique_ptr<Instance> trial;
    std::map<std::string, std::shared_ptr<Model>> others;  ///< by path
};

/// Between a parameter's own numbers and bent ones.
struct Difference {
    bool is_finite = true;  ///< the bent ones
    std::size_t changed = 0;
};

class BendingTask {
public:
    struct Blend {
        std::string model;  ///< as it was written
        std::size_t matched = 0;
        std::size_t total = 0;
    };

    /// `models` outlives it.
    BendingTask(ModelCache& models, std::shared_ptr<Model> model, Method method, const StreamSettings& settings)
        : models_(models), model_(std::move(model)), method_(std::move(method)), settings_(settings)
    {
    }

    /// From one list to another. [setup]
    void set(Applied before, bend::Entries entries, std::shared_ptr<BendingMemory> memory, LoadOptions load,
             std::map<std::string, std::string> paths);

    /// Who plays it tries it: run() does not. [setup]
    void leave_trial() noexcept { is_tried_ = false; }

    /// Copies the state that the trial begins with; once, between two blocks. [worker]
    void look_at(const Instance& playing) noexcept { state_.set_value(playing.state()); }

    /// [worker]
    void run(const CancelFlag& cancelled);

    /// The numbers of a parameter with the list it was given, instead of run(). [worker]
    Result<std::vector<float>> read(std::size_t parameter);

    // After run().
    const Status& status() const noexcept { return status_; }
    const Applied& applied() const noexcept { return after_; }
    const bend::EntryPtr& culprit() const noexcept { return culprit_; }  ///< null when it is not known
    bool is_tried() const noexcept { return is_tried_; }
    const std::vector<Blend>& blends() const noexcept { return blends_; }
    const std::shared_ptr<Model>& model() const noexcept { return model_; }

private:
    void sort_by_parameter();
    Status compute(std::vector<NewWeights>& weights, const CancelFlag& cancelled);
    Result<std::shared_ptr<const std::vector<float>>> own_weights(std::size_t parameter);
    Result<std::shared_ptr<Model>> other_model(const std::string& name);
    Status count_matches();
    Result<std::vector<float>> other_weights(const std::string& name, std::size_t parameter);
    Status make_weights(std::size_t parameter, const bend::Entries& entries, std::vector<float>& weights);
    Status not_finite(std::size_t parameter, const bend::Entries& entries);
    NewWeights::Change change_with(const bend::Entries& entries, std::size_t parameter);
    Status look_at_changes();
    std::vector<NewActivations> activations() const;
    Status try_out();

    ModelCache& models_;
    const std::shared_ptr<Model> model_;
    const Method method_;
    const StreamSettings settings_;
    Applied before_;
    Applied after_;
    std::shared_ptr<BendingMemory> memory_;
    LoadOptions load_;
    std::map<std::string, std::string> paths_;  // of blended models, by what was written
    std::promise<std::unique_ptr<const InstanceState>> state_;
    Status status_;
    bool is_tried_ = true;
    bend::EntryPtr culprit_;
    std::vector<Blend> blends_;
    std::map<std::size_t, Difference> in_place_;  // what the backend changed itself, by parameter
};

}  // namespace latentjam::infer
