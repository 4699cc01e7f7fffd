// Pd inside the test program (libpd): exact samples in and out, tick by tick, and every word from the console.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace latentjam::test {

/// One vector of samples per channel.
using Channels = std::vector<std::vector<float>>;

/// Text of a patch that loads the library: boxes by number, cords between them.
class PatchText {
public:
    int box(const std::string& text);  ///< as in the file, but without its place: "obj rave~ ..."
    void cord(int from, int outlet, int to, int inlet);
    std::string text() const;
    std::string body() const { return boxes_ + cords_; }

private:
    std::string boxes_;
    std::string cords_;
    int count_ = 0;
};

/// Pd is global to a process; so is this. The library is loaded as any Pd loads it.
class InProcessPd {
public:
    InProcessPd(int inputs, int outputs, int sample_rate = 44100);
    ~InProcessPd();
    InProcessPd(const InProcessPd&) = delete;
    InProcessPd& operator=(const InProcessPd&) = delete;

    static constexpr int kTick = 64;

    /// Opens a patch that lives in folder().
    void open(const std::string& text);
    void close();
    const std::filesystem::path& folder() const { return folder_; }

    void send(const std::string& receiver, const std::string& message);

    /// One argument that stays a word, digits too.
    void send_symbol(const std::string& receiver, const std::string& selector, const std::string& word);
    void dsp(bool on);

    /// As fast as the machine can. `in` has inputs() channels of a whole number of ticks.
    Channels process(const Channels& in);

    /// The same, with silence for input.
    Channels process(int ticks);

    /// Silent ticks until a multiple of `samples` has passed since the process began: the grid of the library.
    void silence_until_multiple_of(int samples);

    /// Silent ticks in real time until the console says `words`; false after `seconds`.
    bool wait_for(const std::string& words, double seconds);

    int inputs() const { return inputs_; }
    std::string& console() { return console_; }

    /// The last number that was printed behind `words` on the console, e.g. "info: latency".
    double number_after(const std::string& words) const;

private:
    static std::int64_t ticks_;  // of the process, as Pd's time is

    int inputs_;
    int outputs_;
    std::filesystem::path folder_;
    void* patch_ = nullptr;
    std::string console_;
};

}  // namespace latentjam::test
