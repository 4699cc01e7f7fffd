// Flags first, then words and numbers by their place.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/rave_options.h"

#include "pd/arguments.h"
#include "pd/hold.h"

#include <random>

namespace latentjam::pd {

RaveOptions parse_rave_options(int argc, const t_atom* argv)
{
    RaveOptions options;
    infer::OpenRequest& request = options.request;
    Arguments arguments(argc, argv);

    options.multichannel = arguments.take_multichannel();
    options.starts_disabled = arguments.take_flag("-d");
    request.stream.synchronous = arguments.take_flag("-sync");
    request.stream.voices = arguments.take_int("-voices", 1, kMostVoices).value_or(1);
    options.declared_in = arguments.take_int("-in", 1, kMostChannels).value_or(0);
    options.declared_out = arguments.take_int("-out", 1, kMostChannels).value_or(0);
    const auto seed = arguments.take_seed();
    request.seed = seed ? *seed : std::random_device{}();
    if (const auto atom = arguments.take_value("-hold")) {
        const auto hold = parse_hold(1, &*atom);
        if (hold)
            request.stream.hold = *hold;
        else
            options.errors.push_back("-" + hold.message());
    }
    bool cuda = arguments.take_flag("-gpu");
    cuda = arguments.take_flag("-g") || cuda;
    if (const auto atom = arguments.take_value("-device")) {
        const std::string word = text_of(*atom);
        cuda = cuda || word == "cuda";
        if (word != "cuda" && word != "cpu") options.errors.push_back("-device " + word + ": cpu or cuda");
    }
    request.load.device = cuda ? infer::Device::kCuda : infer::Device::kCpu;

    std::vector<std::string> words;
    while (const auto atom = arguments.take_next()) {
        if (atom->a_type != A_FLOAT) {
            words.push_back(text_of(*atom));
            continue;
        }
        const double samples = static_cast<double>(atom->a_w.w_float);
        if (samples >= 0 && samples <= infer::kLongestBuffer)
            request.buffer = static_cast<int>(samples);
        else
            options.errors.push_back("buffer " + text_of(*atom) + ": 0 (synchronous) to " +
                                     std::to_string(infer::kLongestBuffer) + " samples");
    }
    if (!words.empty()) options.model = words[0];
    if (words.size() > 1) request.method = words[1];
    if (words.size() > 2)
        options.errors.push_back("creation argument '" + words[2] +
                                 "' is one too many: rave~ <model> <method> <buffer> flags");
    for (const auto& line : arguments.errors()) options.errors.push_back(line);
    return options;
}

}  // namespace latentjam::pd
