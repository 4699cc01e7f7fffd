// Finds a baseline, a decode at a time.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/find.h"

#include "random/random.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace latentjam::spoor {

using steps::News;

namespace {

constexpr double kEncoded_s = 4, kHeard_s = 2;
constexpr double kNoise_db = -60;
constexpr double kQuietest_db = -50;  // of a still or plain place: silence is neither
constexpr double kForEachDb = 0.1;    // what a sound quieter than that costs

bool is_search(Method method)
{
    return method == Method::kQuiet || method == Method::kStill || method == Method::kPlain;
}

}  // namespace

Find::Find(steps::ModelSource source, FindRequest request, std::shared_ptr<Found> into)
    : source_(std::move(source)), request_(std::move(request)), into_(std::move(into)), made_(request_.wanted)
{
}

double Find::progress() const
{
    const int all = (search_ ? search_->most_tries() : 0) + measures();
    return std::min(1.0, static_cast<double>(decodes_) / all);
}

/// The mean of what the encoder says in the end.
Status Find::encode(std::vector<News>& news, const CancelFlag& cancelled)
{
    auto loaded = load_method(source_, "encode", news, cancelled);
    if (!loaded) return loaded.status();
    const infer::Method& method = loaded->call.method();
    const auto dims = static_cast<std::size_t>(method.out_channels);
    if (dims != made_.place.size())
        return Status::error("encode gives " + std::to_string(dims) + " dims, and there are " +
                             std::to_string(made_.place.size()));
    random::Random random(made_.seed);
    const double deviation = made_.method == Method::kNoise ? std::pow(10, kNoise_db / 20) : 0;
    std::vector<float> sound(static_cast<std::size_t>(kEncoded_s * loaded->rate_hz) *
                             static_cast<std::size_t>(method.in_channels));
    for (float& sample : sound) sample = static_cast<float>(deviation * random.normal());
    std::vector<float> said;
    loaded->call.begin();
    if (const Status status = loaded->call.push(sound, said); !status) return status;
    if (const Status status = loaded->call.finish(said); !status) return status;
    const std::size_t frames = said.size() / dims;
    const std::size_t first =
        frames - std::clamp<std::size_t>(static_cast<std::size_t>(kHeard_s * loaded->rate_hz / method.out_ratio), 1,
                                         std::max<std::size_t>(frames, 1));
    if (frames == 0) return Status::error("encode said nothing");
    std::fill(made_.place.begin(), made_.place.end(), 0.0);
    for (std::size_t t = first; t < frames; ++t)
        for (std::size_t i = 0; i < dims; ++i)
            made_.place[i] += static_cast<double>(said[t * dims + i]) / static_cast<double>(frames - first);
    return {};
}

Status Find::take_material()
{
    if (!request_.material || request_.material->is_empty())
        return Status::error("find mean and median take a latent: find mean <latent or file>");
    const latent::Sequence& material = *request_.material;
    if (static_cast<std::size_t>(material.dims()) != made_.place.size())
        return Status::error("that latent has " + std::to_string(material.dims()) + " dims, and there are " +
                             std::to_string(made_.place.size()));
    const latent::Sequence* const sequences[] = {&material};
    const auto statistics = latent::analyse(sequences);
    if (!statistics) return statistics.status();
    for (std::size_t i = 0; i < made_.place.size(); ++i) {
        const auto& dim = statistics->dims[i];
        made_.place[i] = made_.method == Method::kMean ? dim.mean : dim.median;
        made_.deviation[i] = dim.deviation;
    }
    return {};
}

Status Find::begin(std::vector<News>& news, const CancelFlag& cancelled)
{
    has_begun_ = true;
    if (made_.method == Method::kSilence || made_.method == Method::kNoise)
        if (const Status status = encode(news, cancelled); !status) return status;
    if (made_.method == Method::kMean || made_.method == Method::kMedian)
        if (const Status status = take_material(); !status) return status;
    if (source_.path.empty()) {
        if (is_search(made_.method)) return Status::error("find needs a model: model <file>");
        return {};
    }
    auto loaded = load_method(source_, "decode", news, cancelled);
    if (!loaded) return loaded.status();
    if (static_cast<std::size_t>(loaded->call.method().in_channels) != made_.place.size())
        return Status::error("decode takes " + std::to_string(loaded->call.method().in_channels) +
                             " dims, and there are " + std::to_string(made_.place.size()));
    ear_.emplace(loaded->rate_hz);
    decoder_.emplace(std::move(loaded->call));
    if (is_search(made_.method))
        search_.emplace(made_.place, made_.deviation, made_.seed, Search::kMostTries - measures());
    return {};
}

Result<Sounding> Find::decode(std::span<const double> place)
{
    ++decodes_;
    std::vector<float> frames;
    for (int i = 0; i < kFrames; ++i)
        for (const double value : place) frames.push_back(static_cast<float>(value));
    std::vector<float> sound;
    decoder_->begin();
    if (const Status status = decoder_->push(frames, sound); !status) return status;
    if (const Status status = decoder_->finish(sound); !status) return status;
    const auto channels = static_cast<std::size_t>(decoder_->method().out_channels);
    for (std::size_t i = 0; channels > 1 && i < sound.size() / channels; ++i) sound[i] = sound[i * channels];
    sound.resize(sound.size() / channels);
    for (float& sample : sound)
        if (!std::isfinite(sample)) sample = 0;
    return ear_->hear(sound, sound.size() / kFrames * kFirstFrames);
}

double Find::cost_of(const Sounding& sounding) const
{
    if (made_.method == Method::kQuiet) return sounding.level_db;
    const double silence = std::max(0.0, kQuietest_db - sounding.level_db) * kForEachDb;
    if (made_.method == Method::kStill) return sounding.flux + silence;
    return distance_from_slope(sounding, request_.slope_db) + silence;
}

Status Find::search(std::vector<News>& news)
{
    const auto sounding = decode(search_->candidate());
    if (!sounding) return sounding.status();
    search_->tell(cost_of(*sounding));
    if (!search_->is_done()) return {};
    made_.place.assign(search_->best().begin(), search_->best().end());
    news.push_back(News::info("starts", {search_->median_of_starts()}));
    news.push_back(News::info("reached", {search_->best_cost()}));
    return {};
}

/// The place itself, then each dim a deviation to both sides; a decode a call.
Status Find::measure(std::vector<News>& news)
{
    if (!at_place_) {
        auto sounding = decode(made_.place);
        if (!sounding) return sounding.status();
        at_place_ = *std::move(sounding);
        made_.level_db = at_place_->level_db;
        return {};
    }
    const std::size_t dim = sensitivity_.size();
    double sum = 0;
    for (const double direction : {-1.0, 1.0}) {
        std::vector<double> beside = made_.place;
        beside[dim] += direction * made_.deviation[dim];
        const auto sounding = decode(beside);
        if (!sounding) return sounding.status();
        sum += spectral_distance(*sounding, *at_place_) / 2;
    }
    sensitivity_.push_back(sum);
    if (sensitivity_.size() < made_.place.size()) return {};
    made_.sensitivity = sensitivity_;
    news.push_back(News::info("decodes", {std::int64_t{decodes_}}));
    return {};
}

bool Find::advance(std::vector<News>& news, const CancelFlag& cancelled)
{
    Status status;
    if (!has_begun_)
        status = begin(news, cancelled);
    else if (search_ && !search_->is_done())
        status = search(news);
    else if (decoder_ && sensitivity_.size() < made_.place.size())
        status = measure(news);
    if (!status) {
        if (!cancelled) news.push_back(News::error("find: " + status.message()));
        return false;
    }
    const bool is_searched = !search_ || search_->is_done();
    if (!is_searched || (decoder_ && sensitivity_.size() < made_.place.size())) return true;
    into_->put(made_);
    news.push_back(News::info("found", {std::string(kMethodNames[static_cast<std::size_t>(made_.method)])}));
    return false;
}

}  // namespace latentjam::spoor
