// How fast latents are drawn, against NumPy, in turns within one run: CPU time of one thread, so that others do not
// count.
//     bench_latent [frames [dims [rounds]]]
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/distribution.h"
#include "support/process.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

using namespace latentjam;
using namespace latentjam::latent;

namespace {

/// The same draw in NumPy: rounded to float32 as ours is, and as it comes from the generator.
constexpr const char* kNumPy = R"(
import sys, time
import numpy as np
kind, k, d = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = np.random.default_rng(42)
z = np.random.default_rng(1).normal(0.3, 1.2, (1000, d)).astype(np.float32)
mean, std, cov = z.mean(0).astype(float), z.std(0).astype(float), np.atleast_2d(np.cov(z.T, ddof=0))
draw = {
    "normal": lambda n: rng.normal(mean, std, (n, d)),
    "uniform": lambda n: rng.uniform(mean - 3 * std, mean + 3 * std, (n, d)),
    "iqr-uniform": lambda n: rng.uniform(mean - 2.7 * std, mean + 2.7 * std, (n, d)),
    "correlation-based": lambda n: rng.multivariate_normal(mean, cov, n),
    "prior": lambda n: rng.standard_normal((n, d)),
}[kind]
draw(10000)
begin = time.process_time()
drawn = draw(k)
bare = time.process_time()
drawn = drawn.astype(np.float32)
print(bare - begin, time.process_time() - begin)
)";

double median(std::vector<double> values)
{
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

double our_seconds(const Source& source, int frames)
{
    random::Random random(42);
    (void)source.draw(random, 10000);
    const std::clock_t begin = std::clock();
    const Sequence drawn = source.draw(random, frames);
    const std::clock_t end = std::clock();
    return drawn.is_empty() ? 0 : static_cast<double>(end - begin) / CLOCKS_PER_SEC;
}

Source source_like(Distribution distribution, int dims)
{
    random::Random random(1);
    Sequence known = Source::prior(dims).draw(random, 1000);
    for (float& value : known.values()) value = 0.3F + 1.2F * value;
    const Sequence* const all[] = {&known};
    return *Source::learnt(*analyse(all), distribution, distribution == Distribution::kIqrUniform);
}

}  // namespace

int main(int count, char** arguments)
{
    const auto number = [&](int index, int otherwise) {
        return count > index ? std::atoi(arguments[index]) : otherwise;
    };
    const int frames = number(1, 1'000'000), dims = number(2, 16), rounds = number(3, 9);
    const char* python = std::getenv("PYTHON") ? std::getenv("PYTHON") : "/usr/bin/python3";
    std::printf("%d frames x %d dims, medians of %d rounds in turns, CPU time of one thread; NumPy run by %s\n", frames,
                dims, rounds, python);
    for (const auto distribution : {Distribution::kNormal, Distribution::kUniform, Distribution::kIqrUniform,
                                    Distribution::kCorrelation, Distribution::kPrior}) {
        const Source source = source_like(distribution, dims);
        std::vector<double> ours, bare, theirs, bare_ratios, ratios;
        for (int round = 0; round < rounds; ++round) {
            ours.push_back(our_seconds(source, frames));
            const auto numpy = test::run_process(
                {python, "-c", kNumPy, name_of(distribution), std::to_string(frames), std::to_string(dims)},
                {"OPENBLAS_NUM_THREADS=1"}, std::chrono::minutes(5));
            double draw = 0, draw_and_round = 0;
            if (std::sscanf(numpy.output.c_str(), "%lf %lf", &draw, &draw_and_round) != 2) {
                std::fprintf(stderr, "NumPy did not answer: %s\n", numpy.output.c_str());
                return 1;
            }
            bare.push_back(draw);
            theirs.push_back(draw_and_round);
            bare_ratios.push_back(draw / ours.back());
            ratios.push_back(draw_and_round / ours.back());
        }
        std::printf(
            "%-18s ours %6.1f ms, NumPy %6.1f ms: %.2f times as fast (without NumPy's rounding to float32 "
            "%6.1f ms: %.2f)\n",
            name_of(distribution).c_str(), 1e3 * median(ours), 1e3 * median(theirs), median(ratios), 1e3 * median(bare),
            median(bare_ratios));
    }
    return 0;
}
