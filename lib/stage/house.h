// All patches of a process: how they are called, and which of them a message reaches.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "stage/stage.h"

#include <functional>
#include <string>
#include <vector>

namespace latentjam::stage {

/// "first-sound" for "01-first-sound.pd"; "patch" for a file without letters.
std::string patch_name(const std::string& file);

/// Every `jam` message goes through here. Pd's thread only.
class House {
public:
    using Receive = std::function<Reply(Atoms message, double now_s)>;

    /// A patch: how it wants to be called. Returns its name: a second copy is "name-2"; no word is a patch's name.
    std::string enter(const void* patch, const std::string& wished, Receive receive,
                      std::function<std::vector<std::string>()> words);
    void leave(const void* patch);
    std::string name_of(const void* patch) const;
    std::vector<std::string> names() const;

    /// `name word value...` reaches the patch of that name, `word value...` all. Errors name the words that exist.
    Reply dispatch(Atoms message, double now_s);

private:
    struct Patch {
        const void* key;
        std::string name;
        Receive receive;
        std::function<std::vector<std::string>()> words;
    };

    const Patch* find(const std::string& name) const;
    Reply to_one(const Patch& patch, Atoms message, double now_s) const;
    Reply to_all(Atoms message, double now_s) const;
    std::vector<const Patch*> with_word(const std::string& word) const;

    std::vector<Patch> patches_;
};

}  // namespace latentjam::stage
