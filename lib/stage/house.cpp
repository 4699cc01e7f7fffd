// All patches of a process: how they are called, and which of them a message reaches.
// SPDX-License-Identifier: BSD-3-Clause
#include "stage/house.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace latentjam::stage {
namespace {

/// Two patches that record at once do so into two files: "take.wav" is "take-first-sound.wav" for one of them.
AtomList with_own_file(Atoms message, const std::string& patch)
{
    AtomList own(message.begin(), message.end());
    const auto* file = own.size() == 2 ? std::get_if<std::string>(&own[1]) : nullptr;
    if (!file) return own;
    const auto folder = file->find_last_of('/');
    const auto dot = file->find_last_of('.');
    const bool has_ending = dot != std::string::npos && (folder == std::string::npos || dot > folder);
    const auto end = has_ending ? dot : file->size();
    own[1] = file->substr(0, end) + "-" + patch + file->substr(end);
    return own;
}

}  // namespace

std::string patch_name(const std::string& file)
{
    const auto folder = file.find_last_of("/\\");
    std::string name = folder == std::string::npos ? file : file.substr(folder + 1);
    if (name.ends_with(".pd")) name.resize(name.size() - 3);
    const auto begin = std::find_if(
        name.begin(), name.end(), [](unsigned char c) { return !std::isdigit(c) && c != '-' && c != '_' && c != ' '; });
    name.erase(name.begin(), begin);
    std::replace(name.begin(), name.end(), ' ', '-');
    return name.empty() ? "patch" : name;
}

std::string House::enter(const void* patch, const std::string& wished, Receive receive,
                         std::function<std::vector<std::string>()> words)
{
    const auto all = words();
    const bool is_word = Stage::is_own_word(wished) || std::find(all.begin(), all.end(), wished) != all.end() ||
                         !with_word(wished).empty();
    const std::string base = is_word ? wished + "-patch" : wished;
    std::string name = base;
    for (int copy = 2; find(name); ++copy) name = base + "-" + std::to_string(copy);
    patches_.push_back({patch, name, std::move(receive), std::move(words)});
    return name;
}

void House::leave(const void* patch)
{
    std::erase_if(patches_, [patch](const Patch& other) { return other.key == patch; });
}

std::string House::name_of(const void* patch) const
{
    for (const Patch& other : patches_)
        if (other.key == patch) return other.name;
    return {};
}

std::vector<std::string> House::names() const
{
    std::vector<std::string> names;
    for (const Patch& patch : patches_) names.push_back(patch.name);
    return names;
}

const House::Patch* House::find(const std::string& name) const
{
    const auto found =
        std::find_if(patches_.begin(), patches_.end(), [&](const Patch& patch) { return patch.name == name; });
    return found == patches_.end() ? nullptr : &*found;
}

std::vector<const House::Patch*> House::with_word(const std::string& word) const
{
    std::vector<const Patch*> with;
    for (const Patch& patch : patches_) {
        const auto words = patch.words();
        if (std::find(words.begin(), words.end(), word) != words.end()) with.push_back(&patch);
    }
    return with;
}

Reply House::dispatch(Atoms message, double now_s)
{
    if (message.empty()) return {false, Status::error("jam takes a word; jam words tells which there are"), {}};
    if (const Patch* patch = find(text_of(message[0]))) return to_one(*patch, message.subspan(1), now_s);
    return to_all(message, now_s);
}

Reply House::to_one(const Patch& patch, Atoms message, double now_s) const
{
    const std::string name = patch.name;
    if (message.empty()) return {true, Status::error(name + " takes a word: " + list_of(patch.words())), {}};
    Reply reply = patch.receive(message, now_s);
    if (!reply.is_known)
        reply.status = Status::error(name + ": '" + text_of(message[0]) + "' is no word of this patch; there are " +
                                     list_of(patch.words()));
    else if (!reply.status)
        reply.status = Status::error(name + ": " + reply.status.message());
    for (std::string& line : reply.lines) line = name + " " + line;
    return reply;
}

Reply House::to_all(Atoms message, double now_s) const
{
    const std::string word = text_of(message[0]);
    const bool is_recording = word == "record" && with_word(word).size() > 1;
    Reply all;
    std::string wrong;
    const std::vector<std::string> names = this->names();
    for (const std::string& name : names) {
        const Patch* patch = find(name);  // a word may close patches
        if (!patch) continue;
        const AtomList own = is_recording ? with_own_file(message, name) : AtomList(message.begin(), message.end());
        Reply reply = patch->receive(own, now_s);
        all.is_known = all.is_known || reply.is_known;
        if (reply.is_known && !reply.status)
            wrong += (wrong.empty() ? "" : "; ") + name + ": " + reply.status.message();
        for (const std::string& line : reply.lines) all.lines.push_back(name + " " + line);
    }
    if (!wrong.empty()) all.status = Status::error(wrong);
    if (all.is_known) return all;
    std::set<std::string> words;
    for (const Patch& patch : patches_)
        for (const std::string& known : patch.words()) words.insert(known);
    const std::vector<std::string> sorted(words.begin(), words.end());
    all.status = Status::error("'" + word + "' is neither a patch nor a word; patches: " + list_of(names) +
                               "; words: " + list_of(sorted));
    return all;
}

}  // namespace latentjam::stage
