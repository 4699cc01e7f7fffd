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

namespace {

/// Whether a thread but this one has something to do, be it only on a busy machine's waiting list.
bool others_work()
{
#if defined(__linux__)
    const std::string own = std::to_string(gettid());
    for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
        if (thread.path().filename() == own) continue;
        std::ifstream file(thread.path() / "stat");
        std::string text;
        std::getline(file, text);
        const auto name_end = text.rfind(") ");
        if (name_end != std::string::npos && (text[name_end + 2] == 'R' || text[name_end + 2] == 'D')) return true;
    }
    return false;
#else
    const std::clock_t before = std::clock();
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    return std::clock() - before >= CLOCKS_PER_SEC / 100;
#endif
}

}  // namespace

std::vector<std::string> all_patches()
{
    const std::filesystem::path patches = std::string(LATENTJAM_SOURCE) + "/patches";
    std::vector<std::string> names;
    for (const auto& folder : {patches, patches / "spoor"})
        for (const auto& entry : std::filesystem::directory_iterator(folder))
            if (entry.path().extension() == ".pd")
                names.push_back(entry.path().lexically_relative(patches).generic_string());
    std::sort(names.begin(), names.end());
    return names;
}

std::string stage_name(const std::string& file)
{
    const std::string name = std::filesystem::path(file).stem().string();
    return std::isdigit(static_cast<unsigned char>(name[0])) ? name.substr(3) : name;
}

bool read_range(const std::string& accepts, double& least, double& most)
{
    return std::sscanf(accepts.c_str(), "%lf to %lf", &least, &most) == 2;
}

void StageInPd::rest()
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(2);
    for (int quiet = 0; quiet < 3;) {  // no time passes in Pd while a worker is busy
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("a thread of this process has been busy for two minutes");
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        quiet = others_work() ? 0 : quiet + 1;
        if (quiet) pass(0.01);
    }
}

std::string StageInPd::kept(const std::string& patch_file)
{
    const std::filesystem::path path = folder() / "patches" / patch_file;
    send("pd-" + path.filename().string(),
         "savetofile " + path.filename().string() + " " + path.parent_path().string());
    std::ifstream file(path);
    std::string all;
    bool is_kept = false;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#'))  // those of [jam-in] among the boxes that keep something
            is_kept = line.starts_with("#A saved slot") || line.starts_with("#A saved now");
        if (line.ends_with(" ;")) line.erase(line.size() - 2, 1);  // where one of Pd's buffers was full
        if (is_kept) all += line + '\n';
    }
    return all;
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
    const std::filesystem::path original = source / "patches" / name, copy = patches / name;
    std::filesystem::create_directories(copy.parent_path());
    for (const auto& beside : std::filesystem::directory_iterator(original.parent_path())) {  // what it may read there
        const auto link = copy.parent_path() / beside.path().filename();
        const auto ending = beside.path().extension();
        const bool has_patches = beside.path().filename() == "spoor";
        if (ending != ".pd" && ending != ".stage" && !has_patches && !std::filesystem::exists(link))
            std::filesystem::create_symlink(beside.path(), link);
    }
    std::filesystem::copy_file(original, copy, std::filesystem::copy_options::skip_existing);
    open_file(copy.filename().string(), copy.parent_path().string());
}

std::vector<ToldControl> StageInPd::controls(const std::string& patch)
{
    std::vector<ToldControl> controls;
    std::istringstream lines(ask(patch + " words"));
    for (std::string line; std::getline(lines, line);) {
        const auto colon = line.find(": "), open = line.find(" ("), close = line.find(')');
        if (!line.starts_with(patch + " ") || colon == std::string::npos) continue;
        const bool is_act = line.substr(colon + 2).starts_with("an act");
        if (open == std::string::npos && !is_act) continue;  // a word of every stage
        ToldControl control;
        control.name = line.substr(patch.size() + 1, colon - patch.size() - 1);
        control.accepts = is_act ? "an act" : line.substr(colon + 2, open - colon - 2);
        if (!is_act) control.value = line.substr(open + 2, close - open - 2);
        const auto cc = line.find(", cc ");
        if (cc != std::string::npos) control.controller = std::atoi(line.c_str() + cc + 5);
        controls.push_back(control);
    }
    return controls;
}

}  // namespace latentjam::test
