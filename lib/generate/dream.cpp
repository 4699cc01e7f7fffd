// A job of the sampler, a call of the network at a time.
// SPDX-License-Identifier: BSD-3-Clause
#include "generate/dream.h"

#include <cstdint>
#include <utility>

namespace latentjam::generate {

using steps::News;

Dream::Dream(DenoiserSource source, Request request, int windows, bool previews, std::shared_ptr<Dreamt> into)
    : source_(std::move(source)),
      request_(std::move(request)),
      windows_(windows),
      previews_(previews),
      into_(std::move(into))
{
}

Status Dream::begin(std::vector<News>& news, const CancelFlag& cancelled)
{
    std::shared_ptr<infer::Model> model = source_.held->model();
    if (!model) {
        infer::LoadOptions options(source_.device);
        options.precision = source_.precision;
        options.bends = false;
        auto loaded = steps::load_model(*source_.cache, source_.path, options, source_.held.get(), news, cancelled);
        if (!loaded) return loaded.status();
        model = *std::move(loaded);
    }
    auto opened = open_denoiser(std::move(model), source_.name);
    if (!opened) return opened.status();
    std::shared_ptr<Denoiser> denoiser = *std::move(opened);
    if (request_.frames == 0) request_.frames = windows_ * denoiser->window();
    if (const Status status = check(request_, *denoiser); !status) return status;
    news.push_back(News::info("dreaming", {std::int64_t{denoiser->dims()}, std::int64_t{request_.frames}}));
    sampler_.emplace(std::move(request_), std::move(denoiser));
    return {};
}

bool Dream::advance(std::vector<News>& news, const CancelFlag& cancelled)
{
    Status status = sampler_ ? sampler_->advance() : begin(news, cancelled);
    if (!status) {
        if (!cancelled) news.push_back(News::error(status.message()));
        return false;
    }
    if (!sampler_->is_done()) {
        if (previews_ && sampler_->step() > sampler_->first_step()) {
            into_->put(sampler_->preview());
            if (news.empty() || news.back().selector != "preview") news.push_back(News::info("preview"));
        }
        return true;
    }
    latent::Sequence result = sampler_->preview();
    const std::vector<infer::Value> size{std::int64_t{result.dims()}, std::int64_t{result.frames()}};
    into_->put(std::move(result));
    news.push_back(News::info("generated", size));
    return false;
}

double Dream::progress() const
{
    if (!sampler_) return 0;
    const int all = sampler_->steps() - sampler_->first_step();
    return all > 0 ? static_cast<double>(sampler_->step() - sampler_->first_step()) / all : 1;
}

}  // namespace latentjam::generate
