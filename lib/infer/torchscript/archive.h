// A TorchScript file as what it is on disk: a zip archive of records, read with limits and checked against its sums.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

struct zip;  // libzip's

namespace latentjam::infer {

/// An open archive. One thread at a time.
class Archive {
public:
    /// kThorough compares the directory with the header of every record.
    enum class Care { kQuick, kThorough };

    /// Opens a file and finds the folder that holds its records. Errors: missing, unreadable, empty, no zip archive,
    /// cut off, no TorchScript. They name the file. [worker]
    static Result<Archive> open(const std::string& path, Care care = Care::kQuick);

    /// True for a record like "data.pkl" or "code/__torch__.py", named without the archive's top folder.
    bool has(std::string_view record) const;

    /// The content of a record whose size is at most `most_bytes`; its checksum is verified. [worker]
    Result<std::string> read(std::string_view record, std::size_t most_bytes) const;

    /// Reads every record and compares it with its checksum, in bounded memory. [worker]
    Status verify() const;

    /// The file's name without its folders, as errors call it.
    const std::string& name() const { return name_; }

private:
    struct Closer {
        void operator()(struct zip* archive) const;
    };

    Archive() = default;
    Status find_top_folder();
    Status verify_record(std::size_t index, std::string& piece) const;

    std::unique_ptr<struct zip, Closer> zip_;
    std::string name_;
    std::string top_;  ///< with its slash
    unsigned long long file_bytes_ = 0;
};

/// Opens with care and verifies, because libtorch's own reader trusts what it reads. [worker]
Status verify_archive(const std::string& path);

}  // namespace latentjam::infer
