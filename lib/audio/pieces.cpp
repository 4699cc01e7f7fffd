// SPDX-License-Identifier: BSD-3-Clause
#include "audio/pieces.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <string_view>
#include <vector>

namespace latentjam::audio {

namespace {

namespace fs = std::filesystem;

/// "2026-11-27_140312", or that with "-" and a number.
bool is_piece(const fs::path& path)
{
    constexpr std::string_view kForm = "0000-00-00_000000";
    if (path.extension() != ".wav") return false;
    const std::string stem = path.stem().string();
    const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
    if (stem.size() < kForm.size()) return false;
    for (std::size_t i = 0; i < kForm.size(); ++i)
        if (kForm[i] == '0' ? !is_digit(stem[i]) : stem[i] != kForm[i]) return false;
    const std::string_view rest = std::string_view(stem).substr(kForm.size());
    return rest.empty() || (rest.size() > 1 && rest[0] == '-' && std::all_of(rest.begin() + 1, rest.end(), is_digit));
}

struct Piece {
    fs::path path;
    std::uint64_t bytes = 0;
    fs::file_time_type written;
};

std::vector<Piece> pieces_in(const std::string& folder)
{
    std::vector<Piece> pieces;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        std::error_code gone;  // deleted meanwhile by another process
        if (!is_piece(at->path()) || !at->is_regular_file(gone)) continue;
        const Piece piece{at->path(), at->file_size(gone), at->last_write_time(gone)};
        if (!gone) pieces.push_back(piece);
    }
    // By age rather than by name: the clock may have been set.
    std::sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) {
        return a.written != b.written ? a.written < b.written : a.path < b.path;
    });
    return pieces;
}

}  // namespace

std::string piece_path(const std::string& folder, std::time_t now, const std::string& last)
{
    std::tm local{};
#if defined(_WIN32)
    localtime_s(&local, &now);
#else
    localtime_r(&now, &local);
#endif
    std::array<char, 32> stem{};
    std::strftime(stem.data(), stem.size(), "%Y-%m-%d_%H%M%S", &local);
    const std::string stamp = stem.data(), last_stem = fs::path(last).stem().string();
    int n = 1;
    if (last_stem.starts_with(stamp))
        n = last_stem.size() > stamp.size() + 1 ? std::stoi(last_stem.substr(stamp.size() + 1)) + 1 : 2;
    fs::path path;
    std::error_code error;
    do {
        std::string name = stamp;
        if (n > 1) name.append("-").append(std::to_string(n));
        path = fs::path(folder) / name.append(".wav");
        ++n;
    } while (fs::exists(path, error));
    return path.string();
}

Status keep_pieces(const std::string& folder, std::uint64_t most_bytes)
{
    const std::vector<Piece> pieces = pieces_in(folder);
    std::uint64_t all = 0;
    for (const Piece& piece : pieces) all += piece.bytes;
    for (const Piece& piece : pieces) {
        if (all <= most_bytes) break;
        std::error_code error;
        fs::remove(piece.path, error);
        if (error) return Status::error("cannot delete " + piece.path.string() + ": " + error.message());
        all -= piece.bytes;
    }
    return {};
}

}  // namespace latentjam::audio
