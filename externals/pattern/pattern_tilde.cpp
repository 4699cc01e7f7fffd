// [pattern~ <latent> [<second latent>] flags]: plays a named latent as a pattern, frame by frame on the grid.
// SPDX-License-Identifier: BSD-3-Clause
#include "pattern/pattern_box.h"
#include "pd/arguments.h"
#include "pd/report.h"

#include <m_pd.h>

#include <vector>

using namespace latentjam;
using namespace latentjam::pd;

namespace {

constexpr const char* kName = "pattern~";

t_class* pattern_class;

struct t_pattern {
    t_object x_obj;
    t_outlet* x_info;
    t_clock* x_change_clock;
    t_clock* x_news_clock;
    PatternBox* x_box;
    std::vector<t_sample*>* x_outputs;
};

// ---- messages -----------------------------------------------------------------------------------------------------

void pattern_check(t_pattern* x, const Status& status)
{
    if (!status) report(x, kName, status.message());
}

void pattern_info(t_pattern* x, const InfoLine& line)
{
    std::vector<t_atom> atoms = line.second;
    outlet_anything(x->x_info, gensym(line.first), static_cast<int>(atoms.size()), atoms.data());
}

using Setter = Status (PatternBox::*)(int, const t_atom*);

template <Setter kSet>
void pattern_set(t_pattern* x, t_symbol*, int argc, t_atom* argv)
{
    pattern_check(x, (x->x_box->*kSet)(argc, argv));
}

/// For what moves the tempo.
template <Setter kSet>
void pattern_set_and_tell(t_pattern* x, t_symbol*, int argc, t_atom* argv)
{
    const Status status = (x->x_box->*kSet)(argc, argv);
    pattern_check(x, status);
    if (status && x->x_box->has_tempo()) pattern_info(x, x->x_box->bpm());
}

void pattern_bang(t_pattern* x)
{
    for (const auto& line : x->x_box->info()) pattern_info(x, line);
}

void pattern_words(t_pattern* x, t_symbol*, int argc, t_atom* argv)
{
    const Result<InfoLine> line = x->x_box->words(argc, argv);
    if (!line) return pattern_check(x, line.status());
    pattern_info(x, *line);
}

void pattern_about(t_pattern* x, t_symbol*, int argc, t_atom* argv)
{
    const auto lines = x->x_box->about(argc, argv);
    if (!lines) return pattern_check(x, lines.status());
    for (const InfoLine& line : *lines) pattern_info(x, line);
}

// ---- news ---------------------------------------------------------------------------------------------------------

void pattern_fit_channels(t_pattern* x)
{
    if (x->x_box->is_multichannel() && static_cast<int>(x->x_outputs->size()) != x->x_box->channels())
        canvas_update_dsp();
}

void pattern_renew(t_pattern* x)
{
    pattern_check(x, x->x_box->renew());
    pattern_fit_channels(x);
}

void pattern_news(t_pattern* x)
{
    const auto atom = [](auto value) { return float_atom(static_cast<double>(value)); };
    const pattern::PlayerNews news = x->x_box->player().collect();
    if (news.exchanged) pattern_fit_channels(x);
    if (news.new_loop) pattern_info(x, {"loop", {atom(news.loop), atom(news.turn)}});
    if (news.new_frame) pattern_info(x, {"frame", {atom(news.frame), atom(news.row)}});
    if (news.ended) pattern_info(x, {"end", {}});
}

// ---- sound --------------------------------------------------------------------------------------------------------

t_int* pattern_perform(t_int* w)
{
    auto* x = reinterpret_cast<t_pattern*>(w[1]);
    PatternBox& box = *x->x_box;
    box.player().process(x->x_outputs->data(), static_cast<int>(x->x_outputs->size()), static_cast<int>(w[2]),
                         box.grid().next());
    if (box.player().has_news()) clock_delay(x->x_news_clock, 0);
    return w + 3;
}

void pattern_dsp(t_pattern* x, t_signal** signals)
{
    PatternBox& box = *x->x_box;
    const int block = static_cast<int>(signals[0]->s_n);
    const double rate = static_cast<double>(signals[0]->s_sr);
    x->x_outputs->clear();
    for (int i = 0; i < box.outlets(); ++i) {
        const int channels = box.is_multichannel() ? box.channels() : 1;
        set_channels(&signals[i], channels);
        for (int n = 0; n < channels; ++n) x->x_outputs->push_back(signals[i]->s_vec + n * block);
    }
    box.prepare(block, rate, static_cast<int>(x->x_outputs->size()));
    dsp_add(pattern_perform, 2, x, static_cast<t_int>(block));
}

// ---- life ---------------------------------------------------------------------------------------------------------

void* pattern_new(t_symbol*, int argc, t_atom* argv)
{
    auto* x = reinterpret_cast<t_pattern*>(pd_new(pattern_class));
    x->x_change_clock = clock_new(x, reinterpret_cast<t_method>(pattern_renew));
    x->x_news_clock = clock_new(x, reinterpret_cast<t_method>(pattern_news));
    x->x_box = new PatternBox(x->x_change_clock);
    x->x_outputs = new std::vector<t_sample*>;
    for (const auto& line : x->x_box->create(argc, argv)) report(x, kName, line);
    for (int i = 0; i < x->x_box->outlets(); ++i) outlet_new(&x->x_obj, &s_signal);
    x->x_info = outlet_new(&x->x_obj, nullptr);
    return x;
}

void pattern_free(t_pattern* x)
{
    delete x->x_box;  // before the clock that its latents would set off
    delete x->x_outputs;
    clock_free(x->x_change_clock);
    clock_free(x->x_news_clock);
}

template <typename Method>
void add_message(Method method, const char* name)
{
    class_addmethod(pattern_class, reinterpret_cast<t_method>(method), gensym(name), A_GIMME, A_NULL);
}

}  // namespace

void pattern_tilde_setup()
{
    const int flags = has_multichannel() ? CLASS_MULTICHANNEL : CLASS_DEFAULT;
    pattern_class = class_new(gensym(kName), reinterpret_cast<t_newmethod>(pattern_new),
                              reinterpret_cast<t_method>(pattern_free), sizeof(t_pattern), flags, A_GIMME, A_NULL);
    class_addbang(pattern_class, pattern_bang);
    class_addmethod(pattern_class, reinterpret_cast<t_method>(pattern_dsp), gensym("dsp"), A_CANT, A_NULL);
    add_message(pattern_words, "words");
    add_message(pattern_about, "about");
    add_message(pattern_set<&PatternBox::set_name>, "name");
    add_message(pattern_set<&PatternBox::set_with>, "with");
    add_message(pattern_set<&PatternBox::set_kind>, "pattern");
    add_message(pattern_set<&PatternBox::set_order>, "order");
    add_message(pattern_set<&PatternBox::set_loops>, "loops");
    add_message(pattern_set<&PatternBox::set_seed>, "seed");
    add_message(pattern_set<&PatternBox::set_glide>, "glide");
    add_message(pattern_set<&PatternBox::set_turns>, "turns");
    add_message(pattern_set<&PatternBox::set_range>, "range");
    add_message(pattern_set<&PatternBox::start>, "start");
    add_message(pattern_set<&PatternBox::stop>, "stop");
    add_message(pattern_set<&PatternBox::jump>, "jump");
    add_message(pattern_set<&PatternBox::now>, "now");
    add_message(pattern_set_and_tell<&PatternBox::set_k>, "k");
    add_message(pattern_set_and_tell<&PatternBox::set_tempo>, "tempo");
    add_message(pattern_set_and_tell<&PatternBox::set_ratio>, "ratio");
}
