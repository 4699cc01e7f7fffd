// [pattern~ <latent> [<second latent>] flags]: plays a named latent as a pattern, frame by frame on the grid.
// SPDX-License-Identifier: BSD-3-Clause
#include "latent/tempo.h"
#include "pattern/pattern_object.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>

namespace latentjam::pd {

void PatternObject::created()
{
    const auto content = source.content();
    if (!multichannel) outlets = fixed_channels > 0 ? fixed_channels : std::max(1, content ? content->dims() : 1);
    for (int i = 0; i < outlets; ++i) add_outlet(&s_signal);
    add_info_outlet();
    change();
}

// ---- another pattern -----------------------------------------------------------------------------------------------

pattern::Recipe& PatternObject::change()
{
    change_clock.soon();
    return recipe;
}

void PatternObject::renew()
{
    auto made = pattern::Pattern::make(recipe, {source.content(), with.content(), {}});
    Status trouble = made.status();
    if (made) {
        if (made->frames() == 0 && source.is_alone())
            trouble = Status::error("nothing else knows a latent '" + std::string(source.name()->s_name) +
                                    "', and it is empty: silence until it has frames");
        player.set_pattern(std::make_shared<const pattern::Pattern>(*std::move(made)), moment);
    }
    moment = pattern::Moment::kNextLoop;
    if (trouble) told = false;
    if (!trouble && player.is_playing() && !std::exchange(told, true)) error(trouble.message());
    fit_channels();
}

void PatternObject::set_source(WatchedLatent& which, t_symbol* name)
{
    which.set(name, change_clock.get());
    told = false;
    change();
}

Status PatternObject::set_tempo(double bpm)
{
    const Result<latent::Tempo> tempo = latent::nearest_tempo(bpm, frame_rate_hz());
    if (!tempo) return tempo.status();
    change().length = tempo->frames;
    wanted_bpm = bpm;
    return {};
}

void PatternObject::follow_rate(double hz)
{
    if (std::exchange(sample_rate_hz, hz) == hz || !wanted_bpm) return;
    const int before = recipe.length;
    if (!set_tempo(*wanted_bpm) || recipe.length == before) return;
    remark("at " + std::to_string(std::lround(hz)) + " Hz " + std::to_string(recipe.length) +
           " frames come nearest to the tempo, no longer " + std::to_string(before));
    tell_tempo();
}

void PatternObject::now()
{
    player.hurry();
    moment = pattern::Moment::kNextFrame;
    change();
}

// ---- the player ----------------------------------------------------------------------------------------------------

Status PatternObject::set_range(Atoms range)
{
    const auto first = whole_number(range, 0), last = whole_number(range, 1);
    if (!range.empty() && (!first || !last || *first < 0 || *last < *first))
        return Status::error("range takes the first and the last frame, from 0; without numbers all frames are played");
    if (range.empty())
        player.clear_range();
    else
        player.set_range(*first, *last);
    return {};
}

void PatternObject::start(int frame)
{
    player.start(grid.now(), frame);
    told = false;
    change();
}

Status PatternObject::jump(int frame)
{
    const std::int64_t last = std::max<std::int64_t>(player.pattern().frames() - 1, 0);
    if (frame > last)
        return Status::error("jump " + std::to_string(frame) + ": a whole number from 0 to " + std::to_string(last));
    player.jump(frame);
    return {};
}

// ---- what it says --------------------------------------------------------------------------------------------------

void PatternObject::fit_channels() const
{
    if (multichannel && static_cast<int>(outputs.size()) != channels()) canvas_update_dsp();
}

void PatternObject::collect_news()
{
    const auto atom = [](auto value) { return float_atom(static_cast<double>(value)); };
    const pattern::PlayerNews news = player.collect();
    if (news.exchanged) fit_channels();
    if (news.new_loop) info("loop", {atom(news.loop), atom(news.turn)});
    if (news.new_frame) info("frame", {atom(news.frame), atom(news.row)});
    if (news.ended) info("end");
}

int PatternObject::length() const
{
    const auto content = source.content();
    return recipe.length > 0 ? recipe.length : content ? content->frames() : 0;
}

AtomList PatternObject::bpm() const
{
    const Result<latent::Tempo> tempo = latent::tempo_of(length(), frame_rate_hz());
    AtomList atoms{float_atom(tempo ? tempo->bpm : 0)};
    if (tempo && tempo->double_time_bpm) atoms.push_back(float_atom(*tempo->double_time_bpm));
    return atoms;
}

void PatternObject::tell_tempo() const
{
    if (length() > 0) tell_only("bpm");
}

void PatternObject::tell_words(int option) const
{
    const std::string& name = table().find(kMessage, "words")->type.words[static_cast<std::size_t>(option)];
    AtomList atoms{symbol_atom(name)};
    for (const std::string& word : table().find(kMessage, name.c_str())->type.words) atoms.push_back(symbol_atom(word));
    info("words", std::move(atoms));
}

void PatternObject::tell_about(std::optional<int> kind) const
{
    const auto kinds = pattern::kinds();
    for (std::size_t i = 0; i < kinds.size(); ++i)
        if (kind.value_or(static_cast<int>(i)) == static_cast<int>(i))
            info("about", {symbol_atom(kinds[i]->name), symbol_atom(kinds[i]->description)});
}

// ---- sound ---------------------------------------------------------------------------------------------------------

int PatternObject::channels() const
{
    return fixed_channels > 0 ? fixed_channels : std::max(1, player.pattern().dims());
}

void PatternObject::process(int count)
{
    player.process(outputs.data(), static_cast<int>(outputs.size()), count, grid.next());
    if (player.has_news()) news_clock.soon();
}

void PatternObject::prepare(t_signal** signals)
{
    const int block = static_cast<int>(signals[0]->s_n);
    follow_rate(static_cast<double>(signals[0]->s_sr));
    outputs.clear();
    for (int i = 0; i < outlets; ++i) {
        const int count = multichannel ? channels() : 1;
        set_channels(&signals[i], count);
        for (int channel = 0; channel < count; ++channel) outputs.push_back(signals[i]->s_vec + channel * block);
    }
    grid.prepare(block, sample_rate_hz);
    player.prepare(static_cast<int>(outputs.size()));
}

}  // namespace latentjam::pd

void pattern_tilde_setup()
{
    static const latentjam::pd::Table kTable = latentjam::pd::pattern_table();
    latentjam::pd::object_setup<latentjam::pd::PatternObject>(kTable);
}
