// One instrument in headless Pd, played by messages at known times: what it sounded like and what it said.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/pd_run.h"

#include <string>
#include <vector>

namespace latentjam::test {

inline constexpr double kRate = 44100;

/// A message to an inlet, so many milliseconds after DSP is on.
struct Cue {
    double at_ms;
    std::string message;  ///< as in a message box of a file: " \, " between two
    int inlet = 0;        ///< negative: to the source
};

/// A word from an outlet.
struct Word {
    double at_ms;
    std::string text;
};

struct Performance {
    std::vector<std::vector<float>> sound;  ///< one for each signal outlet
    std::vector<Word> words;
    std::string console;  ///< what else Pd had to say
};

/// What plays for how long. The box stands in a patch that lies in samples/.
struct Score {
    std::string box;
    std::vector<Cue> cues = {};
    double length_ms = 1000;
    int signals = 1;          ///< how many of the left outlets are signals
    int words = -1;           ///< the outlet whose messages are kept
    std::string source = {};  ///< a signal object for the left inlet
};

Performance perform(const Score& score);

double peak(const std::vector<float>& sound);
double mean(const std::vector<float>& sound);
double largest_step(const std::vector<float>& sound);

/// When the sound has fallen to a thousandth of its peak for good, in ms.
double end_ms(const std::vector<float>& sound);

/// The numbers that were said, in order.
std::vector<double> numbers(const Performance& performance);

}  // namespace latentjam::test
