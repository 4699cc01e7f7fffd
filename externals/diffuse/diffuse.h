// The object diffuse.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "generate/dream.h"
#include "generate/endless.h"
#include "pd/object.h"
#include "shared/latents.h"
#include "steps/runner.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

namespace latentjam::pd {

struct Diffuse : Object {
    explicit Diffuse(const Place& place);
    ~Diffuse();
    void created() { add_info_outlet(); }

    Status set_model(t_symbol* name);
    void set_precision(int half);
    Status set_temperature(Atoms values);
    Status keep(Atoms range);
    Status bang();
    void cancel();
    void next();
    void set_stream(bool on);
    int waiting() const { return static_cast<int>(jobs.size()); }

    struct Job {
        std::shared_ptr<NamedLatent> into;
        std::shared_ptr<generate::Dreamt> dreamt;
        bool is_ahead;  // of the stream: it waits for `next`
    };

    steps::Runner runner;
    generate::DenoiserSource source;
    std::shared_ptr<NamedLatent> named = std::make_shared<NamedLatent>();
    std::deque<Job> jobs;  // the first one runs
    generate::Request request;
    std::uint64_t seed_b = 0;
    bool lerp = false;
    float morph = -1;  // below 0: none
    int windows = 1;
    int carried = 0;  // frames of the end that the next dream begins with
    bool previews = false;

    bool streams = false;
    generate::Endless endless;
    std::optional<latent::Sequence> ahead;  // the stream's next window

private:
    generate::Request asked() const;
    void dream(generate::Request wanted, bool is_ahead);
    void forget_model();
    void hear(const steps::News& news);
    void arrived();
    void show_preview();
};

Table diffuse_table();

}  // namespace latentjam::pd
