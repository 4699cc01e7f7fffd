// SPDX-License-Identifier: BSD-3-Clause
#include "infer/bender.h"

#include "infer/fading_instance.h"

#include <algorithm>
#include <utility>

namespace latentjam::infer {

namespace {

double sample_rate(const Model& model)
{
    constexpr double kUsual_hz = 44100;  // of models that do not say theirs
    return model.description().sample_rate > 0 ? model.description().sample_rate : kUsual_hz;
}

}  // namespace

Bender::Bender(ModelCache& models, work::Workers& workers, BenderListener listener)
    : models_(models), workers_(workers), listener_(std::move(listener))
{
}

Bender::~Bender()
{
    workers_.jobs.cancel(owner_);
    // Weights and an instance: nothing for this thread to free.
    workers_.jobs.dispose(std::move(memory_));
    for (Applied* applied : {&applied_, &proven_})
        workers_.jobs.dispose(std::make_shared<Applied>(std::move(*applied)));
    if (room_) workers_.jobs.dispose(std::move(room_));
    if (model_) workers_.jobs.dispose(std::move(model_));
}

void Bender::play(std::shared_ptr<Model> model, Stream& stream, const LoadOptions& load, bool keeps)
{
    const bool is_same = model == model_;
    if (!is_same) {
        // Weights belong to their model: a list that stays is computed again.
        workers_.jobs.cancel(owner_);
        is_busy_ = false;
        workers_.jobs.dispose(std::exchange(memory_, std::make_shared<BendingMemory>()));
        for (Applied* applied : {&applied_, &proven_})
            workers_.jobs.dispose(std::make_shared<Applied>(std::exchange(*applied, {})));
        if (room_) workers_.jobs.dispose(std::exchange(room_, nullptr));
        is_expected_ = false;
        trial_ = nullptr;
        is_proven_ = true;
        is_stale_ = false;
        if (model_) workers_.jobs.dispose(std::move(model_));
    }
    model_ = std::move(model);
    stream_ = &stream;
    load_ = load;
    if (!keeps) history_.clear();
    if (is_same && applied_.bent && is_heard_) hand_over(nullptr);
    if (entries() != applied_.entries) changed();
}

// ---- the list --------------------------------------------------------------------------------------------------

Status Bender::admit(bend::Entry& entry) const
{
    if (!model_) return Status::error("no model is loaded yet");
    const auto places = parameters_of(entry, *model_);
    if (!places) return places.status();
    if (auto* activation = std::get_if<bend::Activation>(&entry.what))
        for (auto& amount : activation->amounts)
            if (!amount.name.empty()) amount.control = listener_.control(amount.name);
    if (entry.is_blend()) {
        const auto path = listener_.find_model(entry.operation()->model);
        if (!path) return path.status();
    }
    return {};
}

void Bender::expect()
{
    if (!model_ || is_expected_) return;
    is_expected_ = true;
    const auto room = std::make_shared<std::shared_ptr<const Bent>>();
    workers_.jobs.submit({owner_,
                          [model = model_, room](const CancelFlag&) {
                              if (auto bent = model->bend(nullptr, {}, {})) *room = std::move(*bent);
                          },
                          [this, room] { room_ = std::move(*room); }});
}

Status Bender::add(bend::Entry entry)
{
    if (Status status = admit(entry); !status) return status;
    if (entries().size() >= bend::History::kMostEntries)
        return Status::error("there are " + std::to_string(entries().size()) +
                             " bends, and no more fit: undo, unbend, or change one with bendset");
    history_.add(std::make_shared<const bend::Entry>(std::move(entry)));
    changed();
    return {};
}

Status Bender::put(bend::Entry entry)
{
    const auto is_same = [&](const bend::EntryPtr& one) {
        if (one->name != entry.name || one->what.index() != entry.what.index()) return false;
        if (const auto* operation = one->operation()) return operation->kind == entry.operation()->kind;
        return one->activation()->kind == entry.activation()->kind;
    };
    const auto last = std::find_if(entries().rbegin(), entries().rend(), is_same);
    if (last == entries().rend()) return add(std::move(entry));
    if (Status status = admit(entry); !status) return status;
    history_.change(static_cast<std::size_t>(entries().rend() - last) - 1,
                    std::make_shared<const bend::Entry>(std::move(entry)));
    changed();
    return {};
}

Status Bender::change(std::size_t place, const bend::Words& arguments)
{
    if (place >= entries().size())
        return Status::error("bendset " + std::to_string(place) + ": there are " + std::to_string(entries().size()) +
                             " bends, numbered from 0");
    auto entry = bend::with_arguments(*entries()[place], arguments);
    if (!entry) return entry.status();
    if (Status status = admit(*entry); !status) return status;
    history_.change(place, std::make_shared<const bend::Entry>(std::move(*entry)));
    changed();
    return {};
}

Status Bender::undo()
{
    if (!history_.undo()) return Status::error("undo: there is no bend to undo");
    changed();
    return {};
}

Status Bender::redo()
{
    if (!history_.redo()) return Status::error("redo: nothing was undone");
    changed();
    return {};
}

Status Bender::unbend(const std::string& name)
{
    if (!model_) return Status::error("no model is loaded yet");
    if (name.empty()) {
        if (!entries().empty()) history_.replace({});
        changed();
        return {};
    }
    bend::Entry any;
    any.name = name;
    const auto wanted = parameters_of(any, *model_);
    if (!wanted) return wanted.status();
    bend::Entries left;
    for (const auto& entry : entries()) {
        const auto places = parameters_of(*entry, *model_);
        const bool is_meant = places && std::all_of(places->begin(), places->end(), [&](std::size_t place) {
                                  return std::find(wanted->begin(), wanted->end(), place) != wanted->end();
                              });
        if (!is_meant) left.push_back(entry);
    }
    if (left.size() != entries().size()) history_.replace(std::move(left));
    changed();
    return {};
}

std::vector<std::string> Bender::replace(const bend::Entries& entries)
{
    std::vector<std::string> misfits;
    bend::Entries fitting;
    for (const auto& entry : entries) {
        // What stays is not computed again, and its noise goes on.
        const auto known = std::find_if(this->entries().begin(), this->entries().end(),
                                        [&](const auto& one) { return bend::text_of(*one) == bend::text_of(*entry); });
        if (known != this->entries().end()) {
            fitting.push_back(*known);
            continue;
        }
        auto copy = std::make_shared<bend::Entry>(*entry);
        const Status status =
            fitting.size() < bend::History::kMostEntries ? admit(*copy) : Status::error("there are too many bends");
        if (status)
            fitting.push_back(std::move(copy));
        else
            misfits.push_back(bend::text_of(*entry, false) + ": " + status.message());
    }
    if (fitting == this->entries()) return misfits;
    history_.replace(std::move(fitting));
    changed();
    return misfits;
}

// ---- the weights -----------------------------------------------------------------------------------------------

std::shared_ptr<BendingTask> Bender::task_for(const bend::Entries& entries)
{
    auto task = std::make_shared<BendingTask>(models_, model_, stream_->method(), stream_->settings());
    std::map<std::string, std::string> paths;
    for (const auto& entry : entries) {
        if (!entry->is_blend()) continue;
        const auto path = listener_.find_model(entry->operation()->model);
        if (path) paths[entry->operation()->model] = *path;
    }
    Applied before = applied_;
    if (!before.bent) before.bent = room_;
    task->set(std::move(before), entries, memory_, load_, std::move(paths));
    return task;
}

void Bender::changed()
{
    if (!model_ || stream_ == nullptr) return;
    is_new_ = true;
    if (!is_busy_) start();
    if (stream_->settings().offline) workers_.jobs.wait_for(owner_);
}

void Bender::start()
{
    is_busy_ = true;
    is_new_ = false;
    const auto task = task_for(entries());
    const bool is_tried_by_playing = is_heard_ && !stream_->settings().offline && listener_.plays && listener_.plays();
    if (is_tried_by_playing)
        task->leave_trial();
    else
        stream_->post(
            owner_, [task](Instance& instance) { task->look_at(instance); }, nullptr);
    workers_.jobs.submit(
        {owner_, [task](const CancelFlag& cancelled) { task->run(cancelled); }, [this, task] { finished(*task); }});
}

void Bender::finished(BendingTask& task)
{
    collect();
    is_busy_ = false;
    if (std::exchange(is_stale_, false)) return start();
    if (!task.status()) {
        listener_.error(task.status().message());
        leave_out(applied_.entries, task.applied().entries, task.culprit());
    } else {
        for (const auto& blend : task.blends()) listener_.blended(blend);
        sound(task);
        if (room_ && !task.applied().bent) {  // all is unbent: with it go the stores that bends have moved in
            workers_.jobs.dispose(std::exchange(room_, nullptr));
            is_expected_ = false;
            expect();
        }
    }
    if (is_new_ || entries() != applied_.entries) return start();
    for (auto& read : std::exchange(waiting_, {})) read();
}

// Takes the entry that did it out of the list, or the newest one where it is not known which it was.
void Bender::leave_out(const bend::Entries& before, const bend::Entries& tried, bend::EntryPtr bad)
{
    const auto is_new = [&](const bend::EntryPtr& entry) {
        return std::find(before.begin(), before.end(), entry) == before.end();
    };
    if (!bad || !is_new(bad)) {  // what was well before is not to blame
        bad = nullptr;
        const auto newest = std::find_if(tried.rbegin(), tried.rend(), is_new);
        if (newest != tried.rend()) bad = *newest;
    }
    if (!bad) {
        history_.replace(before);
        return;
    }
    const auto place = static_cast<std::size_t>(std::find(tried.begin(), tried.end(), bad) - tried.begin());
    const bool was_moved = before.size() == tried.size() && place < before.size();
    history_.forget(bad, was_moved ? before[place] : nullptr);
}

void Bender::sound(const BendingTask& task)
{
    auto before = std::make_shared<Applied>(std::exchange(applied_, task.applied()));
    const bool was_proven = std::exchange(is_proven_, task.is_tried());
    const bool posted = hand_over([this, before, tells = is_proven_, count = applied_.entries.size(),
                                   changed = applied_.weights_changed()]() mutable {
        workers_.jobs.dispose(std::move(before));
        if (tells) listener_.bent(count, changed);
    });
    if (!posted) {
        applied_ = *before;
        is_proven_ = was_proven;
        listener_.error("too many messages wait for the model; this bend is lost");
        history_.replace(applied_.entries);
        return;
    }
    if (was_proven || is_proven_)
        workers_.jobs.dispose(std::make_shared<Applied>(std::exchange(proven_, is_proven_ ? Applied() : *before)));
}

bool Bender::hand_over(std::function<void()> done)
{
    auto next = is_heard_ && !is_proven_ ? std::make_shared<Trial>() : nullptr;
    const bool posted = stream_->post(
        owner_,
        [bent = is_heard_ ? applied_.bent : nullptr, ms = fade_ms_, rate = sample_rate(*model_),
         trial = next](Instance& instance) { static_cast<FadingInstance&>(instance).change_to(bent, ms, rate, trial); },
        std::move(done));
    if (posted) trial_ = std::move(next);  // else the one before goes on
    return posted;
}

void Bender::collect()
{
    if (!has_news()) return;
    const auto trial = std::exchange(trial_, nullptr);
    auto before = std::make_shared<Applied>(std::exchange(proven_, {}));
    is_proven_ = true;
    if (!trial->is_refused()) {
        workers_.jobs.dispose(std::move(before));
        return listener_.bent(applied_.entries.size(), applied_.weights_changed());
    }
    listener_.error("this bend is refused, the weights before it play on: " + trial->reason());
    std::swap(applied_, *before);
    leave_out(applied_.entries, before->entries, nullptr);
    workers_.jobs.dispose(std::move(before));
    if (is_busy_)
        is_stale_ = true;
    else if (entries() != applied_.entries)
        start();
}

void Bender::listen(bool on)
{
    if (on == is_heard_) return;
    is_heard_ = on;
    if (stream_ != nullptr) hand_over(nullptr);
}

Status Bender::read(const std::string& name,
                    std::function<void(const Parameter& parameter, const std::vector<float>& numbers)> reply)
{
    if (!model_) return Status::error("no model is loaded yet");
    const auto place = parameter_named(name, *model_);
    if (!place) return place.status();
    auto ask = [this, place = *place, reply = std::move(reply)] {
        const auto numbers = std::make_shared<Result<std::vector<float>>>(std::vector<float>());
        const auto task = task_for(applied_.entries);
        workers_.jobs.submit({owner_, [task, numbers, place](const CancelFlag&) { *numbers = task->read(place); },
                              [this, task, numbers, place, reply] {
                                  if (*numbers)
                                      reply(task->model()->parameters()[place], **numbers);
                                  else
                                      listener_.error(numbers->message());
                              }});
    };
    if (is_busy_)
        waiting_.push_back(std::move(ask));
    else
        ask();
    if (stream_->settings().offline) workers_.jobs.wait_for(owner_);
    return {};
}

}  // namespace latentjam::infer
