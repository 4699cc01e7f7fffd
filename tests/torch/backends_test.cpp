// libtorch and the fake backend for the same ending: each has its turn.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/model_cache.h"
#include "support/fake_backend.h"

#include "torch/playing.h"

#include <fstream>

using namespace latentjam;
using namespace latentjam::playing;

TEST_CASE("libtorch and another backend may claim the same ending: the preferred one that takes the file plays it")
{
    const auto path = toy("identity");
    const auto script = std::make_shared<FakeScript>();
    script->description.methods = {{"decode", 4, 64, 1, 1, {}, {}}};
    FakeBackend fake(script);
    auto& torch = torch_backend::backend();
    const auto method = [&](ModelCache& cache) {
        const auto model = cache.get(path, Device::kCpu);
        const auto description = cache.describe(path);
        REQUIRE(model.is_ok());
        CHECK(description->methods.front().name == (*model)->description().methods.front().name);
        return (*model)->description().methods.front().name;
    };
    CHECK(torch.endings().front() == ".ts");

    ModelCache fake_first({&fake, &torch}), torch_first({&torch, &fake});
    CHECK(method(fake_first) == "decode");
    CHECK(method(torch_first) == "forward");
    CHECK(script->loads == 1);

    script->refuses = true;
    ModelCache again({&fake, &torch});
    CHECK(method(again) == "forward");

    script->refuses = false;
    const auto text = folder() / "text.ts";
    std::ofstream(text) << "no TorchScript";
    CHECK(torch_first.get(text.string(), Device::kCpu).is_ok());  // libtorch refuses it, the fake one does not
}
