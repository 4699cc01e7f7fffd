// [fibojungle [-original] [-seed n]]: the Fibonacci Jungle's counter and arranger; an 8th in, what happens on it out.
// SPDX-License-Identifier: BSD-3-Clause
#include "pd/host.h"
#include "pd/look_up.h"
#include "pd/object_class.h"
#include "score/fibonacci/arranger.h"
#include "score/fibonacci/score_file.h"
#include "score/fibonacci/settings.h"
#include "score/harmony/notes.h"
#include "shared/note_set.h"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace latentjam;
using namespace latentjam::score;
using namespace latentjam::pd;

namespace {

struct FiboJungle : Object {
    using Object::Object;
    void created();

    void say(std::span<const fibonacci::Event> events) const;
    void say_set(const char* word, std::span<const harmony::NoteSet> sets, int place) const;

    void set_seed(std::uint64_t number);
    void draw_settings();
    void name_scale(int place) { say_set("scale", harmony::scales(), place); }
    void name_chord(int place) { say_set("chord", harmony::chords(), place); }
    Status change(const Given& given);
    Status read(std::string name);
    Status write(std::string name) const;

    bool is_original = false;
    std::uint64_t seed = 0;
    fibonacci::Arranger arranger{fibonacci::usual_score(), 0};
    random::Random lots{0};  ///< for settings drawn at random; the arranger has its own
};

void FiboJungle::created()
{
    add_info_outlet();
    arranger = fibonacci::Arranger(is_original ? fibonacci::original_score() : fibonacci::usual_score(), seed);
}

// ---- out -----------------------------------------------------------------------------------------------------------

/// A scale or chord: its place, its name, and its semitones above the lowest note.
void FiboJungle::say_set(const char* word, std::span<const harmony::NoteSet> sets, int place) const
{
    const harmony::NoteSet& set = sets[static_cast<std::size_t>(place)];
    AtomList atoms{float_atom(place), symbol_atom(set.name)};
    for (const int semitones : set.semitones) atoms.push_back(float_atom(semitones));
    info(word, std::move(atoms));
}

/// Takes its own copy: what listens may send the next message before it has heard the last event of this one.
void FiboJungle::say(std::span<const fibonacci::Event> span) const
{
    const std::vector<fibonacci::Event> events(span.begin(), span.end());
    for (const fibonacci::Event& event : events) {
        AtomList atoms;
        for (int i = 0; i < event.size; ++i) atoms.push_back(float_atom(event.numbers[static_cast<std::size_t>(i)]));
        info(name_of(event.kind), std::move(atoms));
    }
}

// ---- chance --------------------------------------------------------------------------------------------------------

void FiboJungle::set_seed(std::uint64_t number)
{
    seed = number;
    arranger.set_seed(number);
    lots = random::Random(number);
}

void FiboJungle::draw_settings()
{
    const fibonacci::Settings drawn = fibonacci::draw_settings(lots);
    info("set", {float_atom(drawn.sample_set)});
    info("bpm", {float_atom(drawn.bpm)});
    info("base", {float_atom(drawn.base_note)});
    name_scale(drawn.scale);
    name_chord(drawn.chord);
    for (std::size_t i = 0; i < drawn.modes.size(); ++i)
        info(("mode" + std::to_string(i + 1)).c_str(), {float_atom(drawn.modes[i])});
}

// ---- the score -----------------------------------------------------------------------------------------------------

Status FiboJungle::change(const Given& given)
{
    std::vector<fibonacci::Token> tokens;
    for (const t_atom& atom : given.atoms)
        if (atom.a_type == A_FLOAT)
            tokens.emplace_back(static_cast<double>(atom.a_w.w_float));
        else
            tokens.emplace_back(text_of(atom));
    fibonacci::Score score = arranger.score();
    const Status status = fibonacci::change(score, given.row.name, tokens);
    if (status) arranger.set_score(std::move(score));
    return status;
}

Status FiboJungle::read(std::string name)
{
    constexpr std::array<std::string_view, 1> kEndings{".txt"};
    const auto path =
        look_up(canvas(), name, kEndings,
                "read '" + name + "': no such file beside the patch or on Pd's search path (.txt may be left out)");
    if (!path) return path.status();
    fibonacci::Score score = arranger.score();
    const Status status = fibonacci::read_file(score, *path);
    if (status) arranger.set_score(std::move(score));
    return status;
}

Status FiboJungle::write(std::string name) const
{
    return fibonacci::write_file(arranger.score(), path_to_write(canvas(), name));
}

// ---- the table -----------------------------------------------------------------------------------------------------

Row score_row(const char* name, const char* accepts, const char* text)
{
    return {.name = name, .type = atoms(0, kAnyNumber, accepts), .text = text, .take = take<&FiboJungle::change>};
}

Row event_row(const char* name, const char* text) { return {.name = name, .text = text, .in = kInfo}; }

Table fibojungle_table()
{
    Table table{
        .name = "fibojungle",
        .text = "the counter and arranger of the Fibonacci Jungle (M. Heinze, 2024)",
        .rows = {{.name = "original",
                  .type = on_off(),
                  .text = "event for event as the published patch",
                  .in = kFlag,
                  .take = take<&FiboJungle::is_original>},
                 {.name = "seed",
                  .type = pd::seed(),
                  .fallback = "1",
                  .text = "of the rare sample (from the next start) and of settings",
                  .in = kFlag | kMessage,
                  .take = take<&FiboJungle::set_seed>},
                 {.name = "bang", .text = "an 8th", .take = take<[](FiboJungle& j) { j.say(j.arranger.step()); }>},
                 {.name = "start",
                  .text = "counters to their beginning; tells the state",
                  .take = take<[](FiboJungle& j) { j.say(j.arranger.start()); }>},
                 {.name = "stop",
                  .text = "ends the track here",
                  .in = kMessage | kInfo,
                  .take = take<[](FiboJungle& j) { j.say(j.arranger.stop()); }>},
                 {.name = "state",
                  .text = "length, cycle, section and all switches",
                  .take = take<[](FiboJungle& j) { j.say(j.arranger.state()); }>},
                 {.name = "endless",
                  .type = on_off(),
                  .fallback = "0",
                  .text = "a track goes on after its last cycle",
                  .take = take<[](FiboJungle& j, bool on) { j.arranger.set_endless(on); }>},
                 {.name = "section",
                  .type = whole(1, kMostInt),
                  .text = "the next 8th is the top of the count and begins this section",
                  .in = kMessage | kInfo,
                  .take = take<[](FiboJungle& j, int section) { return j.arranger.jump(section); }>},
                 {.name = "settings", .text = "draws new settings", .take = take<&FiboJungle::draw_settings>},
                 {.name = "scale",
                  .type = one_of_sets(harmony::scales()),
                  .text = "answers with place, name and semitones",
                  .in = kMessage | kInfo,
                  .take = take<&FiboJungle::name_scale>},
                 {.name = "chord",
                  .type = one_of_sets(harmony::chords()),
                  .text = "answers with place, name and semitones",
                  .in = kMessage | kInfo,
                  .take = take<&FiboJungle::name_chord>},
                 score_row("sequence", "a name or numbers", "fibonacci, lucas, padovan, primes, or any list"),
                 score_row("top", "a number of 8ths", "where the count returns to its beginning"),
                 score_row("sections", "a number", "how many sections"),
                 score_row("track", "a number of cycles", "how many cycles make a track"),
                 score_row("twice", "0 or 1", "a second fibon at the top"),
                 score_row("preset", "a section, then chords bass break volume, or off", "what it begins with"),
                 score_row("rule", "a name and a number", "when switches change"),
                 score_row("bass", "with or without, then members", "where the bass plays"),
                 {.name = "read",
                  .type = pd::name("a file"),
                  .text = "takes a score from a text",
                  .take = take<&FiboJungle::read>},
                 {.name = "write",
                  .type = pd::name("a file"),
                  .text = "the score as a text",
                  .take = take<&FiboJungle::write>},
                 event_row("set", "a sample set was drawn"),
                 event_row("bpm", "a tempo was drawn"),
                 event_row("base", "a base note was drawn"),
                 event_row("mode1", "a mode was drawn"),
                 event_row("mode2", "a mode was drawn"),
                 event_row("mode3", "a mode was drawn")}};
    constexpr int kKinds = static_cast<int>(fibonacci::EventKind::kLength) + 1;
    for (int kind = 0; kind < kKinds; ++kind) {
        const char* name = name_of(static_cast<fibonacci::EventKind>(kind));
        if (!table.find(kInfo, name)) table.rows.push_back(event_row(name, "on the 8th where it happens"));
    }
    return table;
}

}  // namespace

void fibojungle_setup()
{
    static const Table kTable = fibojungle_table();
    object_setup<FiboJungle>(kTable);
}
