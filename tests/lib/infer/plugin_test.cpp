// Opening the plug-in, and saying what to install when it does not open.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/plugin.h"
#include "infer/torchscript/backend.h"
#include "work/workers.h"

#include <catch2/catch_test_macros.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <thread>
#include <utility>
#include <vector>

using namespace latentjam;
using namespace latentjam::infer;

namespace {

struct Folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("latentjam-plugin-" + std::to_string(std::random_device()()));
    Folder() { std::filesystem::create_directories(path); }
    ~Folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
};

}  // namespace

TEST_CASE("A missing plug-in and a file that is none are told apart")
{
    const Folder folder;
    const auto missing = open_plugin((folder.path / "latentjam-torch.so").string(), libtorch_help());
    REQUIRE(!missing.is_ok());
    CHECK(missing.message().find("is missing; build latentjam with libtorch") != std::string::npos);

    const auto path = folder.path / "text.so";
    std::ofstream(path) << "this is text";
    const auto text = open_plugin(path.string(), libtorch_help());
    REQUIRE(!text.is_ok());
    CHECK(text.message().find("text.so cannot be opened") != std::string::npos);
    CHECK(text.message().find('\n') == std::string::npos);
}

#if defined(LATENTJAM_PLUGIN) && defined(__linux__)

TEST_CASE("A missing libtorch is named with what to install")
{
    // The real plug-in, asking for a libtorch that does not exist.
    std::ifstream file(LATENTJAM_PLUGIN, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(file), {}};
    const std::string wanted = "libtorch_cpu.so";
    auto at = content.find(wanted);
    REQUIRE(at != std::string::npos);
    for (; at != std::string::npos; at = content.find(wanted, at)) content[at + 4] = 'q';
    const Folder folder;
    const auto path = folder.path / "latentjam-torch.so";
    std::ofstream(path, std::ios::binary) << content;
    const auto opened = open_plugin(path.string(), libtorch_help());
    REQUIRE(!opened.is_ok());
    INFO(opened.message());
    CHECK(opened.message().find("libtqrch_cpu.so") != std::string::npos);
    CHECK(opened.message().find("sudo apt install libtorch-dev libopenblas0-pthread") != std::string::npos);
}

#endif

#ifdef LATENTJAM_PLUGIN

TEST_CASE("The plug-in opens once, from any thread, and refuses what is no model")
{
    std::vector<Backend*> backends(4, nullptr);
    std::vector<std::thread> threads;
    for (auto& backend : backends)
        threads.emplace_back([&backend] {
            if (const auto opened = open_plugin(LATENTJAM_PLUGIN, libtorch_help())) backend = *opened;
        });
    for (auto& thread : threads) thread.join();
    REQUIRE(backends[0] != nullptr);
    CHECK(backends == std::vector<Backend*>(4, backends[0]));
    CHECK(!backends[0]->load(LATENTJAM_PLUGIN, Device::kCpu).is_ok());
    const auto model = backends[0]->load(LATENTJAM_TEST_DATA "/gain.ts", Device::kCpu);
    REQUIRE(model.is_ok());
    CHECK((*model)->description().methods.size() == 3);
}

namespace {

/// As a stream is run, but for ever.
class Decoding final : public work::AudioTask {
public:
    explicit Decoding(Model& model)
        : instance_(std::move(*model.instantiate())), method_(*model.description().find_method("decode"))
    {
    }

    void run_unit() noexcept override { (void)instance_->process(method_, {in_, 1, 4, 1}, {out_, 1, 1, 2048}); }

private:
    std::unique_ptr<Instance> instance_;
    Method method_;
    std::vector<float> in_ = std::vector<float>(4);
    std::vector<float> out_ = std::vector<float>(2048);
};

}  // namespace

// Threads that still run would run into libtorch's own destructors; the pool's workers must not.
TEST_CASE("A process may end while workers are inside the model")
{
    const auto backend = open_plugin(LATENTJAM_PLUGIN, libtorch_help());
    REQUIRE(backend.is_ok());
    const auto model = (*backend)->load(LATENTJAM_TEST_DATA "/gain.ts", Device::kCpu);
    REQUIRE(model.is_ok());
    // As when a model is opened: the first calls leave statics behind that are destroyed before earlier handlers run.
    auto rehearsal = std::make_unique<Decoding>(**model);
    for (int call = 0; call < 3; ++call) rehearsal->run_unit();
    rehearsal.reset();
    work::rest_at_exit();

    auto& pool = work::workers_of_process().audio;
    constexpr int kTasks = 3, kUnits = 100'000;  // more than can be done before the end
    for (int i = 0; i < kTasks; ++i) {
        const auto task = std::make_shared<Decoding>(**model);
        pool.add(task);
        for (int unit = 0; unit < kUnits; ++unit) pool.request(*task, 0);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
}

#endif
