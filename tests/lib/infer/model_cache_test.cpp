// One load for everybody, and several backends that are asked in order.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/model_cache.h"

#include "support/fake_backend.h"
#include "support/temporary_folder.h"

#include <catch2/catch_test_macros.hpp>

#include <thread>

using namespace latentjam;
using namespace latentjam::infer;

namespace {

std::shared_ptr<FakeScript> script_for(std::vector<std::string_view> endings, const std::string& method)
{
    auto script = std::make_shared<FakeScript>();
    script->endings = std::move(endings);
    script->description.methods = {{method, 1, 1, 1, 1, {}, {}}};
    return script;
}

/// Two fakes that both claim .ts; the second one .onnx too.
struct Two {
    test::TemporaryFolder folder;
    std::shared_ptr<FakeScript> first = script_for({".ts"}, "first");
    std::shared_ptr<FakeScript> second = script_for({".onnx", ".ts"}, "second");
    FakeBackend preferred{first}, other{second};
    ModelCache cache{{&preferred, &other}};

    std::string file(const std::string& name) const
    {
        test::put_bytes(folder / name, "fake");
        return folder / name;
    }

    /// The name of the method of the model that was loaded, or the error.
    std::string played(const std::string& path, bool reload = false)
    {
        const auto model = cache.get(path, Device::kCpu, reload);
        const auto description = cache.describe(path);
        if (!model) return model.message();
        CHECK(description->methods.front().name == (*model)->description().methods.front().name);
        return (*model)->description().methods.front().name;
    }
};

}  // namespace

TEST_CASE("Backends that claim an ending are asked in order of preference until one takes the file")
{
    Two two;
    const auto path = two.file("a.ts");
    CHECK(two.played(path) == "first");
    CHECK(two.second->loads == 0);
    two.first->refuses = true;
    CHECK(two.played(path) == "second");
    two.second->refuses = true;
    CHECK(two.played(path).ends_with("a.ts: the fake backend refuses it"));
    CHECK_FALSE(two.cache.describe(path));
}

TEST_CASE("A backend is not asked for files that another one claims alone; files that nobody claims go to all")
{
    Two two;
    CHECK(two.played(two.file("a.onnx")) == "second");
    CHECK(two.first->loads == 0);
    CHECK(two.played(two.file("a.pt")) == "first");
    two.first->refuses = true;
    CHECK(two.played(two.file("b.pt")) == "second");
}

TEST_CASE("All endings are told, each once, and a model that is nowhere is named with them")
{
    Two two;
    CHECK(two.cache.endings() == std::vector<std::string_view>{".ts", ".onnx"});
    CHECK(two.cache.not_found("x") ==
          "model 'x' not found beside the patch or on Pd's search path (.ts or .onnx may be left out)");
    CHECK(ModelCache({}).get(two.file("a.ts"), Device::kCpu).message() == "no backend is there to open a model");
}

TEST_CASE("Callers who want one file at once share its load; another way of loading is another model")
{
    Two two;
    two.first->load_ns = 20'000'000;
    const auto path = two.file("a.ts");
    std::vector<std::shared_ptr<Model>> models(4);
    std::vector<std::thread> threads;
    for (auto& model : models) threads.emplace_back([&] { model = *two.cache.get(path, Device::kCpu); });
    for (auto& thread : threads) thread.join();
    CHECK(two.first->loads == 1);
    CHECK(models == std::vector<std::shared_ptr<Model>>(4, models[0]));

    LoadOptions half;
    half.precision = Precision::kHalf;
    CHECK(*two.cache.get(path, half) != models[0]);
    CHECK(*two.cache.get(path, Device::kCpu, true) != models[0]);
    CHECK(two.first->loads == 3);
}

TEST_CASE("A file that was written to since is loaded again")
{
    Two two;
    const auto path = two.file("a.ts");
    const auto before = *two.cache.get(path, Device::kCpu);
    test::put_bytes(path, "another fake");
    CHECK(*two.cache.get(path, Device::kCpu) != before);
}
