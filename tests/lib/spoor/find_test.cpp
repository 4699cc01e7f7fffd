// Finding a baseline: methods, news, errors, on a model whose quietest and stillest places are known.
// SPDX-License-Identifier: BSD-3-Clause
#include "spoor/find.h"

#include "support/temporary_folder.h"

#include "random/random.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>

using namespace latentjam;
using namespace latentjam::spoor;
using steps::News;

namespace {

constexpr int kRatio = 2048;

/// Three latents. The sound is a tone: the farther the first two are from (1, -1) the louder, and the farther the third
/// is from .5 the more it shakes. What it encodes is twice the mean of the frame's absolute values, in each dim.
class Toy final : public infer::Model, public std::enable_shared_from_this<Toy> {
public:
    Toy()
    {
        description_.methods = {{"encode", 1, 1, 3, kRatio, {}, {}}, {"decode", 3, kRatio, 1, 1, {}, {}}};
        description_.sample_rate = 44100;
    }
    const infer::Description& description() const override { return description_; }
    Result<std::unique_ptr<infer::Instance>> instantiate() noexcept override
    {
        return std::unique_ptr<infer::Instance>(std::make_unique<Playing>());
    }

private:
    struct Playing final : infer::Instance {
        infer::Outcome process(const infer::Method& method, const infer::ConstBlock& in,
                               const infer::Block& out) noexcept override
        {
            if (method.name == "encode") {
                for (int t = 0; t < out.frames; ++t) {
                    float sum = 0;
                    for (int i = 0; i < kRatio; ++i) sum += std::abs(in.data[static_cast<std::size_t>(t * kRatio + i)]);
                    for (int dim = 0; dim < 3; ++dim)
                        out.data[static_cast<std::size_t>(dim * out.frames + t)] = 2 * sum / kRatio;
                }
                return {};
            }
            for (int i = 0; i < out.frames; ++i) {
                const auto z = [&](int dim) {
                    return static_cast<double>(in.data[static_cast<std::size_t>(dim * in.frames + i / kRatio)]);
                };
                const double gain = 0.001 + 0.1 * std::hypot(z(0) - 1, z(1) + 1);
                const double shake = 1 + std::min(0.9, 0.5 * std::abs(z(2) - 0.5)) * std::sin(i * 0.02);
                out.data[static_cast<std::size_t>(i)] = static_cast<float>(gain * shake * std::sin(i * 0.2));
            }
            return {};
        }
        Status set(const infer::Attribute&, std::span<const infer::Value>) noexcept override { return {}; }
        Result<std::vector<infer::Value>> get(const infer::Attribute&) noexcept override
        {
            return Status::error("it has no attributes");
        }
        void reset() noexcept override {}
        void seed(std::uint64_t) noexcept override {}
        void set_threads(int) noexcept override {}
    };
    infer::Description description_;
};

class ToyBackend final : public infer::Backend {
public:
    std::string_view name() const noexcept override { return "toy"; }
    std::span<const std::string_view> endings() const noexcept override { return kEndings; }
    Result<infer::Description> describe(const std::string&) const override { return Toy().description(); }
    Result<std::shared_ptr<infer::Model>> load(const std::string&, const infer::LoadOptions&) noexcept override
    {
        return std::shared_ptr<infer::Model>(std::make_shared<Toy>());
    }

private:
    static constexpr std::array<std::string_view, 1> kEndings{".ts"};
};

struct Finding {
    ToyBackend backend;
    infer::ModelCache cache{{&backend}};
    test::TemporaryFolder folder;
    std::vector<News> news;
    double last_progress = 0;

    std::optional<Baseline> find(FindRequest request, bool with_model = true)
    {
        steps::ModelSource source;
        source.cache = &cache;
        if (with_model) {
            source.path = (folder.path() / "toy.ts").string();
            std::ofstream(source.path) << "toy";
        }
        auto into = std::make_shared<Found>();
        Find step(source, std::move(request), into);
        news.clear();
        while (step.advance(news, kNeverCancelled)) {
            CHECK(step.progress() >= last_progress);
            last_progress = step.progress();
        }
        last_progress = 0;
        return into->take();
    }

    double number(const std::string& selector) const
    {
        const auto found =
            std::find_if(news.begin(), news.end(), [&](const News& n) { return n.selector == selector; });
        REQUIRE(found != news.end());
        const infer::Value& value = found->values[0];
        return std::holds_alternative<double>(value) ? std::get<double>(value)
                                                     : static_cast<double>(std::get<std::int64_t>(value));
    }
};

FindRequest request(Method method, std::uint64_t seed = 42)
{
    FindRequest made;
    made.wanted = {.name = "a", .method = method, .seed = seed, .place = {0, 0, 0}, .deviation = {1, 1, 1}};
    return made;
}

}  // namespace

TEST_CASE("Quiet is found at least 6 dB below the median of its starts, in under 400 decodes, and again by its seed")
{
    Finding finding;
    const auto quiet = finding.find(request(Method::kQuiet));
    REQUIRE(quiet);
    CHECK(finding.number("reached") < finding.number("starts") - 6);
    CHECK(finding.number("decodes") < 400);
    CHECK(quiet->level_db == Catch::Approx(finding.number("reached")));
    CHECK(quiet->place[0] == Catch::Approx(1).margin(0.15));
    CHECK(quiet->place[1] == Catch::Approx(-1).margin(0.15));
    CHECK(finding.find(request(Method::kQuiet))->place == quiet->place);
    CHECK(finding.find(request(Method::kQuiet, 43))->place != quiet->place);
}

TEST_CASE("Still is found with at most half the flux of the median start, and is no silence")
{
    Finding finding;
    const auto still = finding.find(request(Method::kStill));
    REQUIRE(still);
    CHECK(finding.number("reached") < 0.5 * finding.number("starts"));
    CHECK(still->place[2] == Catch::Approx(0.5).margin(0.15));
    CHECK(still->level_db > -55);
    CHECK(still->sensitivity.size() == 3);
}

TEST_CASE(
    "Silence and noise are what the encoder says to them, mean and median those of a latent, here and zero a place")
{
    Finding finding;
    CHECK(finding.find(request(Method::kSilence))->place == std::vector<double>{0, 0, 0});
    CHECK(finding.find(request(Method::kNoise))->place[1] == Catch::Approx(2 * 0.798 * 0.001).epsilon(0.02));
    auto material = std::make_shared<latent::Sequence>(3, 5);
    for (int t = 0; t < 5; ++t) material->at(t, 2) = static_cast<float>(t == 4 ? 10 : t);
    FindRequest from = request(Method::kMean);
    from.material = material;
    CHECK(finding.find(from)->place[2] == Catch::Approx(3.2));
    from.wanted.method = Method::kMedian;
    CHECK(finding.find(from, false)->place[2] == Catch::Approx(2));
    FindRequest here = request(Method::kHere);
    here.wanted.place = {4, 5, 6};
    CHECK(finding.find(here)->place == std::vector<double>{4, 5, 6});
    CHECK(finding.find(request(Method::kZero), false)->sensitivity.empty());
}

TEST_CASE("What cannot be found is said in words")
{
    Finding finding;
    const auto refused = [&](const FindRequest& asked, bool with_model, const char* words) {
        CHECK_FALSE(finding.find(asked, with_model));
        REQUIRE_FALSE(finding.news.empty());
        CAPTURE(finding.news.back().selector);
        CHECK(finding.news.back().selector.find(words) != std::string::npos);
    };
    refused(request(Method::kQuiet), false, "find needs a model");
    refused(request(Method::kMean), true, "find mean <latent or file>");
    FindRequest wrong = request(Method::kQuiet);
    wrong.wanted.place = wrong.wanted.deviation = {0, 0};
    refused(wrong, true, "decode takes 3 dims, and there are 2");
    wrong.wanted.method = Method::kSilence;
    refused(wrong, true, "encode gives 3 dims");
}
