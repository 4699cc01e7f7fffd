// Every change that needs another stream goes one way: wanted -> open -> ready or back.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/session.h"

#include <algorithm>
#include <utility>

namespace latentjam::infer {

namespace {

void remember(std::vector<AttributeSetting>& settings, const AttributeSetting& setting)
{
    std::erase_if(settings, [&](const auto& known) { return known.name == setting.name; });
    settings.push_back(setting);
}

}  // namespace

template <typename Sample>
Session<Sample>::Session(ModelCache& models, work::Workers& workers, SessionListener listener, BenderListener bends)
    : models_(models), workers_(workers), listener_(std::move(listener)), bender_(models, workers, std::move(bends))
{
}

template <typename Sample>
Session<Sample>::~Session()
{
    workers_.jobs.cancel(opening_);
    workers_.jobs.cancel(messages_);
    if (model_) workers_.jobs.dispose(std::move(model_));
}

template <typename Sample>
void Session<Sample>::open()
{
    workers_.jobs.cancel(opening_);
    if (wanted_.path.empty()) return;
    OpenRequest request = wanted_;
    opens_another_model_ = is_another_model(request);
    wanted_.reload = wanted_.ends_bends = false;
    const auto result = std::make_shared<std::optional<Result<Opened>>>();
    workers_.jobs.submit({opening_,
                          [result, request, &models = models_, &workers = workers_](const CancelFlag& cancelled) {
                              result->emplace(open_stream(models, workers, request, cancelled));
                          },
                          [this, result, request] { opened(request, **result); }});
    if (request.stream.offline) workers_.jobs.wait_for(opening_);
}

template <typename Sample>
void Session<Sample>::opened(const OpenRequest& request, Result<Opened>& result)
{
    opens_another_model_ = false;
    const std::string problem = result ? listener_.refuse(*result->stream) : result.message();
    if (!problem.empty()) {
        listener_.error(problem);
        if (playing_) wanted_ = *playing_;
        bends_to_come_.clear();
        listener_.ready(playing_.has_value());
        return;
    }
    const bool keeps_bends = !is_another_model(request);
    late_before_ = late();
    if (model_) workers_.jobs.dispose(std::move(model_));
    model_ = result->model;
    backend_ = result->backend;
    playing_ = request;
    playing_->reload = playing_->ends_bends = false;
    for (const auto& line : result->remarks)
        if (std::find(remarks_.begin(), remarks_.end(), line) == remarks_.end()) listener_.remark(line);
    remarks_ = std::move(result->remarks);
    player_.replace(std::move(result->stream));
    bender_.play(model_, *player_.stream(), request.load, keeps_bends);
    listener_.ready(true);
    for (const auto& ask : std::exchange(bends_to_come_, {})) ask(bender_);
}

template <typename Sample>
bool Session<Sample>::is_another_model(const OpenRequest& request) const noexcept
{
    return !playing_ || playing_->path != request.path || request.reload || request.ends_bends;
}

template <typename Sample>
void Session<Sample>::bend(std::function<void(Bender&)> request)
{
    constexpr std::size_t kMostToCome = 4096;
    if (!opens_another_model_ && !is_another_model(wanted_)) return request(bender_);
    if (wanted_.path.empty()) return listener_.error("no model is loaded yet, so there is nothing to bend");
    if (bends_to_come_.size() < kMostToCome) return bends_to_come_.push_back(std::move(request));
    listener_.error("too many bends wait for the model; this one is lost");
}

template <typename Sample>
int Session<Sample>::late() const noexcept
{
    const Stream* stream = player_.stream();
    return late_before_ + (stream ? stream->late() : 0);
}

template <typename Sample>
void Session<Sample>::post(Stream::Command command, std::function<void()> done)
{
    Stream* stream = player_.stream();
    if (!stream) return;
    if (!stream->post(messages_, std::move(command), std::move(done)))
        listener_.error("too many messages wait for the model; this one is lost");
    else if (stream->settings().offline)
        workers_.jobs.wait_for(messages_);  // logical time may end before a worker's answer comes
}

template <typename Sample>
const Attribute* Session<Sample>::find(const std::string& name)
{
    const Attribute* attribute = model_->description().find_attribute(name);
    if (attribute) return attribute;
    std::string known;
    for (const auto& item : model_->description().attributes) known += (known.empty() ? "" : ", ") + item.name;
    listener_.error("attribute '" + name + "' not in " + wanted_.path + ": it has " + (known.empty() ? "none" : known));
    return nullptr;
}

template <typename Sample>
void Session<Sample>::set(const AttributeSetting& setting)
{
    if (!is_current()) return remember(wanted_.attributes, setting);
    const Attribute* attribute = find(setting.name);
    if (!attribute) return;
    // Remembered at once, so that a stream that is opened meanwhile has it too; forgotten when the model refuses it.
    const auto before = wanted_.attributes;
    remember(wanted_.attributes, setting);
    const auto status = std::make_shared<Status>();
    post([status, attribute = *attribute,
          values = setting.values](Instance& instance) { *status = set_attribute(instance, attribute, values); },
         [this, status, setting, before] {
             if (!*status) {
                 listener_.error(status->message());
                 wanted_.attributes = before;
             } else if (playing_) {
                 remember(playing_->attributes, setting);
             }
         });
}

template <typename Sample>
void Session<Sample>::get(const std::string& name, std::function<void(const std::vector<Value>&)> reply)
{
    if (!model_) return listener_.error("get " + name + ": no model is loaded yet");
    const Attribute* attribute = find(name);
    if (!attribute) return;
    const auto values = std::make_shared<Result<std::vector<Value>>>(std::vector<Value>{});
    post([values, attribute = *attribute](Instance& instance) { *values = instance.get(attribute); },
         [this, values, reply = std::move(reply)] {
             if (*values)
                 reply(**values);
             else
                 listener_.error(values->message());
         });
}

template <typename Sample>
void Session<Sample>::reset()
{
    post([](Instance& instance) { instance.reset(); }, nullptr);
}

template <typename Sample>
void Session<Sample>::seed(std::uint64_t seed)
{
    wanted_.seed = seed;
    if (playing_) playing_->seed = seed;
    post([seed](Instance& instance) { instance.seed(seed); }, nullptr);
}

template <typename Sample>
void Session<Sample>::set_threads(int count)
{
    wanted_.threads = count;
    if (playing_) playing_->threads = count;
    post([count](Instance& instance) { instance.set_threads(count); }, nullptr);
}

template class Session<float>;
template class Session<double>;

}  // namespace latentjam::infer
