// Writes the patch that plays an instrument, runs it, reads the sound back.
// SPDX-License-Identifier: BSD-3-Clause
#include "abstractions/performance.h"

#include <sndfile.h>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <sstream>

namespace latentjam::test {
namespace {

/// Boxes in the order of their numbers, then cords.
class Sheet {
public:
    int box(const std::string& text)
    {
        boxes_ += "#X " + text + ";\n";
        return count_++;
    }
    void cord(int from, int outlet, int to, int inlet)
    {
        std::ostringstream line;
        line << "#X connect " << from << ' ' << outlet << ' ' << to << ' ' << inlet << ";\n";
        cords_ += line.str();
    }
    std::string text() const { return "#N canvas 0 0 400 300 12;\n#X declare -lib latentjam;\n" + boxes_ + cords_; }

private:
    std::string boxes_;
    std::string cords_;
    int count_ = 0;
};

std::string number(double value)
{
    std::ostringstream text;
    text << value;
    return text.str();
}

std::string sheet_for(const Score& score, const std::string& file)
{
    Sheet sheet;
    const std::string frames = number(std::ceil(score.length_ms * kRate / 1000));
    const int box = sheet.box("obj 20 60 " + score.box);
    const int start = sheet.box("obj 20 20 loadbang");
    const int order = sheet.box("obj 60 20 t b b b");
    const int on = sheet.box("msg 100 20 \\; pd dsp 1");
    sheet.cord(start, 0, order, 0);
    sheet.cord(order, 2, on, 0);
    std::string arrays;
    for (int i = 0; i < score.signals; ++i) {
        const std::string name = "heard" + std::to_string(i);
        sheet.box("obj 20 200 array define " + name + " " + frames);
        const int ear = sheet.box("obj 20 100 tabwrite~ " + name);
        sheet.cord(box, i, ear, 0);
        sheet.cord(order, 0, ear, 0);
        arrays += " " + name;
    }
    if (score.words >= 0) {
        const int clock = sheet.box("obj 20 150 timer");
        const int both = sheet.box("obj 20 150 t b a");
        const int say = sheet.box("obj 20 150 print said");
        const int when = sheet.box("obj 20 150 print when");
        sheet.cord(order, 1, clock, 0);
        sheet.cord(box, score.words, both, 0);
        sheet.cord(both, 1, say, 0);
        sheet.cord(both, 0, clock, 1);
        sheet.cord(clock, 0, when, 0);
    }
    const int source = score.source.empty() ? box : sheet.box("obj 20 40 " + score.source);
    if (source != box) sheet.cord(source, 0, box, 0);
    for (const Cue& cue : score.cues) {
        const int wait = sheet.box("obj 20 20 delay " + number(cue.at_ms));
        const int message = sheet.box("msg 20 40 " + cue.message);
        sheet.cord(order, 1, wait, 0);
        sheet.cord(wait, 0, message, 0);
        sheet.cord(message, 0, cue.inlet < 0 ? source : box, std::max(0, cue.inlet));
    }
    if (score.signals > 0) {
        const int end = sheet.box("obj 20 250 delay " + number(score.length_ms + 20));
        const int write = sheet.box("msg 20 270 write -wave -bytes 4 " + file + arrays);
        const int disk = sheet.box("obj 20 290 soundfiler");
        sheet.cord(order, 1, end, 0);
        sheet.cord(end, 0, write, 0);
        sheet.cord(write, 0, disk, 0);
    }
    return sheet.text();
}

std::vector<std::vector<float>> read_sound(const std::string& path, int channels)
{
    SF_INFO info{};
    const std::unique_ptr<SNDFILE, decltype(&sf_close)> file(sf_open(path.c_str(), SFM_READ, &info), &sf_close);
    REQUIRE(file);
    REQUIRE(info.channels == channels);
    const auto width = static_cast<std::size_t>(channels);
    const auto length = static_cast<std::size_t>(info.frames);
    std::vector<float> mixed(width * length);
    REQUIRE(sf_readf_float(file.get(), mixed.data(), info.frames) == info.frames);
    std::vector<std::vector<float>> sound(width, std::vector<float>(length));
    for (std::size_t n = 0; n < length; ++n)
        for (std::size_t channel = 0; channel < width; ++channel) sound[channel][n] = mixed[n * width + channel];
    return sound;
}

}  // namespace

Performance perform(const Score& score)
{
    PdRun pd;
    const std::string file = (pd.folder() / "heard.wav").string();
    pd.patch(sheet_for(score, file));
    std::filesystem::create_directory_symlink(LATENTJAM_SAMPLES, pd.folder() / "samples");
    const auto result = pd.quit_after(score.length_ms + 40).time_limit(std::chrono::seconds(100)).run();
    INFO(result.console);
    REQUIRE(result.ok());

    Performance performance;
    std::istringstream lines(result.console);
    for (std::string line, said; std::getline(lines, line);) {
        if (line.starts_with("said: "))
            said = line.substr(6);
        else if (line.starts_with("when: "))
            performance.words.push_back({std::strtod(line.c_str() + 6, nullptr), said});
        else if (line.find("biggest amplitude") == std::string::npos)
            performance.console += line + "\n";
    }
    if (score.signals > 0) performance.sound = read_sound(file, score.signals);
    return performance;
}

double peak(const std::vector<float>& sound)
{
    double most = 0;
    for (const float x : sound) most = std::max(most, std::abs(static_cast<double>(x)));
    return most;
}

double mean(const std::vector<float>& sound)
{
    return std::accumulate(sound.begin(), sound.end(), 0.0) / static_cast<double>(sound.size());
}

double largest_step(const std::vector<float>& sound)
{
    double most = 0;
    for (std::size_t n = 1; n < sound.size(); ++n)
        most = std::max(most, std::abs(static_cast<double>(sound[n]) - static_cast<double>(sound[n - 1])));
    return most;
}

double end_ms(const std::vector<float>& sound)
{
    const double limit = peak(sound) / 1000;
    std::size_t last = 0;
    for (std::size_t n = 0; n < sound.size(); ++n)
        if (std::abs(static_cast<double>(sound[n])) > limit) last = n;
    return static_cast<double>(last) * 1000 / kRate;
}

std::vector<double> numbers(const Performance& performance)
{
    std::vector<double> values;
    for (const Word& word : performance.words) values.push_back(std::strtod(word.text.c_str(), nullptr));
    return values;
}

}  // namespace latentjam::test
