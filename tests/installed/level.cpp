// level FILE...: the loudest 0.4 seconds of each sound file, as RMS in dB of full scale, one line each; -200 for
// silence. SPDX-License-Identifier: BSD-3-Clause
#include "audio/sound_reader.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

using namespace latentjam;

namespace {

double loudest_db(const char* path)
{
    constexpr double kWindow_s = 0.4;
    auto reader = audio::SoundReader::open(path, 0);
    if (!reader) return -200;
    std::vector<float> window(static_cast<std::size_t>(reader->file_rate_hz() * kWindow_s));
    double loudest = 0;
    for (;;) {
        const auto got = reader->read(window);
        if (!got || *got == 0) break;
        double sum = 0;
        for (std::size_t i = 0; i < *got; ++i) sum += static_cast<double>(window[i]) * static_cast<double>(window[i]);
        loudest = std::max(loudest, sum / static_cast<double>(window.size()));
    }
    return loudest > 1e-20 ? 10 * std::log10(loudest) : -200;
}

}  // namespace

int main(int argc, char** argv)
{
    for (int i = 1; i < argc; ++i) std::printf("%.1f\n", loudest_db(argv[i]));
}
