// SPDX-License-Identifier: BSD-3-Clause
#include "bend/entry.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace latentjam::bend {

namespace {

Result<std::vector<float>> numbers_in(std::span<const Word> words)
{
    std::vector<float> numbers;
    numbers.reserve(words.size());
    for (const auto& word : words) {
        const auto number = number_of(word);
        if (!number || std::abs(*number) > static_cast<double>(std::numeric_limits<float>::max()))
            return Status::error("value " + std::to_string(numbers.size() + 1) + " is '" + text_of(word) +
                                 "', no number: nothing is changed");
        numbers.push_back(static_cast<float>(*number));
    }
    return numbers;
}

Result<Entry> read_weights(const std::string& name, std::span<const Word> words, int onset)
{
    auto numbers = numbers_in(words);
    if (!numbers) return numbers.status();
    if (numbers->empty()) return Status::error("weights of " + name + ": no values are given");
    return values_entry(name, std::move(*numbers), onset);
}

Result<Entry> read_draw(const std::string& name, std::span<const Word> words)
{
    auto numbers = numbers_in(words);
    if (!numbers) return numbers.status();
    if (numbers->empty()) return Status::error("draw is written draw <numbers>");
    return draw_entry(name, std::move(*numbers));
}

Result<Entry> read_bend(const std::string& name, std::span<const Word> words)
{
    const auto first = words.empty() ? std::string() : text_of(words[0]);
    if (first == "draw") return read_draw(name, words.subspan(1));
    if (first == "values") {
        const auto onset = words.size() > 1 ? index_of(words[1]) : std::nullopt;
        if (!onset) return Status::error("values is written values <onset> <numbers>");
        return read_weights(name, words.subspan(2), *onset);
    }
    auto operation = read_operation(words);
    if (!operation) return operation.status();
    return Entry{name, Words(words.begin(), words.end()), std::move(*operation), nullptr};
}

Result<Entry> read_act(const std::string& layer, std::span<const Word> words)
{
    auto activation = read_activation(words);
    if (!activation) return activation.status();
    return Entry{layer, Words(words.begin(), words.end()), std::move(*activation), nullptr};
}

Result<Entry> read_blend(std::span<const Word> words)
{
    if (words.size() < 2 || words.size() > 3)
        return Status::error("blend is written blend <model> <amount 0..1> [<pattern>]");
    const Words operation{std::string("blend"), words[0], words[1]};
    return read_bend(words.size() == 3 ? text_of(words[2]) : "*", operation);
}

// How many words stand before the operation's name.
std::size_t prefix_length(std::span<const Word> words)
{
    std::size_t length = 0;
    while (length < words.size()) {
        const auto word = text_of(words[length]);
        const std::size_t more = word == "part" || word == "channels" ? 3 : word == "every" ? 2 : 0;
        if (more == 0) break;
        length += more;
    }
    return std::min(length, words.size());
}

}  // namespace

Entry values_entry(const std::string& name, std::vector<float> values, int onset)
{
    Operation operation;
    operation.kind = Kind::kValues;
    operation.numbers[0] = onset;
    return {name,
            {std::string("values"), static_cast<double>(onset)},
            operation,
            std::make_shared<const std::vector<float>>(std::move(values))};
}

Entry draw_entry(const std::string& name, std::vector<float> numbers)
{
    Operation operation;
    operation.kind = Kind::kDraw;
    return {name, {std::string("draw")}, operation, std::make_shared<const std::vector<float>>(std::move(numbers))};
}

std::string line_of(std::span<const std::shared_ptr<const Entry>> entries)
{
    std::string line;
    for (const auto& entry : entries) line += (line.empty() ? "" : " | ") + text_of(*entry);
    return line;
}

Result<std::vector<std::shared_ptr<const Entry>>> read_line(std::span<const Word> words)
{
    std::vector<std::shared_ptr<const Entry>> entries;
    while (!words.empty()) {
        const auto bar = std::find(words.begin(), words.end(), Word(std::string("|")));
        const auto length = static_cast<std::size_t>(bar - words.begin());
        auto entry = read_entry(words.first(length));
        if (!entry) return entry.status();
        entries.push_back(std::make_shared<const Entry>(std::move(*entry)));
        words = words.subspan(std::min(words.size(), length + 1));
    }
    return entries;
}

Result<Entry> read_entry(std::span<const Word> words)
{
    const bool is_off = !words.empty() && text_of(words[0]) == "off";
    if (is_off) words = words.subspan(1);
    if (words.size() < 2) return Status::error("a bend is written bend <name> <operation>, not " + text_of(words));
    const auto verb = text_of(words[0]), name = text_of(words[1]);
    auto entry = verb == "bend"          ? read_bend(name, words.subspan(2))
                 : verb == "act"         ? read_act(name, words.subspan(2))
                 : verb == "blend"       ? read_blend(words.subspan(1))
                 : verb == "set_weights" ? read_weights(name, words.subspan(2), 0)
                                         : read_bend(verb, words.subspan(1));
    if (entry) entry->is_on = !is_off;
    return entry;
}

std::string text_of(const Entry& entry, bool whole)
{
    std::string text = entry.is_on ? "" : "off ";
    text += (entry.activation() ? "act " : "bend ") + entry.name + " " + text_of(entry.words);
    if (whole && entry.values)
        for (const float value : *entry.values) text += " " + text_of(Word(shortest(value)));
    return text;
}

Words arguments_of(const Entry& entry)
{
    const std::size_t kept = std::min(prefix_length(entry.words) + 1, entry.words.size());
    return {entry.words.begin() + static_cast<std::ptrdiff_t>(kept), entry.words.end()};
}

Result<Entry> with_arguments(const Entry& entry, std::span<const Word> arguments)
{
    if (arguments.size() == 1 && (text_of(arguments[0]) == "on" || text_of(arguments[0]) == "off")) {
        Entry changed = entry;
        changed.is_on = text_of(arguments[0]) == "on";
        return changed;
    }
    if (entry.values) return Status::error("entry " + entry.name + " sets values: it can be on or off, or be undone");
    // A blend keeps its model where only the amount is given.
    std::size_t kept = prefix_length(entry.words) + 1;
    if (entry.is_blend() && arguments.size() == 1) ++kept;
    Words words(entry.words.begin(), entry.words.begin() + static_cast<std::ptrdiff_t>(kept));
    words.insert(words.end(), arguments.begin(), arguments.end());
    auto changed = entry.activation() ? read_act(entry.name, words) : read_bend(entry.name, words);
    if (changed) changed->is_on = entry.is_on;
    return changed;
}

}  // namespace latentjam::bend
