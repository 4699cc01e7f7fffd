// Who plays a model: the first that takes it, or the one that was asked for, and what is told of the others.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/model_cache.h"
#include "infer/native/backend.h"
#include "infer/plugin.h"
#include "infer/torchscript/backend.h"

#include <catch2/catch_test_macros.hpp>

using namespace latentjam;
using namespace latentjam::infer;

namespace {

const std::string kTiny = LATENTJAM_DATA "/rave_tiny.ts";

/// One that is there and takes no file.
class Refusing final : public Backend {
public:
    explicit Refusing(std::string reason) : reason_(std::move(reason)) {}
    std::string_view name() const noexcept override { return "refusing"; }
    std::span<const std::string_view> endings() const noexcept override { return torchscript_endings(); }
    Result<Description> describe(const std::string&) const override { return Status::error(reason_); }
    Result<std::shared_ptr<Model>> load(const std::string&, const LoadOptions&) noexcept override
    {
        return Status::error(reason_);
    }

private:
    const std::string reason_;
};

}  // namespace

TEST_CASE("Where one backend refuses a file, its reason is told with the name of the one that plays it")
{
    Refusing refusing("rave_tiny.ts: a schema is not known");
    NativeBackend native;
    ModelCache cache({&refusing, &native});
    const auto loaded = cache.load(kTiny, LoadOptions(), "");
    REQUIRE(loaded.is_ok());
    CHECK(loaded->backend == "native");
    CHECK(loaded->remark == "rave_tiny.ts: a schema is not known; the native runtime plays it");
    CHECK(cache.get(kTiny, LoadOptions()).is_ok());
    CHECK(*cache.get(kTiny, LoadOptions()) == loaded->model);
}

TEST_CASE("A runtime that is not there is no news while another one plays")
{
    TorchScriptBackend missing("/nowhere/latentjam-torch.so");
    NativeBackend native;
    ModelCache cache({&missing, &native});
    const auto loaded = cache.load(kTiny, LoadOptions(), "");
    REQUIRE(loaded.is_ok());
    CHECK(loaded->remark.empty());
    const auto refused = cache.load(kTiny, LoadOptions(), "libtorch");
    REQUIRE_FALSE(refused.is_ok());
    CHECK(refused.message().find("/nowhere/latentjam-torch.so is missing") != std::string::npos);
}

TEST_CASE("A backend that is asked for plays alone, and one that does not exist is named")
{
    Refusing refusing("refused");
    NativeBackend native;
    ModelCache cache({&refusing, &native});
    const auto loaded = cache.load(kTiny, LoadOptions(), "native");
    REQUIRE(loaded.is_ok());
    CHECK(loaded->backend == "native");
    CHECK(loaded->remark.empty());
    CHECK(cache.load(kTiny, LoadOptions(), "refusing").message() == "refused");
    CHECK(cache.load(kTiny, LoadOptions(), "other").message() ==
          "the backend other is not there, only refusing native");
}
