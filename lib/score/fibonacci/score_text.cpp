// Changing a score by messages, and writing one as messages.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/fibonacci/score.h"
#include "score/fibonacci/score_presets.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <locale>
#include <optional>
#include <sstream>
#include <variant>
#include <vector>

namespace latentjam::score::fibonacci {
namespace {

std::string text_of(double number)
{
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text.precision(9);
    text << number;
    return text.str();
}

std::string text_of(const Token& token)
{
    const auto* number = std::get_if<double>(&token);
    return number ? text_of(*number) : std::get<std::string>(token);
}

bool says(const Token& token, std::string_view name)
{
    const auto* text = std::get_if<std::string>(&token);
    return text && *text == name;
}

/// The number at `index`, if present and in range.
std::optional<double> number_at(Tokens tokens, std::size_t index, double least, double most)
{
    if (index >= tokens.size()) return std::nullopt;
    const auto* number = std::get_if<double>(&tokens[index]);
    if (!number || !(*number >= least && *number <= most)) return std::nullopt;
    return *number;
}

std::optional<int> whole_at(Tokens tokens, std::size_t index, int least, int most)
{
    const auto number = number_at(tokens, index, least, most);
    if (!number || *number != std::floor(*number)) return std::nullopt;
    return static_cast<int>(*number);
}

Status refuse(std::string_view word, Tokens tokens, const std::string& wanted)
{
    std::string message(word);
    for (const Token& token : tokens) message += " " + text_of(token);
    return Status::error(message + ": " + wanted);
}

std::string range(const std::string& name, double least, double most)
{
    return name + " is a number from " + text_of(least) + " to " + text_of(most);
}

Status change_whole(int& value, std::string_view word, Tokens tokens, int least, int most)
{
    const auto number = whole_at(tokens, 0, least, most);
    if (!number) return refuse(word, tokens, range(std::string(word), least, most));
    value = *number;
    return {};
}

Status change_sequence(Score& score, Tokens tokens)
{
    std::vector<double> list;
    for (const Token& token : tokens)
        if (const auto* number = std::get_if<double>(&token)) list.push_back(*number);
    const bool is_name = tokens.size() == 1 && list.empty();
    if (!is_name && list.size() != tokens.size())
        return refuse("sequence", tokens, "either one name, or numbers alone");
    const std::string name = is_name ? std::get<std::string>(tokens[0]) : "";
    auto members = is_name ? members_of(name, kUsualTop) : members_of(list);
    if (!members) return members.status();
    score.sequence = name;
    score.top = members->back();
    score.members = *std::move(members);
    score.presets = deal_presets(score.members, score.sections);
    return {};
}

Status change_top(Score& score, Tokens tokens)
{
    if (const Status status = change_whole(score.top, "top", tokens, 1, kHighestCount); !status) return status;
    if (!score.sequence.empty()) score.members = *members_of(score.sequence, score.top);
    return {};
}

Status change_sections(Score& score, Tokens tokens)
{
    if (const Status status = change_whole(score.sections, "sections", tokens, 1, kMostSections); !status)
        return status;
    score.presets = deal_presets(score.members, score.sections);
    return {};
}

Status change_preset(Score& score, Tokens tokens)
{
    const auto section = whole_at(tokens, 0, 1, kMostSections);
    if (section && tokens.size() == 2 && says(tokens[1], "off")) {
        score.presets.erase(*section);
        return {};
    }
    const auto chords = whole_at(tokens, 1, 0, 1), bass = whole_at(tokens, 2, 0, 1), which = whole_at(tokens, 3, 0, 1);
    const auto volume = number_at(tokens, 4, 0, 1);
    if (!section || !chords || !bass || !which || !volume || tokens.size() != 5)
        return refuse("preset", tokens,
                      "preset <section> <chords 0/1> <bass 0/1> <break 0/1> <volume 0-1>, or "
                      "preset <section> off");
    score.presets[*section] = {*chords == 1, *bass == 1, *which, *volume};
    return {};
}

struct Rule {
    const char* name;
    int Rules::*value;
};
constexpr std::array kRules{Rule{"hats", &Rules::hats_every},   Rule{"breaks", &Rules::breaks_every},
                            Rule{"tonal", &Rules::tonal_every}, Rule{"echo", &Rules::echo_every},
                            Rule{"chord", &Rules::chord_every}, Rule{"formations", &Rules::formations},
                            Rule{"samples", &Rules::samples}};

Status change_rule(Score& score, Tokens tokens)
{
    if (!tokens.empty() && says(tokens[0], "rare")) {
        const auto chance = number_at(tokens, 1, 0, 1);
        if (!chance) return refuse("rule", tokens, range("rare", 0, 1));
        score.rules.rare_chance = *chance;
        return {};
    }
    for (const Rule& rule : kRules)
        if (!tokens.empty() && says(tokens[0], rule.name))
            return change_whole(score.rules.*rule.value, rule.name, tokens.subspan(1), 1, kHighestCount);
    return refuse("rule", tokens, "hats, breaks, tonal, echo, chord, formations, samples or rare, and a number");
}

Status change_bass(Score& score, Tokens tokens)
{
    std::array<double, 4> numbers{};
    bool is_good = tokens.size() == 5 && (says(tokens[0], "with") || says(tokens[0], "without"));
    for (std::size_t i = 0; is_good && i < numbers.size(); ++i) {
        const auto number = number_at(tokens, i + 1, 0, 1e6);
        is_good = number.has_value();
        numbers[i] = number.value_or(0);
    }
    if (!is_good) return refuse("bass", tokens, "bass with|without <wobble> <release ms> <acceleration> <overdrive>");
    BassPreset& preset = says(tokens[0], "with") ? score.rules.bass_with_preset : score.rules.bass_without;
    preset = {numbers[0], numbers[1], numbers[2], numbers[3]};
    return {};
}

Status change_twice(Score& score, Tokens tokens)
{
    int value = 0;
    const Status status = change_whole(value, "twice", tokens, 0, 1);
    if (status) score.rings_twice = value == 1;
    return status;
}

struct Change {
    const char* word;
    Status (*apply)(Score&, Tokens);
};
const std::array kChanges{
    Change{"sequence", change_sequence},
    Change{"top", change_top},
    Change{"sections", change_sections},
    Change{"track", [](Score& score, Tokens t) { return change_whole(score.cycles, "track", t, 1, kMostCycles); }},
    Change{"twice", change_twice},
    Change{"preset", change_preset},
    Change{"rule", change_rule},
    Change{"bass", change_bass},
};

const Change* find_change(std::string_view word)
{
    const auto found = std::find_if(kChanges.begin(), kChanges.end(), [&](const Change& c) { return c.word == word; });
    return found == kChanges.end() ? nullptr : &*found;
}

std::string bass_line(const char* when, const BassPreset& bass)
{
    return std::string("bass ") + when + " " + text_of(bass.wobble) + " " + text_of(bass.release_ms) + " " +
           text_of(bass.acceleration) + " " + text_of(bass.overdrive) + ";\n";
}

/// One line of a file as tokens; a token that parses as a number is a number.
std::vector<Token> tokens_of(const std::string& line)
{
    std::vector<Token> tokens;
    std::istringstream words(line);
    words.imbue(std::locale::classic());
    for (std::string word; words >> word;) {
        std::istringstream digits(word);
        digits.imbue(std::locale::classic());
        double number = 0;
        if (digits >> number && digits.eof())
            tokens.emplace_back(number);
        else
            tokens.emplace_back(word);
    }
    return tokens;
}

}  // namespace

bool is_score_word(std::string_view word) { return find_change(word) != nullptr; }

Status change(Score& score, std::string_view word, Tokens tokens)
{
    const Change* found = find_change(word);
    if (!found) {
        std::string known;
        for (const Change& each : kChanges) known += std::string(known.empty() ? "" : ", ") + each.word;
        return Status::error("'" + std::string(word) + "' changes nothing: " + known + " do");
    }
    Score changed = score;
    const Status status = found->apply(changed, tokens);
    if (status) score = std::move(changed);
    return status;
}

std::string to_text(const Score& score)
{
    std::string text = "sequence";
    if (score.sequence.empty())
        for (const int member : score.members) text += " " + std::to_string(member);
    else
        text += " " + score.sequence;
    text += ";\ntop " + std::to_string(score.top) + ";\nsections " + std::to_string(score.sections) + ";\ntrack " +
            std::to_string(score.cycles) + ";\ntwice " + (score.rings_twice ? "1" : "0") + ";\n";
    for (int section = 1; section <= score.sections; ++section) {
        const auto preset = score.presets.find(section);
        text += "preset " + std::to_string(section);
        if (preset == score.presets.end())
            text += " off;\n";
        else
            text += std::string(preset->second.chords ? " 1" : " 0") + (preset->second.bass ? " 1 " : " 0 ") +
                    std::to_string(preset->second.break_number) + " " + text_of(preset->second.breaks_volume) + ";\n";
    }
    for (const Rule& rule : kRules)
        text += std::string("rule ") + rule.name + " " + std::to_string(score.rules.*rule.value) + ";\n";
    text += "rule rare " + text_of(score.rules.rare_chance) + ";\n";
    return text + bass_line("with", score.rules.bass_with_preset) + bass_line("without", score.rules.bass_without);
}

Status from_text(Score& score, std::string_view text)
{
    Score changed = score;
    int number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(';'), text.size());
        const std::vector<Token> tokens = tokens_of(std::string(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (tokens.empty()) continue;
        ++number;
        const Status status = change(changed, text_of(tokens[0]), Tokens(tokens).subspan(1));
        if (!status) return Status::error("line " + std::to_string(number) + ": " + status.message());
    }
    score = std::move(changed);
    return {};
}

}  // namespace latentjam::score::fibonacci
