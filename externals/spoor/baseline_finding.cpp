// What [baseline~] finds, keeps, writes and reads.
// SPDX-License-Identifier: BSD-3-Clause
#include "base/ending.h"
#include "shared/latent_origin.h"
#include "shared/model_values.h"
#include "shared/models.h"
#include "spoor/baseline_box.h"
#include "work/workers.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <optional>
#include <utility>

namespace latentjam::pd {

using spoor::Baseline;
using spoor::Method;
using steps::News;

namespace {

std::string today()
{
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    char text[16] = "";
    std::strftime(text, sizeof text, "%Y-%m-%d", std::gmtime(&now));
    return text;
}

bool needs_model(Method method)
{
    return method == Method::kSilence || method == Method::kNoise || method == Method::kQuiet ||
           method == Method::kStill || method == Method::kPlain;
}

Result<latent::Statistics> statistics_of(const LatentOrigin& origin, const CancelFlag& cancelled)
{
    const auto material = origin.open(cancelled);
    if (!material) return material.status();
    const latent::Sequence* const sequences[] = {material->get()};
    return latent::analyse(sequences, cancelled);
}

}  // namespace

BaselineBox::BaselineBox(const Place& place)
    : Instrument(place), runner(work::workers_of_process().jobs, [this](const News& news) { hear(news); })
{
    source.cache = &models();
    source.held = std::make_shared<steps::HeldModel>();
}

BaselineBox::~BaselineBox()
{
    runner.cancel();
    work::workers_of_process().jobs.dispose(std::move(source.held));
}

void BaselineBox::renew()
{
    const auto size = static_cast<std::size_t>(dims);
    core.prepare(dims, rate_hz);
    mean.assign(size, 0.0);
    deviation.assign(size, 1.0);
    present = {.name = "zero", .model = present.model, .place = mean, .deviation = deviation};
}

// ---- finding --------------------------------------------------------------------------------------------------------

Status BaselineBox::set_model(t_symbol* name)
{
    const auto path = find_model(canvas(), name->s_name);
    if (!path) return path.status();
    work::workers_of_process().jobs.dispose(std::move(source.held));
    source.held = std::make_shared<steps::HeldModel>();
    source.path = *path;
    present.model = name->s_name;
    return {};
}

Status BaselineBox::learn(t_symbol* word)
{
    const auto origin = find_latent(canvas(), word);
    if (!origin) return Status::error("learn " + origin.message());
    auto made = std::make_shared<std::optional<Result<latent::Statistics>>>();
    background.push(
        [made, origin = *origin](const CancelFlag& cancelled) { made->emplace(statistics_of(origin, cancelled)); },
        [this, made] {
            const auto& statistics = **made;
            if (!statistics) return error("learn: " + statistics.message());
            const auto count = static_cast<int>(statistics->dims.size());
            if (count != dims)
                return error("learn: that latent has " + std::to_string(count) + " dims, this has " +
                             std::to_string(dims));
            for (std::size_t i = 0; i < mean.size(); ++i) {
                mean[i] = statistics->dims[i].mean;
                deviation[i] = statistics->dims[i].deviation;
            }
            info("learnt", {float_atom(dims), float_atom(statistics->frames)});
        });
    return {};
}

Status BaselineBox::find(Atoms words)
{
    const std::string word = text_of(words.first(1));
    const auto* const known = std::find(std::begin(spoor::kMethodNames), std::end(spoor::kMethodNames), word);
    if (known == std::end(spoor::kMethodNames)) {
        std::string all;
        for (const auto name : spoor::kMethodNames) all += (all.empty() ? "" : " ") + std::string(name);
        return Status::error("find '" + word + "': there are " + all);
    }
    const auto method = static_cast<Method>(known - std::begin(spoor::kMethodNames));
    if (needs_model(method) && source.path.empty())
        return Status::error("find " + word + " needs a model: model <file>");
    LatentOrigin origin;
    if (words.size() > 1) {
        const auto place = find_latent(canvas(), symbol_of(words[1]));
        if (!place) return place.status();
        origin = *place;
    }
    const std::vector<double> here(core.now().begin(), core.now().end());
    auto material = std::make_shared<Result<std::shared_ptr<const latent::Sequence>>>(origin.content);
    awaited = ++searches;
    background.push(
        [material, origin](const CancelFlag& cancelled) {
            if (!origin.path.empty()) *material = origin.open(cancelled);
        },
        [this, material, method, here, number = searches] {
            if (number != awaited) return;
            awaited = 0;
            if (!*material) return error("find: " + material->message());
            start(request_for(method, here, **material));
        });
    return {};
}

/// Around the mean that was learnt, and with the deviations.
spoor::FindRequest BaselineBox::request_for(Method method, const std::vector<double>& here,
                                            std::shared_ptr<const latent::Sequence> material) const
{
    spoor::FindRequest request;
    request.slope_db = slope_db;
    request.material = std::move(material);
    request.wanted = {.name = std::string(spoor::kMethodNames[static_cast<std::size_t>(method)]),
                      .model = present.model,
                      .method = method,
                      .seed = seed,
                      .date = today(),
                      .place = mean,
                      .deviation = deviation};
    if (method == Method::kZero) std::fill(request.wanted.place.begin(), request.wanted.place.end(), 0.0);
    if (method == Method::kHere) request.wanted.place = here;
    return request;
}

/// In `pd -batch` it is found when its message is done.
void BaselineBox::start(spoor::FindRequest request)
{
    runner.cancel();
    source.playing.seed = request.wanted.seed;
    found = std::make_shared<spoor::Found>();
    runner.add(std::make_unique<spoor::Find>(source, std::move(request), found));
    if (is_batch()) runner.wait();
}

void BaselineBox::cancel()
{
    const bool was_awaited = std::exchange(awaited, 0) != 0;
    if (runner.cancel() || was_awaited) info("cancelled");
}

void BaselineBox::hear(const News& news)
{
    if (news.kind == News::Kind::kRemark) return remark(news.selector);
    if (news.kind == News::Kind::kError) return error(news.selector);
    if (news.selector == "found")
        if (auto baseline = found->take()) go_to(*std::move(baseline));
    info(news.selector.c_str(), atoms_of(news.values));
}

// ---- keeping --------------------------------------------------------------------------------------------------------

void BaselineBox::go_to(Baseline baseline)
{
    present = std::move(baseline);
    core.go_to(present);
    info("level", {float_atom(present.level_db)});
    info("place", place());
    if (!present.sensitivity.empty()) info("sensitivity", sensitivity());
}

/// What was read before is there then.
void BaselineBox::after_files(std::function<Status()> act)
{
    background.then([this, act = std::move(act)] { check(act()); });
}

Status BaselineBox::keep(t_symbol* name)
{
    Baseline baseline = present;
    baseline.name = name->s_name;
    std::replace(baseline.name.begin(), baseline.name.end(), ' ', '-');
    const auto same =
        std::find_if(kept.begin(), kept.end(), [&](const Baseline& b) { return b.name == baseline.name; });
    if (same == kept.end())
        kept.push_back(std::move(baseline));
    else
        *same = std::move(baseline);
    info("names", names());
    return {};
}

Status BaselineBox::take_kept(t_symbol* name)
{
    for (const Baseline& baseline : kept)
        if (baseline.name == name->s_name) {
            go_to(baseline);
            return {};
        }
    return Status::error("take '" + std::string(name->s_name) + "': there are " +
                         (kept.empty() ? std::string("none: keep <name> keeps the present one") : text_of(names())));
}

Status BaselineBox::drop(t_symbol* name)
{
    const auto gone = std::erase_if(kept, [name](const Baseline& b) { return b.name == name->s_name; });
    if (gone == 0) return Status::error("drop '" + std::string(name->s_name) + "': there is no such baseline");
    info("names", names());
    return {};
}

AtomList BaselineBox::names() const
{
    AtomList list;
    for (const Baseline& baseline : kept) list.push_back(symbol_atom(baseline.name));
    return list;
}

Status BaselineBox::read(t_symbol* name)
{
    const std::string path = find_file(canvas(), name->s_name, ".baseline");
    if (path.empty()) return Status::error("read: " + std::string(name->s_name) + " was not found beside the patch");
    auto outcome = std::make_shared<std::optional<Result<std::vector<Baseline>>>>();
    background.push([outcome, path](const CancelFlag&) { outcome->emplace(spoor::read_baselines(path)); },
                    [this, outcome] {
                        check((*outcome)->status());
                        if (**outcome) check(take_all(std::move(***outcome)));
                    });
    return {};
}

Status BaselineBox::take_all(std::vector<Baseline> list)
{
    for (const Baseline& baseline : list)
        if (baseline.place.size() != static_cast<std::size_t>(dims))
            return Status::error("read: baseline " + baseline.name + " has " + std::to_string(baseline.place.size()) +
                                 " dims, this has " + std::to_string(dims));
    kept = std::move(list);
    info("names", names());
    return {};
}

Status BaselineBox::write(t_symbol* name)
{
    const std::string path = with_ending(path_to_write(canvas(), name->s_name), ".baseline");
    after_files([this, path] {
        auto outcome = std::make_shared<Status>();
        background.push(
            [outcome, list = kept, path](const CancelFlag&) { *outcome = spoor::write_baselines(list, path); },
            [this, outcome] { check(*outcome); });
        return Status();
    });
    return {};
}

}  // namespace latentjam::pd
