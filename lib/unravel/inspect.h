// Inspect: what model files contain, told and written as a table.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "steps/step.h"
#include "unravel/files.h"

#include <string>
#include <vector>

namespace latentjam::unravel {

/// For one model or each of a folder tells `inspect <fact> <values>`: `file`, `encoder` and `decoder` (type names), a
/// line for each playable method (`encode 1 1 8 2048`), `latent_size`, `stereo`, `samplerate` (0: not told),
/// `methods`, `attributes`, `entries` (how many) and for each `entry <name> <shape>`. Nothing is loaded.
class Inspect final : public steps::Step {
public:
    /// With a `table`, all of it is also written there, as rows of file, fact and values.
    Inspect(Place models, Place table, bool overwrite)
        : models_(std::move(models)), table_(std::move(table)), overwrite_(overwrite)
    {
    }

    const char* name() const override { return "inspect"; }
    bool advance(std::vector<steps::News>& news, const CancelFlag& cancelled) override;
    double progress() const override;

private:
    Status begin(std::vector<steps::News>& news, const CancelFlag& cancelled);
    Status inspect(const InputFile& file, std::vector<steps::News>& news);
    Status write_table(std::vector<steps::News>& news);

    Place models_;
    Place table_;
    bool overwrite_;
    bool is_begun_ = false;
    std::vector<InputFile> files_;
    std::size_t next_ = 0;
    std::int64_t failed_ = 0;
    std::string rows_ = "file,fact,value\n";
};

}  // namespace latentjam::unravel
