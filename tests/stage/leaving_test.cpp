// The process ends while a patch's models, and libtorch with them, are still being loaded.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage_in_pd.h"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <thread>

#if defined(__linux__)

#include <sys/wait.h>
#include <unistd.h>

using latentjam::test::StageInPd;

namespace {

constexpr int kLeft = 7;  // the status that a program gave which left by itself

}  // namespace

// Called by the next one, each time in a process of its own.
TEST_CASE("leaves while models load", "[.leaves]")
{
    auto& pd = *new StageInPd;  // never deleted: nothing is closed when a program ends
    pd.open_patch("03-two-models.pd");
    pd.dsp(true);
    pd.pass(0.05);
    const char* wait_ms = std::getenv("LATENTJAM_LEAVES_AFTER_MS");
    std::this_thread::sleep_for(std::chrono::milliseconds(wait_ms ? std::atoi(wait_ms) : 0));
    std::error_code ignored;
    std::filesystem::remove_all(pd.folder(), ignored);
    std::exit(kLeft);
}

TEST_CASE("A process may end at any moment while libtorch and the models are being loaded")
{
    for (const int wait_ms : {0, 30, 200, 800, 2000}) {
        INFO(wait_ms << " ms");
        const std::string command = "LATENTJAM_LEAVES_AFTER_MS=" + std::to_string(wait_ms) + " /proc/" +
                                    std::to_string(getpid()) + "/exe '[.leaves]' > /dev/null 2>&1";
        const int status = std::system(command.c_str());
        REQUIRE(WIFEXITED(status));
        CHECK(WEXITSTATUS(status) == kLeft);
    }
}

#endif
