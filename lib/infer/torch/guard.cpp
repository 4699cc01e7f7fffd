// Torch's exceptions as one line.
// SPDX-License-Identifier: BSD-3-Clause
#include "infer/torch/guard.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <array>
#include <optional>

namespace latentjam::infer::torch_backend {

namespace {

constexpr std::size_t kLongestLine = 300;

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlank = " \t\r\n";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

// "builtins.RuntimeError: text" or "RuntimeError: text" -> "text": how the interpreter ends its traceback.
std::optional<std::string_view> after_error_name(std::string_view line)
{
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) return std::nullopt;
    const auto name = line.substr(0, colon);
    if (name.find(' ') != std::string_view::npos) return std::nullopt;
    if (!name.ends_with("Error") && !name.ends_with("Exception")) return std::nullopt;
    return trimmed(line.substr(colon + 2));
}

// "[enforce fail at inline_container.cc:110] . text" -> "text"
std::string_view without_source_position(std::string_view line)
{
    if (!line.starts_with("[enforce fail at")) return line;
    const auto end = line.find("] ");
    if (end == std::string_view::npos) return line;
    const auto rest = trimmed(line.substr(end + 2));
    const auto dot = rest.find(". ");
    return rest.starts_with(". ") || dot == std::string_view::npos
               ? trimmed(rest.substr(std::min<std::size_t>(2, rest.size())))
               : trimmed(rest.substr(dot + 2));
}

bool is_boilerplate(std::string_view line)
{
    constexpr std::array<std::string_view, 6> kBegins = {"The following operation failed",
                                                         "Traceback of TorchScript",
                                                         "Exception raised from",
                                                         "frame #",
                                                         "File \"",
                                                         "Serialized "};
    return line.empty() || line.find("<--- HERE") != std::string_view::npos ||
           std::any_of(kBegins.begin(), kBegins.end(), [&](std::string_view b) { return line.starts_with(b); });
}

}  // namespace

std::string meaningful_line(std::string_view what)
{
    std::string_view first;
    std::optional<std::string_view> raised;
    while (!what.empty()) {
        const auto end = std::min(what.find('\n'), what.size());
        const auto line = trimmed(what.substr(0, end));
        what.remove_prefix(std::min(end + 1, what.size()));
        if (line.starts_with("Exception raised from")) break;
        for (auto text = after_error_name(line); text && !text->empty(); text = after_error_name(*text)) raised = text;
        if (first.empty() && !is_boilerplate(line)) first = line;
    }
    auto line = without_source_position(raised ? *raised : first);
    if (line.empty()) return "unknown error";
    if (line.size() <= kLongestLine) return std::string(line);
    return std::string(line.substr(0, kLongestLine - 3)) + "...";
}

std::string current_exception_line()
{
    try {
        throw;
    } catch (const c10::Error& error) {
        return meaningful_line(error.what_without_backtrace());
    } catch (const std::bad_alloc&) {
        return "not enough memory";
    } catch (const std::exception& error) {
        return meaningful_line(error.what());
    } catch (...) {
        return "unknown error";
    }
}

}  // namespace latentjam::infer::torch_backend
