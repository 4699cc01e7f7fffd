// One patch on stage: every word it understands, every knob and key that reaches it.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "stage/board.h"
#include "stage/link.h"
#include "stage/midi_map.h"
#include "stage/moves.h"
#include "stage/pulse.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace latentjam::stage {

/// What became of a message.
struct Reply {
    bool is_known = false;             ///< the first word is one of this patch's
    Status status{};                   ///< what was wrong with the rest
    std::vector<std::string> lines{};  ///< what was asked for
};

/// Times are Pd's logical seconds. Pd's thread only.
class Stage {
public:
    /// What only the host can do. All may be empty.
    struct Host {
        Board::Deliver deliver{};
        std::function<void(const std::string& text)> show{};  ///< on the panel
        std::function<void()> keep{};                         ///< slots or map have changed: write them
        std::function<void()> panic{};                        ///< all sound off, at once
        std::function<long()> late{};                         ///< blocks of models that came too late so far
        std::function<Reply(const std::string& word, Atoms arguments)> other{};  ///< words of the host's own
    };

    explicit Stage(Host host);

    Board& board() noexcept { return board_; }
    const Board& board() const noexcept { return board_; }
    Moves& moves() noexcept { return moves_; }
    const MidiMap& midi() const noexcept { return midi_; }

    /// True for the stage's own words, which no control and no patch may be called.
    static bool is_own_word(std::string_view word);

    /// All words: the controls', then the stage's own.
    std::vector<std::string> words() const;

    /// A word and its arguments.
    Reply receive(Atoms message, double now_s);

    // ---- hands ----

    /// A control was moved on the screen.
    void hand_on(const std::string& control);
    void controller(int number, int value, int channel, double now_s);

    /// False when nothing is played by this note.
    bool note(int number, int velocity, int channel, double now_s);
    void program(int number, double now_s);  ///< from 1
    void realtime(int byte, double now_s);   ///< MIDI clock: 248 tick, 250 and 251 start, 252 stop

    /// A key was pressed, by Pd's name of it. False: a letter, which is the piece's.
    bool key(const std::string& name, double now_s);

    // ---- Ableton Link ----

    LinkTempo& link() noexcept { return link_; }
    double tempo() const;                          ///< of the control `tempo`; 120 without one
    void session_tempo(double bpm, double now_s);  ///< what the session has now

    bool is_learning() const noexcept { return is_learning_; }

    // ---- what is kept ----

    void take_map(std::vector<MidiLink> learnt, std::vector<std::string> without);

private:
    struct Word;
    static const std::vector<Word>& table();

    Status one_slot(Atoms arguments, Status (Moves::*act)(int, double), double now_s);
    void set_all(const std::string& word, const Value& value, double now_s);
    Status play(bool on, double now_s);
    Status panic(double now_s);
    Status learn(Atoms arguments);
    Status forget(Atoms arguments);
    Status set_tempo(double bpm, double now_s, bool is_act);
    std::vector<std::string> meant_by(const std::string& word) const;
    Reply control_word(const std::string& word, Atoms arguments, double now_s);
    std::vector<std::string> described() const;
    std::string line_of(const Control& control) const;
    std::string status_line() const;

    void move(const std::string& control, double position, double now_s);
    void strike(const Control& control, double level, double now_s);
    void heard_from(const MidiSource& source);
    void learnt(const MidiSource& source, const std::string& control);
    void select(int step);
    void nudge(int direction, double now_s);
    void digit(int number, double now_s);
    void show(const std::string& text) const;
    void check(const Status& status) const;

    Host host_;
    Board board_;
    Moves moves_;
    MidiMap midi_;
    Taps taps_;
    MidiClock clock_;
    LinkTempo link_;
    bool is_learning_ = false;
    std::optional<MidiSource> heard_;  // while learning
    std::string touched_;              // the control that a hand moved last, or that the arrows chose
    bool is_storing_ = false;          // the next digit stores
    std::map<std::string, double> pressed_s_;
    std::map<int, int> raised_;  // controllers of acts and toggles: whether they are up
};

}  // namespace latentjam::stage
