// A fake model file, workers, and what a session says of them.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/session.h"
#include "support/fake_backend.h"
#include "support/temporary_folder.h"

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace latentjam::infer {

struct Stage {
    test::TemporaryFolder folder;
    std::shared_ptr<FakeScript> script = std::make_shared<FakeScript>();
    FakeBackend backend{script};
    ModelCache cache{{&backend}};
    work::Workers workers{2};
    std::vector<std::string> errors, remarks;
    std::vector<bool> readies;
    std::string refusal;

    Stage()
    {
        script->description.methods = {{"forward", 1, 1, 1, 1, {}, {}}, {"decode", 4, 64, 2, 1, {}, {}}};
        script->description.attributes = {{"gain", {ValueType::kFloat}}};
        for (const auto* name : {"a.ts", "b.ts"}) test::put_bytes(folder / name, "fake");
    }

    OpenRequest request(const std::string& method = "forward") const
    {
        OpenRequest request;
        request.path = folder / "a.ts";
        request.method = method;
        return request;
    }

    Result<Opened> open(const OpenRequest& request) { return open_stream(cache, workers, request, kNeverCancelled); }

    SessionListener listener()
    {
        return {[this](const std::string& line) { errors.push_back(line); },
                [this](const std::string& line) { remarks.push_back(line); },
                [this](bool ready) { readies.push_back(ready); }, [this](const Stream&) { return refusal; }};
    }

    /// No instance is left, after a while: they die on workers.
    bool is_empty() const
    {
        for (int i = 0; i < 500 && script->instances > 0; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        return script->instances == 0;
    }

    void deliver()
    {
        while (workers.jobs.deliver()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
};

}  // namespace latentjam::infer
