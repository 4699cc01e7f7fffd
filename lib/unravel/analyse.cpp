// Analyse: tells the statistics of a set of latents.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/analyse.h"

#include <string>
#include <utility>
#include <vector>

namespace latentjam::unravel {

namespace {

using latent::DimensionStatistics;

template <typename Value>
void tell(const latent::Statistics& statistics, const char* selector, Value value, std::vector<steps::News>& news)
{
    std::vector<infer::Value> values;
    for (const auto& dim : statistics.dims) values.emplace_back(value(dim));
    news.push_back(steps::News::info(selector, std::move(values)));
}

void tell_rows(const std::vector<double>& matrix, std::size_t dims, const char* selector,
               std::vector<steps::News>& news)
{
    for (std::size_t row = 0; row < dims; ++row) {
        std::vector<infer::Value> values{static_cast<std::int64_t>(row)};
        for (std::size_t i = 0; i < dims; ++i) values.emplace_back(matrix[row * dims + i]);
        news.push_back(steps::News::info(selector, std::move(values)));
    }
}

void tell_all(const latent::Statistics& s, bool iqr, std::vector<steps::News>& news)
{
    using D = DimensionStatistics;
    news.push_back(steps::News::info("frames", {static_cast<std::int64_t>(s.frames)}));
    news.push_back(steps::News::info("dims", {static_cast<std::int64_t>(s.dims.size())}));
    tell(
        s, "mean", [=](const D& d) { return iqr ? d.robust_mean() : d.mean; }, news);
    tell(
        s, "std", [=](const D& d) { return iqr ? d.robust_deviation() : d.deviation; }, news);
    tell(
        s, "min", [](const D& d) { return d.least; }, news);
    tell(
        s, "q1", [](const D& d) { return d.lower_quartile; }, news);
    tell(
        s, "median", [](const D& d) { return d.median; }, news);
    tell(
        s, "q3", [](const D& d) { return d.upper_quartile; }, news);
    tell(
        s, "max", [](const D& d) { return d.most; }, news);
    tell(
        s, "lower", [](const D& d) { return d.lower_bound(); }, news);
    tell(
        s, "upper", [](const D& d) { return d.upper_bound(); }, news);
    tell_rows(s.correlation, s.dims.size(), "correlation", news);
    tell_rows(s.covariance, s.dims.size(), "covariance", news);
}

}  // namespace

bool Analyse::advance(std::vector<steps::News>& news, const CancelFlag& cancelled)
{
    const auto learned = encodings_.advance(news, cancelled);
    if (learned && !*learned) return true;
    if (learned) tell_all(encodings_.statistics(), iqr_, news);
    if (!learned) news.push_back(steps::News::error(learned.message()));
    const auto files = learned ? static_cast<std::int64_t>(encodings_.files()) : 0;
    const auto failed = static_cast<std::int64_t>(encodings_.failed()) + (learned ? 0 : 1);
    news.push_back(steps::News::info("done", {std::string(name()), files, failed}));
    return false;
}

}  // namespace latentjam::unravel
