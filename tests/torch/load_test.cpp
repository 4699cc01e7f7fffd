// Loading: damaged files, several threads, weights that lie in memory once, and no growth.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/guard.h"

#include "support/damaged.h"
#include "torch/playing.h"

#include <zip.h>

#include <fstream>
#include <iterator>
#include <thread>

using namespace latentjam;
using namespace latentjam::playing;

namespace {

std::string content_of(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string message_for(const std::string& content)
{
    const auto path = folder() / "damaged.ts";
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
    const auto model = infer::torch_backend::backend().load(path.string(), Device::kCpu);
    return model ? "" : model.message();
}

/// Replaces a record of a model file, sums included.
void rewrite(const std::string& path, const std::string& record, const std::string& content)
{
    auto* archive = zip_open(path.c_str(), 0, nullptr);
    REQUIRE(archive != nullptr);
    auto* source = zip_source_buffer(archive, content.data(), content.size(), 0);
    REQUIRE(zip_file_add(archive, record.c_str(), source, ZIP_FL_OVERWRITE) >= 0);
    REQUIRE(zip_close(archive) == 0);
}

/// Resident memory of this process in MB; 0 where the system does not tell.
double resident_mb()
{
    std::ifstream file("/proc/self/statm");
    double pages = 0;
    double resident = 0;
    file >> pages >> resident;
    return resident * 4096 / 1e6;
}

// Their shadow memory would be counted, and they keep what was freed.
void skip_under_sanitizers()
{
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
    SKIP("sanitizers have memory of their own");
#endif
}

}  // namespace

TEST_CASE("Files that are no models give one line that names the file")
{
    const auto good = content_of(toy("gain"));
    const std::vector<std::string> contents = {"",
                                               "x",
                                               "PK",
                                               "hello, this is text\n",
                                               std::string(5000, '\0'),
                                               good.substr(0, good.size() / 2),
                                               good.substr(0, good.size() - 10),
                                               good.substr(100),
                                               "version https://git-lfs.github.com/spec/v1\n"};
    for (const auto& content : contents) {
        const auto message = message_for(content);
        INFO(message);
        CHECK(message.find("damaged.ts") != std::string::npos);
        CHECK(message.find('\n') == std::string::npos);
    }
    const auto missing = infer::torch_backend::backend().load((folder() / "nothing.ts").string(), Device::kCpu);
    CHECK(missing.message() == "no file " + (folder() / "nothing.ts").string());
    CHECK(!infer::torch_backend::backend().load(folder().string(), Device::kCpu).is_ok());
}

TEST_CASE("A model of another torch is refused with both versions and the cure")
{
    const auto message = [](const std::string& path) {
        return infer::torch_backend::backend().load(path, Device::kCpu).message();
    };
    const auto newer = toy("identity");
    rewrite(newer, "identity/version", "99\n");
    INFO(message(newer));
    CHECK(message(newer).starts_with("identity.ts: it is written in file format 99, libtorch "));
    CHECK(message(newer).find("export the model with an older torch, or install a newer libtorch") !=
          std::string::npos);

    const auto unknown = toy("eight");
    rewrite(
        unknown, "eight/code/__torch__.py",
        "class Toy(Module):\n  __parameters__ = []\n  __buffers__ = [\"decode_params\", ]\n  decode_params : Tensor\n"
        "  training : bool\n  _is_full_backward_hook : Optional[bool]\n"
        "  def decode(self: __torch__.Toy,\n    z: Tensor) -> Tensor:\n    return torch.nonesuch(z)\n");
    INFO(message(unknown));
    CHECK(message(unknown).find("nonesuch") != std::string::npos);
    CHECK(message(unknown).find("install a newer libtorch") != std::string::npos);
    CHECK(message(unknown).find('\n') == std::string::npos);
}

TEST_CASE("600 damaged models load or are refused, and never crash")
{
    const auto good = content_of(toy("gain"));
    std::mt19937 random(2024);
    int refused = 0;
    for (int i = 0; i < 600; ++i) {
        const auto message = message_for(test::damaged(good, i, random));
        refused += message.empty() ? 0 : 1;
        if (message.find('\n') != std::string::npos) FAIL(message);
    }
    CHECK(refused > 400);
}

TEST_CASE("Several files load in several threads at once")
{
    std::vector<std::string> paths;
    for (const auto* name : {"gain", "eight", "attributes", "noise", "slow", "min_block", "old", "shared_child"})
        paths.push_back(toy(name));
    std::vector<int> loaded(paths.size(), 0);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < paths.size(); ++i)
        threads.emplace_back([&, i] {
            for (int round = 0; round < 5; ++round) {
                const auto model = infer::torch_backend::backend().load(paths[i], Device::kCpu);
                if (model && (*model)->instantiate()) ++loaded[i];
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK(loaded == std::vector<int>(paths.size(), 5));
}

TEST_CASE("Four instances of a 150 MB model hold its weights once")
{
    skip_under_sanitizers();
    const auto path = toy("large");
    const auto before = resident_mb();
    LoadOptions options;
    options.optimize = false;  // the optimizer computes with these weights once, and lets them go
    const auto loaded = torch_backend::backend().load(path, options);
    REQUIRE(loaded.is_ok());
    const auto& model = *loaded;
    const auto with_model = resident_mb();
    std::vector<std::unique_ptr<Instance>> instances;
    for (int i = 0; i < 4; ++i) {
        instances.push_back(instantiate(*model));
        play(*instances.back(), model->description().methods.front(), 2048, 1);
    }
    const auto with_instances = resident_mb();
    WARN("150 MB model: " << with_model - before << " MB loaded, " << with_instances - with_model
                          << " MB more for four instances");
    CHECK(with_model - before < 250);
    CHECK(with_instances - with_model < 15);
}

TEST_CASE("A thousand instances come and go without growth")
{
    skip_under_sanitizers();
    const auto model = load(toy("gain"));
    const auto& decode = *model->description().find_method("decode");
    const auto cycle = [&](int count) {
        for (int i = 0; i < count; ++i) play(*instantiate(*model), decode, 2048, 1);
    };
    cycle(200);
    const auto before = resident_mb();
    cycle(1000);
    CHECK(resident_mb() - before < 3);
}

TEST_CASE("A model that is loaded again and again leaves nothing behind")
{
    skip_under_sanitizers();
    const auto path = toy("gain");
    const auto cycle = [&](int count) {
        for (int i = 0; i < count; ++i) instantiate(*load(path));
    };
    cycle(50);
    const auto before = resident_mb();
    cycle(100);
    CHECK(resident_mb() - before < 5);
}

TEST_CASE("An instance keeps its model alive")
{
    auto model = load(toy("gain"));
    auto instance = instantiate(*model);
    const auto decode = *model->description().find_method("decode");
    model.reset();
    CHECK(play(*instance, decode, 2048, 1).size() == 2048);
}

TEST_CASE("A graphics card that is not there is a remark, and the model plays")
{
    const auto model = infer::torch_backend::backend().load(toy("gain"), Device::kCuda);
    REQUIRE(model.is_ok());
    auto instance = instantiate(**model);
    CHECK(play(*instance, *(*model)->description().find_method("decode"), 2048, 1).size() == 2048);
}

TEST_CASE("Torch's errors become one meaningful line")
{
    using infer::torch_backend::meaningful_line;
    CHECK(meaningful_line("") == "unknown error");
    CHECK(meaningful_line("\n\n  plain\nmore") == "plain");
    CHECK(
        meaningful_line(
            "The following operation failed in the TorchScript interpreter.\nTraceback of TorchScript (most recent "
            "call "
            "last):\n  File \"x.py\", line 1, in f\n    y = f(x)\n        ~ <--- HERE\nRuntimeError: sizes differ\n") ==
        "sizes differ");
    CHECK(meaningful_line("[enforce fail at inline_container.cc:110] . file in archive is not in a subdirectory: a") ==
          "file in archive is not in a subdirectory: a");
    CHECK(meaningful_line(
              "bad\nException raised from f at x.cpp:1 (most recent call first):\nframe #0: RuntimeError: no") ==
          "bad");
    CHECK(meaningful_line(std::string(1000, 'x')).size() == 300);
}
