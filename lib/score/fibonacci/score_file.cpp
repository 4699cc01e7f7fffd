// Scores in files: the text of score.h.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/fibonacci/score_file.h"

#include "base/new_file.h"

#include <fstream>
#include <iterator>
#include <utility>

namespace latentjam::score::fibonacci {

Status read_file(Score& score, const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file) return Status::error("read '" + path + "': no such file, or not readable");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    Score changed = score;
    if (const Status status = from_text(changed, text); !status) return Status::error(path + ": " + status.message());
    score = std::move(changed);
    return {};
}

Status write_file(const Score& score, const std::string& path)
{
    NewFile target(path);
    std::ofstream file(target.path(), std::ios::binary);
    file << to_text(score);
    file.close();
    if (!file) return Status::error("write '" + path + "': is the folder there, is it yours, is there room?");
    return target.commit();
}

}  // namespace latentjam::score::fibonacci
