// Reading messages, watching latents, making patterns of them.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/pattern_box.h"

#include "latent/tempo.h"
#include "pd/arguments.h"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>

namespace latentjam::pd {

namespace {

constexpr int kUnlimited = std::numeric_limits<int>::max();

constexpr std::array kGlides{std::pair{pattern::Glide::kOff, "off"}, std::pair{pattern::Glide::kLinear, "linear"},
                             std::pair{pattern::Glide::kCubic, "cubic"}};

std::optional<pattern::Glide> glide_named(std::string_view name)
{
    for (const auto& [glide, word] : kGlides)
        if (name == word) return glide;
    return std::nullopt;
}

std::string first_word(int argc, const t_atom* argv) { return argc > 0 ? text_of(argv[0]) : ""; }

Status wrong(const char* what, int argc, const t_atom* argv, const std::string& accepted)
{
    return Status::error(std::string(what) + " " + (argc > 0 ? text_of(argv[0]) : "without a value") + ": " + accepted);
}

Status take_int(const char* what, int argc, const t_atom* argv, int least, int most, int& value)
{
    const auto number = whole_number(argc, argv, 0);
    if (!number || *number < least || *number > most)
        return wrong(what, argc, argv, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    value = *number;
    return {};
}

}  // namespace

// ---- creation -----------------------------------------------------------------------------------------------------

std::vector<std::string> PatternBox::create(int argc, const t_atom* argv)
{
    std::vector<std::string> errors;
    Arguments arguments(argc, argv);
    multichannel_ = arguments.take_multichannel();
    channels_ = arguments.take_int("-ch", 0, latent::kMostDims).value_or(0);
    struct Flag {
        const char* name;
        Status (PatternBox::*set)(int, const t_atom*);
    };
    for (const auto& [name, set] : {Flag{"-pattern", &PatternBox::set_kind}, Flag{"-order", &PatternBox::set_order},
                                    Flag{"-loops", &PatternBox::set_loops}, Flag{"-seed", &PatternBox::set_seed},
                                    Flag{"-k", &PatternBox::set_k}, Flag{"-turns", &PatternBox::set_turns},
                                    Flag{"-ratio", &PatternBox::set_ratio}, Flag{"-glide", &PatternBox::set_glide}}) {
        const auto value = arguments.take_value(name);
        const Status status = value ? (this->*set)(1, &*value) : Status();
        if (!status) errors.push_back("-" + status.message());
    }
    if (const auto name = arguments.take_next())
        source_.set(gensym(text_of(*name).c_str()), change_clock_);
    else
        errors.push_back("which latent? pattern~ <name of a latent> [<name of a second one>] flags");
    if (const auto name = arguments.take_next()) with_.set(gensym(text_of(*name).c_str()), change_clock_);
    const auto content = source_.content();
    if (!multichannel_) outlets_ = channels_ > 0 ? channels_ : std::max(1, content ? content->dims() : 1);
    for (const auto& line : arguments.errors()) errors.push_back(line);
    change();
    return errors;
}

int PatternBox::channels() const noexcept { return channels_ > 0 ? channels_ : std::max(1, player_.pattern().dims()); }

void PatternBox::prepare(int block, double sample_rate, int channels)
{
    sample_rate_ = sample_rate;
    grid_.prepare(block, sample_rate);
    player_.prepare(channels);
}

// ---- what makes another pattern -----------------------------------------------------------------------------------

pattern::Recipe& PatternBox::change()
{
    clock_delay(change_clock_, 0);
    return recipe_;
}

Status PatternBox::renew()
{
    auto made = pattern::Pattern::make(recipe_, {source_.content(), with_.content(), {}});
    Status trouble = made.status();
    if (made) {
        if (made->frames() == 0 && source_.is_alone())
            trouble = Status::error("nothing else knows a latent '" + std::string(source_.name()->s_name) +
                                    "', and it is empty: silence until it has frames");
        player_.set_pattern(std::make_shared<const pattern::Pattern>(*std::move(made)), moment_);
    }
    moment_ = pattern::Moment::kNextLoop;
    if (trouble) told_ = false;
    if (trouble || !player_.is_playing() || std::exchange(told_, true)) return {};
    return trouble;
}

Status PatternBox::set_source(WatchedLatent& source, const char* what, int argc, const t_atom* argv)
{
    if (argc < 1) return Status::error(std::string(what) + " needs the name of a latent");
    source.set(gensym(text_of(argv[0]).c_str()), change_clock_);
    told_ = false;
    change();
    return {};
}

Status PatternBox::set_name(int argc, const t_atom* argv) { return set_source(source_, "name", argc, argv); }

Status PatternBox::set_with(int argc, const t_atom* argv) { return set_source(with_, "with", argc, argv); }

Status PatternBox::set_kind(int argc, const t_atom* argv)
{
    const auto kind = pattern::kind_named(first_word(argc, argv));
    if (!kind) return wrong("pattern", argc, argv, pattern::kind_names());
    change().kind = kind;
    return {};
}

Status PatternBox::set_order(int argc, const t_atom* argv)
{
    const auto order = pattern::order_named(first_word(argc, argv));
    if (!order) return wrong("order", argc, argv, pattern::order_names());
    change().order = *order;
    return {};
}

Status PatternBox::set_loops(int argc, const t_atom* argv)
{
    return take_int("loops", argc, argv, 1, kUnlimited, change().loops);
}

Status PatternBox::set_seed(int argc, const t_atom* argv)
{
    const auto seed = seed_in(argc, argv);
    if (seed) change().seed = *seed;
    return seed.status();
}

Status PatternBox::set_k(int argc, const t_atom* argv)
{
    return take_int("k", argc, argv, 0, latent::kMostFrames, change().length);
}

Status PatternBox::set_tempo(int argc, const t_atom* argv)
{
    const double bpm = argc > 0 && argv[0].a_type == A_FLOAT ? static_cast<double>(argv[0].a_w.w_float) : 0;
    const Result<latent::Tempo> tempo = latent::nearest_tempo(bpm, frame_rate_hz());
    if (!tempo) return tempo.status();
    change().length = tempo->frames;
    return {};
}

Status PatternBox::now(int, const t_atom*)
{
    player_.hurry();
    moment_ = pattern::Moment::kNextFrame;
    change();
    return {};
}

// ---- the player ---------------------------------------------------------------------------------------------------

Status PatternBox::set_ratio(int argc, const t_atom* argv)
{
    int ratio = 0;
    const Status status = take_int("ratio", argc, argv, 1, pattern::GridPlayer::kMostRatio, ratio);
    if (status) player_.set_ratio(ratio);
    return status;
}

Status PatternBox::set_glide(int argc, const t_atom* argv)
{
    const auto glide = glide_named(first_word(argc, argv));
    if (!glide) return wrong("glide", argc, argv, "off, linear, cubic");
    player_.set_glide(*glide);
    return {};
}

Status PatternBox::set_turns(int argc, const t_atom* argv)
{
    int turns = 0;
    const Status status = take_int("turns", argc, argv, 0, kUnlimited, turns);
    if (status) player_.set_turns(turns);
    return status;
}

Status PatternBox::set_range(int argc, const t_atom* argv)
{
    const auto first = whole_number(argc, argv, 0), last = whole_number(argc, argv, 1);
    if (argc > 0 && (!first || !last || *first < 0 || *last < *first))
        return Status::error("range takes the first and the last frame, from 0; without numbers all frames are played");
    if (argc > 0)
        player_.set_range(*first, *last);
    else
        player_.clear_range();
    return {};
}

Status PatternBox::start(int argc, const t_atom* argv)
{
    int frame = 0;
    if (argc > 0)
        if (const Status status = take_int("start", argc, argv, 0, kUnlimited, frame); !status) return status;
    player_.start(grid_.now(), frame);
    told_ = false;
    change();
    return {};
}

Status PatternBox::stop(int, const t_atom*)
{
    player_.stop(grid_.now());
    return {};
}

Status PatternBox::jump(int argc, const t_atom* argv)
{
    const auto last = std::clamp<std::int64_t>(player_.pattern().frames() - 1, 0, kUnlimited);
    int frame = 0;
    const Status status = take_int("jump", argc, argv, 0, static_cast<int>(last), frame);
    if (status) player_.jump(frame);
    return status;
}

// ---- what it says -------------------------------------------------------------------------------------------------

int PatternBox::length() const
{
    const auto content = source_.content();
    return recipe_.length > 0 ? recipe_.length : content ? content->frames() : 0;
}

InfoLine PatternBox::bpm() const
{
    const Result<latent::Tempo> tempo = latent::tempo_of(length(), frame_rate_hz());
    InfoLine line{"bpm", {float_atom(tempo ? tempo->bpm : 0)}};
    if (tempo && tempo->double_time_bpm) line.second.push_back(float_atom(*tempo->double_time_bpm));
    return line;
}

std::vector<InfoLine> PatternBox::info() const
{
    const auto word = [](const char* text) { return std::vector{symbol_atom(gensym(text))}; };
    const auto number = [](auto value) { return std::vector{float_atom(static_cast<double>(value))}; };
    const pattern::Pattern& playing = player_.pattern();
    const char* const glide = kGlides[static_cast<std::size_t>(player_.glide())].second;
    return {{"name", {symbol_atom(source_.name())}},
            {"with", {symbol_atom(with_.name())}},
            {"pattern", word(recipe_.kind->name)},
            {"order", word(pattern::name_of(recipe_.order))},
            {"glide", word(glide)},
            {"loops", number(recipe_.loops)},
            {"turns", number(player_.turns())},
            {"seed", {seed_atom(recipe_.seed)}},
            {"ratio", number(player_.ratio())},
            {"dims", number(playing.dims())},
            {"k", number(playing.length())},
            {"frames", number(playing.frames())},
            bpm(),
            {"playing", number(player_.is_playing() ? 1 : 0)}};
}

Result<InfoLine> PatternBox::words(int argc, const t_atom* argv) const
{
    const std::string option = first_word(argc, argv);
    InfoLine line{"words", {symbol_atom(gensym(option.c_str()))}};
    const auto add = [&](const char* word) { line.second.push_back(symbol_atom(gensym(word))); };
    if (option == "pattern")
        for (const pattern::Kind* kind : pattern::kinds()) add(kind->name);
    else if (option == "order")
        for (const char* word : pattern::order_words()) add(word);
    else if (option == "glide")
        for (const auto& [glide, word] : kGlides) add(word);
    else
        return wrong("words", argc, argv, "pattern, order, glide");
    return line;
}

Result<std::vector<InfoLine>> PatternBox::about(int argc, const t_atom* argv) const
{
    std::vector<InfoLine> lines;
    for (const pattern::Kind* kind : pattern::kinds())
        if (argc == 0 || first_word(argc, argv) == kind->name)
            lines.push_back({"about", {symbol_atom(gensym(kind->name)), symbol_atom(gensym(kind->description))}});
    if (lines.empty()) return wrong("about", argc, argv, pattern::kind_names());
    return lines;
}

}  // namespace latentjam::pd
