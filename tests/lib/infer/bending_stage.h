// A fake model that plays and is bent: what the tests of bends share.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "infer/bender.h"
#include "infer/open.h"
#include "support/fake_backend.h"
#include "support/temporary_folder.h"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace latentjam::infer {

struct BendingStage {
    test::TemporaryFolder folder;
    std::shared_ptr<FakeScript> script = std::make_shared<FakeScript>();
    std::shared_ptr<FakeScript> other_script = std::make_shared<FakeScript>();
    FakeBackend backend{script};
    FakeBackend other_backend{other_script};
    ModelCache cache{{&backend, &other_backend}};
    work::Workers workers{2};
    std::vector<std::string> errors;
    std::vector<std::pair<std::size_t, std::size_t>> bents;
    std::vector<BendingTask::Blend> blends;
    std::map<std::string, std::shared_ptr<bend::Control>> controls;
    bool plays = false;  ///< as if blocks came: see play()
    std::shared_ptr<Model> model;
    std::shared_ptr<Stream> stream;
    Bender bender{cache, workers, listener()};

    explicit BendingStage(bool offline = false)
    {
        script->description.methods = other_script->description.methods = {{"forward", 1, 1, 1, 1, {}, {}}};
        other_script->endings = {".other"};
        for (const auto* name : {"a.ts", "b.other"}) test::put_bytes(folder / name, "fake");
        open(offline);
        bender.play(model, *stream, {}, true);
    }

    ~BendingStage() { workers.audio.retire(std::move(stream)); }

    void open(bool offline)
    {
        OpenRequest request;
        request.path = folder / "a.ts";
        request.buffer = 64;
        request.stream.offline = offline;
        auto result = open_stream(cache, workers, request, kNeverCancelled);
        REQUIRE(result.is_ok());
        if (stream) workers.audio.retire(std::move(stream));
        model = result->model;
        stream = result->stream;
        workers.audio.add(stream);
    }

    BenderListener listener()
    {
        return {[this](const std::string& line) { errors.push_back(line); },
                [this](std::size_t entries, std::size_t changed) { bents.emplace_back(entries, changed); },
                [this](const BendingTask::Blend& blend) { blends.push_back(blend); },
                [this](const std::string& name) {
                    auto& control = controls[name];
                    if (!control) control = std::make_shared<bend::Control>(0.0F);
                    return control;
                },
                [this](const std::string& name) -> Result<std::string> {
                    if (name == "nowhere") return Status::error("model 'nowhere' not found");
                    return folder / name;
                },
                [this] { return plays; }};
    }

    void deliver()
    {
        while (workers.jobs.deliver()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }

    /// Nothing is left of any bend, after a while: it dies on workers.
    bool is_as_before() const
    {
        const auto is = [&] { return script->bends_alive == 0 && script->instances == 1; };
        for (int i = 0; i < 500 && !is(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(2));
        return is();
    }

    /// Of all lists that were computed one is left, after a while.
    bool has_one_left() const
    {
        for (int i = 0; i < 500 && script->bends_alive > 1; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        return script->bends_alive <= 1;
    }

    static bend::Entry entry(const std::string& line)
    {
        auto entry = bend::read_entry(bend::words_of(line));
        INFO((entry ? "" : entry.message()));
        REQUIRE(entry.is_ok());
        return *entry;
    }

    Status add(const std::string& line) { return bender.add(entry(line)); }

    /// Blocks come until nothing is under way and nothing is on trial.
    void play()
    {
        deliver();
        heard();
        while (bender.has_news()) {
            bender.collect();
            deliver();
            heard();
        }
    }

    /// What the instance that plays makes of a block of ones; its past is forgotten before.
    float heard()
    {
        float value = -1;
        REQUIRE(stream->post(
            owner,
            [&](Instance& instance) {
                std::vector<float> in(64, 1.0F), out(64);
                instance.reset();
                if (instance.process(stream->method(), {in, 1, 1, 64}, {out, 1, 1, 64}).has_block()) value = out[0];
                instance.reset();
            },
            nullptr));
        workers.jobs.wait_for(owner);
        return value;
    }

    std::string list() const
    {
        std::string text;
        for (const auto& one : bender.entries()) text += (text.empty() ? "" : "; ") + bend::text_of(*one);
        return text;
    }

    work::Owner owner = work::make_owner();
};

}  // namespace latentjam::infer
