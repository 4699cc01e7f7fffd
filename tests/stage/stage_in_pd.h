// Pd with patches on stage: hands on MIDI, words to `jam`, and what they answer.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/pd_in_process.h"

#include <unistd.h>
#include <z_libpd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace latentjam::test {

/// A control as `jam <patch> words` tells it.
struct ToldControl {
    std::string name, accepts, value;
    int controller = 0;  ///< 0: none
};

/// Every patch and piece that comes with the library: "01-first-sound.pd", "spoor/loom.pd".
std::vector<std::string> all_patches();

/// "first-sound" for "01-first-sound.pd".
std::string stage_name(const std::string& file);

/// "100 to 200 bpm, whole" as its two ends.
bool read_range(const std::string& accepts, double& least, double& most);

class StageInPd : public InProcessPd {
public:
    StageInPd() : InProcessPd(2, 2) { libpd_add_to_search_path(PD_EXTRA); }
    ~StageInPd()
    {
        try {
            rest();
        } catch (const std::exception& busy) {
            std::fprintf(stderr, "%s\n", busy.what());
        }
        for (void* patch : opened_) libpd_closefile(patch);
    }
    StageInPd(const StageInPd&) = delete;
    StageInPd& operator=(const StageInPd&) = delete;

    /// A copy of one of the patches that come with the library: what is stored lies beside it.
    void open_patch(const std::string& name);

    /// A patch of the test's own, in its folder.
    void open_text(const std::string& name, const std::string& boxes);

    /// Before any time passes its ports are others than a player's.
    void open_file(const std::string& name, const std::string& folder)
    {
        opened_.push_back(libpd_openfile(name.c_str(), folder.c_str()));
        if (!opened_.back()) throw std::runtime_error("the patch cannot be opened");
        send("jam", "ports " + std::to_string(osc_port()) + " " + std::to_string(message_port()));
    }

    void close_last()
    {
        libpd_closefile(opened_.back());
        opened_.pop_back();
    }

    /// Logical time.
    void pass(double seconds) { process(static_cast<int>(std::lround(seconds * 44100 / kTick))); }

    /// What `jam message` answers on the console.
    std::string ask(const std::string& message)
    {
        const auto before = console().size();
        send("jam", message);
        return console().substr(before);
    }

    /// The value of a control: its answer without patch and name.
    std::string value(const std::string& patch, const std::string& control)
    {
        const std::string answer = ask(patch + " " + control), head = patch + " " + control + " ";
        return answer.starts_with(head) ? answer.substr(head.size(), answer.find('\n') - head.size()) : "?" + answer;
    }
    double number(const std::string& patch, const std::string& control)
    {
        return std::strtod(value(patch, control).c_str(), nullptr);
    }

    std::vector<ToldControl> controls(const std::string& patch);

    /// Until the workers have nothing to do, however long a busy machine makes them wait.
    void rest();

    /// All that the patch would keep if it were saved: its snapshots and present values, latents too.
    std::string kept(const std::string& patch_file);

    /// Tests may run beside each other.
    static int osc_port() { return 20000 + 2 * (getpid() % 15000); }
    static int message_port() { return osc_port() + 1; }

private:
    std::vector<void*> opened_;
};

}  // namespace latentjam::test
