// libpd's calls behind a class.
// SPDX-License-Identifier: BSD-3-Clause
#include "support/pd_in_process.h"

#include <z_libpd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace latentjam::test {

std::int64_t InProcessPd::ticks_ = 0;

namespace {

InProcessPd* current = nullptr;

void on_print(const char* text)
{
    if (current) current->console() += text;
}

}  // namespace

int PatchText::box(const std::string& text)
{
    const auto space = text.find(' ');
    // From left to right too: that is the order of a sub-canvas's inlets.
    const std::string place = " " + std::to_string(20 + 40 * count_) + " " + std::to_string(20 + 30 * count_);
    boxes_ += "#X " + text.substr(0, space) + place + text.substr(space) + ";\n";
    return count_++;
}

void PatchText::cord(int from, int outlet, int to, int inlet)
{
    std::ostringstream line;
    line << "#X connect " << from << ' ' << outlet << ' ' << to << ' ' << inlet << ";\n";
    cords_ += line.str();
}

std::string PatchText::text() const { return "#N canvas 0 0 600 600 12;\n#X declare -lib latentjam;\n" + body(); }

InProcessPd::InProcessPd(int inputs, int outputs, int sample_rate) : inputs_(inputs), outputs_(outputs)
{
    std::string name = (std::filesystem::temp_directory_path() / "latentjam-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    folder_ = name;
    current = this;
    libpd_set_printhook(on_print);
    libpd_init();
    libpd_add_to_search_path(LATENTJAM_LIBRARY);
    if (libpd_init_audio(inputs, outputs, sample_rate) != 0) throw std::runtime_error("libpd has no audio");
    console_.clear();  // libpd told its version
}

InProcessPd::~InProcessPd()
{
    close();
    current = nullptr;
    process(1);  // what closing has left to say belongs to no test
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void InProcessPd::open(const std::string& text)
{
    std::ofstream(folder_ / "patch.pd") << text;
    patch_ = libpd_openfile("patch.pd", folder_.c_str());
    if (!patch_) throw std::runtime_error("the patch cannot be opened");
}

void InProcessPd::close()
{
    if (patch_) libpd_closefile(patch_);
    patch_ = nullptr;
}

void InProcessPd::send_symbol(const std::string& receiver, const std::string& selector, const std::string& word)
{
    libpd_start_message(1);
    libpd_add_symbol(word.c_str());
    libpd_finish_message(receiver.c_str(), selector.c_str());
}

void InProcessPd::send(const std::string& receiver, const std::string& message)
{
    std::istringstream words(message);
    std::string selector, word;
    words >> selector;
    libpd_start_message(1024);
    while (words >> word) {
        char* end = nullptr;
        const float number = std::strtof(word.c_str(), &end);
        if (*end == '\0')
            libpd_add_float(number);
        else
            libpd_add_symbol(word.c_str());
    }
    libpd_finish_message(receiver.c_str(), selector.c_str());
}

void InProcessPd::dsp(bool on) { send("pd", on ? "dsp 1" : "dsp 0"); }

Channels InProcessPd::process(const Channels& in)
{
    const auto ins = static_cast<std::size_t>(inputs_), outs = static_cast<std::size_t>(outputs_);
    const std::size_t ticks = in[0].size() / kTick;
    std::vector<float> interleaved_in(ins * kTick), interleaved_out(outs * kTick);
    Channels out(outs);
    for (auto& channel : out) channel.reserve(ticks * kTick);
    for (std::size_t tick = 0; tick < ticks; ++tick) {
        for (std::size_t i = 0; i < kTick; ++i)
            for (std::size_t channel = 0; channel < ins; ++channel)
                interleaved_in[i * ins + channel] = in[channel][tick * kTick + i];
        ++ticks_;
        libpd_process_float(1, interleaved_in.data(), interleaved_out.data());
        for (std::size_t i = 0; i < kTick; ++i)
            for (std::size_t channel = 0; channel < outs; ++channel)
                out[channel].push_back(interleaved_out[i * outs + channel]);
    }
    return out;
}

Channels InProcessPd::process(int ticks)
{
    return process(
        Channels(static_cast<std::size_t>(inputs_), std::vector<float>(static_cast<std::size_t>(ticks) * kTick)));
}

void InProcessPd::silence_until_multiple_of(int samples)
{
    while (ticks_ * kTick % samples != 0) process(1);
}

bool InProcessPd::wait_for(const std::string& words, double seconds)
{
    const auto begin = std::chrono::steady_clock::now();
    const std::chrono::duration<double> limit(seconds);
    while (console_.find(words) == std::string::npos) {
        if (std::chrono::steady_clock::now() - begin > limit) return false;
        process(1);
        std::this_thread::sleep_for(std::chrono::microseconds(1450));
    }
    return true;
}

double InProcessPd::number_after(const std::string& words) const
{
    const auto found = console_.rfind(words);
    return found == std::string::npos ? -1 : std::atof(console_.c_str() + found + words.size());
}

}  // namespace latentjam::test
