// [fibojungle [-original] [-seed n]]: the Fibonacci Jungle's counter and arranger; an 8th in, what happens on it out.
// SPDX-License-Identifier: BSD-3-Clause
#include "score/fibonacci/arranger.h"
#include "score/fibonacci/settings.h"
#include "score/harmony/notes.h"
#include "pd/arguments.h"
#include "pd/host.h"
#include "pd/report.h"

#include <m_pd.h>

#include <array>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

using namespace latentjam;
using namespace latentjam::score;
using namespace latentjam::pd;

namespace {

constexpr const char* kName = "fibojungle";

t_class* fibojungle_class;

/// What lives behind the box; apart from t_fibojungle, since pd_new() knows no constructors.
struct Fibojungle {
    Fibojungle(fibonacci::Score score, std::uint64_t seed) : arranger(std::move(score), seed), lots(seed) {}

    fibonacci::Arranger arranger;
    random::Random lots;  ///< of the settings; apart from the arranger's, so that a track does not depend on them
};

struct t_fibojungle {
    t_object x_obj;
    t_canvas* x_canvas;
    t_outlet* x_events;
    Fibojungle* x_jungle;
};

void fibojungle_error(t_fibojungle* x, const std::string& message) { report(x, kName, message); }

void fibojungle_check(t_fibojungle* x, const Status& status)
{
    if (!status) fibojungle_error(x, status.message());
}

// ---- out -------------------------------------------------------------------------------------------------------

void fibojungle_say(t_fibojungle* x, const char* word, double number)
{
    t_atom atom;
    SETFLOAT(&atom, static_cast<t_float>(number));
    outlet_anything(x->x_events, gensym(word), 1, &atom);
}

/// A scale or chord: its place, its name, and its semitones above the lowest note.
void fibojungle_say(t_fibojungle* x, const char* word, std::span<const harmony::NoteSet> sets, int place)
{
    const harmony::NoteSet& set = sets[static_cast<std::size_t>(place)];
    std::vector<t_atom> atoms(2 + set.semitones.size());
    SETFLOAT(&atoms[0], static_cast<t_float>(place));
    SETSYMBOL(&atoms[1], gensym(std::string(set.name).c_str()));
    for (std::size_t i = 0; i < set.semitones.size(); ++i)
        SETFLOAT(&atoms[2 + i], static_cast<t_float>(set.semitones[i]));
    outlet_anything(x->x_events, gensym(word), static_cast<int>(atoms.size()), atoms.data());
}

/// Takes its own copy: what listens may send the next message before it has heard the last event of this one.
void fibojungle_tell(t_fibojungle* x, std::span<const fibonacci::Event> span)
{
    const std::vector<fibonacci::Event> events(span.begin(), span.end());
    for (const fibonacci::Event& event : events) {
        std::array<t_atom, 4> atoms{};
        for (std::size_t i = 0; i < atoms.size(); ++i) SETFLOAT(&atoms[i], static_cast<t_float>(event.numbers[i]));
        outlet_anything(x->x_events, gensym(name_of(event.kind)), event.size, atoms.data());
    }
}

// ---- time ------------------------------------------------------------------------------------------------------

void fibojungle_bang(t_fibojungle* x) { fibojungle_tell(x, x->x_jungle->arranger.step()); }

void fibojungle_start(t_fibojungle* x) { fibojungle_tell(x, x->x_jungle->arranger.start()); }

void fibojungle_stop(t_fibojungle* x) { fibojungle_tell(x, x->x_jungle->arranger.stop()); }

void fibojungle_state(t_fibojungle* x) { fibojungle_tell(x, x->x_jungle->arranger.state()); }

void fibojungle_endless(t_fibojungle* x, t_float on) { x->x_jungle->arranger.set_endless(on != 0); }

void fibojungle_section(t_fibojungle* x, t_symbol*, int argc, t_atom* argv)
{
    fibojungle_check(x, x->x_jungle->arranger.jump(whole_number(argc, argv, 0).value_or(0)));
}

// ---- chance ----------------------------------------------------------------------------------------------------

void fibojungle_seed(t_fibojungle* x, t_symbol*, int argc, t_atom* argv)
{
    const auto seed = seed_in(argc, argv);
    if (!seed) return fibojungle_error(x, seed.message());
    x->x_jungle->arranger.set_seed(*seed);
    x->x_jungle->lots = random::Random(*seed);
}

void fibojungle_settings(t_fibojungle* x)
{
    const fibonacci::Settings drawn = fibonacci::draw_settings(x->x_jungle->lots);
    fibojungle_say(x, "set", drawn.sample_set);
    fibojungle_say(x, "bpm", drawn.bpm);
    fibojungle_say(x, "base", drawn.base_note);
    fibojungle_say(x, "scale", harmony::scales(), drawn.scale);
    fibojungle_say(x, "chord", harmony::chords(), drawn.chord);
    for (std::size_t i = 0; i < drawn.modes.size(); ++i)
        fibojungle_say(x, ("mode" + std::to_string(i + 1)).c_str(), drawn.modes[i]);
}

/// Answers a place or a name with both and the semitones: scale 8, scale minor_pentatonic.
void fibojungle_name(t_fibojungle* x, t_symbol* word, int argc, t_atom* argv)
{
    const auto sets = std::string_view(word->s_name) == "scale" ? harmony::scales() : harmony::chords();
    const std::string asked = argc > 0 ? text_of(argv[0]) : "";
    const harmony::NoteSet* found = harmony::find(sets, asked);
    if (!found && argc > 0 && argv[0].a_type == A_FLOAT) {
        const double place = static_cast<double>(argv[0].a_w.w_float);
        if (place >= 0 && place < static_cast<double>(sets.size())) found = &sets[static_cast<std::size_t>(place)];
    }
    if (!found)
        return fibojungle_error(x, std::string(word->s_name) + " '" + asked + "' is unknown: 0 to " +
                                       std::to_string(sets.size() - 1) + ", or a name from " +
                                       std::string(sets.front().name) + " to " + std::string(sets.back().name));
    fibojungle_say(x, word->s_name, sets, static_cast<int>(found - sets.data()));
}

// ---- the score -------------------------------------------------------------------------------------------------

void fibojungle_anything(t_fibojungle* x, t_symbol* word, int argc, t_atom* argv)
{
    if (!fibonacci::is_score_word(word->s_name))
        return fibojungle_error(
            x, std::string("'") + word->s_name +
                   "' is no message; there are bang, start, stop, state, endless, section, seed, "
                   "settings, scale, chord, read, write, sequence, top, sections, track, twice, preset, rule, "
                   "bass");
    std::vector<fibonacci::Token> tokens;
    for (int i = 0; i < argc; ++i)
        if (argv[i].a_type == A_FLOAT)
            tokens.emplace_back(static_cast<double>(argv[i].a_w.w_float));
        else
            tokens.emplace_back(text_of(argv[i]));
    fibonacci::Score score = x->x_jungle->arranger.score();
    const Status status = fibonacci::change(score, word->s_name, tokens);
    if (!status) return fibojungle_error(x, status.message());
    x->x_jungle->arranger.set_score(std::move(score));
}

void fibojungle_read(t_fibojungle* x, t_symbol* name)
{
    const std::string path = find_file(x->x_canvas, name->s_name, ".txt");
    std::ifstream file(path, std::ios::binary);
    if (path.empty() || !file)
        return fibojungle_error(x,
                                std::string("read '") + name->s_name +
                                    "': no such file beside the patch or on Pd's search path (.txt may be left out)");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    fibonacci::Score score = x->x_jungle->arranger.score();
    const Status status = fibonacci::from_text(score, text);
    if (!status) return fibojungle_error(x, path + ": " + status.message());
    x->x_jungle->arranger.set_score(std::move(score));
}

void fibojungle_write(t_fibojungle* x, t_symbol* name)
{
    std::array<char, MAXPDSTRING> path{};
    canvas_makefilename(x->x_canvas, name->s_name, path.data(), MAXPDSTRING);
    std::ofstream file(path.data(), std::ios::binary);
    file << fibonacci::to_text(x->x_jungle->arranger.score());
    file.close();
    if (!file)
        fibojungle_error(x,
                         std::string("write '") + path.data() + "': is the folder there, is it yours, is there room?");
}

// ---- life ------------------------------------------------------------------------------------------------------

void* fibojungle_new(t_symbol*, int argc, t_atom* argv)
{
    auto* x = reinterpret_cast<t_fibojungle*>(pd_new(fibojungle_class));
    x->x_canvas = canvas_getcurrent();
    x->x_events = outlet_new(&x->x_obj, nullptr);
    Arguments arguments(argc, argv);
    const bool is_original = arguments.take_flag("-original");
    const std::uint64_t seed = arguments.take_seed().value_or(1);
    x->x_jungle = new Fibojungle(is_original ? fibonacci::original_score() : fibonacci::usual_score(), seed);
    for (const std::string& line : arguments.errors()) fibojungle_error(x, line);
    if (const auto surplus = arguments.take_next())
        fibojungle_error(x, "argument '" + text_of(*surplus) + "' is ignored: only -original and -seed <n> are known");
    return x;
}

void fibojungle_free(t_fibojungle* x) { delete x->x_jungle; }

template <typename Method>
void add_message(Method method, const char* name, t_atomtype first = A_NULL)
{
    class_addmethod(fibojungle_class, reinterpret_cast<t_method>(method), gensym(name), first, A_NULL);
}

}  // namespace

void fibojungle_setup()
{
    fibojungle_class =
        class_new(gensym(kName), reinterpret_cast<t_newmethod>(fibojungle_new),
                  reinterpret_cast<t_method>(fibojungle_free), sizeof(t_fibojungle), CLASS_DEFAULT, A_GIMME, A_NULL);
    class_addbang(fibojungle_class, fibojungle_bang);
    class_addanything(fibojungle_class, fibojungle_anything);
    add_message(fibojungle_start, "start");
    add_message(fibojungle_stop, "stop");
    add_message(fibojungle_state, "state");
    add_message(fibojungle_endless, "endless", A_FLOAT);
    add_message(fibojungle_section, "section", A_GIMME);
    add_message(fibojungle_seed, "seed", A_GIMME);
    add_message(fibojungle_settings, "settings");
    add_message(fibojungle_name, "scale", A_GIMME);
    add_message(fibojungle_name, "chord", A_GIMME);
    add_message(fibojungle_read, "read", A_SYMBOL);
    add_message(fibojungle_write, "write", A_SYMBOL);
}
