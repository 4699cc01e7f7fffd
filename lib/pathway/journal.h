// The journal of a Duo as text: where it began, and each act at its frame.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"
#include "pathway/act.h"
#include "pathway/state.h"

#include <cstdint>
#include <string>
#include <vector>

namespace latentjam::pathway {

struct Entry {
    std::int64_t frame = 0;  ///< since Duo::start(): done before it
    Act act;
};

struct Journal {
    Bank bank;                     ///< at the beginning
    std::vector<double> settings;  ///< then, as Duo::settings() has them
    std::vector<Entry> entries;
};

/// [setup, worker]
std::string text_of(const Journal& journal);

/// Errors name the line. [setup, worker]
Result<Journal> journal_in(const std::string& text);

/// [worker]
Status write_journal(const Journal& journal, const std::string& path);
Result<Journal> read_journal(const std::string& path);

}  // namespace latentjam::pathway
