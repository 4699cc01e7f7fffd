// Where steps are tested: a folder with a fake model, and room for what goes in and comes out.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "steps/model_source.h"
#include "support/fake_backend.h"
#include "support/temporary_folder.h"
#include "unravel/files.h"
#include "unravel/sound_writer.h"

#include <catch2/catch_test_macros.hpp>

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace latentjam::test {

/// The model has 4 latents, one for each 64 samples.
struct Studio {
    static constexpr int kRatio = 64;

    TemporaryFolder folder;
    std::shared_ptr<infer::FakeScript> script = std::make_shared<infer::FakeScript>();
    infer::FakeBackend backend{script};
    infer::ModelCache cache{{&backend}};
    std::shared_ptr<steps::HeldModel> held = std::make_shared<steps::HeldModel>();

    Studio()
    {
        script->description.methods = {{"encode", 1, 1, 4, kRatio, {}, {}}, {"decode", 4, kRatio, 1, 1, {}, {}}};
        script->description.sample_rate = 44100;
        put_bytes(folder / "model.ts", "fake");
    }

    unravel::Place place(const std::string& name) const { return {name, folder / name}; }
    steps::ModelSource source() { return {&cache, folder / "model.ts", infer::Device::kCpu, held, {}}; }

    /// A mono .wav of 32-bit float.
    void sound(const std::string& name, int frames) const
    {
        std::filesystem::create_directories(std::filesystem::path(folder / name).parent_path());
        std::vector<float> samples(static_cast<std::size_t>(frames));
        for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<float>(i % 50) / 100;
        auto writer = unravel::SoundWriter::create(folder / name, 1, 44100, frames);
        REQUIRE(writer);
        REQUIRE((*writer)->write(samples));
        REQUIRE((*writer)->commit());
    }

    /// The names of the files in a folder.
    std::set<std::string> results(const std::string& name) const
    {
        std::set<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folder / name))
            names.insert(entry.path().filename().string());
        return names;
    }
};

}  // namespace latentjam::test
