// Pd with patches on stage: patches of the tests' own, and what `jam words` tells.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage_in_pd.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <sstream>
#include <thread>

namespace latentjam::test {

std::vector<std::string> all_patches()
{
    std::vector<std::string> names{"fibonacci-jungle.pd"};
    for (const auto& entry : std::filesystem::directory_iterator(std::string(LATENTJAM_SOURCE) + "/patches")) {
        const std::string name = entry.path().filename().string();
        if (name.ends_with(".pd") && std::isdigit(static_cast<unsigned char>(name[0]))) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string stage_name(const std::string& file)
{
    const std::string name = file.substr(0, file.size() - 3);
    return std::isdigit(static_cast<unsigned char>(name[0])) ? name.substr(3) : name;
}

bool read_range(const std::string& accepts, double& least, double& most)
{
    return std::sscanf(accepts.c_str(), "%lf to %lf", &least, &most) == 2;
}

void StageInPd::rest()
{
    int quiet = 0;
    for (int n = 0; n < 600 && quiet < 3; ++n) {
        const std::clock_t before = std::clock();
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        const double used_s = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
        quiet = used_s < 0.01 ? quiet + 1 : 0;
    }
}

void StageInPd::open_text(const std::string& name, const std::string& boxes)
{
    std::ofstream(folder() / name) << "#N canvas 0 0 600 600 12;\n#X declare -lib latentjam;\n" << boxes;
    open_file(name, folder().string());
}

void StageInPd::open_patch(const std::string& name)
{
    const std::filesystem::path source = LATENTJAM_SOURCE, patches = folder() / "patches";
    std::filesystem::create_directories(patches);
    for (const char* other : {"models", "samples", "abstractions"})
        if (!std::filesystem::exists(folder() / other))
            std::filesystem::create_directory_symlink(source / other, folder() / other);
    std::filesystem::copy_file(source / "patches" / name, patches / name);
    const auto log = std::filesystem::path(name).replace_extension(".log");  // the bends that a patch reads beside it
    if (std::filesystem::exists(source / "patches" / log))
        std::filesystem::copy_file(source / "patches" / log, patches / log);
    open_file(name, patches.string());
}

std::vector<ToldControl> StageInPd::controls(const std::string& patch)
{
    std::vector<ToldControl> controls;
    std::istringstream lines(ask(patch + " words"));
    for (std::string line; std::getline(lines, line);) {
        const auto colon = line.find(": "), open = line.find(" ("), close = line.find(')');
        if (!line.starts_with(patch + " ") || colon == std::string::npos || open == std::string::npos) continue;
        ToldControl control;
        control.name = line.substr(patch.size() + 1, colon - patch.size() - 1);
        control.accepts = line.substr(colon + 2, open - colon - 2);
        control.value = line.substr(open + 2, close - open - 2);
        const auto cc = line.find(", cc ");
        if (cc != std::string::npos) control.controller = std::atoi(line.c_str() + cc + 5);
        controls.push_back(control);
    }
    return controls;
}

}  // namespace latentjam::test
